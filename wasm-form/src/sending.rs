//! How far sending has come.

use rules::{Date, Lang, Text};
use serde::{Deserialize, Serialize};

/// The stages of sending, each with its own words.
#[derive(Clone, Debug, PartialEq)]
pub enum Sending {
    /// The form is being filled in.
    NotYet,
    /// The package is put together and digested.
    Preparing,
    /// Bytes are on their way.
    Uploading(Progress),
    /// The last attempt failed; the next one comes by itself.
    Waiting {
        /// After so many seconds.
        seconds: u32,
        /// What the endpoint has.
        progress: Progress,
    },
    /// All bytes have arrived, and the endpoint looks at them.
    Checking,
    /// The endpoint does not take the package.
    Refused(Vec<Text>),
    /// It has taken it.
    Received(Received),
}

impl Sending {
    /// Something happens by itself, and what was entered must not change meanwhile.
    pub fn is_under_way(&self) -> bool {
        matches!(self, Self::Preparing | Self::Uploading(_) | Self::Waiting { .. } | Self::Checking)
    }
}

/// How much of a package has been received, in bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Received and kept.
    pub sent: u64,
    /// The whole package.
    pub total: u64,
}

/// An upload that was announced to the endpoint, or is about to be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Upload {
    /// Made once for this package: announced twice, it is still one upload.
    pub key: String,
    /// SHA-256 of the package, in hexadecimal digits.
    pub sha256: String,
    /// The day for which the package was decided: another day makes another package.
    pub today: Date,
    /// Its address, once the endpoint has given it one.
    pub url: Option<String>,
}

/// The endpoint's receipt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Received {
    /// The JSON document as it was received, to be saved unchanged.
    pub document: String,
    /// What the page shows of it.
    pub receipt: Receipt,
}

/// What the page shows of a receipt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// Its code.
    pub receipt: String,
    /// When the package was received (RFC 3339, UTC).
    pub received: String,
    /// SHA-256 of the package, in hexadecimal digits.
    pub sha256: String,
}

/// The problem document with which the endpoint refuses (RFC 9457), as far as people are told of it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Refusal {
    /// Everything that is wrong.
    pub problems: Vec<RefusedFor>,
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct RefusedFor {
    /// In words.
    pub text: Text,
}

impl Refusal {
    /// The problems that an answer lists; `otherwise`, if it is not a problem document or lists none.
    pub fn texts(answer: Option<Self>, otherwise: &str) -> Vec<Text> {
        let problems = answer.map_or(Vec::new(), |refusal| refusal.problems);
        if problems.is_empty() {
            return vec![Text::each(|_: Lang| otherwise.to_owned())];
        }
        problems.into_iter().map(|problem| problem.text).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_problem_of_a_refusal_is_told() {
        let document = r#"{"type":"about:blank","status":422,"code":"package-refused","problems":[
            {"code":"zip-damaged","params":{},"text":{"id":"Rusak.","en":"Damaged."}},
            {"code":"missing-document","params":{"document":"passport"},"text":{"id":"Kurang.","en":"Missing."}}]}"#;
        let texts = Refusal::texts(serde_json::from_str(document).ok(), "?");
        assert_eq!(texts.iter().map(|text| text.en.as_str()).collect::<Vec<_>>(), ["Damaged.", "Missing."]);
    }

    #[test]
    fn what_is_no_problem_document_still_says_something() {
        for document in ["", "<html>502</html>", "{}", r#"{"problems":[]}"#] {
            let texts = Refusal::texts(serde_json::from_str(document).ok(), "502");
            assert_eq!(texts[0].id, "502", "{document}");
        }
    }
}
