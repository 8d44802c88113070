//! Makes the package that the browser would make of the same answers and files, byte for byte: for
//! `upload pack`, which reads files, and for the form that is sent without scripts, whose files are in
//! memory ([`crate::apply`]).

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use package::{
    Cleaner, Code, Details, Digester, DocumentDigest, Inspector, Layout, Problem, Segment, Statement, check,
    check_details, check_documents,
};
use rules::{Answers, Date, Situation};
use seal::{Recipient, Seal, Secret};

use crate::ids::random_bytes;
use crate::load::Definition;
use crate::seal_writer::SealWriter;

/// A file to attach, wherever it is.
pub trait Attached {
    /// The document of the service that it is.
    fn document(&self) -> &str;

    /// Its name, for whoever chose it.
    fn name(&self) -> Cow<'_, str>;

    /// Hands on its bytes, from the first to the last, in pieces of any size.
    ///
    /// # Errors
    /// It cannot be read; `take` fails.
    fn read(&self, take: &mut dyn FnMut(&[u8]) -> io::Result<()>) -> anyhow::Result<()>;
}

/// A file on this machine.
#[derive(Clone, Debug)]
pub struct Attachment {
    /// The document of the service that it is.
    pub document: String,
    /// Where it is.
    pub path: PathBuf,
}

impl std::str::FromStr for Attachment {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (document, path) = text.split_once('=').ok_or("write ID=FILE")?;
        Ok(Self { document: document.to_owned(), path: path.into() })
    }
}

impl Attached for Attachment {
    fn document(&self) -> &str {
        &self.document
    }

    fn name(&self) -> Cow<'_, str> {
        self.path.file_name().unwrap_or_default().to_string_lossy()
    }

    fn read(&self, take: &mut dyn FnMut(&[u8]) -> io::Result<()>) -> anyhow::Result<()> {
        let cannot_read = || format!("cannot read {}", self.path.display());
        let mut file = File::open(&self.path).with_context(cannot_read)?;
        let mut buffer = vec![0; 64 * 1024];
        loop {
            match file.read(&mut buffer).with_context(cannot_read)? {
                0 => return Ok(()),
                length => take(&buffer[..length])?,
            }
        }
    }
}

/// What goes into a package.
pub struct Contents<A = Attachment> {
    /// The answers that decide.
    pub answers: Answers,
    /// The answers that do not.
    pub details: Details,
    /// The files, in the order in which they were chosen.
    pub attachments: Vec<A>,
}

/// A package that can be written, as often as asked.
pub struct Prepared<A> {
    layout: Layout,
    attachments: Vec<A>,
}

/// Something that keeps the form from sending a package.
pub struct Found {
    /// What it is.
    pub problem: Problem,
    /// The document whose file it is about, which the problem itself knows by its name only.
    pub document: Option<String>,
}

impl From<Problem> for Found {
    fn from(problem: Problem) -> Self {
        Self { problem, document: None }
    }
}

/// Looks at everything that goes into a package. What keeps the form from sending it is in the inner error,
/// all of it.
///
/// # Errors
/// A file cannot be read; the service has no such document.
pub fn prepare<A: Attached>(
    definition: &Definition,
    contents: Contents<A>,
    today: Date,
) -> anyhow::Result<Result<Prepared<A>, Vec<Found>>> {
    let Contents { answers, details, attachments } = contents;
    let service = &definition.service;
    let statement = Statement::new(service, definition.sha256, &answers, &details, today);
    let decision = &statement.decision;
    let mut problems: Vec<Found> = (answers.problems(service, today).into_iter())
        .map(|problem| Problem::new(Code::AnswerInvalid).with("question", problem.question).into())
        .collect();
    let mut documents = Vec::new();
    for attachment in &attachments {
        let Some(document) = service.document(attachment.document()) else {
            bail!("the service {} has no document {}", service.id, attachment.document());
        };
        let (mut digester, mut inspector) = (Digester::default(), Inspector::default());
        clean(attachment, |bytes| {
            digester.update(bytes);
            inspector.update(bytes);
            Ok(())
        })?;
        let inspection = inspector.finish();
        let of_file = |problem| Found { problem, document: Some(document.id.clone()) };
        problems.extend(check(&inspection, &attachment.name(), document).into_iter().map(of_file));
        // A file of no known type has been reported just now.
        if let Some(kind) = inspection.document_type() {
            documents.push(DocumentDigest { id: document.id.clone(), kind, digest: digester.finish() });
        }
    }
    let sizes: Vec<_> =
        documents.iter().map(|document| (document.id.as_str(), document.digest.bytes)).collect();
    problems.extend(check_documents(service, decision, &sizes).into_iter().map(Found::from));
    let details = check_details(Situation { service, answers: &answers, today }, &details);
    problems.extend(details.into_iter().map(Found::from));
    if !decision.verdict.may_apply() {
        problems.push(Problem::new(Code::NotAcceptable).with("verdict", decision.verdict.name()).into());
    }
    if !problems.is_empty() {
        return Ok(Err(problems));
    }
    let layout = Layout::new(statement, &documents);
    Ok(layout.map(|layout| Prepared { layout, attachments }).map_err(|problem| vec![problem.into()]))
}

