//! A package's bytes, read once: what each entry is, without judging it.
//!
//! Memory does not grow with the documents: the five short texts at the front are kept, of each
//! document only digest and inspection.

use std::ops::ControlFlow;

use rules::Limits;

use crate::bag::{BAG_INFO, BAGIT, MANIFEST, TAG_MANIFEST};
use crate::digest::{Digest, Digester};
use crate::document::{Inspection, Inspector};
use crate::layout::APPLICATION;
use crate::problem::{Code, Problem};
use crate::zip::{self, Event};

/// The texts at the front of a package, in order.
pub(crate) const TEXTS: [&str; 5] = [BAGIT, BAG_INFO, MANIFEST, TAG_MANIFEST, APPLICATION];

/// Most bytes of a text: an application with long details and a manifest of 1,000 documents fit.
pub const MAX_TEXT_BYTES: u32 = 256 * 1024;

/// How much of a package is read at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PackageLimits {
    /// Most bytes of the whole package.
    pub max_bytes: u64,
    /// Most documents. Each is a little memory; how many a service takes is checked after reading.
    pub max_files: u32,
}

impl PackageLimits {
    /// What a package needs at most whose documents keep a service's limits, and room for as many
    /// files again: who sends a few too many is told how many, and what else is wrong.
    pub fn of(limits: &Limits) -> Self {
        let max_files = limits.max_files.saturating_mul(2);
        // Two headers with names and lines in two texts: less than 1 KB for each entry.
        let entries = u64::from(max_files) + TEXTS.len() as u64;
        let texts = TEXTS.len() as u64 * u64::from(MAX_TEXT_BYTES);
        Self { max_bytes: limits.max_total_bytes + texts + entries * 1024, max_files }
    }
}

/// What a package's bytes are.
#[derive(Debug)]
pub(crate) struct Contents {
    /// Its length and digest.
    pub(crate) digest: Digest,
    /// Its entries in order, the last one perhaps missing where there is damage.
    pub(crate) entries: Vec<ReadEntry>,
    /// Why reading stopped before the end.
    pub(crate) damage: Option<Problem>,
}

/// What an entry's bytes are.
#[derive(Debug)]
pub(crate) struct ReadEntry {
    /// Its path in the ZIP file.
    pub(crate) name: String,
    /// Its length and digests.
    pub(crate) digest: Digest,
    /// The CRC-32 is the one that its header states.
    pub(crate) is_intact: bool,
    /// What is kept of it.
    pub(crate) kept: Kept,
}

/// What is kept of an entry.
#[derive(Debug)]
pub(crate) enum Kept {
    /// All bytes of a text.
    Text(Vec<u8>),
    /// What a document's bytes say.
    Inspection(Inspection),
}

/// Reads a package from chunks of any size.
pub struct PackageReader {
    limits: PackageLimits,
    zip: zip::Reader,
    digester: Digester,
    bytes: u64,
    entry: Option<EntryReader>,
    entries: Vec<ReadEntry>,
    damage: Option<Problem>,
}

struct EntryReader {
    entry: zip::Entry,
    digester: Digester,
    keeper: Keeper,
}

enum Keeper {
    Text(Vec<u8>),
    Document(Inspector),
}

impl PackageReader {
    /// A reader of a package that keeps these limits.
    pub fn new(limits: PackageLimits) -> Self {
        Self {
            limits,
            zip: zip::Reader::default(),
            digester: Digester::default(),
            bytes: 0,
            entry: None,
            entries: Vec::new(),
            damage: None,
        }
    }

    /// Takes in the next chunk; `Break` once no further chunk can make a difference.
    pub fn update(&mut self, chunk: &[u8]) -> ControlFlow<()> {
        if self.damage.is_none() {
            self.digester.update(chunk);
            self.bytes += chunk.len() as u64;
            self.damage = self.read(chunk).err();
        }
        match self.damage {
            None => ControlFlow::Continue(()),
            Some(_) => ControlFlow::Break(()),
        }
    }

    fn read(&mut self, mut chunk: &[u8]) -> Result<(), Problem> {
        self.keep_limit(0)?;
        while let Some(event) = self.zip.next(&mut chunk)? {
            match (event, &mut self.entry) {
                (Event::Entry(entry), _) => {
                    self.keep_limit((entry.bytes as usize).saturating_sub(chunk.len()))?;
                    self.entry = Some(self.start(entry)?);
                }
                (Event::Data(data), Some(entry)) => entry.update(data),
                (Event::EntryEnd, entry) => {
                    self.entries.extend(entry.take().map(EntryReader::finish));
                }
                (Event::Data(_), None) => {}
            }
        }
        Ok(())
    }

    /// Refuses a package of which at least this many more bytes are to come.
    fn keep_limit(&self, to_come: usize) -> Result<(), Problem> {
        let size = self.bytes + to_come as u64;
        if size <= self.limits.max_bytes {
            return Ok(());
        }
        Err(Problem::new(Code::PackageTooLarge).with("size", size).with("limit", self.limits.max_bytes))
    }

    fn start(&self, entry: zip::Entry) -> Result<EntryReader, Problem> {
        let count = (self.entries.len() + 1).saturating_sub(TEXTS.len()) as u64;
        if count > self.limits.max_files.into() {
            return Err(Problem::new(Code::TooManyInTotal)
                .with("count", count)
                .with("most", self.limits.max_files));
        }
        let is_text = count == 0 && entry.bytes <= MAX_TEXT_BYTES;
        Ok(EntryReader {
            entry,
            digester: Digester::default(),
            keeper: match is_text {
                true => Keeper::Text(Vec::new()),
                false => Keeper::Document(Inspector::default()),
            },
        })
    }

    /// What has been read, after the last chunk.
    pub(crate) fn finish(self) -> Contents {
        Contents {
            digest: self.digester.finish(),
            entries: self.entries,
            damage: self.damage.or_else(|| self.zip.finish().err()),
        }
    }
}

impl EntryReader {
    fn update(&mut self, data: &[u8]) {
        self.digester.update(data);
        match &mut self.keeper {
            Keeper::Text(text) => text.extend(data),
            Keeper::Document(inspector) => inspector.update(data),
        }
    }

    fn finish(self) -> ReadEntry {
        let digest = self.digester.finish();
        ReadEntry {
            is_intact: digest.crc32 == self.entry.crc32,
            name: self.entry.name,
            digest,
            kept: match self.keeper {
                Keeper::Text(text) => Kept::Text(text),
                Keeper::Document(inspector) => Kept::Inspection(inspector.finish()),
            },
        }
    }
}
