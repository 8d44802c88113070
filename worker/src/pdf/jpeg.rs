//! What a JPEG says of itself before its picture data begins (ITU-T T.81, annex B), read in chunks.

/// What a JPEG says of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct JpegHeader {
    /// Pixels per line, as they are stored: before the orientation is applied.
    pub width: u32,
    /// Lines, as they are stored.
    pub height: u32,
    /// 1 for gray, 3 for colour, 4 for printing inks (CMYK).
    pub components: u8,
    /// Exif's way to hold the picture, from 1 (as it is) to 8 (CIPA DC-008, 4.6.4, tag 274).
    pub orientation: u8,
    /// Where the identifier of the Exif data is in the file. With another byte in its place nothing takes
    /// the segment for Exif data: a way to have a browser decode a picture as it is stored, which is how
    /// PDF viewers do.
    pub exif_at: Option<u64>,
    /// The transform that Adobe's segment states: 0 for none, 1 for YCbCr, 2 for YCCK.
    pub adobe_transform: Option<u8>,
}

impl JpegHeader {
    /// Adobe's programs store inks inverted, 255 for none, and mark such files with their segment.
    pub fn is_inverted(&self) -> bool {
        self.components == 4 && self.adobe_transform.is_some()
    }
}

/// How much of an Exif segment is looked at. Cameras write the first directory, which holds the
/// orientation, into the first few hundred bytes; thumbnails come after it.
const MAX_EXIF: usize = 4096;
const EXIF: &[u8] = b"Exif\0\0";
const ADOBE: &[u8] = b"Adobe";

/// Reads a JPEG's header from its first bytes, however these arrive. Segments of any size are passed over.
#[derive(Debug, Default)]
pub struct JpegReader {
    /// The marker at hand and what is kept of its segment.
    segment: Vec<u8>,
    /// Bytes of the segment still to be kept, then to be passed over.
    keep: usize,
    skip: usize,
    /// How many bytes have been read.
    at: u64,
    frame: Option<(u32, u32, u8)>,
    orientation: Option<u8>,
    exif_at: Option<u64>,
    adobe_transform: Option<u8>,
    is_done: bool,
}

impl JpegReader {
    /// Reads the next bytes.
    pub fn update(&mut self, mut chunk: &[u8]) {
        while !self.is_done {
            let skipped = if self.keep == 0 { self.skip.min(chunk.len()) } else { 0 };
            self.skip -= skipped;
            self.at += skipped as u64;
            let Some((byte, rest)) = chunk[skipped..].split_first() else {
                return;
            };
            chunk = rest;
            self.at += 1;
            self.byte(*byte);
        }
    }

    /// The header has been read, or will never be: further bytes change nothing.
    pub fn is_done(&self) -> bool {
        self.is_done
    }

    /// What was read, if all of it was and it is a JPEG that a PDF can hold (7.4.8): sequential or
    /// progressive, Huffman-coded, eight bits per sample.
    pub fn header(&self) -> Option<JpegHeader> {
        let (width, height, components) = self.frame.filter(|_| self.is_done)?;
        Some(JpegHeader {
            width,
            height,
            components,
            orientation: self.orientation.unwrap_or(1),
            exif_at: self.exif_at,
            adobe_transform: self.adobe_transform,
        })
    }

    fn byte(&mut self, byte: u8) {
        self.segment.push(byte);
        if self.at <= 2 {
            // SOI comes first, or it is no JPEG.
            self.is_done = byte != [0xFF, 0xD8][self.at as usize - 1];
            if self.at == 2 {
                self.segment.clear();
            }
            return;
        }
        if self.keep > 0 {
            self.keep -= 1;
            if self.keep == 0 {
                self.whole();
            }
            return;
        }
        match self.segment[..] {
            [0xFF] => {}
            // Any number of fill bytes may precede a marker (B.1.1.2).
            [0xFF, 0xFF] => self.segment.truncate(1),
            // A marker that stands alone (table B.1).
            [0xFF, 0x01 | 0xD0..=0xD7] => self.segment.clear(),
            // The first scan, or the end: what a decoder needs to know has been said.
            [0xFF, 0xDA | 0xD9] => self.is_done = true,
            [0xFF, _] | [0xFF, _, _] => {}
            [0xFF, marker, l1, l0] => {
                // The length counts itself (B.1.1.4).
                let length = usize::from(u16::from_be_bytes([l1, l0])).saturating_sub(2);
                let most = match marker {
                    // SOF0 to SOF15; DHT, JPG and DAC lie between them.
                    0xC4 | 0xC8 | 0xCC => 0,
                    0xC0..=0xCF => 6,
                    0xE1 => MAX_EXIF,
                    0xEE => 12,
                    _ => 0,
                };
                self.keep = most.min(length);
                self.skip = length - self.keep;
                if self.keep == 0 {
                    self.segment.clear();
                }
            }
            _ => self.is_done = true,
        }
    }

    /// Takes in what is kept of a segment.
    fn whole(&mut self) {
        let (start, body) = self.segment.split_at(4);
        match (start[1], body) {
            (0xE1, body) if body.starts_with(EXIF) && self.exif_at.is_none() => {
                self.exif_at = Some(self.at - body.len() as u64);
                self.orientation = orientation(&body[EXIF.len()..]);
            }
            (0xEE, body) if body.starts_with(ADOBE) => {
                self.adobe_transform = body.get(11).copied().or(self.adobe_transform);
            }
            // Precision, lines, samples per line, components (B.2.2). Lines that are left open until the
            // first scan has ended (B.2.5) are not: no camera or scanner does that.
            (0xC0..=0xC2, &[8, y1, y0, x1, x0, components @ (1 | 3 | 4)]) => {
                let height = u16::from_be_bytes([y1, y0]).into();
                let width = u16::from_be_bytes([x1, x0]).into();
                if width > 0 && height > 0 {
                    self.frame = self.frame.or(Some((width, height, components)));
                }
            }
            (0xC0..=0xCF, _) => self.is_done = true,
            _ => {}
        }
        self.segment.clear();
    }
}

/// The orientation in the first directory of Exif data, which is laid out as a TIFF file (TIFF 6.0,
/// section 2).
fn orientation(tiff: &[u8]) -> Option<u8> {
    let is_little = match tiff.get(..4)? {
        b"II*\0" => true,
        b"MM\0*" => false,
        _ => return None,
    };
    let short = |at: usize| {
        let bytes = [*tiff.get(at)?, *tiff.get(at.checked_add(1)?)?];
        Some(if is_little { u16::from_le_bytes(bytes) } else { u16::from_be_bytes(bytes) })
    };
    let halves = (usize::from(short(4)?), usize::from(short(6)?));
    let directory = if is_little { halves.1 << 16 | halves.0 } else { halves.0 << 16 | halves.1 };
    let count = usize::from(short(directory)?);
    for entry in (0..count).map(|index| directory.saturating_add(2 + 12 * index)) {
        // A tag, its type (3 for a short), how many values, and the value itself in the first bytes.
        if short(entry)? == 274 && short(entry + 2)? == 3 {
            return u8::try_from(short(entry + 8)?).ok().filter(|value| (1..=8).contains(value));
        }
    }
    None
}