impl<A: Attached> Prepared<A> {
    /// Bytes of the package.
    pub fn bytes(&self) -> u64 {
        self.layout.bytes()
    }

    /// Writes the package.
    ///
    /// # Errors
    /// A file cannot be read again; `out` cannot be written.
    pub fn write(&self, out: &mut impl Write) -> anyhow::Result<()> {
        for segment in self.layout.segments() {
            match segment {
                Segment::Bytes(bytes) => out.write_all(bytes)?,
                Segment::Document(index) => clean(&self.attachments[*index], |bytes| out.write_all(bytes))?,
            }
        }
        Ok(())
    }

    /// Writes the package sealed to these keys, under a secret that nobody else may know.
    ///
    /// # Errors
    /// The same.
    pub fn write_sealed(
        &self,
        secret: &Secret,
        recipients: &[Recipient],
        out: impl Write,
    ) -> anyhow::Result<()> {
        let mut digester = Digester::default();
        for segment in self.layout.segments() {
            // These bytes hold the digest of every document, and so determine the others.
            if let Segment::Bytes(bytes) = segment {
                digester.update(bytes);
            }
        }
        let seal = Seal::new(secret, digester.finish().sha256.bytes(), self.bytes(), recipients);
        let mut writer = SealWriter::new(seal, out);
        self.write(&mut writer)?;
        writer.finish()?;
        Ok(())
    }
}

/// Hands on the bytes of a file that are packed: what a [`Cleaner`] lets through.
fn clean(file: &impl Attached, mut take: impl FnMut(&[u8]) -> io::Result<()>) -> anyhow::Result<()> {
    let (mut cleaner, mut cleaned) = (Cleaner::default(), Vec::new());
    file.read(&mut |bytes| {
        cleaner.update(bytes, &mut cleaned);
        take(&cleaned)?;
        cleaned.clear();
        Ok(())
    })?;
    cleaner.finish(&mut cleaned);
    Ok(take(&cleaned)?)
}

/// Writes the package to `out`, sealed where there are keys. Nothing is written if the form would not send
/// it: then the problems are returned.
///
/// # Errors
/// A file cannot be read or written; the service has no such document.
pub fn pack_to(
    definition: &Definition,
    contents: Contents,
    today: Date,
    recipients: &[Recipient],
    out: &Path,
) -> anyhow::Result<Vec<Problem>> {
    let prepared = match prepare(definition, contents, today)? {
        Ok(prepared) => prepared,
        Err(problems) => return Ok(problems.into_iter().map(|found| found.problem).collect()),
    };
    let cannot_write = || format!("cannot write {}", out.display());
    let mut package = BufWriter::new(File::create(out).with_context(cannot_write)?);
    if recipients.is_empty() {
        prepared.write(&mut package)?;
    } else {
        prepared.write_sealed(&Secret(random_bytes()?), recipients, &mut package)?;
    }
    package.flush().with_context(cannot_write)?;
    Ok(Vec::new())
}

/// The same without keys.
///
/// # Errors
/// Those of [`pack_to`].
pub fn pack(
    definition: &Definition,
    contents: Contents,
    today: Date,
    out: &Path,
) -> anyhow::Result<Vec<Problem>> {
    pack_to(definition, contents, today, &[], out)
}
