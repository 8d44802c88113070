//! The endpoint, asked whatever the bytes say.

use std::sync::Arc;

use axum::body::Body;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Request, StatusCode, header};
use clap::Parser;
use http_body_util::BodyExt;
use object_store::memory::InMemory;
use package::Sha256;
use tower::ServiceExt;
use upload::app::{AppState, Endpoint, app};
use upload::config::Limits;
use upload::store::Store;

use crate::packages::DEFINITIONS;

/// Requests that may follow one another.
const MOST_REQUESTS: usize = 6;

/// What the command line gives where nothing is said.
#[derive(Parser)]
struct Defaults {
    #[command(flatten)]
    limits: Limits,
}

/// The service whose form is posted.
const SERVICE: &str = "alih-status-itk-itas";

/// Requests, divided by a byte that no UTF-8 text has: a line with method and path, lines with headers, an
/// empty line, the body. `@` in a path is the upload that was created last. Whatever is asked, the endpoint
/// answers, and never that it is at a loss itself.
pub fn requests(bytes: &[u8]) {
    on_an_endpoint(async |state| {
        let mut created = String::new();
        for text in bytes.split(|byte| *byte == 0xFE).take(MOST_REQUESTS) {
            let Some(request) = request(text, &created) else { continue };
            if let Some(location) = ask(&state, request).await.get(header::LOCATION) {
                created = location.to_str().expect("an address").to_owned();
            }
        }
    });
}

/// The body of a form that was posted, with the boundary `X`.
pub fn form(bytes: &[u8]) {
    on_an_endpoint(async |state| {
        let request = Request::post(format!("/apply/{SERVICE}"))
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=X")
            .header(header::ACCEPT, "text/html");
        ask(&state, request.body(Body::from(bytes.to_vec())).expect("a request")).await;
    });
}

/// A package that says it is sealed: what is taken for a whole one has the digest and length of these bytes.
pub fn sealed(bytes: &[u8]) {
    let bytes = [b"age-encryption.org/v1\n-> X25519 ", bytes].concat();
    if let Ok(sealed) = upload::sealed::inspect(&bytes[..]).expect("memory can always be read") {
        assert_eq!((sealed.bytes, sealed.sha256), (bytes.len() as u64, Sha256::of(&bytes)));
        assert!(sealed.plain_bytes < sealed.bytes);
    }
}

fn on_an_endpoint(work: impl AsyncFnOnce(AppState)) {
    let Defaults { limits } = Defaults::parse_from(["upload"]);
    let store = Store::of(Arc::new(InMemory::new()));
    let state = Arc::new(Endpoint::new(store, DEFINITIONS.clone(), limits, None, None));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime").block_on(work(state));
}

/// The headers of the answer, which there has to be.
async fn ask(state: &AppState, request: Request<Body>) -> HeaderMap {
    let response = app(state.clone()).oneshot(request).await.expect("the app always answers");
    let (parts, body) = response.into_parts();
    let body = body.collect().await.expect("an answer is whole").to_bytes();
    let is_at_a_loss = parts.status.is_server_error() && parts.status != StatusCode::SERVICE_UNAVAILABLE;
    assert!(!is_at_a_loss, "{}: {}", parts.status, String::from_utf8_lossy(&body));
    let is_problem =
        parts.headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind == "application/problem+json");
    // The answer to HEAD has the headers of one, and nothing else.
    if is_problem && !body.is_empty() {
        let problem: serde_json::Value = serde_json::from_slice(&body).expect("JSON");
        assert_eq!(problem["status"], parts.status.as_u16());
    }
    parts.headers
}

fn request(text: &[u8], created: &str) -> Option<Request<Body>> {
    let mut lines = text.split(|byte| *byte == b'\n');
    let first = str::from_utf8(lines.next()?).ok()?;
    let (method, path) = first.split_once(' ')?;
    let mut request = Request::builder()
        .method(Method::from_bytes(method.as_bytes()).ok()?)
        .uri(path.replace('@', created));
    let mut read = first.len() + 1;
    for line in lines {
        read += line.len() + 1;
        if line.is_empty() {
            break;
        }
        let colon = line.iter().position(|byte| *byte == b':')?;
        let name = HeaderName::from_bytes(&line[..colon]).ok()?;
        request = request.header(name, HeaderValue::from_bytes(line[colon + 1..].trim_ascii()).ok()?);
    }
    request.body(Body::from(text.get(read..).unwrap_or_default().to_vec())).ok()
}
