//! Names with a hash of what is in a file, so that it can be kept for ever, and digests by which a browser checks it.

use data_encoding::BASE64;
use package::Sha256;

/// Digits of a hash in a name: 64 bits, as many as Trunk's own have.
pub(crate) const HASH_DIGITS: usize = 16;

/// A name with a hash of the content.
pub(crate) fn hashed(stem: &str, bytes: &[u8], extension: &str) -> String {
    format!("{stem}-{}.{extension}", &Sha256::of(bytes).hex()[..HASH_DIGITS])
}

/// A digest as browsers check it (Subresource Integrity).
pub(crate) fn integrity(bytes: &[u8]) -> String {
    format!("sha256-{}", BASE64.encode(Sha256::of(bytes).bytes()))
}
