//! `POST /apply/{service}`: the form as browsers without JavaScript send it, in one piece.
//!
//! It is kept in memory until it is verified, packed as `upload pack` would, and sealed to the office's
//! keys where there are any; only then it becomes an upload like the others, and ends as they do. So
//! nothing that is refused, and nothing readable where packages are sealed, ever rests on disk.
//!
//! The answer leads to the page of the receipt, which can be loaded again without sending again. There are
//! no cookies and nobody is logged in, so a form on another site can send here what its author could send as
//! well: there is nothing to forge.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use axum::Json;
use axum::body::{Body, Bytes};
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use package::{Code, Sha256};
use rules::{Answers, Date, Effect, Lang, Verdict, decide};
use seal::Secret;
use serde::Deserialize;
use time::OffsetDateTime;
use tokio::sync::Semaphore;

use crate::app::AppState;
use crate::apply_page;
use crate::form::{Form, FormFile, Terms};
use crate::ids::{UploadId, hash, random_bytes};
use crate::load::{Definition, Definitions};
use crate::negotiate;
use crate::pack::{Contents, prepare};
use crate::problem::{Kind, Problem, Refusal};
use crate::receipt::Receipt;
use crate::store::Created;
use crate::tus::finish;
use crate::upload_state::{End, Info, Stage};

/// Memory that all forms may take at once, in KiB, their packages included.
pub const MEMORY_KIB: usize = 256 * 1024;

/// Bytes of a part of an upload.
const PART_BYTES: usize = 1024 * 1024;

/// What all forms share.
pub struct Forms {
    memory: Arc<Semaphore>,
    /// Makes the same upload of the same package, for as long as the process runs, and lets nobody who sees
    /// the store find out by trying which package it was made of.
    key: [u8; 32],
}

impl Default for Forms {
    fn default() -> Self {
        let key = random_bytes().expect("a system without random numbers cannot serve anybody");
        Self { memory: Arc::new(Semaphore::new(MEMORY_KIB)), key }
    }
}

impl Forms {
    /// Memory that no form takes now, in KiB.
    pub fn free_kib(&self) -> usize {
        self.memory.available_permits()
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
    headers: HeaderMap,
    body: Body,
) -> Response {
    let definitions = state.definitions();
    let named = asked.ok().and_then(|Query(asked)| Lang::from_tag(&asked.lang?));
    let lang = named.unwrap_or_else(|| negotiate::language(&headers));
    let received = receive(&state, &definitions, &service, &headers, body).await;
    let is_page = negotiate::prefers_html(&headers);
    let mut response = match received {
        Ok(receipt) if is_page => {
            Redirect::to(&format!("/status/{}?lang={}", receipt.receipt, lang.tag())).into_response()
        }
        Ok(receipt) => {
            let status = format!("/status/{}", receipt.receipt);
            (StatusCode::CREATED, [(header::LOCATION, status)], Json(receipt)).into_response()
        }
        Err(refusal) if is_page => apply_page::answer(refusal, &definitions, &service, lang),
        Err(refusal) => refusal.into_response(),
    };
    response.headers_mut().insert(header::VARY, HeaderValue::from_static("accept, accept-language"));
    response
}

async fn receive(
    state: &AppState,
    definitions: &Arc<Definitions>,
    service: &str,
    headers: &HeaderMap,
    body: Body,
) -> Result<Receipt, Refusal> {
    let Some(definition) = definitions.services.get(service).cloned() else {
        return Err(Refusal::new(Kind::UnknownService).with("service", service));
    };
    if state.open.load(Ordering::Relaxed) >= state.limits.max_open_uploads {
        return Err(Refusal::new(Kind::TooManyUploads).retry_after(60));
    }
    let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let terms = Terms { limits: &state.limits, memory: &state.forms.memory, stopping: &state.stopping };
    let form = Form::read(content_type.unwrap_or_default(), body, terms).await?;
    let created = OffsetDateTime::now_utc().truncate_to_second();
    let today = state.today.unwrap_or_else(|| Date::in_jakarta(created.unix_timestamp()));
    let (contents, strange, memory) = form.contents(&definition.service, today);

    // From here on it no longer matters whether the browser is still there.
    let (tasks, state, definitions) = (state.tasks.clone(), state.clone(), Arc::clone(definitions));
    let work = async move {
        let secret = Secret(hash("panduan form seal", &state.forms.key));
        let packing = {
            let (definition, definitions) = (Arc::clone(&definition), Arc::clone(&definitions));
            tokio::task::spawn_blocking(move || {
                pack(&definition, &definitions, contents, strange, today, &secret)
            })
        };
        let package = packing.await.unwrap_or_else(|_| Err(Refusal::new(Kind::StoreUnavailable)))?;
        let receipt = store(&state, definition.service.id.clone(), package, created).await;
        drop(memory);
        receipt
    };
    tasks.spawn(work).await.unwrap_or_else(|_| Err(Refusal::new(Kind::StoreUnavailable).retry_after(5)))
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
            let mut package = Vec::new();
            match definitions.recipients.as_slice() {
                [] => prepared.write(&mut package),
                recipients => prepared.write_sealed(secret, recipients, &mut package),
            }
            .map_err(unreadable)?;
            return Ok(package.into());
        }
        Ok(_) => strange,
        Err(problems) => problems.into_iter().chain(strange).collect(),
    };
    Err(Refusal::of_package(in_words(problems, definition, definitions, &answers, today)))
}

