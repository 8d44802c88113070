//! What can be asked once an upload has ended: its receipt, by its address; its status, by its receipt,
//! as data or as a page ([`crate::status_page`]).

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Redirect, Response};
use rules::Lang;
use serde::Deserialize;

use crate::app::AppState;
use crate::history::{self, History};
use crate::problem::{Kind, Refusal};
use crate::receipt::{Receipt, ReceiptCode};
use crate::status_page::{Reader, Received, Told};
use crate::upload_state::{End, Stage};
use crate::{negotiate, status_page, tus};

/// `GET /files/{id}/receipt`: the receipt, or what was wrong with the package, as often as asked. A
/// client that never saw the answer to its last byte learns here how its upload ended.
pub async fn receipt(
    State(state): State<AppState>,
    Path(id): Path<String>,
) -> Result<impl IntoResponse, Refusal> {
    let upload = tus::find(&state, &id).await?;
    let end = match upload.stage {
        Stage::Ended(end) => end,
        Stage::Open { offset, .. } if offset == upload.info.length => {
            tus::finish(state.clone(), upload).await?
        }
        Stage::Open { .. } => return Err(Refusal::new(Kind::UploadUnfinished)),
    };
    end.acknowledge()?;
    let End::Accepted { receipt } = end else { return Err(Refusal::new(Kind::UploadEnded)) };
    Ok(Json(receipt))
}

/// What the query of a page can say. What cannot be read says nothing.
#[derive(Default, Deserialize)]
pub struct Asked {
    lang: Option<String>,
    code: Option<String>,
}

/// `GET /status/{receipt}`: data, or a page for a browser. There is a receipt only where a package was
/// accepted. In data, a code with a wrong symbol and one that was never given out look alike; people are
/// told, since whoever can read what a check symbol is can tell as well.
pub async fn status(
    State(state): State<AppState>,
    Path(typed): Path<String>,
    asked: Result<Query<Asked>, QueryRejection>,
    headers: HeaderMap,
) -> Response {
    let code = ReceiptCode::parse(&typed);
    let found = match &code {
        Some(code) => look_up(&state, code).await,
        None => Ok(None),
    };
    let definitions = state.definitions();
    let response = if negotiate::prefers_html(&headers) {
        let reader = reader(asked.as_ref().ok(), &headers, &typed);
        let words = definitions.words.of(reader.lang);
        let told = match found {
            Ok(Some((receipt, history))) => {
                Told::Received(Received::new(&receipt, &history, &definitions, words).into())
            }
            Ok(None) if code.is_none() => Told::Mistyped,
            Ok(None) => Told::Unknown,
            Err(refusal) => Told::Failed(refusal.words().get(reader.lang).to_owned()),
        };
        status_page::answer(&told, &definitions, reader)
    } else {
        match found {
            Ok(Some((receipt, history))) => {
                let known = definitions.services.get(&receipt.service).map(|known| &known.service);
                Json(history.into_status(receipt, known)).into_response()
            }
            Ok(None) => Refusal::new(Kind::UnknownReceipt).into_response(),
            Err(refusal) => refusal.into_response(),
        }
    };
    ([(header::VARY, "accept, accept-language")], response).into_response()
}

/// `GET /status/`: a page that asks for a code, and leads to what it finds in the query.
pub async fn entry(
    State(state): State<AppState>,
    asked: Result<Query<Asked>, QueryRejection>,
    headers: HeaderMap,
) -> Response {
    let asked = asked.as_ref().ok();
    let typed = asked.and_then(|asked| asked.code.as_deref()).unwrap_or_default().trim();
    let reader = reader(asked, &headers, typed);
    let told = match ReceiptCode::parse(typed) {
        Some(code) => {
            let lang =
                if reader.asks_for_language { ["?lang=", reader.lang.tag()].concat() } else { String::new() };
            let headers = [(header::REFERRER_POLICY, "no-referrer")];
            return (headers, Redirect::to(&format!("/status/{code}{lang}"))).into_response();
        }
        None if typed.is_empty() => Told::Nothing,
        None => Told::Mistyped,
    };
    let page = status_page::answer(&told, &state.definitions(), reader);
    ([(header::VARY, "accept-language")], page).into_response()
}

async fn look_up(state: &AppState, code: &ReceiptCode) -> Result<Option<(Receipt, History)>, Refusal> {
    history::look_up(state.uploads.store(), code).await
}

fn reader<'a>(asked: Option<&Query<Asked>>, headers: &HeaderMap, typed: &'a str) -> Reader<'a> {
    let named = asked.and_then(|asked| Lang::from_tag(asked.lang.as_deref()?));
    let lang = named.unwrap_or_else(|| negotiate::language(headers));
    Reader { lang, asks_for_language: named.is_some(), typed }
}
