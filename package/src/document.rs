//! A document, looked at by its bytes: what type it is, whether it is whole, how many pixels it has.
//!
//! Names and declared types are not believed: a saved error page called `paspor.jpg` is the commonest
//! way in which a good-looking application turns out to be empty. An [`Inspector`] takes the bytes in
//! chunks of any size and holds 2 KB of them at most, and 44 KB more for a PDF that keeps objects
//! compressed; [`check`] then compares what it found with the service's limits. The browser does both
//! before it sends anything, the endpoint after.

mod file_type;
mod foreign;
mod jpeg;
mod pdf;
mod png;

use rules::{Document, DocumentType};
use serde::{Deserialize, Serialize};

use crate::problem::{Code, Problem};
pub use file_type::{FileType, ForeignPicture};
pub(crate) use jpeg::SIGNATURE as JPEG_SIGNATURE;
pub(crate) use png::SIGNATURE as PNG_SIGNATURE;

/// How far into a document its type is looked for: a PDF's header may come that late (ISO 32000-1
/// annex H.3.4.1, implementation note 13).
const HEAD: usize = 1024;

/// Most pixels of a picture, in millions: 260 MB once decoded, at 4 bytes a pixel, which the browser of a
/// cheap phone survives. A small file can claim 30,000×30,000. The largest pictures that phones take without
/// being asked have 50 million; cameras of *64 megapixels* take 9,280×6,944.
pub const MOST_MEGAPIXELS: u32 = 65;

/// Width and height in pixels, as stored: a camera's turned pictures are not turned back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pixels {
    /// Pixels from left to right.
    pub width: u32,
    /// Pixels from top to bottom.
    pub height: u32,
}

impl Pixels {
    /// How many there are.
    pub fn count(self) -> u64 {
        u64::from(self.width) * u64::from(self.height)
    }
}

/// What the bytes of one document say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inspection {
    /// Its type, if it is one of those known.
    pub kind: Option<FileType>,
    /// Its length in bytes.
    pub bytes: u64,
    /// The size of a picture; of a foreign one only where it is easy to find.
    pub pixels: Option<Pixels>,
    /// What is wrong whatever the limits are: codes that need no particulars but name and types.
    pub defects: Vec<Code>,
}

impl Inspection {
    /// The type of document that it is, if it is one that can be taken as it stands.
    pub fn document_type(&self) -> Option<DocumentType> {
        self.kind.and_then(FileType::document)
    }
}

/// Looks at one document while its bytes go by.
#[derive(Default)]
pub struct Inspector {
    bytes: u64,
    /// The first bytes, until there are enough to tell the type.
    head: Vec<u8>,
    scan: Option<Scan>,
}

/// The look at a document whose type may be known by now.
enum Scan {
    Jpeg(jpeg::Scan),
    Png(png::Scan),
    Pdf(pdf::Scan),
    Foreign(foreign::Scan),
    Html,
    Unknown,
}

impl Inspector {
    /// Takes in the next chunk.
    pub fn update(&mut self, mut chunk: &[u8]) {
        self.bytes += chunk.len() as u64;
        if self.scan.is_none() {
            let (first, rest) = chunk.split_at(chunk.len().min(HEAD - self.head.len()));
            self.head.extend(first);
            chunk = rest;
            if self.head.len() == HEAD {
                self.recognise();
            }
        }
        if let Some(scan) = &mut self.scan {
            scan.update(chunk);
        }
    }

    /// Tells the type from the head, and looks through the head accordingly.
    fn recognise(&mut self) {
        let head = std::mem::take(&mut self.head);
        self.scan.insert(Scan::of(&head)).update(&head);
    }

    /// What was found, after the last chunk.
    pub fn finish(mut self) -> Inspection {
        if self.scan.is_none() && self.bytes > 0 {
            self.recognise();
        }
        let (kind, pixels, defects) = match self.scan {
            None => (None, None, vec![Code::Empty]),
            Some(Scan::Unknown) => (None, None, vec![Code::UnknownType]),
            Some(Scan::Html) => (None, None, vec![Code::LooksLikeHtml]),
            Some(Scan::Foreign(scan)) => (Some(FileType::Foreign(scan.kind)), scan.pixels(), vec![]),
            Some(Scan::Pdf(scan)) => (Some(FileType::Document(DocumentType::Pdf)), None, scan.defects()),
            Some(Scan::Jpeg(scan)) => {
                let defects = picture_defects(scan.is_whole(), scan.pixels(), Code::TruncatedJpeg);
                (Some(FileType::Document(DocumentType::Jpeg)), scan.pixels(), defects)
            }
            Some(Scan::Png(scan)) => {
                let defects = picture_defects(scan.is_whole(), scan.pixels(), Code::TruncatedPng);
                (Some(FileType::Document(DocumentType::Png)), scan.pixels(), defects)
            }
        };
        Inspection { kind, bytes: self.bytes, pixels, defects }
    }
}

