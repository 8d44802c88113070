//! A form as a browser without scripts sends it: multipart/form-data (RFC 7578), read into memory and
//! nowhere else.
//!
//! Its fields are those of the prerendered page: questions, details and documents by their ids. What was
//! left empty was not answered; what the applicant's answers do not ask for is left out, as in the form with
//! scripts. Nothing is refused here but what no browser sends: what is wrong is for [`crate::pack`] to say.

use std::borrow::Cow;
use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, BodyDataStream, Bytes};
use futures_util::StreamExt;
use multer::{Constraints, Multipart, SizeLimit};
use package::{Code, Details, Problem};
use rules::{Answer, Answers, Date, Lang, QuestionKind, Service, Situation};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, timeout_at};
use tokio_util::sync::CancellationToken;

use crate::config::Limits;
use crate::pace::Pace;
use crate::pack::{Attached, Contents};
use crate::problem::{Kind, Refusal};

/// Most fields: more than any form has, with a group of details for each of many guests.
const MAX_FIELDS: usize = 2_000;

/// Most bytes of everything that is typed; an application may have a quarter of it.
const MAX_TEXT_BYTES: usize = 1024 * 1024;

/// What goes with the files: names of fields, and what was typed.
const ENVELOPE_BYTES: u64 = 2 * MAX_TEXT_BYTES as u64;

/// How much more than the limit is read of a form that is too large, and thrown away. A browser whose form
/// is not read to its end shows no answer, only that the connection broke.
const READ_ON_BYTES: usize = 256 * 1024 * 1024;

/// A file that came with a form.
#[derive(Debug)]
pub struct FormFile {
    document: String,
    name: String,
    pieces: Vec<Bytes>,
}

impl Attached for FormFile {
    fn document(&self) -> &str {
        &self.document
    }

    fn name(&self) -> Cow<'_, str> {
        self.name.as_str().into()
    }

    fn read(&self, take: &mut dyn FnMut(&[u8]) -> io::Result<()>) -> anyhow::Result<()> {
        self.pieces.iter().try_for_each(|piece| take(piece))?;
        Ok(())
    }
}

/// A form as it came, with the share of memory that it takes.
pub struct Form {
    texts: Vec<(String, String)>,
    files: Vec<FormFile>,
    memory: Vec<OwnedSemaphorePermit>,
}

/// How a form may be received.
pub struct Terms<'a> {
    /// Most bytes of its files; how long nothing may arrive, and how little of it.
    pub limits: &'a Limits,
    /// Memory that all forms share, in KiB.
    pub memory: &'a Arc<Semaphore>,
    /// Set when the process is asked to stop, which does not wait for a form.
    pub stopping: &'a CancellationToken,
}

impl Form {
    /// Reads a form to its end.
    ///
    /// # Errors
    /// It is no form, is too large, stands still, or there is no memory left for it.
    pub async fn read(content_type: &str, body: Body, terms: Terms<'_>) -> Result<Self, Refusal> {
        let boundary = multer::parse_boundary(content_type).map_err(|_| Refusal::new(Kind::BadForm))?;
        let mut stream = body.into_data_stream();
        let stopping = terms.stopping.clone();
        let mut waiting =
            Waiting { idle: terms.limits.idle(), pace: Pace::new(terms.limits), stalled: false, stopping };
        let outcome = Self::read_fields(&mut stream, boundary, &terms, &mut waiting).await;
        if outcome.is_err() && !waiting.stalled {
            waiting.read_on(&mut stream).await;
        }
        outcome
    }

    async fn read_fields(
        stream: &mut BodyDataStream,
        boundary: String,
        terms: &Terms<'_>,
        waiting: &mut Waiting,
    ) -> Result<Self, Refusal> {
        let limit = SizeLimit::new().whole_stream(terms.limits.max_package_bytes + ENVELOPE_BYTES);
        let mut parts = Multipart::with_constraints(stream, boundary, Constraints::new().size_limit(limit));
        let wrong = |error| match error {
            multer::Error::StreamSizeExceeded { .. } => too_large(terms),
            _ => Refusal::new(Kind::BadForm),
        };
        let mut form = Self { texts: Vec::new(), files: Vec::new(), memory: Vec::new() };
        let (mut typed, mut count) = (0, 0);
        while let Some(mut field) = waiting.step(parts.next_field()).await?.map_err(wrong)? {
            let name = field.name().unwrap_or_default().to_owned();
            let file_name = field.file_name().map(str::to_owned);
            let mut pieces: Vec<Bytes> = Vec::new();
            let mut bytes = 0;
            while let Some(piece) = waiting.step(field.chunk()).await?.map_err(wrong)? {
                waiting.moved(piece.len())?;
                form.take_memory(piece.len(), terms)?;
                bytes += piece.len();
                pieces.push(piece);
            }
            (count, typed) = (count + 1, typed + if file_name.is_none() { bytes } else { 0 });
            if count > MAX_FIELDS || typed > MAX_TEXT_BYTES || name.len() > MAX_TEXT_BYTES {
                return Err(Refusal::new(Kind::BadForm));
            }
            match file_name {
                // A field for which no file was chosen is sent as one without name and bytes.
                Some(name) if name.is_empty() && bytes == 0 => {}
                Some(file) => form.files.push(FormFile { document: name, name: file, pieces }),
                None => {
                    let text = String::from_utf8(pieces.concat()).map_err(|_| Refusal::new(Kind::BadForm))?;
                    // Browsers end the lines of a text with both characters, and scripts see one.
                    form.texts.push((name, text.replace("\r\n", "\n")));
                }
            }
        }
        Ok(form)
    }