/// What is wrong, and why: without scripts nobody has seen the verdict and its reasons.
fn in_words(
    problems: Vec<package::Problem>,
    definition: &Definition,
    definitions: &Definitions,
    answers: &Answers,
    today: Date,
) -> Vec<Problem> {
    let service = &definition.service;
    let decision = decide(service, answers, today);
    let mut told = Vec::new();
    for problem in problems {
        if problem.code != Code::NotAcceptable {
            told.push(definitions.words.problem(problem, Some(service)));
            continue;
        }
        if decision.verdict == Verdict::NeedsAnswers {
            told.extend(decision.unanswered.iter().map(|id| definitions.words.unanswered(id, service)));
        } else {
            told.push(definitions.words.problem(problem, Some(service)));
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
                }),
        );
    }
    told
}

/// Stores the package as an upload of its own, and completes it: the same one, if it came before.
async fn store(
    state: &AppState,
    service: String,
    package: Bytes,
    created: OffsetDateTime,
) -> Result<Receipt, Refusal> {
    let sha256 = Sha256::of(&package);
    let hash = UploadId::of_form(&state.forms.key, sha256.bytes()).hash();
    // Of two that send the same, the second waits here, and finds what the first has done.
    let turn = state.writers.turn(&hash).await;
    let expires = created + state.limits.expire_after();
    let info = Info { length: package.len() as u64, service, sha256: sha256.hex(), created, expires };
    // One that came before is not new.
    if !state.has_room_for(info.length) && state.uploads.find(&hash).await?.is_none() {
        return Err(Refusal::new(Kind::InsufficientStorage).retry_after(600));
    }
    let (upload, is_new) = state.uploads.create(&hash, &info).await?;
    if is_new == Created::New {
        state.open.fetch_add(1, Ordering::Relaxed);
        state.promised.fetch_add(info.length, Ordering::Relaxed);
    }
    let end = match upload.stage {
        Stage::Ended(end) => end,
        Stage::Open { offset, .. } => {
            let mut offset = usize::try_from(offset).unwrap_or(package.len());
            while offset < package.len() {
                let end = package.len().min(offset + PART_BYTES);
                if state.uploads.append(&hash, offset as u64, package.slice(offset..end)).await?
                    == Created::Existed
                {
                    return Err(Refusal::new(Kind::StoreUnavailable).retry_after(5));
                }
                offset = end;
            }
            let whole = state.uploads.find(&hash).await?;
            finish(state.clone(), whole.ok_or_else(|| Refusal::new(Kind::StoreUnavailable))?).await?
        }
    };
    drop(turn);
    match end {
        End::Accepted { receipt } => Ok(*receipt),
        other => Err(other.acknowledge().err().unwrap_or_else(|| Refusal::new(Kind::UploadEnded))),
    }
}
