//! Whether requests should be sent here: the store answers, and nobody asked the process to stop.
//!
//! Definitions need no look: without them the process does not start, and it keeps the old ones where new
//! ones are wrong.

use std::time::{Duration, Instant};

use axum::extract::State;
use object_store::path::Path;
use tokio::sync::Mutex;
use tokio::time::timeout;

use crate::app::AppState;
use crate::problem::{Kind, Refusal};

/// How long an answer of the store holds: anybody may ask, and the store is not to suffer.
const HOLDS: Duration = Duration::from_secs(5);

/// How long the store may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// What the store answered last, and when.
#[derive(Debug, Default)]
pub struct Readiness(Mutex<Option<(Instant, bool)>>);

/// `GET /readyz`.
pub async fn ready(State(state): State<AppState>) -> Result<&'static str, Refusal> {
    if state.stopping.is_cancelled() {
        return Err(Refusal::new(Kind::ShuttingDown).retry_after(5));
    }
    // Held while the store is asked, so that one asks for all.
    let mut last = state.readiness.0.lock().await;
    let is_ready = match *last {
        Some((asked, answer)) if asked.elapsed() < HOLDS => answer,
        _ => {
            // An object that nobody writes: what counts is that the store can tell.
            let missing = Path::from("probe/readiness");
            let answer = timeout(PATIENCE, state.uploads.store().read(&missing)).await;
            let is_ready = matches!(answer, Ok(Ok(_)));
            *last = Some((Instant::now(), is_ready));
            is_ready
        }
    };
    if is_ready { Ok("ready") } else { Err(Refusal::new(Kind::StoreUnavailable).retry_after(5)) }
}
