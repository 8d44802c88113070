//! What follows what in a PDF file (7.5), token by token.

use std::mem;

use super::CannotShrink;
use super::colour::is_gray;
use super::dictionary::Dictionary;
use super::found::{Found, Kind, Object};
use super::stream::{Length, Stream};
use super::token::{Token, Tokens, integer};
use super::xref::MAX_ENTRIES;
use super::xref_table::TableReader;

/// Longest content of an object that is kept while it goes by, in bytes. Of what is longer only the place
/// is noted; dictionaries of streams are shorter by far.
const MAX_HEAD: usize = 1 << 16;

/// What comes next.
#[derive(Clone, Copy, Debug, Default)]
pub(super) enum State {
    /// An object or a section, at the top level.
    #[default]
    Top,
    /// The content of an object.
    Object,
    /// The end of the line with `stream`.
    Line,
    /// So many bytes of data.
    Data(u32),
    /// Data whose length is not known yet.
    Search,
    EndStream,
    EndObject,
    /// A classic cross-reference section with its trailer.
    Table,
    StartXref,
}

/// A file as it goes by.
#[derive(Default)]
pub(super) struct Grammar {
    pub(super) state: State,
    /// The numbers before `obj`, and where the first of them begins.
    numbers: Vec<u32>,
    numbers_at: u32,
    /// The object at hand, its content as far as it is kept, and its stream.
    object: Object,
    head: Vec<u8>,
    stream: Option<Stream>,
    /// The token before was the name of a dictionary's type.
    is_type: bool,
    /// What went by last at the top level was an object.
    is_after_object: bool,
    table: TableReader,
    pub(super) found: Found,
}

impl Grammar {
    /// Nothing has begun that has not ended.
    pub(super) fn is_at_rest(&self) -> bool {
        matches!(self.state, State::Top) && self.numbers.is_empty()
    }

    /// Keeps a token, if it is part of the content of an object.
    pub(super) fn keep(&mut self, bytes: &[u8]) {
        if matches!(self.state, State::Object) && self.head.len() <= MAX_HEAD {
            self.head.extend_from_slice(bytes);
        }
    }

    /// Keeps one space for all that separates two tokens, however it is cut into chunks.
    pub(super) fn keep_space(&mut self) {
        if self.head.last() != Some(&b' ') {
            self.keep(b" ");
        }
    }

    /// Takes the token at an offset, which these bytes are.
    pub(super) fn token(&mut self, token: Token, bytes: &[u8], offset: u32) -> Result<(), CannotShrink> {
        let is_understood = match self.state {
            State::Object => return self.content(token, offset),
            State::Top => self.top(token, offset),
            State::Table => match self.table.token(token, bytes) {
                Some(true) => {
                    self.state = State::Top;
                    self.found.section(mem::take(&mut self.table).finish())?;
                    true
                }
                Some(false) => self.table.entries() <= MAX_ENTRIES,
                None => false,
            },
            State::StartXref => {
                self.state = State::Top;
                self.found.startxref = if let Token::Word(word) = token { integer(word) } else { None };
                self.found.startxref.is_some()
            }
            State::EndStream => {
                self.state = State::EndObject;
                token == Token::Word(b"endstream")
            }
            State::EndObject => {
                return if token == Token::Word(b"endobj") {
                    self.end_object(Kind::Other, offset)
                } else {
                    Err(CannotShrink::NotUnderstood)
                };
            }
            State::Line | State::Data(_) | State::Search => false,
        };
        if is_understood { Ok(()) } else { Err(CannotShrink::NotUnderstood) }
    }

