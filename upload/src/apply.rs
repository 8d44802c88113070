//! `POST /apply/{service}`: the form as browsers without JavaScript send it, in one piece.
//!
//! It is kept in memory until it is verified, packed as `upload pack` would, and sealed to the office's
//! keys where there are any, as they are then; only then it becomes an upload like the others, and ends as
//! they do. So nothing that is refused, and nothing readable where packages are sealed, ever rests on disk.
//! What the store fails to keep whole is ended and removed at once.
//!
//! The answer leads to the page of the receipt, which can be loaded again without sending again. There are
//! no cookies and nobody is logged in, so a form on another site can send here what its author could send as
//! well: there is nothing to forge.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use axum::body::{Body, Bytes};
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Extension, Json};
use package::{Code, Param};
use rules::{Answers, Date, Effect, Lang, Verdict, decide};
use seal::Secret;
use serde::Deserialize;
use time::OffsetDateTime;
use tokio::sync::Semaphore;
use tracing::Instrument;

use crate::app::AppState;
use crate::apply_page;
use crate::form::{Form, FormFile};
use crate::form_body::{FormBody, MEMORY_KIB, Terms};
use crate::form_store::store;
use crate::guard::Peer;
use crate::ids::{hash, random_bytes};
use crate::load::{Definition, Definitions};
use crate::negotiate;
use crate::pack::{Contents, Found, prepare};
use crate::problem::{Kind, Problem, Refusal};
use crate::receipt::Receipt;

/// What all forms share.
pub struct Forms {
    /// Memory for forms that are being received and packed, [`MEMORY_KIB`] permits.
    pub memory: Arc<Semaphore>,
    /// Makes the same upload of the same package, for as long as the process runs, and lets nobody who sees
    /// the store find out by trying which package it was made of.
    pub key: [u8; 32],
}

impl Default for Forms {
    fn default() -> Self {
        let key = random_bytes().expect("a system without random numbers cannot serve anybody");
        Self { memory: Arc::new(Semaphore::new(MEMORY_KIB)), key }
    }
}

/// What the address says beside the service.
#[derive(Default, Deserialize)]
pub struct Asked {
    lang: Option<String>,
}

/// `GET /apply/{service}`: whoever opens the address of an answer is led to the form.
pub async fn form(
    State(state): State<AppState>,
    Path(service): Path<String>,
    headers: HeaderMap,
) -> Result<Redirect, Refusal> {
    if !state.definitions().services.contains_key(&service) {
        return Err(Refusal::new(Kind::UnknownPage));
    }
    Ok(Redirect::to(&apply_page::form_address(&service, negotiate::language(&headers))))
}

/// `POST /apply/{service}`: a receipt, or everything that is wrong; a page for a browser, data for programs.
pub async fn apply(
    State(state): State<AppState>,
    Path(service): Path<String>,
    asked: Result<Query<Asked>, QueryRejection>,
    peer: Option<Extension<Peer>>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let named = asked.ok().and_then(|Query(asked)| Lang::from_tag(&asked.lang?));
    let lang = named.unwrap_or_else(|| negotiate::language(&headers));
    let terms = Terms { limits: &state.limits, memory: &state.forms.memory, stopping: &state.stopping };
    let mut body = FormBody::new(body, terms);
    let form = match admit(&state, &service, peer.map(|Extension(peer)| peer), &headers) {
        Ok(()) => Form::read(content_type(&headers), &mut body).await,
        Err(refusal) => Err((refusal, None)),
    };
    let is_page = negotiate::prefers_html(&headers);
    let (received, typed) = match form {
        Ok(form) => {
            let typed = is_page.then(|| form.typed()).flatten();
            (receive(&state, &service, form).await, typed)
        }
        Err((refusal, typed)) => {
            // A browser shows no answer before all of the form is sent.
            body.read_on().await;
            (Err(refusal), typed)
        }
    };
    let mut response = match received {
        Ok(receipt) if is_page => {
            // With a fragment of its own: it would else inherit that of the form.
            Redirect::to(&format!("/status/{}?lang={}#receipt", receipt.receipt, lang.tag())).into_response()
        }
        Ok(receipt) => {
            let status = format!("/status/{}", receipt.receipt);
            (StatusCode::CREATED, [(header::LOCATION, status)], Json(receipt)).into_response()
        }
        Err(refusal) if is_page => apply_page::answer(&state, refusal, &service, lang, typed).await,
        Err(refusal) => refusal.into_response(),
    };
    response.headers_mut().insert(header::VARY, HeaderValue::from_static("accept, accept-language"));
    response
}

