//! Decompression of DEFLATE data (RFC 1951) in its zlib wrapper (RFC 1950).
//!
//! Only cross-reference data is decompressed, a few kilobytes at the end of a file. So this goes bit by
//! bit, and is less than a third of the wasm that a fast decoder would be.

/// Longest code in bits (3.2.7).
const MAX_BITS: usize = 15;
/// What a length symbol from 257 on stands for, and how many more bits it takes (3.2.5).
const LENGTHS: [u16; 29] = [
    3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195,
    227, 258,
];
const LENGTH_BITS: [u8; 29] =
    [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
/// The order in which the lengths of codes for lengths of codes come (3.2.7).
const ORDER: [u8; 19] = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

/// Decompresses so many bytes, whether or not more would follow. Nothing if there are fewer, or if what
/// comes before is damaged; the checksum, which comes after, is not looked at.
pub(super) fn inflate(data: &[u8], bytes: usize) -> Option<Vec<u8>> {
    // Method 8 with a check of the two bytes, and no dictionary of one's own (RFC 1950, 2.2).
    let (&[method, flags], data) = data.split_first_chunk()?;
    let is_zlib =
        method & 0x0F == 8 && u16::from_be_bytes([method, flags]).is_multiple_of(31) && flags & 0x20 == 0;
    if !is_zlib {
        return None;
    }
    let mut bits = Bits { data, bit: 0 };
    let mut out = Vec::with_capacity(bytes);
    let mut is_last = false;
    while out.len() < bytes {
        if is_last {
            return None;
        }
        is_last = bits.take(1)? == 1;
        match bits.take(2)? {
            0 => stored(&mut bits, &mut out)?,
            1 => {
                let lengths: [u8; 288] = std::array::from_fn(|symbol| match symbol {
                    0..144 => 8,
                    144..256 => 9,
                    256..280 => 7,
                    _ => 8,
                });
                block(&mut bits, &Code::new(&lengths), &Code::new(&[5; 30]), &mut out, bytes)?;
            }
            2 => {
                let (literals, distances) = codes(&mut bits)?;
                block(&mut bits, &literals, &distances, &mut out, bytes)?;
            }
            _ => return None,
        }
    }
    out.truncate(bytes);
    Some(out)
}

/// Bits, the lowest of each byte first.
struct Bits<'a> {
    data: &'a [u8],
    /// How many of the first byte have been taken.
    bit: u32,
}

impl Bits<'_> {
    fn take(&mut self, count: u8) -> Option<u16> {
        let mut number = 0;
        for place in 0..count {
            let (byte, rest) = self.data.split_first()?;
            number |= u16::from(byte >> self.bit & 1) << place;
            self.bit += 1;
            if self.bit == 8 {
                self.bit = 0;
                self.data = rest;
            }
        }
        Some(number)
    }
}

/// A Huffman code (3.2.2).
struct Code {
    /// How many codes there are of each length.
    counts: [u16; MAX_BITS + 1],
    /// Symbols in the order of their codes.
    symbols: Vec<u16>,
}

impl Code {
    /// The code of symbols whose codes have these lengths, in bits; 0 for those that do not occur.
    fn new(lengths: &[u8]) -> Self {
        let mut counts = [0; MAX_BITS + 1];
        let mut symbols: Vec<u16> = Vec::new();
        for (length, count) in counts.iter_mut().enumerate().skip(1) {
            let shorter = symbols.len();
            let all = lengths.iter().zip(0..);
            symbols.extend(all.filter(|(other, _)| usize::from(**other) == length).map(|(_, symbol)| symbol));
            *count = (symbols.len() - shorter) as u16;
        }
        Self { counts, symbols }
    }

    /// The next symbol. Codes of one length are consecutive, and follow those of the length before.
    fn symbol(&self, bits: &mut Bits) -> Option<u16> {
        let (mut code, mut first, mut index) = (0_u32, 0_u32, 0_u32);
        for count in &self.counts[1..] {
            let count = u32::from(*count);
            code |= u32::from(bits.take(1)?);
            if let Some(place) = code.checked_sub(first).filter(|place| *place < count) {
                return self.symbols.get((index + place) as usize).copied();
            }
            index += count;
            first = (first + count) << 1;
            code <<= 1;
        }
        None
    }
}

