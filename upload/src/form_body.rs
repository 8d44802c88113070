//! The body of a form as it comes: in small pieces, each of which has its share of memory before anything
//! looks at it; or read on and thrown away, where the form is refused.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::body::{Body, BodyDataStream, Bytes};
use futures_util::{Stream, StreamExt, stream};
use tokio::sync::Semaphore;
use tokio::time::{Instant, timeout_at};
use tokio_util::sync::CancellationToken;

use crate::config::Limits;
use crate::held::Share;
use crate::pace::Pace;
use crate::problem::{Kind, Refusal};

/// Memory that all forms may take at once, in KiB, their packages included.
pub const MEMORY_KIB: usize = 256 * 1024;

/// Bytes of files that a form may have, whatever a package may: twice as many, with what each piece takes,
/// fit into the memory of all forms, or it could never be received.
const LARGEST_BYTES: u64 = MEMORY_KIB as u64 * 1024 / 16 * 7;

/// Most bytes of everything that is typed; an application may have a quarter of it.
pub const MAX_TEXT_BYTES: usize = 1024 * 1024;

/// What goes with the files: names of fields, and what was typed.
const ENVELOPE_BYTES: u64 = 2 * MAX_TEXT_BYTES as u64;

/// Bytes that are handed on at once.
const PIECE_BYTES: usize = 8 * 1024;

/// Bytes that may come before a field's content begins. multer keeps them, and looks through all of them
/// again with every piece.
const MAX_HEAD_BYTES: usize = 4 * PIECE_BYTES;

/// What a piece takes beside its bytes: where it is, and its share of an allocation.
const OVERHEAD_BYTES: u64 = 256;

/// How much more than the limit is read of a form that is refused, and thrown away. A browser whose form is
/// not read to its end shows no answer, only that the connection broke.
const READ_ON_BYTES: usize = 256 * 1024 * 1024;

/// How a form may be received.
pub struct Terms<'a> {
    /// Most bytes of its files; how long nothing may arrive, and how little of it.
    pub limits: &'a Limits,
    /// Memory that all forms share, [`MEMORY_KIB`] permits.
    pub memory: &'a Arc<Semaphore>,
    /// Set when the process is asked to stop: a form is not waited for then.
    pub stopping: &'a CancellationToken,
}

/// A body that moves and keeps pace, as any upload has to.
pub struct FormBody<'a> {
    stream: BodyDataStream,
    terms: Terms<'a>,
    pace: Pace,
    /// Nothing more will come, or is waited for.
    is_over: bool,
}

impl<'a> FormBody<'a> {
    /// A body that begins now.
    pub fn new(body: Body, terms: Terms<'a>) -> Self {
        let pace = Pace::new(terms.limits);
        Self { stream: body.into_data_stream(), terms, pace, is_over: false }
    }

    /// Memory for it, of which nothing is taken yet.
    pub fn share(&self) -> Share {
        Share::new(Arc::clone(self.terms.memory), MEMORY_KIB, 1024, self.terms.limits.idle())
    }

    /// The pieces, each with its part of `share`. An error holds a [`Refused`].
    pub fn pieces<'b>(
        &'b mut self,
        share: &'b mut Share,
        room: Arc<Room>,
    ) -> impl Stream<Item = Result<Bytes, Refused>> + Send + use<'a, 'b> {
        let reader = Reader { body: self, share, room, rest: Bytes::new(), arrived: 0 };
        stream::try_unfold(reader, |mut reader| async move {
            let piece = reader.piece().await.map_err(|refusal| Refused(Box::new(refusal)))?;
            Ok(piece.map(|piece| (piece, reader)))
        })
    }

    /// Reads a form that is refused to its end, and keeps nothing.
    pub async fn read_on(&mut self) {
        let mut bytes = 0;
        while !self.is_over && bytes <= READ_ON_BYTES {
            match self.frame().await {
                Ok(Some(frame)) => bytes += frame.len(),
                Ok(None) | Err(_) => break,
            }
        }
    }

    /// What the connection brings next.
    async fn frame(&mut self) -> Result<Option<Bytes>, Refusal> {
        let given_up = Instant::now() + self.terms.limits.idle();
        loop {
            let frame = tokio::select! {
                biased;
                () = self.terms.stopping.cancelled() => {
                    self.is_over = true;
                    return Err(Refusal::new(Kind::ShuttingDown).retry_after(5));
                }
                frame = timeout_at(given_up.min(self.pace.wait()), self.stream.next()) => frame,
            };
            let moved = match &frame {
                Err(_elapsed) => 0,
                Ok(Some(Ok(bytes))) => bytes.len() as u64,
                Ok(None | Some(Err(_))) => {
                    self.is_over = true;
                    0
                }
            };
            let has_stalled = frame.is_err() && Instant::now() >= given_up;
            if has_stalled || !self.pace.moved(moved) {
                self.is_over = true;
                return Err(Refusal::new(Kind::BadForm));
            }
            match frame {
                Err(_elapsed) => {}
                Ok(frame) => return frame.transpose().map_err(|_broken| Refusal::new(Kind::BadForm)),
            }
        }
    }

    /// Says that the form has more bytes than one may have.
    fn too_large(&self) -> Refusal {
        Refusal::new(Kind::TooLarge).with("limit_bytes", self.most_bytes())
    }

    fn most_bytes(&self) -> u64 {
        self.terms.limits.max_package_bytes.min(LARGEST_BYTES)
    }
}

/// How many bytes more may come: few before the content of a field, any number within it.
#[derive(Default)]
pub struct Room(AtomicUsize);

impl Room {
    /// The head of a field comes next.
    pub fn for_a_head(&self) {
        self.0.store(MAX_HEAD_BYTES, Ordering::Relaxed);
    }

    /// The content of a field comes next.
    pub fn for_content(&self) {
        self.0.store(usize::MAX, Ordering::Relaxed);
    }

    fn take(&self, bytes: usize) -> bool {
        let left = self.0.load(Ordering::Relaxed).checked_sub(bytes);
        self.0.store(left.unwrap_or(0), Ordering::Relaxed);
        left.is_some()
    }
}

/// Why a form is refused, as an error that goes through multer.
#[derive(Debug)]
pub struct Refused(pub Box<Refusal>);

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the form is refused")
    }
}

impl std::error::Error for Refused {}

struct Reader<'a, 'b> {
    body: &'a mut FormBody<'b>,
    share: &'a mut Share,
    room: Arc<Room>,
    /// What the connection brought and was not handed on yet.
    rest: Bytes,
    arrived: u64,
}

impl Reader<'_, '_> {
    async fn piece(&mut self) -> Result<Option<Bytes>, Refusal> {
        // multer takes what there is until it has to wait, and only then looks at it.
        tokio::task::yield_now().await;
        while self.rest.is_empty() {
            let frame = self.share.while_it_may(self.body.frame()).await.ok_or_else(busy)??;
            let Some(frame) = frame else { return Ok(None) };
            self.arrived += frame.len() as u64;
            if self.arrived > self.body.most_bytes() + ENVELOPE_BYTES {
                return Err(self.body.too_large());
            }
            self.rest = frame;
        }
        let piece = self.rest.split_to(self.rest.len().min(PIECE_BYTES));
        if !self.room.take(piece.len()) {
            return Err(Refusal::new(Kind::BadForm));
        }
        // The bytes, and their copies in the package.
        if !self.share.take(piece.len(), piece.len() as u64 * 2 + OVERHEAD_BYTES) {
            return Err(busy());
        }
        Ok(Some(piece))
    }
}

fn busy() -> Refusal {
    Refusal::new(Kind::FormsBusy).retry_after(60)
}
