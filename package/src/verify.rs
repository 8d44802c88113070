//! Is this a whole, untouched package that the rules accept?
//!
//! What was read is judged in three steps: the ZIP file and the bag against themselves, the
//! application against the bag, the application against the rules. Every problem that the bytes allow
//! to see is reported, not the first.

use std::io::{self, Read};

use rules::{Date, Decision, Service, Situation, decide};

use crate::application::Application;
use crate::bag::{self, BAG_INFO, BAGIT, BAGIT_TEXT, MANIFEST, TAG_MANIFEST};
use crate::check::{check_details, check_documents};
use crate::digest::{Digest, Sha256};
use crate::document::check;
use crate::layout::APPLICATION;
use crate::problem::{Code, Problem};
use crate::read::{Contents, Kept, PackageLimits, PackageReader, ReadEntry, TEXTS};

/// Most problems that are reported: nobody reads more, and comparing each with all that were found
/// before must not take long where somebody made thousands.
const MAX_PROBLEMS: usize = 100;

/// A service as the verifier knows it.
#[derive(Clone, Copy, Debug)]
pub struct KnownService<'a> {
    /// The checked service.
    pub service: &'a Service,
    /// Digest of its JSON: [`Sha256::of`] the bytes of `/services/<id>.json`.
    pub definition_sha256: Sha256,
}

/// A package that the rules accept.
///
/// The decision that counts is [`Accepted::decision`], made here. The one that the application records
/// is what the applicant says to have been shown: where it names the definition known here, it is what
/// that decides for its day; where it names another, it cannot be made again, and may be anything.
#[derive(Clone, Debug, PartialEq)]
pub struct Accepted {
    /// What the applicant states, and the documents.
    pub application: Application,
    /// What the rules known today say to it.
    pub decision: Decision,
    /// Length of the package in bytes.
    pub bytes: u64,
    /// Digest of the package.
    pub sha256: Sha256,
}

/// Verifies a package in one pass. `services` finds a service by its id; `today` is the day for which
/// the rules decide, by default the one that the application records.
///
/// # Errors
/// The outer error is of reading; the inner one lists every problem of the package, up to 100.
pub fn verify<'a>(
    mut package: impl Read,
    limits: PackageLimits,
    services: impl FnOnce(&str) -> Option<KnownService<'a>>,
    today: Option<Date>,
) -> io::Result<Result<Accepted, Vec<Problem>>> {
    let mut reader = PackageReader::new(limits);
    let mut buffer = vec![0; 64 * 1024];
    loop {
        match package.read(&mut buffer) {
            Ok(0) => break,
            Ok(length) if reader.update(&buffer[..length]).is_break() => break,
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(reader.verify(services, today))
}

impl PackageReader {
    /// Judges what was read, after the last chunk; arguments are those of [`verify`].
    ///
    /// # Errors
    /// Every problem of the package, up to 100.
    pub fn verify<'a>(
        self,
        services: impl FnOnce(&str) -> Option<KnownService<'a>>,
        today: Option<Date>,
    ) -> Result<Accepted, Vec<Problem>> {
        let contents = self.finish();
        let mut judge = Judge::of(&contents);
        judge.bag();
        let application = judge.application();
        let decision = application.as_ref().and_then(|application| {
            let Some(known) = services(&application.service) else {
                judge.add(Code::ServiceUnknown, "service", &application.service);
                return None;
            };
            Some(judge.rules(application, known, today))
        });
        match (application, decision, judge.problems) {
            (Some(application), Some(decision), problems) if problems.is_empty() => Ok(Accepted {
                application,
                decision,
                bytes: contents.digest.bytes,
                sha256: contents.digest.sha256,
            }),
            (_, _, problems) => Err(problems),
        }
    }
}

/// A package's entries by their paths in the bag, and what is wrong with them so far.
struct Judge<'a> {
    bag: &'a str,
    entries: Vec<(&'a str, &'a ReadEntry)>,
    /// The package was read to its end: what was not met is missing.
    is_whole: bool,
    problems: Vec<Problem>,
}

