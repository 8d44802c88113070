//! Sealed packages, as far as the endpoint can look at them: it has no key, so it sees that they are whole
//! age files, and neither who sent them nor whether the rules accept them. The office does ([`crate::open`]).
//!
//! Which kind is taken follows from the keys: where there are any, only sealed packages are, so that a page
//! of yesterday or a client with a mistake cannot leave a passport here that anybody can read.

use std::io::{self, Read};

use age::Decryptor;
use package::{Digester, Sha256};

use crate::problem::{Kind, Problem};

/// The line with which an age file begins.
pub const FIRST_LINE_BYTES: usize = "age-encryption.org/v1\n".len();

/// Most bytes of a header: 160 keys have room. One line is parsed after the other, each time from the
/// start, so that much more would take long.
const MAX_HEADER_BYTES: u64 = 16 * 1024;

/// A chunk of the payload as it is sealed, and what of it is the code that vouches for it.
const CHUNK_BYTES: u64 = 64 * 1024 + TAG_BYTES;
const TAG_BYTES: u64 = 16;

/// Why an upload cannot go on with these bytes at `offset`, if it cannot: it is not sealed where packages
/// are, or is where they are not. The bytes before were looked at before.
pub fn misfit(seals: bool, offset: u64, bytes: &[u8]) -> Option<Kind> {
    if seals {
        return (!seal::is_sealed_from(offset, bytes)).then_some(Kind::NotSealed);
    }
    let is_sealed = offset == 0 && bytes.len() >= FIRST_LINE_BYTES && seal::is_sealed(bytes);
    is_sealed.then_some(Kind::SealedWithoutKey)
}

/// What is known of a sealed package.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sealed {
    /// Its length.
    pub bytes: u64,
    /// Its digest.
    pub sha256: Sha256,
    /// Bytes of the package that is in it.
    pub plain_bytes: u64,
}

/// Reads a sealed package to its end.
///
/// # Errors
/// The outer error is of reading; the inner one says that it is no whole age file.
pub fn inspect(mut package: impl Read) -> io::Result<Result<Sealed, Problem>> {
    let mut head = Vec::new();
    package.by_ref().take(MAX_HEADER_BYTES).read_to_end(&mut head)?;
    let mut digester = Digester::default();
    digester.update(&head);
    let mut rest: &[u8] = &head;
    // Takes header and nonce off the front of `rest`.
    let header = Decryptor::new_buffered(&mut rest);
    // One that a password opens is for no key.
    let is_for_keys = header.is_ok_and(|header| !header.is_scrypt());
    let mut payload = rest.len() as u64;
    let mut buffer = vec![0; 64 * 1024];
    loop {
        match package.read(&mut buffer) {
            Ok(0) => break,
            Ok(length) => {
                digester.update(&buffer[..length]);
                payload += length as u64;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    let digest = digester.finish();
    let sealed = plain_bytes(payload).filter(|_| is_for_keys).map(|plain_bytes| Sealed {
        bytes: digest.bytes,
        sha256: digest.sha256,
        plain_bytes,
    });
    Ok(sealed.ok_or_else(|| Problem::of(Kind::SealDamaged)))
}

/// Bytes of what was sealed into a payload of this length; none, if age makes no payload of it. Only the
/// last chunk may be short, and it is empty only where there is nothing else, which no package is.
fn plain_bytes(payload: u64) -> Option<u64> {
    let (whole, short) = (payload / CHUNK_BYTES, payload % CHUNK_BYTES);
    let short = match short {
        0 => 0,
        short => short.checked_sub(TAG_BYTES).filter(|bytes| *bytes > 0)?,
    };
    Some(whole * (CHUNK_BYTES - TAG_BYTES) + short).filter(|bytes| *bytes > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// If it broke, a package cut off at a chunk's end, or whole ones, would be taken for the other.
    #[test]
    fn a_payload_has_the_lengths_that_age_makes() {
        for (payload, plain) in [
            (0, None),
            (16, None),
            (17, Some(1)),
            (CHUNK_BYTES, Some(65_536)),
            (CHUNK_BYTES + 1, None),
            (CHUNK_BYTES + 16, None),
            (CHUNK_BYTES + 17, Some(65_537)),
            (2 * CHUNK_BYTES, Some(131_072)),
        ] {
            assert_eq!(plain_bytes(payload), plain, "{payload}");
        }
    }
}
