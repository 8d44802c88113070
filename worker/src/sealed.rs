//! How a package is sealed: to whom, and from which secret.
//!
//! Both are kept with the upload. So a tab that was killed makes the very same bytes again, and a guide that
//! was built with other keys meanwhile does not break an upload under way.

use std::fmt;

use package::Sha256;
use seal::{Recipient, Seal, Secret};
use serde::{Deserialize, Serialize};

/// What a package is sealed with.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sealed {
    /// 256 random bits in hexadecimal digits: whoever has them opens the package. A text, for a list of bytes
    /// costs 1.5 KB (brotli) in the form's wasm.
    pub secret: String,
    /// The office's public keys, as age writes them.
    pub recipients: Vec<String>,
}

impl Sealed {
    /// The seal of a package of so many bytes, all of which `frame` determines: what is not in it are
    /// documents, and it holds the length and the SHA-256 of each, so it stands for the whole package. None,
    /// if a key is not one of age's, or there is none.
    pub fn seal(&self, frame: &[u8], bytes: u64) -> Option<Seal> {
        let recipients: Option<Vec<Recipient>> = self.recipients.iter().map(|key| key.parse().ok()).collect();
        let recipients = recipients.filter(|recipients| !recipients.is_empty())?;
        // 32 bytes are written as a digest is.
        let secret = Secret(*Sha256::parse(&self.secret)?.bytes());
        Some(Seal::new(&secret, Sha256::of(frame).bytes(), bytes, &recipients))
    }
}

/// Without the secret, which must not end up in a log by accident.
impl fmt::Debug for Sealed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sealed").field("recipients", &self.recipients).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj";

    fn sealed(recipients: &[&str]) -> Sealed {
        Sealed {
            secret: "07".repeat(32),
            recipients: recipients.iter().map(|key| (*key).to_owned()).collect(),
        }
    }

    /// If it broke, what was sent before a reload would be of other bytes than what is sent after it.
    #[test]
    fn the_same_upload_is_sealed_to_the_same_bytes_and_another_package_to_others() {
        let whole = |sealed: &Sealed, frame: &[u8]| {
            let seal = sealed.seal(frame, 5).expect("the key is one of age's");
            seal.slice(0, seal.bytes(), b"plain")
        };
        let kept = serde_json::to_string(&sealed(&[KEY])).expect("plain values");
        let again: Sealed = serde_json::from_str(&kept).expect("our own JSON");
        assert_eq!(whole(&sealed(&[KEY]), b"frame"), whole(&again, b"frame"));
        assert_ne!(whole(&sealed(&[KEY]), b"frame"), whole(&again, b"other"));
    }

    /// If it broke, a package would be sent readable, or so that nobody can open it.
    #[test]
    fn without_a_key_that_can_be_read_nothing_is_sealed() {
        for keys in [&[][..], &["age1"], &[KEY, "age1zvkyg"]] {
            assert!(sealed(keys).seal(b"frame", 5).is_none(), "{keys:?}");
        }
    }

    #[test]
    fn the_secret_is_in_no_log() {
        let said = format!("{:?}", Sealed { secret: "fb".repeat(32), recipients: vec!["age1".to_owned()] });
        assert!(said.contains("age1") && !said.contains("fb"), "{said}");
    }
}