impl<'a> Judge<'a> {
    fn of(contents: &'a Contents) -> Self {
        let mut judge = Self {
            bag: contents.entries.first().map_or("", |entry| bag_and_path(&entry.name).0),
            entries: Vec::new(),
            is_whole: contents.damage.is_none(),
            problems: contents.damage.iter().cloned().collect(),
        };
        for entry in &contents.entries {
            let (bag, path) = bag_and_path(&entry.name);
            if bag == judge.bag {
                judge.entries.push((path, entry));
            } else {
                judge.add(Code::UnexpectedEntry, "name", &entry.name);
            }
        }
        judge
    }

    /// Adds a problem, unless another check has found it before or there are enough.
    fn push(&mut self, problem: Problem) {
        if self.problems.len() < MAX_PROBLEMS && !self.problems.contains(&problem) {
            self.problems.push(problem);
        }
    }

    fn add(&mut self, code: Code, param: &str, value: &str) {
        self.push(Problem::new(code).with(param, value));
    }

    fn entry(&self, path: &str) -> Option<&'a ReadEntry> {
        let (_, entry) = self.entries.iter().find(|(other, _)| *other == path)?;
        Some(entry)
    }

    /// The text at this path, if it was short enough to be kept.
    fn text(&self, path: &str) -> Option<&'a [u8]> {
        match &self.entry(path)?.kept {
            Kept::Text(text) => Some(text),
            Kept::Inspection(_) => None,
        }
    }

    /// Step 1: the bag is complete and valid (RFC 8493, 3), as far as that can be told without the
    /// application.
    fn bag(&mut self) {
        for (path, entry) in self.entries.clone() {
            if !entry.is_intact {
                self.add(Code::DigestMismatch, "name", path);
            }
        }
        let (payload, tags): (Vec<_>, Vec<_>) = (self.entries.iter())
            .map(|(path, entry)| (*path, entry.digest))
            .partition(|(path, _)| path.starts_with("data/"));
        self.manifest(MANIFEST, &payload);
        let tags: Vec<_> = tags.into_iter().filter(|(path, _)| *path != TAG_MANIFEST).collect();
        self.manifest(TAG_MANIFEST, &tags);
    }

    /// A manifest says the same of these files as their bytes do, in the same order.
    fn manifest(&mut self, name: &'static str, files: &[(&str, Digest)]) {
        let Some(entry) = self.entry(name) else {
            return; // The check of the entries' order says that it is missing.
        };
        let lines = match &entry.kept {
            Kept::Text(text) => str::from_utf8(text).ok().and_then(bag::parse_manifest),
            Kept::Inspection(_) => None,
        };
        let Some(lines) = lines else {
            return self.add(Code::ManifestMalformed, "name", name);
        };
        for (path, digest) in files {
            match lines.iter().find(|(other, _)| other == path) {
                None => self.add(Code::UnexpectedEntry, "name", path),
                Some((_, sha256)) if *sha256 != digest.sha256 => {
                    self.add(Code::DigestMismatch, "name", path);
                }
                Some(_) => {}
            }
        }
        if !self.is_whole {
            return;
        }
        for (path, _) in &lines {
            if !files.iter().any(|(other, _)| other == path) {
                self.add(Code::MissingEntry, "name", path);
            }
        }
        let is_in_order = lines.iter().map(|(path, _)| path).eq(files.iter().map(|(path, _)| path));
        if !is_in_order && self.problems.is_empty() {
            self.add(Code::ManifestMalformed, "name", name);
        }
    }

    /// Step 2: the application can be read, and what it says of the package is so.
    fn application(&mut self) -> Option<Application> {
        // Other JSON than the writer's could say one thing to us and another to the next reader.
        let application = self.text(APPLICATION).and_then(|json| {
            let application: Application = serde_json::from_slice(json).ok()?;
            (application.is_consistent() && application.to_json() == json).then_some(application)
        });
        if let Some(entry) = self.entry(APPLICATION) {
            match &application {
                None => self.push(Problem::new(Code::ApplicationMalformed)),
                Some(application) if application.bag(entry.digest.sha256) != self.bag => {
                    self.add(Code::DigestMismatch, "name", self.bag);
                }
                Some(_) => {}
            }
        }
        let listed = application.iter().flat_map(|application| &application.documents);
        let expected: Vec<&str> = TEXTS.into_iter().chain(listed.map(|listed| &*listed.file)).collect();
        self.order(&expected, application.is_some());

        let application = application?;
        for listed in &application.documents {
            let Some(entry) = self.entry(&listed.file) else {
                continue;
            };
            if entry.digest.bytes != listed.bytes {
                self.add(Code::SizeMismatch, "name", &listed.file);
            }
            if entry.digest.sha256 != listed.sha256 {
                self.add(Code::DigestMismatch, "name", &listed.file);
            }
        }
        self.tag_files(&application);
        Some(application)
    }

    /// The entries are these, in this order; `is_all` says that there can be no others.
    fn order(&mut self, expected: &[&str], is_all: bool) {
        let found: Vec<&str> = self.entries.iter().map(|(path, _)| *path).collect();
        for path in expected {
            if self.is_whole && !found.contains(path) {
                self.add(Code::MissingEntry, "name", path);
            }
        }
        for path in &found {
            if is_all && !expected.contains(path) {
                self.add(Code::UnexpectedEntry, "name", path);
            }
        }
        let misplaced = found.iter().zip(expected).find(|(found, expected)| found != expected);
        if let Some((path, _)) = misplaced
            && self.problems.is_empty()
        {
            self.add(Code::UnexpectedEntry, "name", path);
        }
    }

    /// The two tag files without digests are the ones that a layout makes of this application.
    fn tag_files(&mut self, application: &Application) {
        let listed = application.documents.iter().map(|listed| listed.bytes);
        let json = self.entry(APPLICATION).map(|entry| entry.digest.bytes);
        let octets = listed.chain(json).fold(0, u64::saturating_add);
        let bag_info = bag::bag_info(application.today, octets, application.documents.len() + 1);
        for (name, text) in [(BAGIT, BAGIT_TEXT), (BAG_INFO, &bag_info)] {
            if self.entry(name).is_some() && self.text(name) != Some(text.as_bytes()) {
                self.add(Code::ManifestMalformed, "name", name);
            }
        }
    }

    /// Step 3: the rules known today accept the application.
    fn rules(&mut self, application: &Application, known: KnownService<'_>, today: Option<Date>) -> Decision {
        let service = known.service;
        let answers = &application.answers;
        // A decision by other rules than today's cannot be made again, and does not count anyway.
        if application.definition_sha256 == known.definition_sha256
            && application.decision != decide(service, answers, application.today)
        {
            self.push(Problem::new(Code::DecisionDiffers));
        }
        let today = today.unwrap_or(application.today);
        let decision = decide(service, answers, today);
        for problem in answers.problems(service, today) {
            self.add(Code::AnswerInvalid, "question", &problem.question);
        }
        if !decision.verdict.may_apply() {
            self.add(Code::NotAcceptable, "verdict", decision.verdict.name());
        }
        for listed in &application.documents {
            let entry = self.entry(&listed.file).map(|entry| &entry.kept);
            if let (Some(Kept::Inspection(inspection)), Some(document)) =
                (entry, service.document(&listed.id))
            {
                for problem in check(inspection, &listed.file, document) {
                    self.push(problem);
                }
                if let Some(kind) = inspection.document_type().filter(|kind| *kind != listed.kind) {
                    self.push(
                        Problem::new(Code::WrongType)
                            .with("name", &*listed.file)
                            .with("found", kind.name())
                            .with("accepted", listed.kind.name()),
                    );
                }
            }
        }
        let files: Vec<_> =
            (application.documents.iter()).map(|listed| (&*listed.id, listed.bytes)).collect();
        let problems = check_documents(service, &decision, &files).into_iter();
        let situation = Situation { service, answers, today };
        for problem in problems.chain(check_details(situation, &application.details)) {
            self.push(problem);
        }
        decision
    }
}

/// The bag's folder and the path in it.
fn bag_and_path(name: &str) -> (&str, &str) {
    name.split_once('/').unwrap_or(("", name))
}