fn content_type(headers: &HeaderMap) -> &str {
    headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// Whether a form may come, before anything of it is read.
fn admit(state: &AppState, service: &str, peer: Option<Peer>, headers: &HeaderMap) -> Result<(), Refusal> {
    state.guard.begin(peer, headers, &state.limits.trusted_proxy)?;
    if !state.definitions().services.contains_key(service) {
        return Err(unknown(service));
    }
    if state.open.load(Ordering::Relaxed) >= state.limits.max_open_uploads {
        return Err(Refusal::new(Kind::TooManyUploads).retry_after(60));
    }
    Ok(())
}

fn unknown(service: &str) -> Refusal {
    Refusal::new(Kind::UnknownService).with("service", service)
}

async fn receive(state: &AppState, service: &str, form: Form) -> Result<Receipt, Refusal> {
    // As they are now: a form may be long on its way, and must not be sealed to keys of before.
    let definitions = state.definitions();
    let definition = definitions.services.get(service).cloned().ok_or_else(|| unknown(service))?;
    let created = OffsetDateTime::now_utc().truncate_to_second();
    let today = state.today.unwrap_or_else(|| Date::in_jakarta(created.unix_timestamp()));
    let (contents, strange, memory) = form.contents(&definition.service, today);

    // From here on it no longer matters whether the browser is still there.
    let (tasks, state) = (state.tasks.clone(), state.clone());
    let work = async move {
        let secret = Secret(hash("panduan form seal", &state.forms.key));
        let packing = {
            let definition = Arc::clone(&definition);
            tokio::task::spawn_blocking(move || {
                pack(&definition, &definitions, contents, strange, today, &secret)
            })
        };
        let package = packing.await.unwrap_or_else(|_| Err(Refusal::new(Kind::StoreUnavailable)))?;
        let receipt = store(&state, definition.service.id.clone(), package, created).await;
        drop(memory);
        receipt
    };
    let received = tasks.spawn(work.in_current_span()).await;
    received.unwrap_or_else(|_| Err(Refusal::new(Kind::StoreUnavailable).retry_after(5)))
}

/// The package, as it will be stored.
fn pack(
    definition: &Definition,
    definitions: &Definitions,
    contents: Contents<FormFile>,
    strange: Vec<package::Problem>,
    today: Date,
    secret: &Secret,
) -> Result<Bytes, Refusal> {
    let answers = contents.answers.clone();
    // Memory can always be read, and documents that the service does not know were taken out.
    let unreadable = |_| Refusal::new(Kind::BadForm);
    let prepared = prepare(definition, contents, today).map_err(unreadable)?;
    let problems = match prepared {
        Ok(prepared) if strange.is_empty() => {
            // Grown step by step it would take up to twice its bytes. Sealed it has 16 bytes more in each
            // 64 KiB, and a head.
            let bytes = prepared.bytes() as usize;
            let seals = bytes / 2048 + (definitions.recipients.len() + 1) * 1024;
            let mut package = Vec::with_capacity(bytes + seals);
            match definitions.recipients.as_slice() {
                [] => prepared.write(&mut package),
                recipients => prepared.write_sealed(secret, recipients, &mut package),
            }
            .map_err(unreadable)?;
            return Ok(package.into());
        }
        Ok(_) => strange.into_iter().map(Found::from).collect(),
        Err(problems) => problems.into_iter().chain(strange.into_iter().map(Found::from)).collect(),
    };
    Err(Refusal::of_package(in_words(problems, definition, definitions, &answers, today)))
}

/// What is wrong, where, and why: without scripts nobody has seen the verdict and its reasons.
fn in_words(
    problems: Vec<Found>,
    definition: &Definition,
    definitions: &Definitions,
    answers: &Answers,
    today: Date,
) -> Vec<Problem> {
    let service = &definition.service;
    let decision = decide(service, answers, today);
    let mut told = Vec::new();
    for Found { problem, document } in problems {
        let at = document.or_else(|| place(&problem));
        let in_words =
            |problem| Problem { at: at.clone(), ..definitions.words.problem(problem, Some(service)) };
        if problem.code != Code::NotAcceptable {
            told.push(in_words(problem));
            continue;
        }
        if decision.verdict == Verdict::NeedsAnswers {
            told.extend(decision.unanswered.iter().map(|id| definitions.words.unanswered(id, service)));
        } else {
            told.push(in_words(problem));
        }
        told.extend(
            decision
                .reasons
                .iter()
                .filter(|reason| matches!(reason.effect, Effect::NotEligible | Effect::NotYet))
                .map(|reason| Problem {
                    code: reason.rule.clone(),
                    params: [].into(),
                    text: reason.text.clone(),
                    // Where the first of the answers that lead to it is.
                    at: reason.answers.first().cloned(),
                }),
        );
    }
    told
}

/// The id of the element of the form where a problem can be put right.
fn place(problem: &package::Problem) -> Option<String> {
    let named = |name| match problem.params.get(name) {
        Some(Param::Text(id)) => Some(id.clone()),
        _ => None,
    };
    match problem.code {
        Code::NotAcceptable => Some("check-title".to_owned()),
        Code::TooManyInTotal | Code::TotalTooLarge => Some("documents-title".to_owned()),
        // A group has no field; its first member has a place.
        Code::TooManyMembers => named("group").map(|group| group + ".1"),
        _ => named("document").or_else(|| named("detail")).or_else(|| named("question")),
    }
}