/// A block without compression (3.2.4).
fn stored(bits: &mut Bits, out: &mut Vec<u8>) -> Option<()> {
    if bits.bit > 0 {
        bits.bit = 0;
        bits.data = bits.data.get(1..)?;
    }
    let (&[l0, l1, _, _], rest) = bits.data.split_first_chunk()?;
    let (stored, rest) = rest.split_at_checked(u16::from_le_bytes([l0, l1]).into())?;
    out.extend_from_slice(stored);
    bits.data = rest;
    Some(())
}

/// The codes of a block that has its own (3.2.7).
fn codes(bits: &mut Bits) -> Option<(Code, Code)> {
    let literals = usize::from(bits.take(5)? + 257);
    let distances = usize::from(bits.take(5)? + 1);
    let count = usize::from(bits.take(4)? + 4);
    let mut lengths = [0; ORDER.len()];
    for place in &ORDER[..count] {
        lengths[usize::from(*place)] = bits.take(3)? as u8;
    }
    let code = Code::new(&lengths);
    let mut lengths = Vec::with_capacity(literals + distances);
    while lengths.len() < literals + distances {
        let (length, times) = match code.symbol(bits)? {
            16 => (*lengths.last()?, 3 + bits.take(2)?),
            17 => (0, 3 + bits.take(3)?),
            18 => (0, 11 + bits.take(7)?),
            length => (length as u8, 1),
        };
        lengths.extend((0..times).map(|_| length));
    }
    let (literals, distances) = lengths.split_at(literals);
    Some((Code::new(literals), Code::new(distances)))
}

/// A compressed block (3.2.5), up to the limit.
fn block(bits: &mut Bits, literals: &Code, distances: &Code, out: &mut Vec<u8>, limit: usize) -> Option<()> {
    while out.len() < limit {
        let symbol = literals.symbol(bits)?;
        if symbol < 256 {
            out.push(symbol as u8);
            continue;
        }
        let Some(symbol) = usize::from(symbol).checked_sub(257) else {
            return Some(());
        };
        let length = LENGTHS.get(symbol)? + bits.take(LENGTH_BITS[symbol])?;
        // Distances come in pairs, each twice as far as the pair before, from 1, 2, 3, 4, 5, 7, 9, 13 on.
        let symbol = distances.symbol(bits)?;
        let distance = if symbol < 4 {
            symbol + 1
        } else {
            let more = (symbol / 2 - 1) as u8;
            let nearest = (2 + symbol % 2).checked_shl(more.into())?.checked_add(1)?;
            if more > 13 {
                return None;
            }
            nearest.checked_add(bits.take(more)?)?
        };
        let start = out.len().checked_sub(distance.into())?;
        for at in start..start + usize::from(length) {
            out.push(out[at]);
        }
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use miniz_oxide::deflate::compress_to_vec_zlib;
    use proptest::prelude::*;

    use super::inflate;

    proptest! {
        /// An independent program's streams, stored, with the fixed code and with their own.
        #[test]
        fn what_others_compress_is_restored(
            // Few different bytes, so that there is something to refer back to.
            data in prop::collection::vec(0_u8..9, 0..3000),
            noise in prop::collection::vec(any::<u8>(), 0..300),
            level in 0_u8..10,
        ) {
            let data = [&data[..], &noise, &data].concat();
            let compressed = compress_to_vec_zlib(&data, level);
            prop_assert_eq!(inflate(&compressed, data.len()), Some(data.clone()));
            prop_assert_eq!(inflate(&compressed, data.len() / 2), Some(data[..data.len() / 2].to_vec()));
            prop_assert_eq!(inflate(&compressed, data.len() + 1), None);
        }

        #[test]
        fn damage_stops_nothing(noise in prop::collection::vec(any::<u8>(), 0..300)) {
            for data in [&noise, &[&[0x78, 0x9C], &noise[..]].concat(), &[&[0x78, 0x9C, 5], &noise[..]].concat()] {
                let _ = inflate(data, 1000);
            }
        }
    }
}
