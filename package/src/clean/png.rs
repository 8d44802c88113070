//! A walk through a PNG's chunks (W3C PNG, third edition, 5) that leaves some of them out.

use super::exif;
use crate::digest::Digest;
use crate::document::PNG_SIGNATURE;

/// Length and type of a chunk (5.3).
const HEADER: usize = 8;
/// What follows its data.
const CRC: usize = 4;
/// Most bytes of a chunk's data (5.3).
const MOST_DATA: u32 = i32::MAX as u32;
/// Most bytes of Exif data in which the orientation is looked for: as many as fit into a JPEG.
const MOST_EXIF: u32 = 64_000;

pub(super) struct Filter {
    state: State,
    /// The chunk at hand, as much of it as is needed: all of one with Exif data.
    chunk: Vec<u8>,
    /// Bytes of it that are still to come.
    rest: usize,
    /// Exif data have gone by: the first ones count.
    has_exif: bool,
}

#[derive(Clone, Copy)]
enum State {
    /// In a chunk's header, or in one with Exif data.
    Start,
    /// In the signature, or a chunk that stays.
    Kept,
    /// In a chunk that goes.
    Dropped,
    /// In the last chunk.
    Last,
    /// Behind damage.
    Damaged,
}

impl Default for Filter {
    fn default() -> Self {
        Self { state: State::Kept, chunk: Vec::new(), rest: PNG_SIGNATURE.len(), has_exif: false }
    }
}

impl Filter {
    pub(super) fn update(&mut self, mut bytes: &[u8], cleaned: &mut Vec<u8>) {
        while let Some((byte, after)) = bytes.split_first() {
            if matches!(self.state, State::Start) {
                self.chunk.push(*byte);
                bytes = after;
                self.judge(cleaned);
                continue;
            }
            let (passed, after) = bytes.split_at(self.rest.min(bytes.len()));
            if !matches!(self.state, State::Dropped) {
                cleaned.extend(passed);
            }
            self.rest -= passed.len();
            bytes = after;
            match self.state {
                // What follows the end is dropped: nothing of it remains to pass.
                State::Last if self.rest == 0 => return,
                State::Kept | State::Dropped if self.rest == 0 => self.state = State::Start,
                _ => {}
            }
        }
    }

    /// Appends what is held of a chunk that is cut off.
    pub(super) fn finish(mut self, cleaned: &mut Vec<u8>) {
        cleaned.append(&mut self.chunk);
    }

    /// Decides on the chunk at hand as soon as enough of it is there.
    fn judge(&mut self, cleaned: &mut Vec<u8>) {
        let [l3, l2, l1, l0, t3, t2, t1, t0, ref data @ ..] = self.chunk[..] else { return };
        let (length, kind) = (u32::from_be_bytes([l3, l2, l1, l0]), [t3, t2, t1, t0]);
        if length > MOST_DATA || !kind.iter().all(u8::is_ascii_alphabetic) {
            (self.state, self.rest) = (State::Damaged, usize::MAX);
            cleaned.append(&mut self.chunk);
            return;
        }
        let whole = HEADER + length as usize + CRC;
        self.state = match &kind {
            b"eXIf" if length <= MOST_EXIF => {
                if self.chunk.len() < whole {
                    return;
                }
                let orientation = exif::turned(&data[..length as usize]).filter(|_| !self.has_exif);
                self.has_exif = true;
                if let Some(orientation) = orientation {
                    cleaned.extend(exif_chunk(orientation));
                }
                State::Dropped
            }
            b"eXIf" | b"tEXt" | b"zTXt" | b"iTXt" | b"tIME" => State::Dropped,
            b"IEND" => State::Last,
            _ => State::Kept,
        };
        self.rest = whole - self.chunk.len();
        if self.rest == 0 {
            self.state = State::Start;
        }
        if !matches!(self.state, State::Dropped | State::Start) {
            cleaned.append(&mut self.chunk);
        }
        self.chunk.clear();
    }
}

/// A chunk of Exif data (11.3.4.5) that state this orientation and nothing else.
fn exif_chunk(orientation: u8) -> Vec<u8> {
    let tiff = exif::only(orientation);
    let checked = [&b"eXIf"[..], &tiff].concat();
    let crc = Digest::of(&checked).crc32.to_be_bytes();
    [&(tiff.len() as u32).to_be_bytes()[..], &checked, &crc].concat()
}
