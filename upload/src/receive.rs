//! A request's body becomes parts of an upload.
//!
//! Every byte that arrives is kept, however the transfer ends: a full buffer is written as a part,
//! and what the last buffer holds is written when the body ends, breaks, stalls, another request for the
//! upload comes ([`crate::writers`]) or the endpoint is stopped. Only a crash loses the buffer, which was not acknowledged.

use axum::body::{Body, Bytes};
use http_body_util::BodyExt;
use tokio::time::{Instant, timeout_at};

use crate::app::AppState;
use crate::ids::UploadHash;
use crate::pace::Pace;
use crate::problem::{Kind, Refusal};
use crate::store::Created;
use crate::writers::Turn;

/// Bytes of a part, and so the most that one transfer holds in memory.
const PART_BYTES: usize = 1024 * 1024;

/// Takes in `body` from `offset` on, of an upload of `length` bytes, and returns the offset reached.
///
/// It gives its `turn` up early when that is interrupted. An error says why the body did not end well; the bytes before it are kept all the same.
pub async fn receive(
    state: &AppState,
    upload: &UploadHash,
    length: u64,
    offset: u64,
    turn: &Turn,
    mut body: Body,
) -> Result<u64, Refusal> {
    let mut parts = PartWriter { state, upload, offset, buffer: Vec::new() };
    let ended = take_all(&mut parts, length, turn, &mut body).await;
    parts.flush().await?;
    match ended? {
        // Another process may have ended the upload meanwhile, and removes its parts. Looking after ours was
        // written, we acknowledge none that was not part of it. A whole one is judged by its end anyway.
        Taken::Whole if parts.offset < length && state.uploads.ended(upload).await?.is_some() => {
            Err(state.wrong_offset(upload).await?)
        }
        Taken::Whole => Ok(parts.offset),
        // Where the upload stands is for whoever has the turn now; its client is told, if it is still there.
        Taken::Part => Err(state.wrong_offset(upload).await?),
    }
}

/// How much of a body was taken in.
enum Taken {
    Whole,
    /// Another request came before the rest did.
    Part,
}

async fn take_all(
    parts: &mut PartWriter<'_>,
    length: u64,
    turn: &Turn,
    body: &mut Body,
) -> Result<Taken, Refusal> {
    let limits = &parts.state.limits;
    let idle = limits.idle();
    let too_slow = || Refusal::new(Kind::TooSlow).with("bytes_per_second", limits.min_bytes_per_second);
    let mut pace = Pace::new(limits);
    let mut given_up = Instant::now() + idle;
    loop {
        let frame = tokio::select! {
            biased;
            () = parts.state.stopping.cancelled() => return Err(Refusal::new(Kind::ShuttingDown).retry_after(5)),
            frame = timeout_at(given_up.min(pace.wait()), body.frame()) => frame,
            // Last: what is here already is taken first.
            () = turn.interrupted.cancelled() => return Ok(Taken::Part),
        };
        let frame = match frame {
            Err(_elapsed) if Instant::now() >= given_up => {
                return Err(Refusal::new(Kind::NoProgress).with("seconds", idle.as_secs()));
            }
            Err(_elapsed) if pace.moved(0) => continue,
            Err(_elapsed) => return Err(too_slow()),
            Ok(None) => return Ok(Taken::Whole),
            Ok(Some(Err(_broken))) => return Err(Refusal::new(Kind::BodyBroken)),
            Ok(Some(Ok(frame))) => frame,
        };
        // Trailers carry nothing for us.
        if let Ok(bytes) = frame.into_data() {
            if parts.end() + bytes.len() as u64 > length {
                return Err(Refusal::new(Kind::BodyTooLong));
            }
            let keeps_pace = pace.moved(bytes.len() as u64);
            parts.push(&bytes).await?;
            if !keeps_pace {
                return Err(too_slow());
            }
            given_up = Instant::now() + idle;
        }
    }
}

/// Collects bytes into parts of bounded size.
struct PartWriter<'a> {
    state: &'a AppState,
    upload: &'a UploadHash,
    /// Where the next part begins: everything before it is durable.
    offset: u64,
    buffer: Vec<u8>,
}

impl PartWriter<'_> {
    /// Where the next byte belongs.
    fn end(&self) -> u64 {
        self.offset + self.buffer.len() as u64
    }

    async fn push(&mut self, mut bytes: &[u8]) -> Result<(), Refusal> {
        while !bytes.is_empty() {
            let (now, later) = bytes.split_at(bytes.len().min(PART_BYTES - self.buffer.len()));
            self.buffer.extend_from_slice(now);
            bytes = later;
            if self.buffer.len() == PART_BYTES {
                self.flush().await?;
            }
        }
        Ok(())
    }

    /// Makes what was collected durable.
    async fn flush(&mut self) -> Result<(), Refusal> {
        if self.buffer.is_empty() {
            return Ok(());
        }
        let end = self.end();
        let part = Bytes::from(std::mem::take(&mut self.buffer));
        match self.state.uploads.append(self.upload, self.offset, part).await? {
            Created::New => {
                self.state.metrics.received_bytes.inc_by(end - self.offset);
                self.offset = end;
                Ok(())
            }
            Created::Existed => Err(self.state.wrong_offset(self.upload).await?),
        }
    }
}
