//! A request's body becomes parts of an upload.
//!
//! Every byte that arrives is kept, however the transfer ends: a full buffer is written as a part,
//! and what the last buffer holds is written when the body ends, breaks, stalls, another request for the
//! upload comes ([`crate::writers`]) or the endpoint is stopped. Only a crash loses the buffer, which was
//! not acknowledged. A body with a checksum is the exception ([`crate::checksum`]).

use axum::body::{Body, Bytes};
use http_body_util::BodyExt;
use tokio::time::{Instant, timeout_at};

use crate::app::AppState;
use crate::checksum::{Checksum, Held};
use crate::ids::UploadHash;
use crate::pace::Pace;
use crate::problem::{Kind, Refusal};
use crate::store::Created;
use crate::tus;
use crate::writers::Turn;

/// Bytes of a part, and so the most that one transfer holds in memory.
const PART_BYTES: usize = 1024 * 1024;

/// Takes in `body` from `offset` on, of an upload of `length` bytes, and returns the offset reached.
/// With a `checksum` nothing is kept before the whole body is there and was verified.
///
/// It gives its `turn` up early when that is interrupted. An error says why the body did not end well;
/// without a checksum the bytes before it are kept all the same.
pub async fn receive(
    state: &AppState,
    upload: &UploadHash,
    length: u64,
    offset: u64,
    turn: &Turn,
    checksum: Option<Checksum>,
    mut body: Body,
) -> Result<u64, Refusal> {
    let mut parts = PartWriter { state, upload, offset, buffer: Vec::new() };
    let ended = match checksum {
        None => take_all(&mut parts, length, turn, &mut body).await,
        Some(checksum) => take_checked(&mut parts, length, turn, &checksum, &mut body).await,
    };
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
    let mut incoming = Incoming::new(parts.state, turn, body);
    loop {
        match incoming.next().await? {
            Next::End => return Ok(Taken::Whole),
            Next::Interrupted => return Ok(Taken::Part),
            Next::Bytes(bytes) if parts.end() + bytes.len() as u64 > length => {
                return Err(Refusal::new(Kind::BodyTooLong));
            }
            Next::Bytes(bytes) => parts.push(&bytes).await?,
        }
    }
}

/// Holds a body until its end, and keeps it if it is the one that `checksum` is of.
async fn take_checked(
    parts: &mut PartWriter<'_>,
    length: u64,
    turn: &Turn,
    checksum: &Checksum,
    body: &mut Body,
) -> Result<Taken, Refusal> {
    let mut incoming = Incoming::new(parts.state, turn, body);
    let mut held = Held::new(parts.state.checksum_memory.clone());
    loop {
        match incoming.next().await? {
            Next::End => break,
            Next::Interrupted => return Ok(Taken::Part),
            Next::Bytes(bytes) if parts.end() + held.length() + bytes.len() as u64 > length => {
                return Err(Refusal::new(Kind::BodyTooLong));
            }
            Next::Bytes(bytes) => held.push(&bytes)?,
        }
    }
    let Some(bytes) = held.verified(checksum) else {
        let offset = parts.offset;
        let mismatch = Refusal::new(Kind::ChecksumMismatch).with("offset", offset);
        return Err(mismatch.header(tus::UPLOAD_OFFSET, offset));
    };
    parts.push(bytes).await?;
    Ok(Taken::Whole)
}

/// What a body brings next.
enum Next {
    Bytes(Bytes),
    End,
    /// Another request for the upload has come.
    Interrupted,
}

/// A body on its way, for as long as it moves and nobody wants it to end.
struct Incoming<'a> {
    state: &'a AppState,
    turn: &'a Turn,
    body: &'a mut Body,
    pace: Pace,
    /// What came last was too little for the time that it took.
    too_slow: bool,
}

impl<'a> Incoming<'a> {
    fn new(state: &'a AppState, turn: &'a Turn, body: &'a mut Body) -> Self {
        Self { state, turn, body, pace: Pace::new(&state.limits), too_slow: false }
    }

    /// Waits for more, as long as it may take.
    async fn next(&mut self) -> Result<Next, Refusal> {
        let limits = &self.state.limits;
        let idle = limits.idle();
        let too_slow = || Refusal::new(Kind::TooSlow).with("bytes_per_second", limits.min_bytes_per_second);
        // Told only now: the bytes that came too slowly are kept.
        if self.too_slow {
            return Err(too_slow());
        }
        let given_up = Instant::now() + idle;
        loop {
            let frame = tokio::select! {
                biased;
                () = self.state.stopping.cancelled() => {
                    return Err(Refusal::new(Kind::ShuttingDown).retry_after(5));
                }
                frame = timeout_at(given_up.min(self.pace.wait()), self.body.frame()) => frame,
                // Last: what is here already is taken first.
                () = self.turn.interrupted.cancelled() => return Ok(Next::Interrupted),
            };
            let frame = match frame {
                Err(_elapsed) if Instant::now() >= given_up => {
                    return Err(Refusal::new(Kind::NoProgress).with("seconds", idle.as_secs()));
                }
                Err(_elapsed) if self.pace.moved(0) => continue,
                Err(_elapsed) => return Err(too_slow()),
                Ok(None) => return Ok(Next::End),
                Ok(Some(Err(_broken))) => return Err(Refusal::new(Kind::BodyBroken)),
                Ok(Some(Ok(frame))) => frame,
            };
            // Trailers carry nothing for us.
            if let Ok(bytes) = frame.into_data() {
                self.too_slow = !self.pace.moved(bytes.len() as u64);
                return Ok(Next::Bytes(bytes));
            }
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
