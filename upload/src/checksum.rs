//! `Upload-Checksum`: a client says what a body is, so that one that was changed on its way is not kept
//! (the checksum extension of tus 1.0.0).
//!
//! Without a checksum every byte that arrives is kept at once ([`crate::receive`]). A body with one can
//! only be kept when all of it is there and was verified, so it is held in memory until then, and lost
//! when the connection breaks. Both are bounded: [`MAX_BODY_BYTES`] for each, [`MAX_HELD_BYTES`] for all; and
//! one that is slow gives way where others need its memory ([`crate::held`]).

use std::sync::Arc;
use std::time::Duration;

use axum::http::HeaderMap;
use data_encoding::BASE64;
use sha1::Sha1;
use sha2::{Digest, Sha256};
use tokio::sync::Semaphore;

use crate::held::Share;
use crate::problem::{Kind, Refusal};

/// The algorithms that are known, as tus lists them.
pub const ALGORITHMS: &str = "sha1,sha256";

/// Bytes that a body with a checksum may have. Clients that use checksums send pieces; these are eight
/// times the largest that our own form sends.
pub const MAX_BODY_BYTES: u64 = 8 * 1024 * 1024;

/// Bytes of such bodies that are held at the same time in this process.
pub const MAX_HELD_BYTES: usize = 64 * 1024 * 1024;

/// Bytes by which the place for a body grows at most.
const GROW_BYTES: usize = 1024 * 1024;

const HEADER: &str = "upload-checksum";

/// What a client says of a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Checksum {
    /// SHA-1: no protection against malice, but every client has it.
    Sha1([u8; 20]),
    /// SHA-256.
    Sha256([u8; 32]),
}

impl Checksum {
    /// Reads `Upload-Checksum`: the algorithm's name, a space, and the digest in base64.
    ///
    /// # Errors
    /// When the header cannot be read, or names an algorithm that is not known here.
    pub fn from_headers(headers: &HeaderMap) -> Result<Option<Self>, Refusal> {
        let mut values = headers.get_all(HEADER).iter();
        let Some(value) = values.next() else {
            return Ok(None);
        };
        let unreadable = || Refusal::new(Kind::BadHeader).with("header", "Upload-Checksum");
        let text = value.to_str().ok().filter(|_| values.next().is_none()).ok_or_else(unreadable)?;
        let (algorithm, digest) = text.split_once(' ').ok_or_else(unreadable)?;
        let digest = BASE64.decode(digest.trim().as_bytes()).map_err(|_| unreadable())?;
        let checksum = match algorithm {
            "sha1" => digest.try_into().map(Self::Sha1),
            "sha256" => digest.try_into().map(Self::Sha256),
            _ => return Err(Refusal::new(Kind::UnknownChecksum).with("known", ALGORITHMS)),
        };
        checksum.map(Some).map_err(|_| unreadable())
    }

    /// Whether it is the one of `bytes`.
    pub fn is_of(&self, bytes: &[u8]) -> bool {
        match self {
            Self::Sha1(digest) => Sha1::digest(bytes)[..] == digest[..],
            Self::Sha256(digest) => Sha256::digest(bytes)[..] == digest[..],
        }
    }
}

/// The memory for all bodies that are held, a permit for each byte.
pub fn memory() -> Arc<Semaphore> {
    Arc::new(Semaphore::new(MAX_HELD_BYTES))
}

/// A body that is held until it is verified; dropped, it gives its memory back.
pub struct Held {
    share: Share,
    bytes: Vec<u8>,
}

impl Held {
    /// One of which nothing has arrived, and that may stay for `patience` at any rate.
    pub fn new(memory: Arc<Semaphore>, patience: Duration) -> Self {
        Self { share: Share::new(memory, MAX_HELD_BYTES, 1, patience), bytes: Vec::new() }
    }

    /// How many bytes have arrived.
    pub fn length(&self) -> u64 {
        self.bytes.len() as u64
    }

