//! A look at pictures that are not accepted as they stand: which type they are, and how large they would
//! be if a browser decoded them.
//!
//! Whether they are whole is not looked at. Who makes a JPEG of one finds out.

use super::Pixels;
use super::file_type::ForeignPicture;

/// The type of the box that tells a HEIF or AVIF picture's size (ISO/IEC 23008-12, 6.5.3).
const SIZE_BOX: &[u8] = b"ispe";
/// What follows the box's type: version and flags, width, height.
const SIZE_BOX_DATA: usize = 12;

pub(super) struct Scan {
    pub(super) kind: ForeignPicture,
    pixels: Option<Pixels>,
    /// How many bytes of the size box's type are matched.
    matched: usize,
    /// The data of the size box at hand, 12 bytes at most.
    data: Vec<u8>,
}

impl Scan {
    /// The look at a file that begins like this, if it is a foreign picture.
    pub(super) fn of(head: &[u8]) -> Option<Self> {
        let (kind, pixels) = match head {
            [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', size @ ..] => (ForeignPicture::Gif, gif_size(size)),
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', rest @ ..] => webp(rest),
            [s3, s2, s1, s0, b'f', b't', b'y', b'p', brands @ ..] => {
                let length = u32::from_be_bytes([*s3, *s2, *s1, *s0]) as usize;
                let brands = &brands[..length.saturating_sub(8).min(brands.len())];
                (picture_of_brands(brands)?, None)
            }
            _ => return None,
        };
        Some(Self { kind, pixels, matched: 0, data: Vec::new() })
    }

    /// Looks for size boxes, of which there is one for each tile and thumbnail too: the largest counts.
    pub(super) fn update(&mut self, chunk: &[u8]) {
        if !matches!(self.kind, ForeignPicture::Heic | ForeignPicture::Avif) {
            return;
        }
        for byte in chunk {
            if self.matched < SIZE_BOX.len() {
                // The type's first byte occurs in it once, so a failed match can only start afresh.
                let is_next = *byte == SIZE_BOX[self.matched];
                self.matched = if is_next { self.matched + 1 } else { usize::from(*byte == SIZE_BOX[0]) };
                continue;
            }
            self.data.push(*byte);
            if self.data.len() == SIZE_BOX_DATA {
                // Version and flags are zero, which chance hardly brings about in picture data.
                if let [0, 0, 0, 0, w3, w2, w1, w0, h3, h2, h1, h0] = self.data[..] {
                    let width = u32::from_be_bytes([w3, w2, w1, w0]);
                    let found = Pixels { width, height: u32::from_be_bytes([h3, h2, h1, h0]) };
                    if self.pixels.is_none_or(|pixels| pixels.count() < found.count()) {
                        self.pixels = Some(found);
                    }
                }
                self.data.clear();
                self.matched = 0;
            }
        }
    }

    /// The size that the picture states.
    pub(super) fn pixels(&self) -> Option<Pixels> {
        self.pixels
    }
}

/// The size of a GIF's logical screen (GIF89a, 18), which follows the signature.
fn gif_size(size: &[u8]) -> Option<Pixels> {
    let [w0, w1, h0, h1, ..] = *size else { return None };
    Some(Pixels { width: u16::from_le_bytes([w0, w1]).into(), height: u16::from_le_bytes([h0, h1]).into() })
}

/// What the first chunk of a WebP says (RFC 9649, 2.5 to 2.7), which follows the signature.
fn webp(rest: &[u8]) -> (ForeignPicture, Option<Pixels>) {
    let u24 = |b0: u8, b1: u8, b2: u8| u32::from_le_bytes([b0, b1, b2, 0]);
    match *rest {
        [b'V', b'P', b'8', b'X', _, _, _, _, flags, _, _, _, w0, w1, w2, h0, h1, h2, ..] => {
            let is_animated = flags & 0b10 != 0;
            let kind = if is_animated { ForeignPicture::AnimatedWebP } else { ForeignPicture::WebP };
            let pixels = Pixels { width: u24(w0, w1, w2) + 1, height: u24(h0, h1, h2) + 1 };
            (kind, Some(pixels))
        }
        // A key frame of VP8 (RFC 6386, 9.1): the upper two bits of each side are a scale for showing.
        [b'V', b'P', b'8', b' ', _, _, _, _, _, _, _, 0x9D, 0x01, 0x2A, w0, w1, h0, h1, ..] => {
            let side = |b0, b1| u32::from(u16::from_le_bytes([b0, b1]) & 0x3FFF);
            (ForeignPicture::WebP, Some(Pixels { width: side(w0, w1), height: side(h0, h1) }))
        }
        // Lossless (RFC 9649, 3.4): 14 bits each, less one.
        [b'V', b'P', b'8', b'L', _, _, _, _, 0x2F, b0, b1, b2, b3, ..] => {
            let bits = u32::from_le_bytes([b0, b1, b2, b3]);
            let pixels = Pixels { width: (bits & 0x3FFF) + 1, height: (bits >> 14 & 0x3FFF) + 1 };
            (ForeignPicture::WebP, Some(pixels))
        }
        _ => (ForeignPicture::WebP, None),
    }
}

/// The picture that a file of these brands is (ISO/IEC 14496-12, 4.3): the major brand, its version, and
/// those that it is compatible with. Films have others.
fn picture_of_brands(brands: &[u8]) -> Option<ForeignPicture> {
    let (brands, _) = brands.as_chunks::<4>();
    let any = |wanted: &[&[u8; 4]]| brands.iter().any(|brand| wanted.contains(&brand));
    if any(&[b"avif", b"avis"]) {
        Some(ForeignPicture::Avif)
    } else if any(&[b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"]) {
        Some(ForeignPicture::Heic)
    } else {
        None
    }
}
