//! A classic cross-reference section and its trailer (7.5.4 and 7.5.5), word by word.

use super::token::{Token, integer};
use super::xref::{Entry, Section};

/// Longest trailer in bytes.
const MAX_TRAILER: usize = 1 << 14;

/// A section while it goes by.
#[derive(Debug, Default)]
pub(super) struct TableReader {
    section: Section,
    /// The number of the next object, and how many more the subsection has.
    next: u32,
    left: u32,
    /// The first numbers of a subsection or an entry.
    numbers: Vec<u32>,
    /// The entries are over.
    is_trailer: bool,
    /// How deep the trailer's dictionary is nested at this place.
    depth: usize,
}

impl TableReader {
    /// A section that begins here.
    pub(super) fn new(offset: u32) -> Self {
        Self { section: Section { offset, ..Section::default() }, ..Self::default() }
    }

    /// Reads the next token, which these bytes are. True when it was the last one; nothing when it does
    /// not belong here.
    pub(super) fn token(&mut self, token: Token, bytes: &[u8]) -> Option<bool> {
        if self.is_trailer {
            return self.trailer(token, bytes);
        }
        let Token::Word(word) = token else {
            return None;
        };
        match (word, &self.numbers[..]) {
            (b"trailer", []) if self.left == 0 => self.is_trailer = true,
            (b"n" | b"f", &[offset, generation]) if self.left > 0 => {
                // Some programs write entries in use at offset 0, where no object can be.
                let entry = if word == b"n" && offset > 0 {
                    Entry::At { offset, generation: u16::try_from(generation).ok()? }
                } else {
                    Entry::Free
                };
                self.section.entries.push((self.next, entry));
                self.next = self.next.checked_add(1)?;
                self.left -= 1;
                self.numbers.clear();
            }
            (_, [] | [_]) => {
                self.numbers.push(integer(word)?);
                if let (0, &[next, left]) = (self.left, &self.numbers[..]) {
                    (self.next, self.left) = (next, left);
                    self.numbers.clear();
                }
            }
            _ => return None,
        }
        Some(false)
    }

    fn trailer(&mut self, token: Token, bytes: &[u8]) -> Option<bool> {
        match token {
            Token::DictionaryOpen => self.depth += 1,
            Token::DictionaryClose => self.depth = self.depth.checked_sub(1)?,
            _ if self.depth == 0 => return None,
            _ => {}
        }
        self.section.trailer.extend_from_slice(bytes);
        self.section.trailer.push(b' ');
        (self.section.trailer.len() <= MAX_TRAILER).then_some(self.depth == 0)
    }

    /// How many entries have been read.
    pub(super) fn entries(&self) -> usize {
        self.section.entries.len()
    }

    /// The section, which has been read.
    pub(super) fn finish(self) -> Section {
        self.section
    }
}