    /// Waits for more.
    ///
    /// # Errors
    /// When others need its memory, and it has been too slow for that.
    pub async fn wait_for<T>(&self, more: impl Future<Output = T>) -> Result<T, Refusal> {
        self.share.while_it_may(more).await.ok_or_else(busy)
    }

    /// Holds more. Only what has arrived takes memory.
    ///
    /// # Errors
    /// When the body is larger than one may be, or there is no memory left for such bodies.
    pub fn push(&mut self, bytes: &[u8]) -> Result<(), Refusal> {
        if self.length() + bytes.len() as u64 > MAX_BODY_BYTES {
            return Err(too_large());
        }
        if !self.share.take(bytes.len(), bytes.len() as u64) {
            return Err(busy());
        }
        if self.bytes.capacity() - self.bytes.len() < bytes.len() {
            // By itself it would grow to twice what was taken.
            self.bytes.reserve_exact(bytes.len().max(self.bytes.len().min(GROW_BYTES)));
        }
        self.bytes.extend_from_slice(bytes);
        Ok(())
    }

    /// The whole body, if it is the one that `checksum` is of.
    pub fn verified(&self, checksum: &Checksum) -> Option<&[u8]> {
        checksum.is_of(&self.bytes).then_some(&self.bytes)
    }
}

/// Says that a body is too large to be verified before it is kept.
pub fn too_large() -> Refusal {
    Refusal::new(Kind::ChecksumTooLarge).with("limit_bytes", MAX_BODY_BYTES)
}

fn busy() -> Refusal {
    Refusal::new(Kind::ChecksumsBusy).retry_after(5)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(value: &str) -> Result<Option<Checksum>, Refusal> {
        let mut headers = HeaderMap::new();
        headers.insert(HEADER, value.parse().expect("a header's value"));
        Checksum::from_headers(&headers)
    }

    /// If it broke, right bodies would be refused, or wrong ones kept. The digests of "hello world" are
    /// other people's: tus's own example, and `sha256sum`.
    #[test]
    fn a_checksum_is_of_its_bytes_only() {
        for written in
            ["sha1 Kq5sNclPz7QV2+lfQIuc6R7oRu0=", "sha256 uU0nuZNNPgilLlLX2n2r+sSE7+N6U4DukIj3rOLvzek="]
        {
            let checksum = read(written).expect("readable").expect("there is one");
            assert!(checksum.is_of(b"hello world"), "{written}");
            assert!(!checksum.is_of(b"hello World") && !checksum.is_of(b""), "{written}");
        }
    }

    /// If it broke, a client's mistake would pass for no checksum at all, and its bytes be kept unverified.
    #[test]
    fn what_cannot_be_read_is_refused() {
        for wrong in
            ["", "sha1", "sha1 ", "sha1 !", "sha256 Kq5sNclPz7QV2+lfQIuc6R7oRu0=", "md5 Kq5s", "SHA1 Kq5s"]
        {
            assert!(read(wrong).is_err(), "{wrong}");
        }
        let mut twice = HeaderMap::new();
        for _ in 0..2 {
            twice.append(HEADER, "sha1 Kq5sNclPz7QV2+lfQIuc6R7oRu0=".parse().expect("a value"));
        }
        assert!(Checksum::from_headers(&twice).is_err());
    }

    /// If it broke, a few clients could take all memory of the process, or what they took would not come back.
    #[tokio::test]
    async fn what_is_held_is_bounded_and_given_back() {
        let memory = Arc::new(Semaphore::new(10));
        let mut first = Held::new(Arc::clone(&memory), Duration::ZERO);
        first.push(&[0; 6]).expect("there is room");
        let mut second = Held::new(Arc::clone(&memory), Duration::ZERO);
        second.push(&[0; 3]).expect("there is room");
        assert!(second.push(&[0; 2]).is_err());
        drop(first);
        second.push(&[0; 7]).expect("there is room again");
        drop(second);
        assert_eq!(memory.available_permits(), 10);

        let mut large = Held::new(super::memory(), Duration::ZERO);
        large.push(&vec![0; MAX_BODY_BYTES as usize]).expect("as large as it may be");
        assert!(large.push(&[0]).is_err());
    }
}
