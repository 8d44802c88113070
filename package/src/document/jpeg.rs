//! A walk through a JPEG's markers (ITU-T T.81, annex B): its size in pixels, and whether its end is
//! there.

use super::Pixels;

/// SOI and the first byte of whatever marker follows (B.1.1.3).
pub(crate) const SIGNATURE: [u8; 3] = [0xFF, 0xD8, 0xFF];

#[derive(Default)]
pub(super) struct Scan {
    /// The marker at hand and the start of its segment, nine bytes at most.
    start: Vec<u8>,
    /// Bytes of a segment still to be passed over.
    skip: usize,
    pixels: Option<Pixels>,
    is_whole: bool,
}

impl Scan {
    pub(super) fn update(&mut self, mut chunk: &[u8]) {
        // What follows the end is not looked at: phones append further pictures and films there.
        while !self.is_whole {
            let skipped = self.skip.min(chunk.len());
            self.skip -= skipped;
            let Some((byte, rest)) = chunk[skipped..].split_first() else {
                return;
            };
            self.start.push(*byte);
            chunk = rest;
            match self.start[..] {
                [0xFF] => {}
                // Any number of fill bytes may precede a marker (B.1.1.2).
                [0xFF, 0xFF] => self.start.truncate(1),
                // Picture data, in which 0xFF is followed by zero (B.1.1.5), or a marker that stands
                // alone: TEM, RST or SOI (table B.1).
                [_] | [0xFF, 0x00 | 0x01 | 0xD0..=0xD8] => {
                    self.start.clear();
                    self.skip = rest.iter().position(|b| *b == 0xFF).unwrap_or(rest.len());
                }
                [0xFF, 0xD9] => self.is_whole = true,
                // A frame header: length, precision, lines, samples per line (B.2.2). The first one
                // counts, and lines may be left open until the first scan has ended (B.2.5).
                [0xFF, marker, l1, l0, _, y1, y0, x1, x0] if is_frame(marker) => {
                    let height = u16::from_be_bytes([y1, y0]).into();
                    let width = u16::from_be_bytes([x1, x0]).into();
                    if width > 0 && height > 0 {
                        self.pixels = self.pixels.or(Some(Pixels { width, height }));
                    }
                    self.pass(l1, l0, 7);
                }
                [0xFF, marker, ..] if is_frame(marker) => {}
                [0xFF, _, l1, l0] => self.pass(l1, l0, 2),
                _ => {}
            }
        }
    }

    /// Passes over the rest of a segment of which `read` bytes have been read; its length counts
    /// itself (B.1.1.4).
    fn pass(&mut self, l1: u8, l0: u8, read: usize) {
        self.skip = usize::from(u16::from_be_bytes([l1, l0])).saturating_sub(read);
        self.start.clear();
    }

    /// The size that the first frame header states.
    pub(super) fn pixels(&self) -> Option<Pixels> {
        self.pixels
    }

    /// The walk has met EOI.
    pub(super) fn is_whole(&self) -> bool {
        self.is_whole
    }
}

/// SOF0 to SOF15 (table B.1); DHT, JPG and DAC lie between them.
fn is_frame(marker: u8) -> bool {
    matches!(marker, 0xC0..=0xCF) && !matches!(marker, 0xC4 | 0xC8 | 0xCC)
}
