//! The one thing in a picture's Exif data that has to stay: which way is up.

/// The orientation of a picture that is shown as it is stored; 8 is the last one.
const UPRIGHT: u8 = 1;
/// The tag of the orientation in an image file directory, and the type of its value, a 16-bit number
/// (Exif 2.32, 4.6.4 A; TIFF 6.0, section 2).
const ORIENTATION: u16 = 0x0112;
const SHORT: u16 = 3;
/// Bytes of a directory's entry: tag, type, count, value.
const ENTRY: usize = 12;

/// The orientation that Exif data state, 2 to 8, unless the picture is upright or they cannot be read.
pub(super) fn turned(tiff: &[u8]) -> Option<u8> {
    let is_little = tiff.starts_with(b"II");
    let u16_at = |at: usize| {
        let [b0, b1] = *tiff.get(at..at.checked_add(2)?)? else { return None };
        Some(if is_little { u16::from_le_bytes([b0, b1]) } else { u16::from_be_bytes([b0, b1]) })
    };
    let [high, low] = if is_little { [6, 4] } else { [4, 6] };
    let directory = usize::from(u16_at(high)?) << 16 | usize::from(u16_at(low)?);
    let entries = (0..usize::from(u16_at(directory)?)).map(|number| directory + 2 + number * ENTRY);
    for at in entries {
        if u16_at(at)? == ORIENTATION && u16_at(at + 2)? == SHORT {
            // The value stands in the first bytes of its field.
            return u8::try_from(u16_at(at + 8)?).ok().filter(|value| (UPRIGHT + 1..=8).contains(value));
        }
    }
    None
}

/// Exif data that state this orientation and nothing else.
pub(super) fn only(orientation: u8) -> [u8; 26] {
    let mut tiff = *b"MM\0\x2A\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\0\0\0\0\0\0\0";
    tiff[19] = orientation;
    tiff
}
