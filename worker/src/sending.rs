//! How far sending has come.

use std::fmt;

use package::Problem;
use rules::{Date, DeadlineDay, Text};
use serde::{Deserialize, Serialize};

use crate::sealed::Sealed;

/// The stages of sending, each with its own words.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
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
    /// The applicant has stopped it for a while.
    Paused(Progress),
    /// It cannot go on by itself. What was entered and what was sent is kept.
    Halted(Halt),
    /// The endpoint does not take the package.
    Refused(Vec<Text>),
    /// It has taken it: the first of the receipts is shown.
    Received,
}

/// Why sending cannot go on by itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Halt {
    /// The package cannot be made.
    Package(Problem),
    /// A document cannot be read any more.
    Unreadable,
    /// Nothing takes uploads where they are sent to; it answered with this status.
    NoEndpoint(u16),
    /// The worker has failed.
    Worker,
}

impl Sending {
    /// Something happens by itself.
    pub fn is_under_way(&self) -> bool {
        matches!(self, Self::Preparing | Self::Uploading(_) | Self::Waiting { .. } | Self::Checking)
    }

    /// Something was begun and is not over: what was entered must not change meanwhile.
    pub fn holds_the_form(&self) -> bool {
        self.is_under_way() || matches!(self, Self::Paused(_))
    }

    /// How much has arrived, as far as this stage tells.
    pub fn progress(&self) -> Option<Progress> {
        match self {
            Self::Uploading(progress) | Self::Waiting { progress, .. } | Self::Paused(progress) => {
                Some(*progress)
            }
            _ => None,
        }
    }
}

/// How much of a package has been received, in bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// Received and kept.
    pub sent: u64,
    /// The whole package.
    pub total: u64,
    /// Bytes a second, as the link has been lately; none, before it was measured.
    pub speed: Option<u64>,
}

/// Something that happened while an application was being sent: a line of the report that takes the place
/// of a screenshot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Happening {
    /// When, in milliseconds since 1970.
    pub at: u64,
    /// What.
    pub what: What,
    /// How much had arrived by then, in bytes.
    pub sent: u64,
}

/// What can happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum What {
    /// Sending began, or went on.
    Begun,
    /// The connection was lost, or moved nothing.
    Lost,
    /// The endpoint, or something on the way to it, gave an answer with this status.
    Answered(u16),
    /// The endpoint had given the upload up: it began anew.
    Anew,
    /// It cannot go on by itself, or was refused.
    Ended,
}

/// How many lines of a report are kept: the newest. A night of a bad link has thousands, which say no more.
pub const MOST_HAPPENINGS: usize = 40;

/// An upload that was announced to the endpoint, or is about to be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Upload {
    /// Made once for this package: announced twice, it is still one upload.
    pub key: String,
    /// SHA-256 of what is sent, in hexadecimal digits.
    pub sha256: String,
    /// The day for which the package was decided: another day makes another package.
    pub today: Date,
    /// Its address, once the endpoint has given it one.
    pub url: Option<String>,
    /// What it is sealed with; none, if it is sent as it is.
    #[serde(default)]
    pub sealed: Option<Sealed>,
}

/// What is drawn by chance for a new upload. The page keeps it before it is used: whichever tab goes on with
/// it announces the same upload, of the same bytes.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drawn {
    /// Its key: 128 bits in hexadecimal digits.
    pub key: String,
    /// The secret of its seal: 256 bits in hexadecimal digits.
    pub secret: String,
}

/// Without the secret, which must not end up in a log by accident.
impl fmt::Debug for Drawn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Drawn").field("key", &self.key).finish_non_exhaustive()
    }
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

/// What the page shows of a receipt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// Its code.
    pub receipt: String,
    /// When the package was received (RFC 3339, UTC).
    pub received: String,
    /// SHA-256 of what was sent, in hexadecimal digits.
    pub sha256: String,
    /// By when what is due, as the endpoint has decided; of a sealed package, which it cannot read, as this
    /// device has.
    pub deadlines: Vec<DeadlineDay>,
    /// The package is sealed: it is looked at where it is opened.
    #[serde(default)]
    pub sealed: bool,
}
