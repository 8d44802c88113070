//! Public keys, as age writes them: `age1…`.

use std::fmt;
use std::str::FromStr;

use bech32::primitives::decode::CheckedHrpstring;
use bech32::{Bech32, Hrp};

/// The part of the text before the key.
const PREFIX: &str = "age";

/// What secret keys begin with.
const SECRET_PREFIX: &[u8] = b"AGE-SECRET-KEY-";

/// An X25519 public key. Whoever has the identity that belongs to it opens what is sealed to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Recipient(pub(crate) [u8; 32]);

/// A text is not a public key of age's, or was copied with a mistake.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotARecipient;

impl FromStr for Recipient {
    type Err = NotARecipient;

    fn from_str(text: &str) -> Result<Self, NotARecipient> {
        let checked = CheckedHrpstring::new::<Bech32>(text).map_err(|_| NotARecipient)?;
        if checked.hrp().as_str() != PREFIX {
            return Err(NotARecipient);
        }
        let mut bytes = checked.byte_iter();
        let mut key = [0; 32];
        for byte in &mut key {
            *byte = bytes.next().ok_or(NotARecipient)?;
        }
        match bytes.next() {
            None => Ok(Self(key)),
            Some(_) => Err(NotARecipient),
        }
    }
}

/// Whether this is meant for a secret key of age's: such a text must not be repeated.
pub fn is_secret(text: &str) -> bool {
    let start = text.trim_start().as_bytes().get(..SECRET_PREFIX.len());
    start.is_some_and(|start| start.eq_ignore_ascii_case(SECRET_PREFIX))
}

impl fmt::Display for Recipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let prefix = Hrp::parse_unchecked(PREFIX);
        bech32::encode_to_fmt::<Bech32, _>(f, prefix, &self.0).map_err(|_| fmt::Error)
    }
}

impl fmt::Display for NotARecipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a public key of age: it begins with age1 and has 62 characters")
    }
}

impl std::error::Error for NotARecipient {}
