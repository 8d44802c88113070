//! Objects that a PDF keeps compressed together (ISO 32000-1, 7.5.7), inflated as their bytes go by.

use miniz_oxide::inflate::TINFLStatus;
use miniz_oxide::inflate::core::inflate_flags::{
    TINFL_FLAG_HAS_MORE_INPUT, TINFL_FLAG_IGNORE_ADLER32, TINFL_FLAG_PARSE_ZLIB_HEADER,
};
use miniz_oxide::inflate::core::{DecompressorOxide, decompress};

use super::words::{Found, Words};

/// How far back inflated bytes may refer (RFC 1951, 2).
const WINDOW: usize = 32 * 1024;

/// Most bytes that are inflated of one document: 32 MB, which takes a laptop half a second. Objects without
/// their pictures and pages are far less. Deflated zeros could make a thousand times the document's length.
const MOST_INFLATED: usize = 32_000_000;

/// A checksum is not compared: bytes that are wrong are looked at as they are.
const FLAGS: u32 = TINFL_FLAG_PARSE_ZLIB_HEADER | TINFL_FLAG_HAS_MORE_INPUT | TINFL_FLAG_IGNORE_ADLER32;

/// The object streams of one document, of which one is at hand.
pub(super) struct Objects {
    state: State,
    inflater: DecompressorOxide,
    window: Vec<u8>,
    inflated: usize,
    words: Words,
    found: Found,
}

#[derive(PartialEq, Eq)]
enum State {
    /// Before the first byte of the data.
    Before,
    /// In the data.
    Inside,
    /// Behind the data, or behind what is no deflated data or too much of it.
    Behind,
}

impl Default for Objects {
    fn default() -> Self {
        Self {
            state: State::Behind,
            inflater: DecompressorOxide::new(),
            window: vec![0; WINDOW],
            inflated: 0,
            words: Words::default(),
            found: Found::default(),
        }
    }
}

impl Objects {
    /// Takes in the last bytes before the data of another object stream.
    pub(super) fn next_stream(&mut self, last: &[u8]) {
        self.update(last);
        self.end_stream();
        self.inflater.init();
        self.state = State::Before;
    }

    /// Takes in the next bytes of the file.
    pub(super) fn update(&mut self, mut bytes: &[u8]) {
        if self.state == State::Before {
            // The rest of the line end behind the keyword `stream`: no deflated data begins like that.
            while let [b'\r' | b'\n' | b' ', rest @ ..] = bytes {
                bytes = rest;
            }
            if !bytes.is_empty() {
                self.state = State::Inside;
            }
        }
        while self.state == State::Inside {
            // The window is full again and again; what is written next goes to its front.
            let at = self.inflated % WINDOW;
            let (status, read, written) = decompress(&mut self.inflater, bytes, &mut self.window, at, FLAGS);
            bytes = &bytes[read..];
            let written = written.min(MOST_INFLATED - self.inflated);
            self.inflated += written;
            for byte in &self.window[at..at + written] {
                self.words.begins_object_stream(*byte, &mut self.found);
            }
            match status {
                _ if self.inflated == MOST_INFLATED => self.state = State::Behind,
                TINFLStatus::HasMoreOutput => {}
                TINFLStatus::NeedsMoreInput => return,
                _ => self.state = State::Behind,
            }
        }
    }

    /// Ends the last word and begins afresh.
    fn end_stream(&mut self) {
        self.words.begins_object_stream(b'\n', &mut self.found);
        self.words.finish(&mut self.found);
        self.words = Words::default();
    }

    /// What was found, and whether there was more than is looked at.
    pub(super) fn finish(mut self) -> (Found, bool) {
        self.end_stream();
        (self.found, self.inflated == MOST_INFLATED)
    }
}