    /// Takes a share of the memory for the bytes, and for their copies in the package.
    fn take_memory(&mut self, bytes: usize, terms: &Terms<'_>) -> Result<(), Refusal> {
        let kib = u32::try_from(bytes * 2 / 1024 + 1).map_err(|_| too_large(terms))?;
        let share = Arc::clone(terms.memory).try_acquire_many_owned(kib);
        let busy = |_| Refusal::new(Kind::FormsBusy).retry_after(60);
        let share = share.map_err(busy)?;
        match self.memory.first_mut() {
            Some(whole) => whole.merge(share),
            None => self.memory.push(share),
        }
        Ok(())
    }

    /// What goes into the package, and what is in the form that the service does not know; the memory is
    /// given back with the last value.
    pub fn contents(
        self,
        service: &Service,
        today: Date,
    ) -> (Contents<FormFile>, Vec<Problem>, Vec<OwnedSemaphorePermit>) {
        let (mut answers, mut typed, mut problems) = (Answers::default(), Details::new(), Vec::new());
        for (name, text) in self.texts {
            if text.trim().is_empty() {
                continue;
            }
            match service.question(&name).map(|question| &question.kind) {
                Some(QuestionKind::Boolean) => {
                    let answer = match text.as_str() {
                        "true" => Answer::Boolean(true),
                        "false" => Answer::Boolean(false),
                        _ => Answer::Text(text),
                    };
                    answers.set(name, answer);
                }
                Some(_) => answers.set(name, Answer::Text(text.trim().to_owned())),
                None if service.field_label(&name, Lang::En).is_some() => drop(typed.insert(name, text)),
                None => problems.push(Problem::new(Code::DetailNotListed).with("detail", name)),
            }
        }
        let fields = Situation { service, answers: &answers, today }.fields(&typed);
        let details = fields.into_iter().filter_map(|field| typed.remove_entry(&field.name)).collect();
        let (attachments, unknown): (Vec<_>, Vec<_>) =
            self.files.into_iter().partition(|file| service.document(&file.document).is_some());
        problems.extend(
            unknown
                .into_iter()
                .map(|file| Problem::new(Code::DocumentNotListed).with("document", file.document)),
        );
        (Contents { answers, details, attachments }, problems, self.memory)
    }
}

fn too_large(terms: &Terms<'_>) -> Refusal {
    Refusal::new(Kind::TooLarge).with("limit_bytes", terms.limits.max_package_bytes)
}

/// How a form arrives: as any upload, it has to move and to keep pace.
struct Waiting {
    idle: Duration,
    pace: Pace,
    /// It did not.
    stalled: bool,
    stopping: CancellationToken,
}

impl Waiting {
    async fn step<T>(&mut self, step: impl Future<Output = T>) -> Result<T, Refusal> {
        let given_up = Instant::now() + self.idle;
        let mut step = pin!(step);
        loop {
            let waited = tokio::select! {
                biased;
                () = self.stopping.cancelled() => {
                    return Err(Refusal::new(Kind::ShuttingDown).retry_after(5));
                }
                waited = timeout_at(given_up.min(self.pace.wait()), step.as_mut()) => waited,
            };
            match waited {
                Ok(done) => return Ok(done),
                Err(_elapsed) if Instant::now() >= given_up => return Err(self.stall()),
                Err(_elapsed) => self.moved(0)?,
            }
        }
    }

    fn moved(&mut self, bytes: usize) -> Result<(), Refusal> {
        if self.pace.moved(bytes as u64) { Ok(()) } else { Err(self.stall()) }
    }

    /// Nothing of a form is kept that did not arrive whole.
    fn stall(&mut self) -> Refusal {
        self.stalled = true;
        Refusal::new(Kind::BadForm)
    }

    /// Reads a form that is refused to its end, and keeps nothing.
    async fn read_on(&mut self, stream: &mut BodyDataStream) {
        let mut bytes = 0;
        while let Ok(Some(Ok(piece))) = self.step(stream.next()).await {
            bytes += piece.len();
            if bytes > READ_ON_BYTES || self.moved(piece.len()).is_err() {
                break;
            }
        }
    }
}
