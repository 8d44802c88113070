//! A form as a browser without scripts sends it: multipart/form-data (RFC 7578), read into memory and
//! nowhere else.
//!
//! Its fields are those of the prerendered page: questions, details and documents by their ids. What was
//! left empty was not answered; what the applicant's answers do not ask for is left out, as in the form with
//! scripts. Nothing is refused here but what no browser sends: what is wrong is for [`crate::pack`] to say.

use std::borrow::Cow;
use std::io;
use std::sync::Arc;

use axum::body::Bytes;
use multer::Multipart;
use package::{Code, Details, Problem};
use rules::{Answer, Answers, Date, Lang, QuestionKind, Service, Situation};

use crate::form_body::{FormBody, MAX_TEXT_BYTES, Refused, Room};
use crate::held::Share;
use crate::pack::{Attached, Contents};
use crate::problem::{Kind, Refusal};

/// Most fields: more than any form has, with a group of details for each of many guests.
const MAX_FIELDS: usize = 2_000;

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
    memory: Share,
}

/// What a page can be filled in with again: everything but the bytes of files.
#[derive(Default)]
pub struct Typed {
    /// Fields by their names, as they came.
    pub texts: Vec<(String, String)>,
    /// The document and the name of each file that was chosen.
    pub files: Vec<(String, String)>,
    /// The memory of what was typed, where the rest of the form is gone; held until the page is made.
    #[expect(dead_code, reason = "it is given back with the rest")]
    memory: Option<Share>,
}

/// Bytes of what is typed that a page is filled in with: as many as an application may have. Who sends more
/// has not typed it.
const MAX_FILLED_BYTES: usize = MAX_TEXT_BYTES / 4;

impl Form {
    /// Reads a form to its end.
    ///
    /// # Errors
    /// It is no form, is too large, stands still, or there is no memory left for it; with what had been typed
    /// into the part of it that was read.
    pub async fn read(content_type: &str, body: &mut FormBody<'_>) -> Result<Self, (Refusal, Option<Typed>)> {
        let Ok(boundary) = multer::parse_boundary(content_type) else {
            return Err((Refusal::new(Kind::BadForm), None));
        };
        let mut form = Self { texts: Vec::new(), files: Vec::new(), memory: body.share() };
        let room = Arc::new(Room::default());
        let parts = Multipart::new(body.pieces(&mut form.memory, Arc::clone(&room)), boundary);
        let read = read_fields(parts, &room, &mut form.texts, &mut form.files).await;
        match read {
            Ok(()) => Ok(form),
            Err(refusal) => {
                let typed = form.typed().map(|typed| form.give_back(typed));
                Err((refusal, typed))
            }
        }
    }

    /// What a page can be filled in with again; nothing, if it is more than anybody types.
    pub fn typed(&self) -> Option<Typed> {
        let texts = self.texts.iter().map(|(name, text)| name.len() + text.len());
        let chosen = self.files.iter().filter(|file| !file.name.is_empty());
        let names = chosen.clone().map(|file| file.document.len() + file.name.len());
        (texts.chain(names).sum::<usize>() <= MAX_FILLED_BYTES).then(|| Typed {
            texts: self.texts.clone(),
            files: chosen.map(|file| (file.document.clone(), file.name.clone())).collect(),
            memory: None,
        })
    }

    /// Lets go of the files, and of their memory.
    fn give_back(self, typed: Typed) -> Typed {
        let Self { texts, files, mut memory } = self;
        drop((texts, files));
        memory.keep(MAX_FILLED_BYTES as u64);
        Typed { memory: Some(memory), ..typed }
    }

    /// What goes into the package, and what is in the form that the service does not know; the memory is
    /// given back with the last value.
    pub fn contents(self, service: &Service, today: Date) -> (Contents<FormFile>, Vec<Problem>, Share) {
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

/// Reads what was typed, and the files.
async fn read_fields(
    mut parts: Multipart<'_>,
    room: &Room,
    texts: &mut Vec<(String, String)>,
    files: &mut Vec<FormFile>,
) -> Result<(), Refusal> {
    let (mut typed, mut count) = (0, 0);
    loop {
        room.for_a_head();
        let Some(mut field) = parts.next_field().await.map_err(refusal)? else { break };
        room.for_content();
        let name = field.name().unwrap_or_default().to_owned();
        (count, typed) = (count + 1, typed + name.len());
        if let Some(file) = field.file_name().map(str::to_owned) {
            // In the list at once: of one that is too large the name is known.
            files.push(FormFile { document: name, name: file, pieces: Vec::new() });
            let file = files.last_mut().expect("it was put there just now");
            while let Some(piece) = field.chunk().await.map_err(refusal)? {
                file.pieces.push(piece);
            }
            // A field for which no file was chosen is sent as one without name and bytes.
            if file.name.is_empty() && file.pieces.iter().all(Bytes::is_empty) {
                files.pop();
            }
        } else {
            let mut pieces: Vec<Bytes> = Vec::new();
            while let Some(piece) = field.chunk().await.map_err(refusal)? {
                typed += piece.len();
                pieces.push(piece);
            }
            let text = String::from_utf8(pieces.concat()).map_err(|_| Refusal::new(Kind::BadForm))?;
            // Browsers end the lines of a text with both characters, and scripts see one.
            texts.push((name, text.replace("\r\n", "\n")));
        }
        if count > MAX_FIELDS || typed > MAX_TEXT_BYTES {
            return Err(Refusal::new(Kind::BadForm));
        }
    }
    Ok(())
}

/// Why multer could not go on: the body was refused below it, or is no form.
fn refusal(error: multer::Error) -> Refusal {
    match error {
        multer::Error::StreamReadFailed(below) => {
            below.downcast::<Refused>().map_or_else(|_| Refusal::new(Kind::BadForm), |refused| *refused.0)
        }
        _ => Refusal::new(Kind::BadForm),
    }
}
