//! Whether a transfer moves: bytes on average, over a window of time spent waiting for the other side.
//!
//! Only time that the other side makes us wait counts, so that a slow disk of ours is nobody's fault; and
//! what was slow in one window is forgotten in the next, as links are.

use std::time::Duration;

use tokio::time::Instant;

use crate::config::Limits;

/// How a transfer goes.
#[derive(Debug)]
pub struct Pace {
    window: Duration,
    /// Bytes that have to move in a window.
    least: u64,
    /// Time of this window that was spent waiting.
    waited: Duration,
    /// Bytes that moved in this window.
    bytes: u64,
    since: Option<Instant>,
}

impl Pace {
    /// A transfer that begins now.
    pub fn new(limits: &Limits) -> Self {
        Self {
            window: limits.rate_window(),
            least: limits.least_bytes(),
            waited: Duration::ZERO,
            bytes: 0,
            since: None,
        }
    }

    /// Begins to wait, or goes on to; answers when to look again if nothing moves.
    pub fn wait(&mut self) -> Instant {
        let since = *self.since.get_or_insert_with(Instant::now);
        since + self.window.saturating_sub(self.waited)
    }

    /// The wait is over, with this many bytes. False if a window is over and too little moved in it.
    #[must_use = "a transfer that does not keep pace has to be ended"]
    pub fn moved(&mut self, bytes: u64) -> bool {
        if let Some(since) = self.since.take() {
            self.waited += since.elapsed();
        }
        self.bytes += bytes;
        if self.waited < self.window {
            return true;
        }
        let kept = self.bytes >= self.least;
        (self.waited, self.bytes) = (Duration::ZERO, 0);
        kept
    }
}
