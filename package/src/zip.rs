//! The one form of ZIP file that packages have, written and read as a stream.
//!
//! A strict subset of PKWARE's APPNOTE 6.3.10: stored entries (4.4.5, method 0) with size and CRC in
//! the local header (no data descriptor, 4.3.9), dated 1980-01-01 00:00, no comments, no extra
//! fields, no ZIP64, nothing before, between or after. So the same entries always give the same
//! bytes, and everything but the data follows from names, sizes and CRCs: [`Writer`] makes those
//! bytes, and [`Reader`] accepts only what a `Writer` would have made. Names are plain ASCII, so the
//! flag for UTF-8 (4.4.4, bit 11) is never needed, and cannot leave the folder they are unpacked in.

use crate::problem::{Code, Problem};

/// Longest name of an entry, in bytes: room for a bag's name, a folder and a document's id.
const MAX_NAME: usize = 255;
/// Most entries without ZIP64 (4.4.22).
const MAX_ENTRIES: usize = u16::MAX as usize;

const LOCAL: [u8; 4] = *b"PK\x03\x04";
const CENTRAL: [u8; 4] = *b"PK\x01\x02";
const END: [u8; 4] = *b"PK\x05\x06";
/// Length of a local header before the name (4.3.7).
const LOCAL_LENGTH: usize = 30;
/// Where the length of the name is in a local header.
const NAME_LENGTH_AT: usize = 26;
/// Version 1.0 suffices to extract stored entries (4.4.3.2).
const VERSION: u16 = 10;
/// 1980-01-01 in MS-DOS form: day in bits 0–4, month in bits 5–8, years since 1980 above (4.4.6).
const DATE: u16 = 1 << 5 | 1;

/// What a ZIP file says of one entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Path in the ZIP file, with `/` between folders.
    pub name: String,
    /// Length of its data in bytes.
    pub bytes: u32,
    /// CRC-32 of its data.
    pub crc32: u32,
}

/// Makes the bytes around the data.
#[derive(Clone, Default)]
pub struct Writer {
    names: Vec<String>,
    central: Vec<u8>,
    offset: u32,
}

impl Writer {
    /// The bytes to write before the entry's data, which must follow at once.
    ///
    /// # Errors
    /// A name that is not allowed or taken; more entries or bytes than ZIP has room for.
    pub fn entry(&mut self, entry: &Entry) -> Result<Vec<u8>, Problem> {
        if !is_allowed(&entry.name) || self.names.contains(&entry.name) {
            return Err(unexpected(entry.name.as_bytes()));
        }
        self.names.push(entry.name.clone());
        if self.names.len() > MAX_ENTRIES {
            return Err(Problem::new(Code::TooManyInTotal)
                .with("count", self.names.len() as u64)
                .with("most", MAX_ENTRIES as u64));
        }
        let common = common_fields(entry);
        let header = [&LOCAL[..], &common, entry.name.as_bytes()].concat();
        // 4.3.12: what the local header says, then comment length, disk, internal and external
        // attributes, all zero, and where the local header is.
        self.central.extend(CENTRAL);
        self.central.extend(VERSION.to_le_bytes());
        self.central.extend(common);
        self.central.extend([0; 10]);
        self.central.extend(self.offset.to_le_bytes());
        self.central.extend(entry.name.as_bytes());

        let end = u64::from(self.offset) + header.len() as u64 + u64::from(entry.bytes);
        self.offset = u32::try_from(end).map_err(|_| {
            Problem::new(Code::PackageTooLarge).with("size", end).with("limit", u64::from(u32::MAX))
        })?;
        Ok(header)
    }

    /// The bytes to write after the last entry's data: central directory and its end record.
    pub fn finish(self) -> Vec<u8> {
        let mut tail = self.central;
        let length = tail.len() as u32;
        let count = (self.names.len() as u16).to_le_bytes();
        // 4.3.16: number of this disk and of the directory's, entries here and in total, length and
        // offset of the directory, length of the comment.
        tail.extend(END);
        tail.extend([0; 4]);
        tail.extend(count);
        tail.extend(count);
        tail.extend(length.to_le_bytes());
        tail.extend(self.offset.to_le_bytes());
        tail.extend([0; 2]);
        tail
    }
}

/// The 26 bytes that a local header (4.3.7) and a central one (4.3.12) share.
fn common_fields(entry: &Entry) -> [u8; 26] {
    let mut fields = [0; 26];
    let mut put = |at: usize, bytes: &[u8]| fields[at..at + bytes.len()].copy_from_slice(bytes);
    put(0, &VERSION.to_le_bytes());
    // Flags, method and time stay zero.
    put(8, &DATE.to_le_bytes());
    put(10, &entry.crc32.to_le_bytes());
    put(14, &entry.bytes.to_le_bytes());
    put(18, &entry.bytes.to_le_bytes());
    put(22, &(entry.name.len() as u16).to_le_bytes());
    // The length of the extra field stays zero.
    fields
}

/// Relative, plain, and the same on every file system.
fn is_allowed(name: &str) -> bool {
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-');
    name.len() <= MAX_NAME
        && name.split('/').all(|part| !matches!(part, "" | "." | "..") && part.bytes().all(plain))
}

