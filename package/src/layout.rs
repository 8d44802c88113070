//! Where each byte of a package comes from, before any of it is written.
//!
//! Sizes and CRCs stand in front of the data in the ZIP file and digests in front of the documents in
//! the bag, so each document is digested first. What is then laid out is short texts with the documents
//! between them: a browser sends any slice of a package by slicing its files, and holds no copy.

use crate::application::{Application, DocumentDigest, Statement, position};
use crate::bag;
use crate::digest::Digest;
use crate::problem::{Code, Problem};
use crate::zip::{Entry, Writer};

/// The path of the application in its bag.
pub const APPLICATION: &str = "data/application.json";

/// A stretch of a package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Segment {
    /// These bytes.
    Bytes(Vec<u8>),
    /// All bytes of a document, as an index into the documents given to [`Layout::new`].
    Document(usize),
}

/// A slice of a segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part<'a> {
    /// These bytes.
    Bytes(&'a [u8]),
    /// Bytes of a document.
    Document {
        /// Index into the documents given to [`Layout::new`].
        index: usize,
        /// First byte.
        offset: u64,
        /// How many.
        length: u64,
    },
}

/// A package, with the documents left where they are.
#[derive(Clone, Debug)]
pub struct Layout {
    application: Application,
    bag: String,
    /// Each segment with its length in bytes.
    segments: Vec<(Segment, u64)>,
}

impl Layout {
    /// Lays out the package of a statement and its documents. Documents go in the order in which the
    /// decision asks for them; those with the same id stay in the order given.
    ///
    /// # Errors
    /// A document whose id cannot be a file's name; more files or bytes than a ZIP file can have.
    pub fn new(statement: Statement, documents: &[DocumentDigest]) -> Result<Self, Problem> {
        let order = order(&statement, documents);
        let ordered: Vec<_> = order.iter().map(|index| documents[*index].clone()).collect();

        let application = Application::new(statement, &ordered);
        let json = application.to_json();
        let json_digest = Digest::of(&json);
        let bag = application.bag(json_digest.sha256);

        let mut payload = vec![(APPLICATION, json_digest)];
        payload.extend(
            (application.documents.iter().zip(&ordered))
                .map(|(listed, document)| (listed.file.as_str(), document.digest)),
        );

        let mut laying = Laying { bag: &bag, zip: Writer::default(), segments: Vec::new() };
        for (name, text) in bag::tag_files(application.today, &payload) {
            laying.bytes(name, Digest::of(text.as_bytes()), text.as_bytes())?;
        }
        laying.bytes(APPLICATION, json_digest, &json)?;
        for ((path, digest), index) in payload[1..].iter().zip(order) {
            laying.header(path, *digest)?;
            laying.segments.push((Segment::Document(index), digest.bytes));
        }
        let segments = laying.finish();
        Ok(Self { application, bag, segments })
    }

    /// What the package says.
    pub fn application(&self) -> &Application {
        &self.application
    }

    /// The name of the bag: the package's file name without `.zip`.
    pub fn bag(&self) -> &str {
        &self.bag
    }

    /// Length of the package in bytes.
    pub fn bytes(&self) -> u64 {
        self.segments.iter().map(|(_, length)| length).sum()
    }

    /// The stretches of the package in order.
    pub fn segments(&self) -> impl Iterator<Item = &Segment> {
        self.segments.iter().map(|(segment, _)| segment)
    }

    /// What a slice of the package is made of. It ends early where the package does.
    pub fn range(&self, offset: u64, length: u64) -> impl Iterator<Item = Part<'_>> {
        let end = offset.saturating_add(length);
        let mut start = 0;
        self.segments.iter().filter_map(move |(segment, segment_length)| {
            let here = start;
            start += segment_length;
            let from = offset.max(here);
            let length = end.min(start).checked_sub(from).filter(|length| *length > 0)?;
            let offset = from - here;
            Some(match segment {
                Segment::Document(index) => Part::Document { index: *index, offset, length },
                Segment::Bytes(bytes) => Part::Bytes(&bytes[offset as usize..][..length as usize]),
            })
        })
    }
}

/// The documents' indexes in the order in which the decision asks for them. A stable sort would do the
/// same for 5 KB more of wasm.
fn order(statement: &Statement, documents: &[DocumentDigest]) -> Vec<usize> {
    let place = |index: &usize| position(&statement.decision, &documents[*index].id);
    let places = 0..=statement.decision.documents.len();
    places.flat_map(|at| (0..documents.len()).filter(move |index| place(index) == at)).collect()
}

/// A layout in the making.
struct Laying<'a> {
    bag: &'a str,
    zip: Writer,
    segments: Vec<(Segment, u64)>,
}

impl Laying<'_> {
    fn bytes(&mut self, path: &str, digest: Digest, bytes: &[u8]) -> Result<(), Problem> {
        self.header(path, digest)?;
        self.append(bytes);
        Ok(())
    }

    fn header(&mut self, path: &str, digest: Digest) -> Result<(), Problem> {
        let entry = Entry {
            name: [self.bag, "/", path].concat(),
            bytes: u32::try_from(digest.bytes).map_err(|_| {
                Problem::new(Code::PackageTooLarge)
                    .with("size", digest.bytes)
                    .with("limit", u64::from(u32::MAX))
            })?,
            crc32: digest.crc32,
        };
        let header = self.zip.entry(&entry)?;
        self.append(&header);
        Ok(())
    }

    /// Adds bytes, to the segment at hand if it is one of bytes.
    fn append(&mut self, bytes: &[u8]) {
        match self.segments.last_mut() {
            Some((Segment::Bytes(segment), length)) => {
                segment.extend(bytes);
                *length += bytes.len() as u64;
            }
            _ => {
                let segment = Segment::Bytes(bytes.to_vec());
                self.segments.push((segment, bytes.len() as u64));
            }
        }
    }

    fn finish(mut self) -> Vec<(Segment, u64)> {
        let tail = std::mem::take(&mut self.zip).finish();
        self.append(&tail);
        self.segments
    }
}
