//! A walk through a JPEG's markers (ITU-T T.81, annex B) that leaves segments out.

use super::exif;

/// Enough of a segment to know whether it stays: marker, length, and the longest of the identifiers below.
const DECIDING: usize = 4 + ICC.len();

/// Identifiers at the start of an application segment, which say whose it is.
const JFIF: &[u8] = b"JFIF\0";
const EXIF: &[u8] = b"Exif\0";
const ICC: &[u8] = b"ICC_PROFILE\0";
const ADOBE: &[u8] = b"Adobe";
/// Where Exif data begin in their segment: behind the identifier and a byte that fills it up.
const TIFF_AT: usize = EXIF.len() + 1;

#[derive(Default)]
pub(super) struct Filter {
    state: State,
    /// A scan's header has gone by, so that picture data go on behind what is dropped.
    is_in_picture: bool,
    /// Fill bytes before the marker at hand (B.1.1.2): they go where it goes.
    fill: usize,
    /// The marker at hand, and as much of its segment as is needed: all of one with Exif data.
    segment: Vec<u8>,
    /// Bytes of the segment that are still to come.
    rest: usize,
    /// Exif data have gone by: the first ones count.
    has_exif: bool,
}

#[derive(Clone, Copy, Default)]
enum State {
    /// At a marker, or in the start of its segment.
    #[default]
    Marker,
    /// In a segment that stays.
    Kept,
    /// In a segment that goes.
    Dropped,
    /// In picture data, or in bytes between segments that belong nowhere, which decoders pass over.
    Between,
    /// Behind the end of the picture.
    Behind,
}

impl Filter {
    pub(super) fn update(&mut self, mut chunk: &[u8], cleaned: &mut Vec<u8>) {
        while let Some((byte, after)) = chunk.split_first() {
            match self.state {
                State::Marker => {
                    self.segment.push(*byte);
                    chunk = after;
                    self.state = self.judge(cleaned);
                }
                State::Kept | State::Dropped => {
                    let (passed, after) = chunk.split_at(self.rest.min(chunk.len()));
                    if matches!(self.state, State::Kept) {
                        cleaned.extend(passed);
                    }
                    self.rest -= passed.len();
                    chunk = after;
                    if self.rest == 0 {
                        self.state = self.next();
                    }
                }
                State::Between => {
                    let length = chunk.iter().position(|byte| *byte == 0xFF).unwrap_or(chunk.len());
                    let (data, after) = chunk.split_at(length);
                    cleaned.extend(data);
                    chunk = after;
                    if !chunk.is_empty() {
                        self.state = State::Marker;
                    }
                }
                State::Behind => return,
            }
        }
    }

    /// Appends what is held of a segment that is cut off.
    pub(super) fn finish(mut self, cleaned: &mut Vec<u8>) {
        self.keep(cleaned);
    }

    /// Decides on the marker at hand as soon as enough of it is there.
    fn judge(&mut self, cleaned: &mut Vec<u8>) -> State {
        match self.segment[..] {
            [0xFF] => State::Marker,
            [0xFF, 0xFF] => {
                self.fill += 1;
                self.segment.truncate(1);
                State::Marker
            }
            [0xFF, 0xD9] => {
                self.keep(cleaned);
                State::Behind
            }
            // Stuffed bytes of picture data (B.1.1.5), and markers that stand alone: TEM, RST, SOI.
            [0xFF, 0x00] => self.stray(cleaned),
            [0xFF, 0x01 | 0xD0..=0xD8] => {
                self.keep(cleaned);
                self.next()
            }
            [0xFF, _] | [0xFF, _, _] => State::Marker,
            [0xFF, marker, l1, l0, ref data @ ..] => {
                // The length counts itself, but not the marker (B.1.1.4).
                let whole = 2 + usize::from(u16::from_be_bytes([l1, l0]));
                if whole < 4 {
                    return self.stray(cleaned);
                }
                let is_exif = marker == 0xE1 && data.starts_with(EXIF);
                let is_optional = matches!(marker, 0xE0..=0xEF | 0xFE);
                let deciding = if is_exif { whole } else { DECIDING.min(whole) };
                if is_optional && self.segment.len() < deciding {
                    return State::Marker;
                }
                let stays = match marker {
                    0xE0 => data.starts_with(JFIF),
                    0xE2 => data.starts_with(ICC),
                    0xEE => data.starts_with(ADOBE),
                    _ => !is_optional,
                };
                self.rest = whole - self.segment.len();
                if stays {
                    self.is_in_picture = marker == 0xDA;
                    self.keep(cleaned);
                } else {
                    let orientation = exif::turned(data.get(TIFF_AT..).unwrap_or_default());
                    self.drop(orientation.filter(|_| is_exif && !self.has_exif), cleaned);
                    self.has_exif |= is_exif;
                }
                match (self.rest, stays) {
                    (0, _) => self.next(),
                    (_, true) => State::Kept,
                    (_, false) => State::Dropped,
                }
            }
            _ => self.stray(cleaned),
        }
    }

    /// What comes behind a segment or a marker.
    fn next(&self) -> State {
        if self.is_in_picture { State::Between } else { State::Marker }
    }

    /// Lets pass what is held.
    fn keep(&mut self, cleaned: &mut Vec<u8>) {
        cleaned.resize(cleaned.len() + std::mem::take(&mut self.fill), 0xFF);
        cleaned.append(&mut self.segment);
    }

    /// Forgets what is held, but for this orientation.
    fn drop(&mut self, orientation: Option<u8>, cleaned: &mut Vec<u8>) {
        self.fill = 0;
        self.segment.clear();
        if let Some(orientation) = orientation {
            let tiff = exif::only(orientation);
            cleaned.extend(&[0xFF, 0xE1, 0, (2 + TIFF_AT + tiff.len()) as u8]);
            cleaned.extend(EXIF);
            cleaned.push(0);
            cleaned.extend(&tiff);
        }
    }

    /// Lets pass what is no marker, up to the next one: an [`Inspector`](crate::Inspector) does the same.
    fn stray(&mut self, cleaned: &mut Vec<u8>) -> State {
        self.keep(cleaned);
        State::Between
    }
}
