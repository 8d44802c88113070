//! `upload pack`: makes the package that the browser would make of the same answers and files, byte
//! for byte.

use std::fs::File;
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use package::{
    Cleaner, Code, Details, Digester, DocumentDigest, Inspector, Layout, Problem, Segment, Statement, check,
    check_details, check_documents,
};
use rules::{Answers, Date, Situation};

use crate::load::Definition;

/// A file to attach.
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

/// What goes into a package.
pub struct Contents {
    /// The answers that decide.
    pub answers: Answers,
    /// The answers that do not.
    pub details: Details,
    /// The files, in the order in which they were chosen.
    pub attachments: Vec<Attachment>,
}

/// Writes the package to `out`. Nothing is written if the form would not send it: then the problems
/// are returned.
pub fn pack(
    definition: &Definition,
    contents: Contents,
    today: Date,
    out: &Path,
) -> anyhow::Result<Vec<Problem>> {
    let Contents { answers, details, attachments } = contents;
    let service = &definition.service;
    let statement = Statement::new(service, definition.sha256, &answers, &details, today);
    let decision = &statement.decision;
    let mut problems: Vec<_> = (answers.problems(service, today).into_iter())
        .map(|problem| Problem::new(Code::AnswerInvalid).with("question", problem.question))
        .collect();
    let mut documents = Vec::new();
    for attachment in &attachments {
        let Some(document) = service.document(&attachment.document) else {
            bail!("the service {} has no document {}", service.id, attachment.document);
        };
        let mut inspector = Inspector::default();
        let digest = read(&attachment.path, &mut inspector)?;
        let inspection = inspector.finish();
        let name = attachment.path.file_name().unwrap_or_default().to_string_lossy();
        problems.extend(check(&inspection, &name, document));
        // A file of no known type has been reported just now.
        if let Some(kind) = inspection.document_type() {
            documents.push(DocumentDigest { id: document.id.clone(), kind, digest });
        }
    }
    let sizes: Vec<_> =
        documents.iter().map(|document| (document.id.as_str(), document.digest.bytes)).collect();
    problems.extend(check_documents(service, decision, &sizes));
    problems.extend(check_details(Situation { service, answers: &answers, today }, &details));
    if !decision.verdict.may_apply() {
        problems.push(Problem::new(Code::NotAcceptable).with("verdict", decision.verdict.name()));
    }
    if !problems.is_empty() {
        return Ok(problems);
    }
    match Layout::new(statement, &documents) {
        Ok(layout) => write(&layout, &attachments, out).map(|()| Vec::new()),
        Err(problem) => Ok(vec![problem]),
    }
}

fn read(path: &Path, inspector: &mut Inspector) -> anyhow::Result<package::Digest> {
    let mut digester = Digester::default();
    clean(path, |bytes| {
        digester.update(bytes);
        inspector.update(bytes);
        Ok(())
    })?;
    Ok(digester.finish())
}

/// Hands on the bytes of a file that are packed: what a [`Cleaner`] lets through.
fn clean(path: &Path, mut take: impl FnMut(&[u8]) -> io::Result<()>) -> anyhow::Result<()> {
    let cannot_read = || format!("cannot read {}", path.display());
    let mut file = File::open(path).with_context(cannot_read)?;
    let (mut cleaner, mut cleaned) = (Cleaner::default(), Vec::new());
    let mut buffer = vec![0; 64 * 1024];
    loop {
        let length = file.read(&mut buffer).with_context(cannot_read)?;
        if length == 0 {
            cleaner.finish(&mut cleaned);
            return Ok(take(&cleaned)?);
        }
        cleaner.update(&buffer[..length], &mut cleaned);
        take(&cleaned)?;
        cleaned.clear();
    }
}

fn write(layout: &Layout, attachments: &[Attachment], out: &Path) -> anyhow::Result<()> {
    let file = File::create(out).with_context(|| format!("cannot write {}", out.display()))?;
    let mut package = BufWriter::new(file);
    for segment in layout.segments() {
        match segment {
            Segment::Bytes(bytes) => package.write_all(bytes)?,
            Segment::Document(index) => {
                clean(&attachments[*index].path, |bytes| package.write_all(bytes))?;
            }
        }
    }
    package.flush().with_context(|| format!("cannot write {}", out.display()))
}
