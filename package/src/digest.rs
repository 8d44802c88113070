//! What is known of a run of bytes once it has been read: length, SHA-256 and CRC-32.
//!
//! SHA-256 is what BagIt manifests and receipts carry; CRC-32 is what ZIP headers carry (APPNOTE
//! 4.4.7). Both are taken in one pass, because the bytes may be 15 MB on a cheap phone.

use std::fmt;

use crc::{CRC_32_ISO_HDLC, Crc, Table};
use serde::{Deserialize, Serialize};
use sha2::Digest as _;

/// One table of 1 KB rather than the default 16 KB: the bytes of the wasm cost more than the speed.
static CRC_32: Crc<u32, Table<1>> = Crc::<u32, Table<1>>::new(&CRC_32_ISO_HDLC);

/// A SHA-256 digest; written, as in a BagIt manifest, as 64 lowercase hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Sha256([u8; 32]);

impl Sha256 {
    /// The digest of bytes at hand, for example of the JSON of a service definition, whose digest
    /// is the *definition hash* that packages record.
    pub fn of(bytes: &[u8]) -> Self {
        Self(sha2::Sha256::digest(bytes).into())
    }

    /// Reads 64 lowercase hexadecimal digits; anything else is `None`.
    pub fn parse(text: &str) -> Option<Self> {
        let (pairs, []) = text.as_bytes().as_chunks::<2>() else {
            return None;
        };
        let mut digest = [0; 32];
        if pairs.len() != digest.len() {
            return None;
        }
        for (byte, [high, low]) in digest.iter_mut().zip(pairs) {
            *byte = hex_value(*high)? << 4 | hex_value(*low)?;
        }
        Some(Self(digest))
    }

    /// The 32 bytes.
    pub fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The digest as 64 lowercase hexadecimal digits.
    pub fn hex(&self) -> String {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        let nibbles = self.0.iter().flat_map(|byte| [byte >> 4, byte & 15]);
        nibbles.map(|nibble| char::from(DIGITS[usize::from(nibble)])).collect()
    }
}

fn hex_value(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    }
}

impl fmt::Display for Sha256 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.hex())
    }
}

impl fmt::Debug for Sha256 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.hex())
    }
}

impl From<Sha256> for String {
    fn from(digest: Sha256) -> Self {
        digest.hex()
    }
}

impl TryFrom<String> for Sha256 {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).ok_or("a SHA-256 digest is 64 lowercase hexadecimal digits")
    }
}

/// Length and digests of a run of bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Digest {
    /// How many bytes there are.
    pub bytes: u64,
    /// Their SHA-256.
    pub sha256: Sha256,
    /// Their CRC-32, as ZIP defines it.
    pub crc32: u32,
}

impl Digest {
    /// The digest of bytes at hand.
    pub fn of(bytes: &[u8]) -> Self {
        let mut digester = Digester::default();
        digester.update(bytes);
        digester.finish()
    }
}

/// Takes a [`Digest`] of bytes that arrive in chunks.
#[derive(Clone)]
pub struct Digester {
    bytes: u64,
    sha256: sha2::Sha256,
    crc32: crc::Digest<'static, u32, Table<1>>,
}

impl Default for Digester {
    fn default() -> Self {
        Self { bytes: 0, sha256: sha2::Sha256::new(), crc32: CRC_32.digest() }
    }
}

impl Digester {
    /// Takes in the next chunk.
    pub fn update(&mut self, chunk: &[u8]) {
        self.bytes += chunk.len() as u64;
        self.sha256.update(chunk);
        self.crc32.update(chunk);
    }

    /// The digest of all chunks so far.
    pub fn finish(self) -> Digest {
        Digest {
            bytes: self.bytes,
            sha256: Sha256(self.sha256.finalize().into()),
            crc32: self.crc32.finalize(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// FIPS 180-4 example "abc", and the check value of CRC-32/ISO-HDLC.
    #[test]
    fn digests_are_the_published_ones() {
        assert_eq!(
            Sha256::of(b"abc").hex(),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
        assert_eq!(Digest::of(b"123456789").crc32, 0xCBF4_3926);
    }

    #[test]
    fn chunks_make_no_difference() {
        let mut digester = Digester::default();
        for chunk in [&b"1"[..], b"", b"2345678", b"9"] {
            digester.update(chunk);
        }
        assert_eq!(digester.finish(), Digest::of(b"123456789"));
    }

    /// A manifest line with another spelling of the same digest would make two packages of one.
    #[test]
    fn only_the_canonical_spelling_is_read() {
        let hex = Sha256::of(b"abc").hex();
        assert_eq!(Sha256::parse(&hex), Some(Sha256::of(b"abc")));
        for wrong in [&hex.to_uppercase(), &hex[1..], &hex[2..], "", &format!("{hex}00")] {
            assert_eq!(Sha256::parse(wrong), None, "{wrong}");
        }
    }
}
