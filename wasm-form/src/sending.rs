//! How far sending has come.

use rules::{Date, DeadlineDay, Text};
use serde::{Deserialize, Serialize};

use crate::chosen_file::ChosenFile;

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
        /// The status of an answer that this form does not know; none, if there was no answer or the
        /// endpoint asked to wait.
        answered: Option<u16>,
        /// What the endpoint has.
        progress: Progress,
    },
    /// All bytes have arrived, and the endpoint looks at them.
    Checking,
    /// It cannot go on by itself, for this reason. What was entered and what was sent is kept.
    Halted(String),
    /// The endpoint does not take the package.
    Refused(Vec<Text>),
    /// It has taken it: the first of the receipts is shown.
    Received,
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
    /// It is of an application that was sent before the last change was made, and had arrived already.
    pub is_earlier: bool,
    /// What was sent, document by document; nothing, if that is not known here any more.
    #[serde(default)]
    pub sent: Vec<Sent>,
}

/// The files that were sent for a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sent {
    /// The document's id.
    pub document: String,
    /// How many.
    pub count: u32,
    /// All of them together.
    pub bytes: u64,
}

impl Sent {
    /// What these files are, document by document.
    pub fn of<'f>(files: impl Iterator<Item = &'f ChosenFile>) -> Vec<Self> {
        let mut sent: Vec<Self> = Vec::new();
        for ChosenFile { file, .. } in files {
            match sent.iter_mut().find(|one| one.document == file.document) {
                Some(one) => {
                    one.count += 1;
                    one.bytes += file.bytes;
                }
                None => sent.push(Self { document: file.document.clone(), count: 1, bytes: file.bytes }),
            }
        }
        sent
    }
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
    /// By when what is due, as the endpoint has decided.
    pub deadlines: Vec<DeadlineDay>,
}
