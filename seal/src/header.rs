//! The header of an age file: the file key, wrapped for each recipient, and a code that vouches for it.

use base64ct::{Base64Unpadded, Encoding};
use chacha20poly1305::aead::{Aead, KeyInit};
use chacha20poly1305::{ChaCha20Poly1305, Nonce};
use hkdf::Hkdf;
use hmac::{Hmac, Mac};
use sha2::Sha256;
use x25519_dalek::{X25519_BASEPOINT_BYTES, x25519};

use crate::Recipient;

/// The first line of every age file, with its end.
const VERSION: &str = "age-encryption.org/v1\n";

/// Binds a wrapped key to this kind of recipient.
const WRAP_INFO: &[u8] = b"age-encryption.org/v1/X25519";

/// Whether these are the first bytes of an age file, as far as they go. Enough to turn away what was
/// never sealed, before any of it is stored.
pub fn is_sealed(start: &[u8]) -> bool {
    let known = start.len().min(VERSION.len());
    start[..known] == VERSION.as_bytes()[..known]
}

/// The same of bytes from `offset` on, of a file of which those before were looked at before.
pub fn is_sealed_from(offset: u64, bytes: &[u8]) -> bool {
    let here = usize::try_from(offset).ok().and_then(|offset| VERSION.as_bytes().get(offset..));
    here.is_none_or(|expected| bytes.iter().zip(expected).all(|(byte, expected)| byte == expected))
}

/// The header of a file with this key, for recipients each with a private key that is used this once.
pub(crate) fn write(file_key: &[u8; 16], recipients: impl Iterator<Item = (Recipient, [u8; 32])>) -> Vec<u8> {
    let mut header = VERSION.to_owned();
    for (recipient, ephemeral) in recipients {
        let share = x25519(ephemeral, X25519_BASEPOINT_BYTES);
        header.push_str("-> X25519 ");
        header.push_str(&Base64Unpadded::encode_string(&share));
        header.push('\n');
        // 43 characters: a single line of a stanza's body, which may have 64.
        header.push_str(&Base64Unpadded::encode_string(&wrap(file_key, recipient, ephemeral, share)));
        header.push('\n');
    }
    header.push_str("---");
    let mut mac = Hmac::<Sha256>::new_from_slice(&derive::<32>(file_key, &[], b"header"))
        .expect("HMAC takes keys of any length");
    mac.update(header.as_bytes());
    header.push(' ');
    header.push_str(&Base64Unpadded::encode_string(&mac.finalize().into_bytes()));
    header.push('\n');
    header.into_bytes()
}

fn wrap(file_key: &[u8; 16], recipient: Recipient, ephemeral: [u8; 32], share: [u8; 32]) -> Vec<u8> {
    let salt = [share, recipient.0].concat();
    let key = derive::<32>(&x25519(ephemeral, recipient.0), &salt, WRAP_INFO);
    // The key is used this once, hence age's nonce of zeros.
    ChaCha20Poly1305::new(&key.into())
        .encrypt(&Nonce::default(), file_key.as_slice())
        .expect("sixteen bytes are not too many")
}

/// HKDF-SHA-256, as age uses it.
pub(crate) fn derive<const N: usize>(key: &[u8], salt: &[u8], info: &[u8]) -> [u8; N] {
    let mut derived = [0; N];
    Hkdf::<Sha256>::new(Some(salt), key)
        .expand(info, &mut derived)
        .expect("HKDF gives up to 8,160 bytes, and at most 32 are asked for");
    derived
}