/// A picture that is cut off may lack its size for that reason only.
fn picture_defects(is_whole: bool, pixels: Option<Pixels>, truncated: Code) -> Vec<Code> {
    match (is_whole, pixels) {
        (false, _) => vec![truncated],
        (true, None) => vec![Code::Unreadable],
        (true, Some(_)) => vec![],
    }
}

impl Scan {
    fn of(head: &[u8]) -> Self {
        if head.starts_with(&jpeg::SIGNATURE) {
            Self::Jpeg(jpeg::Scan::default())
        } else if head.starts_with(&png::SIGNATURE) {
            Self::Png(png::Scan::default())
        } else if let Some(scan) = foreign::Scan::of(head) {
            Self::Foreign(scan)
        } else if is_html(head) {
            Self::Html
        } else if head.windows(pdf::SIGNATURE.len()).any(|window| window == pdf::SIGNATURE) {
            Self::Pdf(pdf::Scan::default())
        } else {
            Self::Unknown
        }
    }

    fn update(&mut self, chunk: &[u8]) {
        match self {
            Self::Jpeg(scan) => scan.update(chunk),
            Self::Png(scan) => scan.update(chunk),
            Self::Pdf(scan) => scan.update(chunk),
            Self::Foreign(scan) => scan.update(chunk),
            Self::Html | Self::Unknown => {}
        }
    }
}

/// The commonest of the patterns by which the WHATWG MIME Sniffing Standard (7.1) tells a web page,
/// after the white space it allows and a byte order mark.
fn is_html(head: &[u8]) -> bool {
    let text = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head).trim_ascii_start();
    [&b"<!doctype html"[..], b"<html", b"<head", b"<script", b"<body", b"<!--"]
        .iter()
        .any(|tag| text.get(..tag.len()).is_some_and(|start| start.eq_ignore_ascii_case(tag)))
}

/// Everything that keeps a document called `name` from being accepted as `document`.
pub fn check(inspection: &Inspection, name: &str, document: &Document) -> Vec<Problem> {
    let accepted = || {
        let names = DocumentType::ALL.into_iter().filter(|kind| accepts(document, *kind));
        names.map(DocumentType::name).collect::<Vec<_>>().join(", ")
    };
    let problem = |code| Problem::new(code).with("name", name);
    let mut problems = Vec::new();
    for code in &inspection.defects {
        let types_matter = code.params().contains(&"accepted");
        let problem = problem(*code);
        problems.push(if types_matter { problem.with("accepted", accepted()) } else { problem });
    }
    match inspection.kind {
        Some(FileType::Document(kind)) if accepts(document, kind) => {}
        // Converting it would be the simple remedy, but most browsers cannot show it either.
        Some(FileType::Foreign(ForeignPicture::Heic)) => {
            problems.push(problem(Code::Heic).with("accepted", accepted()));
        }
        Some(kind) => {
            problems.push(problem(Code::WrongType).with("found", kind.name()).with("accepted", accepted()));
        }
        None => {}
    }
    if inspection.bytes > document.max_bytes {
        problems
            .push(problem(Code::TooLarge).with("size", inspection.bytes).with("limit", document.max_bytes));
    }
    if let Some(pixels) = inspection.pixels {
        let Pixels { width, height } = pixels;
        let sized = |code| problem(code).with("width", width).with("height", height);
        if pixels.count() > u64::from(MOST_MEGAPIXELS) * 1_000_000 {
            problems.push(sized(Code::TooManyPixels).with("most", MOST_MEGAPIXELS));
        }
        if let Some(least) = document.min_long_side.filter(|least| width.max(height) < *least) {
            problems.push(sized(Code::ImageTooSmall).with("least", least));
        }
    }
    problems
}

fn accepts(document: &Document, kind: DocumentType) -> bool {
    document.types.iter().any(|media_type| media_type == kind.media_type())
}
