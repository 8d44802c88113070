//! The names of an upload: the id in its URL, and the hash of the id under which it is stored.
//!
//! Whoever holds the id may continue, end and read the outcome of the upload, so the id is never
//! stored or logged: the store knows only its hash. A client that names its upload by a key of its
//! own gets the same id however often it asks.
//!
//! No id is ever compared with another, so nothing has to compare in constant time: an id leads to its
//! hash, and the hash is the name that the store looks up. How long that takes can tell at most how a name
//! in the store begins like the hash of a guess; since nobody can work out an id whose hash begins in a
//! given way but by trying, 64 unknown digits of the id stay 64 unknown digits.

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

/// The unguessable name of an upload in its URL: 64 hexadecimal digits.
///
/// No `Debug`: a capability must not end up in a log by accident.
#[derive(Clone, PartialEq, Eq)]
pub struct UploadId(String);

/// The name of an upload in the store. Knowing it does not help to reach the upload.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct UploadHash(String);

impl UploadId {
    /// The id that belongs to the client's key, the same every time.
    pub fn from_key(key: &[u8; 16]) -> Self {
        Self(HEXLOWER.encode(&hash("panduan upload id", key)))
    }

    /// The id of a package that came as a form, the same every time while the process keeps this key: who
    /// presses the button twice sends one application. Where an attempt is over, the next has another id.
    pub fn of_form(key: &[u8; 32], package: &[u8; 32], attempt: u32) -> Self {
        let attempt = attempt.to_be_bytes();
        Self(HEXLOWER.encode(&hash("panduan form", &[key.as_slice(), package, &attempt].concat())))
    }

    /// A fresh id, for a client that gave no key.
    pub fn random() -> Result<Self, getrandom::Error> {
        random_bytes::<32>().map(|bytes| Self(HEXLOWER.encode(&bytes)))
    }

    /// The id in a URL, if it has the form of one.
    pub fn parse(text: &str) -> Option<Self> {
        let is_digit = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        (text.len() == 64 && text.bytes().all(is_digit)).then(|| Self(text.to_owned()))
    }

    /// The id as it stands in the URL.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Where the upload is kept.
    pub fn hash(&self) -> UploadHash {
        UploadHash(HEXLOWER.encode(&hash("panduan upload in store", self.0.as_bytes())))
    }
}

impl UploadHash {
    /// The hash that is the name of this folder in the store.
    pub fn from_folder(name: &str) -> Self {
        Self(name.to_owned())
    }

    /// The name of its folder in the store.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// SHA-256 of `bytes`, for one purpose: the same bytes hashed for another have nothing in common.
pub fn hash(purpose: &str, bytes: &[u8]) -> [u8; 32] {
    Sha256::new().chain_update(purpose).chain_update([0]).chain_update(bytes).finalize().into()
}

/// Sixteen random bytes as hexadecimal digits.
pub fn random_hex() -> Result<String, getrandom::Error> {
    random_bytes::<16>().map(|bytes| HEXLOWER.encode(&bytes))
}

/// Random bytes, as many as are asked for.
pub fn random_bytes<const N: usize>() -> Result<[u8; N], getrandom::Error> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_always_leads_to_the_same_id_and_no_name_leads_back() {
        let id = UploadId::from_key(&[7; 16]);
        assert!(id == UploadId::from_key(&[7; 16]));
        assert!(id != UploadId::from_key(&[8; 16]));
        assert!(UploadId::parse(id.as_str()).is_some_and(|parsed| parsed == id));
        assert_ne!(id.hash().as_str(), id.as_str());
    }

    #[test]
    fn only_the_form_of_an_id_is_an_id() {
        let upper = "A".repeat(64);
        for bad in ["", "..", "0123", &upper, &"g".repeat(64), &"0".repeat(65)] {
            assert!(UploadId::parse(bad).is_none(), "{bad}");
        }
    }
}
