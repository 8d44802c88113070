//! PDF files made of pictures: photographed pages joined into one file, and scans made smaller.
//!
//! Neither holds a picture. [`join`] and [`rewrite`] lay a file out as a list of segments, our own bytes
//! between stretches of the original and pictures that lie elsewhere, so that a browser puts it together
//! from the files it was given. A scan is read once, in chunks of any size, by a [`Scanner`].
//!
//! Sections and annexes named in this folder are those of ISO 32000-1:2008.
//!
//! ```text
//! photos ──► JpegReader ──► PagePicture ──► join ────► Layout
//! a PDF ───► Scanner ─────► Scan ─────────► rewrite ─► Layout
//! ```

mod colour;
mod dictionary;
mod found;
mod grammar;
mod inflate;
mod join;
mod jpeg;
mod rewrite;
mod scan;
mod scanner;
mod stream;
mod token;
mod xref;
mod xref_stream;
mod xref_table;

use std::ops::Range;

pub use join::{MAX_PAGE_OVERHEAD, PagePicture, join, overhead};
pub use jpeg::{JpegHeader, JpegReader};
pub use rewrite::{Replacement, rewrite};
pub use scan::{Picture, Scan};
pub use scanner::Scanner;

/// A stretch of a PDF file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Segment {
    /// These bytes.
    Bytes(Vec<u8>),
    /// These bytes of the file that was scanned.
    Original(Range<u64>),
    /// All bytes of a JPEG, as an index into the pages given to [`join`] or the replacements given to
    /// [`rewrite`].
    Picture(usize),
}

/// A PDF file, with the pictures left where they are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Layout {
    segments: Vec<Segment>,
    bytes: u64,
}

impl Layout {
    /// Length of the file in bytes.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// The stretches of the file in order.
    pub fn segments(&self) -> &[Segment] {
        &self.segments
    }

    fn push(&mut self, bytes: &[u8]) {
        self.bytes += bytes.len() as u64;
        match self.segments.last_mut() {
            Some(Segment::Bytes(segment)) => segment.extend_from_slice(bytes),
            _ => self.segments.push(Segment::Bytes(bytes.to_vec())),
        }
    }

    fn number(&mut self, number: u64) {
        self.digits(number, 1);
    }

    /// A number in at least so many digits.
    fn digits(&mut self, mut number: u64, least: usize) {
        let mut digits = [b'0'; 20];
        let mut start = digits.len();
        while number > 0 || digits.len() - start < least {
            start -= 1;
            digits[start] = b'0' + (number % 10) as u8;
            number /= 10;
        }
        self.push(&digits[start..]);
    }

    /// Bytes of the original, as part of the segment before where they directly follow it.
    fn original(&mut self, range: Range<u64>) {
        self.bytes += range.end - range.start;
        match self.segments.last_mut() {
            Some(Segment::Original(segment)) if segment.end == range.start => segment.end = range.end,
            _ => self.segments.push(Segment::Original(range)),
        }
    }

    fn picture(&mut self, index: usize, bytes: u64) {
        self.segments.push(Segment::Picture(index));
        self.bytes += bytes;
    }

    /// One classic cross-reference section for all objects, numbered from 0 (7.5.4): where each that is
    /// in use begins, and its generation. Free entries all lead back to object 0, which the section
    /// allows, so there is no list of them to keep.
    fn table(&mut self, count: usize, entries: impl Iterator<Item = Option<(u64, u16)>>) {
        self.push(b"xref\n0 ");
        self.number(count as u64);
        self.push(b"\n");
        for entry in entries {
            let (offset, generation) = entry.unwrap_or((0, u16::MAX));
            self.digits(offset, 10);
            self.push(b" ");
            self.digits(generation.into(), 5);
            self.push(if entry.is_some() { b" n \n" } else { b" f \n" });
        }
    }

    /// The last lines of a file (7.5.5).
    fn end(&mut self, xref: u64) {
        self.push(b"\nstartxref\n");
        self.number(xref);
        self.push(b"\n%%EOF\n");
    }
}

/// Why a PDF is left as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CannotShrink {
    /// It is encrypted: its pictures cannot be read without a key.
    Encrypted,
    /// It is digitally signed, and a signature holds for exactly the bytes that were signed.
    Signed,
    /// It holds no picture that a smaller JPEG could stand in for.
    NoPictures,
    /// Its pictures are less than half of its bytes, so that smaller ones would gain little.
    FewPictures,
    /// It has more objects, or larger ones, than is worth the memory.
    TooComplex,
    /// It is not a PDF, or one whose parts do not fit together; programs that repair what they open may
    /// still show it.
    NotUnderstood,
}
