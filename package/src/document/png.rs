//! A walk through a PNG's chunks (W3C PNG, third edition, 5): its size in pixels, and whether its end
//! is there.

use super::Pixels;

/// The PNG signature (5.2).
pub(crate) const SIGNATURE: [u8; 8] = *b"\x89PNG\r\n\x1A\n";

pub(super) struct Scan {
    /// The start of the chunk at hand, 16 bytes at most.
    start: Vec<u8>,
    /// Bytes still to be passed over.
    skip: u64,
    pixels: Option<Pixels>,
    is_last: bool,
}

impl Default for Scan {
    fn default() -> Self {
        Self { start: Vec::new(), skip: SIGNATURE.len() as u64, pixels: None, is_last: false }
    }
}

impl Scan {
    pub(super) fn update(&mut self, mut chunk: &[u8]) {
        loop {
            let skipped = self.skip.min(chunk.len() as u64);
            self.skip -= skipped;
            let Some((byte, rest)) = chunk[skipped as usize..].split_first() else {
                return;
            };
            if self.is_last {
                return;
            }
            self.start.push(*byte);
            chunk = rest;
            // A chunk is the length of its data, type, data, CRC (5.3).
            match self.start[..] {
                // Width and height come first in the header (11.2.1).
                [l3, l2, l1, l0, b'I', b'H', b'D', b'R', w3, w2, w1, w0, h3, h2, h1, h0] => {
                    let width = u32::from_be_bytes([w3, w2, w1, w0]);
                    let height = u32::from_be_bytes([h3, h2, h1, h0]);
                    if width > 0 && height > 0 {
                        self.pixels = self.pixels.or(Some(Pixels { width, height }));
                    }
                    self.pass([l3, l2, l1, l0], 8);
                }
                [_, _, _, _, b'I', b'H', b'D', b'R', ..] => {}
                [l3, l2, l1, l0, t3, t2, t1, t0] => {
                    self.is_last = [t3, t2, t1, t0] == *b"IEND";
                    self.pass([l3, l2, l1, l0], 0);
                }
                _ => {}
            }
        }
    }

    /// Passes over the rest of a chunk of which `read` bytes of data have been read, and its CRC.
    fn pass(&mut self, length: [u8; 4], read: u64) {
        self.skip = (u64::from(u32::from_be_bytes(length)) + 4).saturating_sub(read);
        self.start.clear();
    }

    /// The size that the header states.
    pub(super) fn pixels(&self) -> Option<Pixels> {
        self.pixels
    }

    /// The walk has passed IEND (11.2.5).
    pub(super) fn is_whole(&self) -> bool {
        self.is_last && self.skip == 0
    }
}
