//! A body as it arrives: as long as it moves, keeps pace, and nobody else comes for its upload.

use axum::body::{Body, Bytes};
use http_body_util::BodyExt;
use tokio::time::{Instant, timeout_at};

use crate::app::AppState;
use crate::pace::Pace;
use crate::problem::{Kind, Refusal};
use crate::writers::Turn;

/// What a body brings next.
pub enum Next {
    /// More of it.
    Bytes(Bytes),
    /// It is over.
    End,
    /// Another request for the upload has come.
    Interrupted,
}

/// A body, and how it is going.
pub struct Arriving<'a> {
    state: &'a AppState,
    turn: &'a Turn,
    body: Body,
    pace: Pace,
    keeps_pace: bool,
}

impl<'a> Arriving<'a> {
    /// A body that begins now, of a request that has this turn.
    pub fn new(state: &'a AppState, turn: &'a Turn, body: Body) -> Self {
        Self { state, turn, body, pace: Pace::new(&state.limits), keeps_pace: true }
    }

    /// Waits for more, as long as it may take. What came is handed out before it is said to be too slow.
    pub async fn next(&mut self) -> Result<Next, Refusal> {
        let limits = &self.state.limits;
        let idle = limits.idle();
        let given_up = Instant::now() + idle;
        while self.keeps_pace {
            let frame = tokio::select! {
                biased;
                () = self.state.stopping.cancelled() => {
                    return Err(Refusal::new(Kind::ShuttingDown).retry_after(5));
                }
                frame = timeout_at(given_up.min(self.pace.wait()), self.body.frame()) => frame,
                // Last: what is here already is taken first.
                () = self.turn.interrupted.cancelled() => return Ok(Next::Interrupted),
            };
            match frame {
                Err(_elapsed) if Instant::now() >= given_up => {
                    return Err(Refusal::new(Kind::NoProgress).with("seconds", idle.as_secs()));
                }
                Err(_elapsed) => self.keeps_pace = self.pace.moved(0),
                Ok(None) => return Ok(Next::End),
                Ok(Some(Err(_broken))) => return Err(Refusal::new(Kind::BodyBroken)),
                Ok(Some(Ok(frame))) => {
                    // Trailers carry nothing for us.
                    if let Ok(bytes) = frame.into_data() {
                        self.keeps_pace = self.pace.moved(bytes.len() as u64);
                        return Ok(Next::Bytes(bytes));
                    }
                }
            }
        }
        Err(Refusal::new(Kind::TooSlow).with("bytes_per_second", limits.min_bytes_per_second))
    }
}
