//! One pass over a PDF file: where its objects are, and which of them are pictures.
//!
//! The cross-reference data is at the end of a file, and a pass cannot go back. So everything that stands
//! at the top level is noted as it goes by, and when the end has been read, the cross-reference data says
//! which of it counts ([`Scan`]). Where the two do not agree, the file is left alone: viewers would have
//! to repair it, each in its own way.

use std::mem;

use super::CannotShrink;
use super::grammar::{Grammar, State};
use super::scan::Scan;
use super::token::{Tokens, is_white};

/// What a file begins with (7.5.2). What precedes it in some files would shift all offsets.
const HEADER: &[u8] = b"%PDF-";
/// What follows the data of a stream (7.3.8.1).
const END_STREAM: &[u8] = b"endstream";

/// Longest file in bytes. Offsets in a new one, which may be a little longer, have room in 32 bits.
const MAX_FILE: usize = 1 << 31;
/// Longest token in bytes: strings have 32,767 at most (annex C.2), which is twice that in hex.
const MAX_TOKEN: usize = 1 << 17;

/// Reads a PDF file once, in chunks, and keeps no picture.
#[derive(Default)]
pub struct Scanner {
    grammar: Grammar,
    /// What has arrived and is not understood yet.
    buffer: Vec<u8>,
    /// Where the buffer begins in the file.
    offset: u32,
    /// Length of the buffer from which it is worth looking at again.
    wait: usize,
    /// The header has been seen.
    is_pdf: bool,
    /// Within a comment.
    is_comment: bool,
    failure: Option<CannotShrink>,
}

impl Scanner {
    /// Reads the next bytes.
    pub fn update(&mut self, chunk: &[u8]) {
        self.buffer.extend_from_slice(chunk);
        if self.failure.is_none()
            && self.buffer.len() >= self.wait
            && let Err(reason) = self.read()
        {
            self.failure = Some(reason);
        }
        if self.failure.is_some() {
            self.buffer.clear();
        }
    }

    /// What was found, now that the whole file has been read.
    ///
    /// # Errors
    /// Why the file is left as it is.
    pub fn finish(mut self) -> Result<Scan, CannotShrink> {
        // A word is whole once something else follows it.
        self.wait = 0;
        self.update(b"\n");
        if let Some(reason) = self.failure {
            return Err(reason);
        }
        if !self.is_pdf || !self.buffer.is_empty() || !self.grammar.is_at_rest() {
            return Err(CannotShrink::NotUnderstood);
        }
        Scan::new(self.grammar.found)
    }

    /// Reads what is in the buffer, as far as it is whole.
    fn read(&mut self) -> Result<(), CannotShrink> {
        let mut buffer = mem::take(&mut self.buffer);
        if self.offset as usize + buffer.len() > MAX_FILE {
            return Err(CannotShrink::TooComplex);
        }
        let mut at = 0;
        while let Some(length) = self.step(&buffer[at..])? {
            at += length;
            self.offset += length as u32;
        }
        buffer.drain(..at);
        // Long tokens are tried again when they have doubled, lest small chunks make it slow.
        self.wait = 2 * buffer.len();
        self.buffer = buffer;
        Ok(())
    }

    /// Takes one step, and says how many bytes it took; nothing, if that needs more bytes.
    fn step(&mut self, bytes: &[u8]) -> Result<Option<usize>, CannotShrink> {
        if !self.is_pdf {
            if bytes.len() < HEADER.len() {
                return Ok(None);
            }
            self.is_pdf = bytes.starts_with(HEADER);
            return if self.is_pdf { Ok(Some(0)) } else { Err(CannotShrink::NotUnderstood) };
        }
        let length = match self.grammar.state {
            State::Line => {
                let length = match bytes {
                    [] | [_] => return Ok(None),
                    [b'\r', b'\n', ..] => 2,
                    [b'\r' | b'\n', ..] => 1,
                    _ => 0,
                };
                self.grammar.begin_data(self.offset + length as u32);
                length
            }
            State::Data(left) => {
                let length = bytes.len().min(left as usize);
                self.grammar.data(&bytes[..length]);
                if length == left as usize {
                    self.grammar.end_data(self.offset + length as u32);
                } else if length == 0 {
                    return Ok(None);
                } else {
                    self.grammar.state = State::Data(left - length as u32);
                }
                length
            }
            State::Search => match find(bytes, END_STREAM) {
                Some(at) => {
                    self.grammar.data(&bytes[..at]);
                    self.grammar.end_data(self.offset + at as u32);
                    at
                }
                None if bytes.len() < END_STREAM.len() => return Ok(None),
                None => {
                    let length = bytes.len() + 1 - END_STREAM.len();
                    self.grammar.data(&bytes[..length]);
                    length
                }
            },
            _ => return self.words(bytes),
        };
        Ok(Some(length))
    }

    /// Takes the next token, or what is between tokens.
    fn words(&mut self, bytes: &[u8]) -> Result<Option<usize>, CannotShrink> {
        if self.is_comment {
            // A comment lasts to the end of its line (7.2.3).
            let end = bytes.iter().position(|byte| matches!(byte, b'\r' | b'\n'));
            self.is_comment = end.is_none();
            let length = end.unwrap_or(bytes.len());
            return Ok((length > 0 || end.is_some()).then_some(length));
        }
        let white = bytes.iter().position(|byte| !is_white(*byte)).unwrap_or(bytes.len());
        if white > 0 {
            self.grammar.keep_space();
            return Ok(Some(white));
        }
        if bytes.first() == Some(&b'%') {
            self.is_comment = true;
            return Ok(Some(1));
        }
        let mut tokens = Tokens::new(bytes);
        let token = tokens.token();
        let length = if token.is_some() { tokens.end } else { bytes.len() };
        if length > MAX_TOKEN {
            return Err(CannotShrink::TooComplex);
        }
        let Some(token) = token else {
            return Ok(None);
        };
        self.grammar.keep(&bytes[..length]);
        self.grammar.token(token, &bytes[..length], self.offset)?;
        Ok(Some(length))
    }
}

/// Where some bytes first contain others.
fn find(bytes: &[u8], needle: &[u8]) -> Option<usize> {
    let mut start = 0;
    while let Some(at) = bytes[start..].iter().position(|byte| *byte == needle[0]) {
        start += at;
        if bytes[start..].starts_with(needle) {
            return Some(start);
        }
        start += 1;
    }
    None
}
