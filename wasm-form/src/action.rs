//! Everything that can change the state of the form.

use std::rc::Rc;

use rules::{Answer, Answers, Date};
use worker::message::{CannotFit, Findings};
use worker::sending::{Drawn, Happening, Received, Sending, Upload};

use crate::chosen_file::{FileName, FileNumber, Offer};
use crate::draft::Draft;
use crate::offices::Offices;

/// A change.
#[derive(Clone, Debug)]
pub enum Action {
    /// The form has come to life.
    Begin {
        /// The day.
        today: Date,
        /// Answers in the page's address.
        linked: Answers,
        /// What an earlier visit left.
        draft: Option<Box<Draft>>,
        /// The receipts that earlier ones left, the newest first.
        receipts: Vec<Received>,
        /// This browser keeps drafts.
        keeps_drafts: bool,
    },
    /// A question (by its id) was answered, or the answer taken back.
    Answer(String, Option<Answer>),
    /// Something was entered into the field of a detail (by its name).
    Enter(String, String),
    /// Such a field was left, changed.
    Leave(String),
    /// A member of a group (by its id) is to be added.
    AddMember(String),
    /// The member with this number is to be removed.
    RemoveMember(String, u32),
    /// Files were chosen, the first of them in the place of another one.
    Choose {
        /// The files, all for one document.
        files: Vec<FileName>,
        /// The number of the file to replace.
        replaces: Option<FileNumber>,
    },
    /// A file's bytes were looked at; none, if they could not be read.
    Looked(FileNumber, Option<Findings>),
    /// A smaller one of a file was made.
    Fitted(FileNumber, Offer),
    /// None could be made.
    NotFitted(FileNumber, CannotFit),
    /// The smaller one is good enough.
    Accept(FileNumber),
    /// It is to be looked at closely, or not.
    Zoom(FileNumber, bool),
    /// There is a small picture of a page at this address.
    Thumbnail(FileNumber, String),
    /// The pictures of this document (by its id) are to become one PDF with this number.
    Join(String, FileNumber),
    /// A PDF was made of these pages, or not.
    Joined {
        /// Its number.
        number: FileNumber,
        /// The numbers of the pages.
        pages: Vec<FileNumber>,
        /// What it is; or why not, and which page was in the way, if one was.
        joined: Result<Findings, (Option<FileNumber>, CannotFit)>,
    },
    /// A page is to change places with the one before it.
    MoveUp(FileNumber),
    /// A PDF is to become pictures again.
    Split(FileNumber),
    /// A file was taken out again.
    Remove(FileNumber),
    /// What is missing is to be shown.
    ShowMissing,
    /// The browser has no room for a file.
    NotKept(FileNumber),
    /// The package could not be handed out: a file cannot be read any more.
    NotExported,
    /// The upload that is about to be announced gets this key and this secret.
    Draw(Drawn),
    /// The report was opened, or closed.
    OpenReport(bool),
    /// Sending was asked for, on this day.
    Send(Date),
    /// An upload has a key, or an address.
    Announce(Upload),
    /// Sending has come this far.
    Reach(Sending),
    /// Something happened meanwhile.
    Happened(Happening),
    /// Sending is to wait until it is resumed.
    Pause,
    /// It is to go on, on this day.
    Resume(Date),
    /// The package was received.
    Receive(Received),
    /// Another application for this service is to be made.
    StartAnother,
    /// What was entered can no longer be kept in this browser.
    DraftsFail,
    /// What is kept is kept until then, in milliseconds since 1970.
    Kept(u64),
    /// The form is being filled in in another tab.
    Elsewhere,
    /// The worker could not be loaded and will be asked for again; or it is there, loaded so fast.
    Worker(Option<Option<u64>>),
    /// The worker has failed.
    WorkerFails,
    /// The immigration offices are known.
    Offices(Rc<Offices>),
    /// The offices of this province are to be shown.
    Province(String),
    /// The report is to name the applicant, or not.
    NameInReport(bool),
    /// Sending was given up, for now: what was sent is not lost.
    Stop,
    /// Everything is to be forgotten.
    Forget,
}

impl Action {
    /// Whether it changes anything that a draft contains. Sending under way changes what is kept with its
    /// first step only.
    pub fn is_kept(&self) -> bool {
        !matches!(
            self,
            Self::Begin { .. }
                | Self::Fitted(..)
                | Self::NotFitted(..)
                | Self::Zoom(..)
                | Self::Thumbnail(..)
                | Self::Leave(_)
                | Self::DraftsFail
                | Self::Kept(_)
                | Self::Elsewhere
                | Self::Worker(_)
                | Self::Offices(_)
                | Self::Province(_)
                | Self::NameInReport(_)
                | Self::OpenReport(_)
                | Self::NotExported
        )
    }
}
