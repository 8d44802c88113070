//! The receipt: its code, which people read to each other over a telephone, and its document.
//!
//! A code is sixteen symbols of Crockford's base 32 (no I, L, O or U) in groups of four:
//! `7K3M-9QXA-2B4C-D5EF`. Fifteen carry 75 bits derived from the upload, too many to guess; the
//! last is a check symbol in GF(32) that catches every single wrong symbol and every swap of two.

use std::fmt;
use std::str::FromStr;

use package::{Accepted, Sha256};
use rules::{DeadlineDay, Verdict};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use crate::ids::{UploadHash, hash};
use crate::sealed::Sealed;

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Symbols of a code, the check symbol included.
const LENGTH: usize = 16;

/// Symbols of a group, as it is written.
const GROUP: usize = 4;

/// The number of a received application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceiptCode([u8; LENGTH]);

impl ReceiptCode {
    /// The code of this upload, the same every time, so that a completion that is done twice (after
    /// a crash, or by two processes) yields one receipt.
    pub fn of(upload: &UploadHash) -> Self {
        let digest = hash("panduan receipt", upload.as_str().as_bytes());
        let mut symbols = [0; LENGTH];
        for (symbol, byte) in symbols[..LENGTH - 1].iter_mut().zip(digest) {
            *symbol = byte & 31;
        }
        symbols[LENGTH - 1] = checksum(&symbols[..LENGTH - 1]);
        Self(symbols)
    }

    /// Reads a code as people write it: in any case, with or without hyphens and spaces, with O for
    /// zero and I or L for one. None if it is not one, by length, symbol or check symbol.
    pub fn parse(text: &str) -> Option<Self> {
        let mut symbols = [0; LENGTH];
        let mut count = 0;
        for byte in text.bytes().filter(|byte| !matches!(byte, b'-' | b' ')) {
            *symbols.get_mut(count)? = symbol(byte)?;
            count += 1;
        }
        let (data, check) = (&symbols[..LENGTH - 1], symbols[LENGTH - 1]);
        (count == LENGTH && checksum(data) == check).then_some(Self(symbols))
    }
}

fn symbol(byte: u8) -> Option<u8> {
    let plain = match byte.to_ascii_uppercase() {
        b'O' => b'0',
        b'I' | b'L' => b'1',
        other => other,
    };
    ALPHABET.iter().position(|letter| *letter == plain).map(|position| position as u8)
}

/// The sum of the symbols, the i-th from the end multiplied by xⁱ in GF(2)[x]/(x⁵+x²+1). As x
/// generates that field, the powers of any 31 places differ, hence the two promises above.
fn checksum(symbols: &[u8]) -> u8 {
    symbols.iter().fold(0, |sum, symbol| times_x(sum ^ symbol))
}

fn times_x(element: u8) -> u8 {
    let doubled = element << 1;
    if doubled & 0b10_0000 == 0 { doubled } else { doubled ^ 0b10_0101 }
}

impl fmt::Display for ReceiptCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, symbol) in self.0.iter().enumerate() {
            if place > 0 && place % GROUP == 0 {
                f.write_str("-")?;
            }
            write!(f, "{}", ALPHABET[usize::from(*symbol)] as char)?;
        }
        Ok(())
    }
}

impl FromStr for ReceiptCode {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text).ok_or("not a receipt code: compare it with the receipt, sign by sign")
    }
}

impl Serialize for ReceiptCode {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for ReceiptCode {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("not a receipt code"))
    }
}

/// What the applicant is told about a received application. Nothing in it says who applied.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Receipt {
    /// The code.
    pub receipt: ReceiptCode,
    /// The service applied for.
    pub service: String,
    /// When the package had been received and verified.
    #[serde(with = "time::serde::rfc3339")]
    pub received: OffsetDateTime,
    /// SHA-256 of the package.
    pub sha256: Sha256,
    /// Bytes of the package.
    pub bytes: u64,
    /// The package is sealed: what is in it, only the office sees.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub sealed: bool,
    /// What the rules say of the application; nothing, if the package is sealed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verdict: Option<Verdict>,
    /// By when what is due.
    pub deadlines: Vec<DeadlineDay>,
    /// What was attached.
    pub documents: Vec<ReceivedDocument>,
}

/// A document that was received.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ReceivedDocument {
    /// Its id in the service.
    pub id: String,
    /// Its path in the package.
    pub file: String,
    /// Its length.
    pub bytes: u64,
    /// Its digest.
    pub sha256: Sha256,
}

impl Receipt {
    /// The receipt of an accepted package.
    pub fn new(receipt: ReceiptCode, accepted: Accepted, received: OffsetDateTime) -> Self {
        let Accepted { application, decision, bytes, sha256 } = accepted;
        let documents = application.documents.into_iter().map(|document| ReceivedDocument {
            id: document.id,
            file: document.file,
            bytes: document.bytes,
            sha256: document.sha256,
        });
        Self {
            receipt,
            service: application.service,
            received,
            sha256,
            bytes,
            sealed: false,
            verdict: Some(decision.verdict),
            deadlines: decision.deadlines,
            documents: documents.collect(),
        }
    }

    /// The receipt of a sealed package, for the service that it was announced for. Nothing is known of
    /// what is in it.
    pub fn sealed(
        receipt: ReceiptCode,
        service: String,
        Sealed { bytes, sha256, .. }: Sealed,
        received: OffsetDateTime,
    ) -> Self {
        let (deadlines, documents) = (Vec::new(), Vec::new());
        Self { receipt, service, received, sha256, bytes, sealed: true, verdict: None, deadlines, documents }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn example() -> ReceiptCode {
        ReceiptCode::of(&UploadHash::from_folder("an upload"))
    }

    #[test]
    fn a_code_is_read_however_it_is_written() {
        let code = example();
        let written = code.to_string();
        assert_eq!(written.len(), 19);
        for spelling in [
            written.clone(),
            written.to_lowercase(),
            written.replace('-', " "),
            written.replace('0', "o").replace('1', "l"),
        ] {
            assert_eq!(ReceiptCode::parse(&spelling), Some(code.clone()), "{spelling}");
        }
        for wrong in ["", "U", &written[1..], &format!("{written}0")] {
            assert_eq!(ReceiptCode::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn every_single_error_and_every_swap_is_caught() {
        let ReceiptCode(symbols) = example();
        let written = |symbols: [u8; LENGTH]| ReceiptCode(symbols).to_string();
        for place in 0..LENGTH {
            for wrong in (0..32).filter(|wrong| *wrong != symbols[place]) {
                let mut changed = symbols;
                changed[place] = wrong;
                assert_eq!(ReceiptCode::parse(&written(changed)), None);
            }
            for other in (0..place).filter(|other| symbols[*other] != symbols[place]) {
                let mut swapped = symbols;
                swapped.swap(place, other);
                assert_eq!(ReceiptCode::parse(&written(swapped)), None);
            }
        }
    }
}
