//! A request's body becomes parts of an upload.
//!
//! Every byte that arrives is kept, however the transfer ends: a full buffer is written as a part,
//! and what the last buffer holds is written when the body ends, breaks, stalls, another request for the
//! upload comes ([`crate::writers`]) or the endpoint is stopped. Only a crash loses the buffer, which was
//! not acknowledged. A body with a checksum is the exception ([`crate::checksum`]), and so is what may not be
//! stored at all: where packages are sealed, one that is not ends with its first bytes ([`crate::sealed`]).

use axum::body::{Body, Bytes};

use crate::app::AppState;
use crate::arriving::{Arriving, Next};
use crate::checksum::{Checksum, Held};
use crate::complete::refuse;
use crate::ids::UploadHash;
use crate::problem::{Kind, Problem, Refusal};
use crate::sealed;
use crate::store::Created;
use crate::tus;
use crate::upload_state::{Info, Stage, Upload};
use crate::writers::Turn;

/// Bytes of a part, and so the most that one transfer holds in memory.
const PART_BYTES: usize = 1024 * 1024;

/// Bytes that a part has on average at least, but for these many parts: a request for each byte would leave
/// millions of objects. A link that breaks every few seconds brings more.
const SMALL_PART_BYTES: u64 = 16 * 1024;
const SPARE_PARTS: u64 = 1024;

/// Takes in `body` from `offset` on, where this upload stands, and returns the offset reached.
/// With a `checksum` nothing is kept before the whole body is there and was verified.
///
/// It gives its `turn` up early when that is interrupted. An error says why the body did not end well;
/// without a checksum the bytes before it are kept all the same.
pub async fn receive(
    state: &AppState,
    upload: &Upload,
    offset: u64,
    turn: &Turn,
    checksum: Option<Checksum>,
    body: Body,
) -> Result<u64, Refusal> {
    let Upload { hash: upload, info: Info { length, .. }, stage } = upload;
    let length = *length;
    let stored = if let Stage::Open { parts, .. } = stage { parts.as_slice() } else { &[] };
    if stored.len() as u64 > SPARE_PARTS + length / SMALL_PART_BYTES {
        return Err(Refusal::new(Kind::PiecesTooSmall));
    }
    let mut parts = PartWriter { state, upload, offset, buffer: Vec::new() };
    // The office may have got its key, or another folder of definitions, since the upload was begun.
    let head = state.uploads.head(stored, sealed::FIRST_LINE_BYTES).await?;
    if let Some(kind) = sealed::misfit(seals(state), 0, &head) {
        return Err(parts.refuse(kind).await?);
    }
    let mut arriving = Arriving::new(state, turn, body);
    let ended = match checksum {
        None => take_all(&mut parts, length, &mut arriving).await,
        Some(checksum) => take_checked(&mut parts, length, &checksum, &mut arriving).await,
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

/// Whether packages are sealed here.
fn seals(state: &AppState) -> bool {
    !state.definitions().recipients.is_empty()
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
    arriving: &mut Arriving<'_>,
) -> Result<Taken, Refusal> {
    let seals = seals(parts.state);
    loop {
        match arriving.next().await? {
            Next::End => return Ok(Taken::Whole),
            Next::Interrupted => return Ok(Taken::Part),
            Next::Bytes(bytes) if parts.end() + bytes.len() as u64 > length => {
                return Err(Refusal::new(Kind::BodyTooLong));
            }
            Next::Bytes(bytes) => match sealed::misfit(seals, parts.end(), &bytes) {
                Some(kind) => return Err(parts.refuse(kind).await?),
                None => parts.push(&bytes).await?,
            },
        }
    }
}

/// Holds a body until its end, and keeps it if it is the one that `checksum` is of.
async fn take_checked(
    parts: &mut PartWriter<'_>,
    length: u64,
    checksum: &Checksum,
    arriving: &mut Arriving<'_>,
) -> Result<Taken, Refusal> {
    let mut held = Held::new(parts.state.checksum_memory.clone(), parts.state.limits.idle());
    loop {
        match held.wait_for(arriving.next()).await?? {
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
    if let Some(kind) = sealed::misfit(seals(parts.state), parts.end(), bytes) {
        return Err(parts.refuse(kind).await?);
    }
    parts.push(bytes).await?;
    Ok(Taken::Whole)
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

    /// Ends the upload: it begins as no package does that is taken here. What is in the buffer must not be
    /// stored.
    async fn refuse(&mut self, kind: Kind) -> Result<Refusal, Refusal> {
        self.buffer.clear();
        refuse(self.state, self.upload, vec![Problem::of(kind)]).await
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
