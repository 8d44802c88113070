//! A request's body becomes parts of an upload.
//!
//! Every byte that arrives is kept, however the transfer ends: a full buffer is written as a part,
//! and what the last buffer holds is written when the body ends, breaks, stalls, another request for the
//! upload comes ([`crate::writers`]) or the endpoint is stopped. Only a crash loses the buffer, which was not acknowledged.
//! The exception is what may not be stored at all: where packages are sealed, one that is not
//! ([`crate::sealed`]) ends with its first bytes.

use axum::body::{Body, Bytes};
use http_body_util::BodyExt;
use tokio::time::timeout;

use crate::app::AppState;
use crate::complete::refuse;
use crate::ids::UploadHash;
use crate::problem::{Kind, Problem, Refusal};
use crate::sealed;
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
    if let Ok(Taken::Unfit(kind)) = ended {
        // What is in the buffer is the beginning of what must not be stored.
        return Err(refuse(state, upload, vec![Problem::of(kind)]).await?);
    }
    parts.flush().await?;
    match ended? {
        Taken::Whole => Ok(parts.offset),
        // Where the upload stands is for whoever has the turn now; its client is told, if it is still there.
        Taken::Part => Err(state.wrong_offset(upload).await?),
        Taken::Unfit(kind) => Err(Refusal::new(kind)),
    }
}

/// How much of a body was taken in.
enum Taken {
    Whole,
    /// Another request came before the rest did.
    Part,
    /// It begins as no package does that is taken here.
    Unfit(Kind),
}

async fn take_all(
    parts: &mut PartWriter<'_>,
    length: u64,
    turn: &Turn,
    body: &mut Body,
) -> Result<Taken, Refusal> {
    let idle = parts.state.limits.idle();
    let seals = !parts.state.definitions().recipients.is_empty();
    loop {
        let frame = tokio::select! {
            biased;
            () = parts.state.stopping.cancelled() => return Err(Refusal::new(Kind::ShuttingDown).retry_after(5)),
            frame = timeout(idle, body.frame()) => frame,
            // Last: what is here already is taken first.
            () = turn.interrupted.cancelled() => return Ok(Taken::Part),
        };
        let frame = match frame {
            Err(_elapsed) => return Err(Refusal::new(Kind::NoProgress).with("seconds", idle.as_secs())),
            Ok(None) => return Ok(Taken::Whole),
            Ok(Some(Err(_broken))) => return Err(Refusal::new(Kind::BodyBroken)),
            Ok(Some(Ok(frame))) => frame,
        };
        // Trailers carry nothing for us.
        if let Ok(bytes) = frame.into_data() {
            if parts.end() + bytes.len() as u64 > length {
                return Err(Refusal::new(Kind::BodyTooLong));
            }
            if let Some(kind) = sealed::misfit(seals, parts.end(), &bytes) {
                return Ok(Taken::Unfit(kind));
            }
            parts.push(&bytes).await?;
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
                self.offset = end;
                Ok(())
            }
            Created::Existed => Err(self.state.wrong_offset(self.upload).await?),
        }
    }
}
