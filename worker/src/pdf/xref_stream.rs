//! The entries of a cross-reference stream (7.5.8).

use super::CannotShrink;
use super::dictionary::Dictionary;
use super::inflate::inflate;
use super::xref::{Entry, MAX_ENTRIES};

/// Widest field in bytes that is read.
const MAX_WIDTH: u32 = 8;

/// Reads the data of a stream with this dictionary.
pub(super) fn entries(dictionary: &[u8], data: &[u8]) -> Result<Vec<(u32, Entry)>, CannotShrink> {
    read(dictionary, data)?.ok_or(CannotShrink::NotUnderstood)
}

fn read(dictionary: &[u8], data: &[u8]) -> Result<Option<Vec<(u32, Entry)>>, CannotShrink> {
    let Some(dictionary) = Dictionary::read(dictionary) else {
        return Ok(None);
    };
    let (Some(widths), Some(size)) = (dictionary.integers("W"), dictionary.integer("Size")) else {
        return Ok(None);
    };
    let &[first, second, third] = &widths[..] else {
        return Ok(None);
    };
    if widths.iter().any(|width| *width > MAX_WIDTH) {
        return Ok(None);
    }
    let index = dictionary.integers("Index").unwrap_or_else(|| vec![0, size]);
    let count: u64 = index.chunks_exact(2).map(|section| u64::from(section[1])).sum();
    if count > MAX_ENTRIES as u64 {
        return Err(CannotShrink::TooComplex);
    }
    let width = (first + second + third) as usize;
    let Some(rows) = rows(&dictionary, data, width, count as usize) else {
        return Ok(None);
    };

    let mut rows = rows.chunks_exact(width.max(1));
    let mut entries = Vec::with_capacity(count as usize);
    for section in index.chunks_exact(2) {
        for number in section[0]..section[0].saturating_add(section[1]) {
            let Some(row) = rows.next() else {
                return Ok(None);
            };
            let (kind, row) = row.split_at(first as usize);
            let (second, third) = row.split_at(second as usize);
            // Without a first field, all are in use (table 17).
            let kind = if kind.is_empty() { Some(1) } else { field(kind) };
            let entry = match (kind, field(second), field(third)) {
                // As in tables, no object can be there.
                (Some(1), Some(0), _) => Some(Entry::Free),
                (Some(1), Some(offset), Some(generation)) => {
                    u16::try_from(generation).ok().map(|generation| Entry::At { offset, generation })
                }
                (Some(2), Some(stream), Some(index)) => {
                    u16::try_from(index).ok().map(|index| Entry::In { stream, index })
                }
                // Unknown types are references to the null object (7.5.8.3), as free ones are.
                _ => Some(Entry::Free),
            };
            let Some(entry) = entry else {
                return Ok(None);
            };
            entries.push((number, entry));
        }
    }
    Ok(Some(entries))
}

/// A number, highest byte first, if it has room.
fn field(bytes: &[u8]) -> Option<u32> {
    let number = bytes.iter().fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
    u32::try_from(number).ok()
}

/// The rows of the stream, one after another, without its compression.
fn rows(dictionary: &Dictionary, data: &[u8], width: usize, count: usize) -> Option<Vec<u8>> {
    let bytes = width * count;
    let Some(filter) = dictionary.get("Filter") else {
        return Some(data.get(..bytes)?.to_vec());
    };
    let is_flate = matches!(filter, b"/FlateDecode" | b"[/FlateDecode]" | b"[ /FlateDecode ]");
    if !is_flate {
        return None;
    }
    let parameters = dictionary.get("DecodeParms").unwrap_or(b"<<>>");
    let parameters = parameters.strip_prefix(b"[").unwrap_or(parameters).trim_ascii_start();
    let parameters = Dictionary::read(parameters)?;
    let stated = |name, otherwise| match parameters.get(name) {
        None => Some(otherwise),
        Some(_) => parameters.integer(name),
    };
    match stated("Predictor", 1)? {
        1 => inflate(data, bytes),
        // PNG's predictors, each row with its own in its first byte (7.4.4.4).
        10..=15 => {
            let columns = stated("Columns", 1)? as usize;
            let is_plain = stated("Colors", 1)? == 1 && stated("BitsPerComponent", 8)? == 8;
            if columns != width || !is_plain {
                return None;
            }
            unpredict(&inflate(data, bytes + count)?, width)
        }
        _ => None,
    }
}

/// Undoes PNG's filters (PNG, second edition, section 9) for pixels of one byte.
fn unpredict(data: &[u8], width: usize) -> Option<Vec<u8>> {
    let mut rows: Vec<u8> = Vec::with_capacity(data.len());
    let mut above = vec![0; width];
    for row in data.chunks_exact(width + 1) {
        let (filter, row) = row.split_first()?;
        let (mut left, mut corner) = (0, 0);
        for (byte, above) in row.iter().zip(&mut above) {
            let predicted = match filter {
                0 => 0,
                1 => left,
                2 => *above,
                3 => u8::midpoint(left, *above),
                4 => paeth(left, *above, corner),
                _ => return None,
            };
            corner = *above;
            left = byte.wrapping_add(predicted);
            *above = left;
            rows.push(left);
        }
    }
    Some(rows)
}

/// The neighbour that is nearest to what they suggest together (9.4).
fn paeth(left: u8, above: u8, corner: u8) -> u8 {
    let [a, b, c] = [left, above, corner].map(i16::from);
    let (to_left, to_above, to_corner) = ((b - c).abs(), (a - c).abs(), (a + b - 2 * c).abs());
    if to_left <= to_above && to_left <= to_corner {
        left
    } else if to_above <= to_corner {
        above
    } else {
        corner
    }
}