/// A name that does not belong there; what is not plain in it is shown as `?`.
fn unexpected(name: &[u8]) -> Problem {
    let shown = name.iter().take(MAX_NAME).map(|b| match b {
        b' '..=b'~' => char::from(*b),
        _ => '?',
    });
    Problem::new(Code::UnexpectedEntry).with("name", shown.collect::<String>())
}

/// What a [`Reader`] meets next.
#[derive(Debug, PartialEq, Eq)]
pub enum Event<'a> {
    /// An entry begins. Its size and CRC are claims until its data has been read.
    Entry(Entry),
    /// The next bytes of its data.
    Data(&'a [u8]),
    /// The entry is over: it had exactly as many bytes as claimed. Its CRC is for the caller to
    /// compare, who digests the data anyway.
    EntryEnd,
}

/// Reads from chunks of any size; holds one header and the central directory so far, and never data.
/// How many entries are too many is for the caller to say, who sees each one come.
pub struct Reader {
    writer: Writer,
    state: State,
}

enum State {
    /// In a local header, or at the directory: the bytes of it so far.
    Header(Vec<u8>),
    /// In an entry with this many bytes to come.
    Data(u32),
    /// In the central directory: what is still expected.
    Tail(std::vec::IntoIter<u8>),
}

impl Default for Reader {
    fn default() -> Self {
        Self { writer: Writer::default(), state: State::Header(Vec::new()) }
    }
}

impl Reader {
    /// Takes bytes from the front of `input` until something is met; `None` asks for more input.
    ///
    /// # Errors
    /// What makes these bytes another file than a [`Writer`] makes. Reading cannot go on after that.
    pub fn next<'a>(&mut self, input: &mut &'a [u8]) -> Result<Option<Event<'a>>, Problem> {
        match &mut self.state {
            State::Header(header) => {
                let first = self.writer.names.is_empty();
                while let Some(missing) = missing_of_header(header, first)? {
                    if input.is_empty() {
                        return Ok(None);
                    }
                    header.extend(take(input, missing));
                }
                if header[..] == CENTRAL {
                    let mut tail = std::mem::take(&mut self.writer).finish().into_iter();
                    tail.nth(CENTRAL.len() - 1);
                    self.state = State::Tail(tail);
                    return self.next(input);
                }
                let entry = read_local(header)?;
                if self.writer.entry(&entry)? != *header {
                    return Err(Problem::new(Code::ZipDamaged));
                }
                self.state = State::Data(entry.bytes);
                Ok(Some(Event::Entry(entry)))
            }
            State::Data(0) => {
                self.state = State::Header(Vec::new());
                Ok(Some(Event::EntryEnd))
            }
            State::Data(_) if input.is_empty() => Ok(None),
            State::Data(left) => {
                let data = take(input, *left as usize);
                *left -= data.len() as u32;
                Ok(Some(Event::Data(data)))
            }
            State::Tail(expected) => {
                let same = take(input, usize::MAX).iter().all(|byte| expected.next() == Some(*byte));
                same.then_some(None).ok_or(Problem::new(Code::ZipDamaged))
            }
        }
    }

    /// Says that there is no more input.
    ///
    /// # Errors
    /// The file is not over.
    pub fn finish(self) -> Result<(), Problem> {
        match self.state {
            State::Tail(expected) if expected.len() == 0 => Ok(()),
            State::Header(_) if self.writer.names.is_empty() => Err(Problem::new(Code::NotAZip)),
            _ => Err(Problem::new(Code::ZipDamaged)),
        }
    }
}

/// Splits at most `length` bytes off the front.
fn take<'a>(input: &mut &'a [u8], length: usize) -> &'a [u8] {
    let (taken, rest) = input.split_at(length.min(input.len()));
    *input = rest;
    taken
}

/// How many bytes to read before more is known of a header; `None` once it is whole. The first
/// header decides whether this is a ZIP file at all.
fn missing_of_header(header: &[u8], first: bool) -> Result<Option<usize>, Problem> {
    let wanted = match header.split_first_chunk::<4>() {
        None => 4,
        Some((&LOCAL, _)) if header.len() < LOCAL_LENGTH => LOCAL_LENGTH,
        Some((&LOCAL, _)) => LOCAL_LENGTH + usize::from(u16_at(header, NAME_LENGTH_AT)),
        Some((&CENTRAL, [])) if !first => 4,
        Some(_) if first => return Err(Problem::new(Code::NotAZip)),
        Some(_) => return Err(Problem::new(Code::ZipDamaged)),
    };
    if wanted > LOCAL_LENGTH + MAX_NAME {
        return Err(Problem::new(Code::ZipDamaged));
    }
    Ok((wanted > header.len()).then(|| wanted - header.len()))
}

/// The fields that vary; the caller compares the whole header with what a [`Writer`] makes of them.
fn read_local(header: &[u8]) -> Result<Entry, Problem> {
    let name = &header[LOCAL_LENGTH..];
    let name = String::from_utf8(name.to_vec()).map_err(|_| unexpected(name))?;
    Ok(Entry { name, bytes: u32_at(header, 18), crc32: u32_at(header, 14) })
}

fn u16_at(bytes: &[u8], at: usize) -> u16 {
    u16::from_le_bytes([bytes[at], bytes[at + 1]])
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from(u16_at(bytes, at + 2)) << 16 | u32::from(u16_at(bytes, at))
}
