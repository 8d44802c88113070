//! What is kept in the browser, so that a reload or a killed tab loses nothing.

use rules::Answers;
use serde::{Deserialize, Serialize};

use crate::chosen_file::FileName;
use crate::sending::{Received, Sending, Upload};
use crate::state::State;

/// Days for which a draft is kept after the last change: long enough to fetch a missing document,
/// short enough for a borrowed device.
pub const KEPT_FOR_DAYS: u64 = 7;

/// A form that is not finished. The bytes of its files are kept beside it, by their numbers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Draft {
    /// When it may no longer be read, in milliseconds since 1970.
    pub expires: u64,
    /// The answers.
    pub answers: Answers,
    /// The details.
    pub details: package::Details,
    /// The files, in the order in which they were chosen.
    pub files: Vec<FileName>,
    /// It was being sent.
    pub sending: bool,
    /// The upload, once there is one.
    pub upload: Option<Upload>,
    /// It was received: its receipt is the newest one.
    pub is_received: bool,
}

/// A receipt as it is kept: beside the draft, so that nothing that is entered later is written over it.
#[derive(Serialize, Deserialize)]
pub struct KeptReceipt {
    /// When it may no longer be read, in milliseconds since 1970.
    pub expires: u64,
    /// The receipt.
    pub received: Received,
}

impl Draft {
    /// What is to be kept of `state`, at `now` (milliseconds since 1970).
    pub fn of(state: &State, now: u64) -> Self {
        Self {
            expires: now + KEPT_FOR_DAYS * 24 * 60 * 60 * 1000,
            answers: state.answers.clone(),
            details: state.details.clone(),
            files: state.files.iter().map(|chosen| chosen.file.clone()).collect(),
            sending: state.sending.is_under_way(),
            upload: state.upload.clone(),
            is_received: state.sending == Sending::Received,
        }
    }
}
