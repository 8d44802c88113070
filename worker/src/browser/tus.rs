//! The questions to the endpoint: tus 1.0.0 with creation and termination, and the receipt.

use wasm_bindgen::JsValue;
use web_sys::Blob;

use super::http::{Answer, Request, Requests};
use super::json;
use super::scope;
use crate::sending::{Received, Upload};
use crate::setback::Setback;

const TUS: (&str, &str) = ("Tus-Resumable", "1.0.0");

/// Announces an upload of so many bytes for a service, or finds it again by its key: its address.
pub async fn create(
    requests: &Requests,
    endpoint: &str,
    service: &str,
    upload: &Upload,
    length: u64,
) -> Result<String, Setback> {
    let metadata =
        ["service ", &base64(service), ",sha256 ", &base64(&upload.sha256), ",key ", &base64(&upload.key)];
    let request = Request {
        method: "POST",
        url: endpoint,
        headers: &[TUS, ("Upload-Length", &length.to_string()), ("Upload-Metadata", &metadata.concat())],
        body: None,
    };
    let answer = requests.send(request).await?;
    match answer.header("Location") {
        Some(url) if answer.status == 201 => Ok(url),
        _ => Err(Setback::of_announcement(answer.status, speaks_tus(&answer), json::read(&answer.body))),
    }
}

/// How much has arrived, in bytes.
pub async fn offset(requests: &Requests, url: &str) -> Result<u64, Setback> {
    let answer = requests.send(Request { method: "HEAD", url, headers: &[TUS], body: None }).await?;
    match answer.number("Upload-Offset") {
        Some(offset) if answer.status == 200 => Ok(offset),
        _ => Err(setback(&answer)),
    }
}

/// Sends the slice at `offset`, and says how much has arrived by then; none, if the upload stands
/// elsewhere (an answer was lost on the way) and has to be asked.
pub async fn patch(requests: &Requests, url: &str, offset: u64, slice: Blob) -> Result<Option<u64>, Setback> {
    let request = Request {
        method: "PATCH",
        url,
        headers: &[
            TUS,
            ("Content-Type", "application/offset+octet-stream"),
            ("Upload-Offset", &offset.to_string()),
        ],
        body: Some(slice),
    };
    let answer = requests.send(request).await?;
    match answer.status {
        204 => Ok(answer.number("Upload-Offset")),
        409 => Ok(None),
        _ => Err(setback(&answer)),
    }
}

/// The receipt of an upload; none, if it has none yet.
pub async fn receipt(requests: &Requests, url: &str) -> Result<Option<Received>, Setback> {
    let url = [url, "/receipt"].concat();
    let answer = requests.send(Request { method: "GET", url: &url, headers: &[], body: None }).await?;
    match (answer.status, json::read(&answer.body)) {
        (200, Some(receipt)) => {
            Ok(Some(Received { document: answer.body, receipt, is_earlier: false, sent: Vec::new() }))
        }
        (404, _) => Ok(None),
        _ => Err(setback(&answer)),
    }
}

/// Gives an upload up, unless it has been received: says whether it is gone.
pub async fn give_up(requests: &Requests, url: &str) -> Result<bool, Setback> {
    let answer = requests.send(Request { method: "DELETE", url, headers: &[TUS], body: None }).await?;
    match (answer.status, setback(&answer)) {
        (204, _) | (_, Setback::Gone(_)) => Ok(true),
        (409, _) => Ok(false),
        (_, setback) => Err(setback),
    }
}

impl From<JsValue> for Setback {
    fn from(_no_answer: JsValue) -> Self {
        Self::TryAgain
    }
}

fn setback(answer: &Answer) -> Setback {
    Setback::of(answer.status, speaks_tus(answer), json::read(&answer.body))
}

fn speaks_tus(answer: &Answer) -> bool {
    answer.header(TUS.0).is_some()
}

/// Base 64 of ASCII text, as `Upload-Metadata` wants it.
fn base64(text: &str) -> String {
    scope().btoa(text).expect("ids and hexadecimal digits are ASCII")
}
