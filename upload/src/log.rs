//! One line a request, and its count. Nothing in it identifies anybody: the route's template instead of the
//! path, no address, no headers, and a number instead of an id to find lines of one request by.

use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::http::header;
use axum::middleware::Next;
use axum::response::Response;
use std::sync::atomic::Ordering;
use tracing::Instrument;

use crate::app::AppState;
use crate::metrics::method_label;
use crate::problem::ProblemCode;

/// What stands for the route where the site's files are asked for.
const FILES: &str = "(files)";

/// Logs and counts a request.
pub async fn log(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let number = state.requests.fetch_add(1, Ordering::Relaxed) + 1;
    let span = tracing::info_span!("request", number);
    logged(state, request, next).instrument(span).await
}

async fn logged(state: AppState, request: Request, next: Next) -> Response {
    let began = Instant::now();
    let method = method_label(request.method());
    let route = request.extensions().get::<MatchedPath>().cloned();
    let received =
        request.headers().get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse().ok());
    let response = next.run(request).await;
    let route = route.as_ref().map_or(FILES, MatchedPath::as_str);
    let status = response.status();
    let problem = response.extensions().get::<ProblemCode>().map(|code| code.0);
    tracing::info!(
        method,
        route,
        status = status.as_u16(),
        problem,
        bytes = received.unwrap_or(0_u64),
        ms = began.elapsed().as_millis() as u64,
    );
    state.metrics.requests.with_label_values(&[route, method, status.as_str()]).inc();
    if let Some(problem) = problem {
        state.metrics.problems.with_label_values(&[problem]).inc();
    }
    response
}
