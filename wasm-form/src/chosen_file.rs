//! A file that was chosen for a document, and what a look at its bytes has shown.
//!
//! The bytes stay in the browser ([`crate::browser::files`]); the state knows a file by its number.

use package::{Code, Digest, DocumentDigest, DocumentType, Inspection, Problem};
use rules::Document;
use serde::{Deserialize, Serialize};

/// A file's number, drawn by chance: tabs that fill in the same form at once keep their files apart.
pub type FileNumber = u32;

/// A file before its bytes have been looked at. This much of it is also kept in the draft.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileName {
    /// Its number.
    pub number: FileNumber,
    /// Id of the document it was chosen for.
    pub document: String,
    /// Its name on the applicant's device. Shown, never sent.
    pub name: String,
    /// Its length in bytes, as the device says.
    pub bytes: u64,
}

/// A chosen file.
#[derive(Clone, Debug, PartialEq)]
pub struct ChosenFile {
    /// What it is called and what it is for.
    pub file: FileName,
    /// What its bytes have shown.
    pub look: Look,
}

/// What a look at a file's bytes has shown.
#[derive(Clone, Debug, PartialEq)]
pub enum Look {
    /// The bytes are being read.
    Reading,
    /// It cannot be sent.
    Wrong(Vec<Problem>),
    /// It can.
    Right(DocumentType, Digest),
}

impl Look {
    /// What the bytes of `file`, chosen for `document`, amount to; none, if they could not be read.
    pub fn at(file: &FileName, document: &Document, read: Option<(Inspection, Digest)>) -> Self {
        let unreadable = || Problem::new(Code::Unreadable).with("name", file.name.as_str());
        let Some((inspection, digest)) = read else { return Self::Wrong(vec![unreadable()]) };
        let problems = package::check(&inspection, &file.name, document);
        match inspection.document_type() {
            Some(kind) if problems.is_empty() => Self::Right(kind, digest),
            None if problems.is_empty() => Self::Wrong(vec![unreadable()]),
            _ => Self::Wrong(problems),
        }
    }
}

impl ChosenFile {
    /// What keeps it from being sent.
    pub fn problems(&self) -> &[Problem] {
        match &self.look {
            Look::Wrong(problems) => problems,
            Look::Reading | Look::Right(..) => &[],
        }
    }

    /// What the package needs to know of it, once it was found right.
    pub fn digest(&self) -> Option<DocumentDigest> {
        match self.look {
            Look::Right(kind, digest) => {
                Some(DocumentDigest { id: self.file.document.clone(), kind, digest })
            }
            Look::Reading | Look::Wrong(_) => None,
        }
    }
}