    /// Takes a token at the top level.
    fn top(&mut self, token: Token, offset: u32) -> bool {
        let Token::Word(word) = token else {
            return false;
        };
        if self.found.header_end == 0 {
            self.found.header_end = offset;
        }
        match (word, &self.numbers[..]) {
            (b"obj", &[number, generation]) => {
                let Ok(generation) = u16::try_from(generation) else {
                    return false;
                };
                let (start, follows) = (self.numbers_at, self.is_after_object);
                self.object = Object { number, generation, start, follows, ..Object::default() };
                self.numbers.clear();
                self.head.clear();
                self.is_type = false;
                self.state = State::Object;
            }
            (b"xref", []) => {
                self.table = TableReader::new(offset);
                self.state = State::Table;
                self.is_after_object = false;
            }
            (b"startxref", []) => {
                self.state = State::StartXref;
                self.is_after_object = false;
            }
            (_, [] | [_]) => {
                let Some(number) = integer(word) else {
                    return false;
                };
                if self.numbers.is_empty() {
                    self.numbers_at = offset;
                }
                self.numbers.push(number);
            }
            _ => return false,
        }
        true
    }

    /// Takes a token of an object.
    fn content(&mut self, token: Token, offset: u32) -> Result<(), CannotShrink> {
        let was_type = mem::take(&mut self.is_type);
        match token {
            Token::Name(b"Type") => self.is_type = true,
            // A signature states which bytes it is for (12.8.1).
            Token::Name(b"ByteRange") => self.found.is_signed = true,
            Token::Name(b"Sig") if was_type => self.found.is_signed = true,
            Token::Word(b"stream") => {
                if self.head.len() > MAX_HEAD {
                    return Err(CannotShrink::TooComplex);
                }
                self.stream = Some(Stream::new(&self.head, &mut self.found)?);
                self.state = State::Line;
            }
            Token::Word(b"endobj") => return self.end_object(self.kind(), offset),
            Token::Word(b"obj") | Token::Stray => return Err(CannotShrink::NotUnderstood),
            _ => {}
        }
        Ok(())
    }

    /// What an object is that has no stream.
    fn kind(&self) -> Kind {
        let mut tokens = Tokens::of_all(&self.head);
        match (tokens.token(), tokens.token()) {
            _ if self.head.len() > MAX_HEAD => Kind::Other,
            (Some(Token::Word(word)), Some(Token::Word(b"endobj"))) => {
                integer(word).map_or(Kind::Other, Kind::Integer)
            }
            // The parameters of linearization are the file's first object (annex F.3.2).
            (Some(Token::DictionaryOpen), _) if self.found.objects.is_empty() => {
                let dictionary = Dictionary::read(&self.head);
                let is_linearized = dictionary.is_some_and(|entries| entries.get("Linearized").is_some());
                if is_linearized { Kind::Linearized } else { Kind::Other }
            }
            _ if is_gray(&self.head) => Kind::Gray,
            _ => Kind::Other,
        }
    }

    /// The object at hand ends with the token at hand, `endobj`.
    fn end_object(&mut self, kind: Kind, offset: u32) -> Result<(), CannotShrink> {
        let mut object = mem::take(&mut self.object);
        object.end = offset + b"endobj".len() as u32;
        object.kind = kind;
        if let Some(stream) = self.stream.take() {
            object.kind = stream.kind;
            stream.finish(object.start, &mut self.found)?;
        }
        self.state = State::Top;
        self.is_after_object = true;
        self.found.object(object)
    }

    /// The data of the stream begins.
    pub(super) fn begin_data(&mut self, start: u32) {
        let Some(stream) = &mut self.stream else {
            return;
        };
        stream.start = start;
        self.state = match stream.length {
            Length::Direct(length) => State::Data(length),
            Length::Indirect(_) => State::Search,
        };
    }

    /// Data of the stream goes by.
    pub(super) fn data(&mut self, bytes: &[u8]) {
        if let Some(stream) = &mut self.stream {
            stream.update(bytes);
        }
    }

    /// The data of the stream is over.
    pub(super) fn end_data(&mut self, end: u32) {
        if let Some(stream) = &mut self.stream {
            stream.end = end;
        }
        self.state = State::EndStream;
    }
}
