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

impl Form {
    /// Reads a form to its end.
    ///
    /// # Errors
    /// It is no form, is too large, stands still, or there is no memory left for it.
    pub async fn read(content_type: &str, body: &mut FormBody<'_>) -> Result<Self, Refusal> {
        let boundary = multer::parse_boundary(content_type).map_err(|_| Refusal::new(Kind::BadForm))?;
        let (mut memory, room) = (body.share(), Arc::new(Room::default()));
        let parts = Multipart::new(body.pieces(&mut memory, Arc::clone(&room)), boundary);
        let (texts, files) = read_fields(parts, &room).await?;
        Ok(Self { texts, files, memory })
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

/// What was typed, and the files.
async fn read_fields(
    mut parts: Multipart<'_>,
    room: &Room,
) -> Result<(Vec<(String, String)>, Vec<FormFile>), Refusal> {
    let (mut texts, mut files) = (Vec::new(), Vec::new());
    let (mut typed, mut count) = (0, 0);
    loop {
        room.for_a_head();
        let Some(mut field) = parts.next_field().await.map_err(refusal)? else { break };
        room.for_content();
        let name = field.name().unwrap_or_default().to_owned();
        let file_name = field.file_name().map(str::to_owned);
        let mut pieces: Vec<Bytes> = Vec::new();
        let mut bytes = 0;
        while let Some(piece) = field.chunk().await.map_err(refusal)? {
            bytes += piece.len();
            pieces.push(piece);
        }
        (count, typed) = (count + 1, typed + if file_name.is_none() { bytes } else { 0 });
        if count > MAX_FIELDS || typed > MAX_TEXT_BYTES {
            return Err(Refusal::new(Kind::BadForm));
        }
        match file_name {
            // A field for which no file was chosen is sent as one without name and bytes.
            Some(name) if name.is_empty() && bytes == 0 => {}
            Some(file) => files.push(FormFile { document: name, name: file, pieces }),
            None => {
                let text = String::from_utf8(pieces.concat()).map_err(|_| Refusal::new(Kind::BadForm))?;
                // Browsers end the lines of a text with both characters, and scripts see one.
                texts.push((name, text.replace("\r\n", "\n")));
            }
        }
    }
    Ok((texts, files))
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
