//! The payload of an age file: chunks of 64 KiB, each sealed under its number, so that any of them can be
//! made without the others.

use std::ops::Range;

use chacha20poly1305::aead::{Aead, KeyInit};
use chacha20poly1305::{ChaCha20Poly1305, Nonce};

use crate::header::{self, derive};
use crate::{Recipient, Secret};

/// Plain bytes of a chunk; only the last may have fewer.
const CHUNK: u64 = 64 * 1024;

/// What sealing adds to a chunk: the code that vouches for it.
const TAG: u64 = 16;

/// A package as it will be sealed: everything but its plain bytes.
#[derive(Clone)]
pub struct Seal {
    /// The header, and the nonce of the payload.
    head: Vec<u8>,
    cipher: ChaCha20Poly1305,
    plain_bytes: u64,
}

impl Seal {
    /// The seal of a package of so many bytes for these recipients.
    ///
    /// `digest` tells the package from every other one: the SHA-256 of its bytes, or of bytes that
    /// determine them. Other bytes under the same secret and digest would give both away.
    pub fn new(secret: &Secret, digest: &[u8; 32], plain_bytes: u64, recipients: &[Recipient]) -> Self {
        let drawn = |purpose: &[u8]| derive::<32>(&secret.0, digest, &[b"panduan seal ", purpose].concat());
        let file_key = *drawn(b"file key").first_chunk::<16>().expect("32 bytes have 16");
        let nonce = *drawn(b"payload").first_chunk::<16>().expect("32 bytes have 16");
        let ephemeral = |recipient: &Recipient| (*recipient, drawn(&[b"to ", &recipient.0[..]].concat()));
        let mut head = header::write(&file_key, recipients.iter().map(ephemeral));
        head.extend(nonce);
        let cipher = ChaCha20Poly1305::new(&derive::<32>(&file_key, &nonce, b"payload").into());
        Self { head, cipher, plain_bytes }
    }

    /// Bytes of the sealed package.
    pub fn bytes(&self) -> u64 {
        self.head.len() as u64 + self.plain_bytes + self.chunks() * TAG
    }

    /// The plain bytes that the slice at `offset` of the sealed package is made of: whole chunks, none if
    /// it ends within the header. The slice ends early where the package does.
    pub fn plain(&self, offset: u64, length: u64) -> Range<u64> {
        let chunks = self.chunks_of(offset, length);
        let place = |chunk: u64| (chunk * CHUNK).min(self.plain_bytes);
        place(chunks.start)..place(chunks.end)
    }

    /// A slice of the sealed package, of the bytes that [`plain`](Self::plain) says it is made of.
    ///
    /// # Panics
    /// `plain` has another length than that.
    pub fn slice(&self, offset: u64, length: u64, plain: &[u8]) -> Vec<u8> {
        let needed = self.plain(offset, length);
        assert_eq!(plain.len() as u64, needed.end - needed.start, "the plain bytes of this very slice");
        let (head, end) = (self.head.len() as u64, self.end(offset, length));
        if end <= offset {
            return Vec::new();
        }
        let chunks = self.chunks_of(offset, length);
        // What is made here begins with the header, or with the first chunk.
        let (start, mut made) = match offset < head {
            true => (0, self.head.clone()),
            false => (head + chunks.start * (CHUNK + TAG), Vec::new()),
        };
        let mut rest = plain;
        for chunk in chunks {
            let (now, later) = rest.split_at(rest.len().min(CHUNK as usize));
            made.extend(self.seal(chunk, now));
            rest = later;
        }
        made.truncate((end - start) as usize);
        made.drain(..(offset - start) as usize);
        made
    }

    /// How long a slice at `offset` is that ends where a chunk does, of at most `length` bytes; `length`
    /// itself, where none ends within them. Slices of such lengths, one behind the other, seal no chunk twice.
    pub fn to_chunk_end(&self, offset: u64, length: u64) -> u64 {
        let (head, end) = (self.head.len() as u64, self.end(offset, length));
        let chunks = end.saturating_sub(head) / (CHUNK + TAG);
        match (head + chunks * (CHUNK + TAG)).checked_sub(offset) {
            Some(to_end) if to_end > 0 => to_end,
            _ => length,
        }
    }

    fn seal(&self, chunk: u64, plain: &[u8]) -> Vec<u8> {
        // Eleven bytes of number, of which eight are enough, and one that marks the last.
        let mut nonce = [0; 12];
        nonce[3..11].copy_from_slice(&chunk.to_be_bytes());
        nonce[11] = u8::from(chunk + 1 == self.chunks());
        self.cipher.encrypt(&Nonce::from(nonce), plain).expect("a chunk is not too long")
    }

    /// How many there are. An empty package has one, which is empty.
    fn chunks(&self) -> u64 {
        self.plain_bytes.div_ceil(CHUNK).max(1)
    }

    /// The chunks that lie in a slice, wholly or partly.
    fn chunks_of(&self, offset: u64, length: u64) -> Range<u64> {
        let (head, end) = (self.head.len() as u64, self.end(offset, length));
        if end <= head.max(offset) {
            return 0..0;
        }
        (offset.saturating_sub(head) / (CHUNK + TAG))..(end - head).div_ceil(CHUNK + TAG)
    }

    /// Where the slice at `offset` ends.
    fn end(&self, offset: u64, length: u64) -> u64 {
        offset.saturating_add(length).min(self.bytes())
    }
}
