//! A file that was chosen for a document, what a look at its bytes has shown, and what is made of it.
//!
//! The bytes are with the worker; the state knows a file by its number.

use package::{Code, DocumentDigest, DocumentType, Problem};
use rules::Document;
use serde::{Deserialize, Serialize};
pub use worker::message::FileNumber;
use worker::message::{CannotFit, FileRef, Findings, FitLimits, Fitted};

/// Pixels of the long side below which no picture is made smaller, where the document itself states no
/// limit: a page of A4 at 90 dots an inch, on which ordinary print can just be read.
const LEGIBLE: u32 = 1000;

/// A file before its bytes have been looked at. This much of it is also kept in the draft.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileName {
    /// Its number.
    pub number: FileNumber,
    /// Id of the document it was chosen for.
    pub document: String,
    /// Its name on the applicant's device. Shown, never sent.
    pub name: String,
    /// Its length in bytes: as the device says, then as it would be sent.
    pub bytes: u64,
    /// The PDF of which it is a page: it is not sent by itself then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page_of: Option<FileNumber>,
}

/// A chosen file.
#[derive(Clone, Debug, PartialEq)]
pub struct ChosenFile {
    /// What it is called and what it is for.
    pub file: FileName,
    /// What its bytes have shown.
    pub findings: Option<Findings>,
    /// What follows from that.
    pub look: Look,
    /// Where the browser has a small picture of it, to tell it from other pages of a PDF by.
    pub thumbnail: Option<String>,
    /// The browser has no room for it: it is gone when the page is closed.
    pub is_loose: bool,
}

/// What is to be thought of a file.
#[derive(Clone, Debug, PartialEq)]
pub enum Look {
    /// The bytes are being read, or the pages put together.
    Reading,
    /// It does not fit as it is: a smaller one is being made.
    Fitting,
    /// A smaller one takes its place once somebody has looked at it.
    Offered(Offer),
    /// It cannot be sent, and perhaps why no smaller one could be made.
    Wrong(Vec<Problem>, Option<CannotFit>),
    /// It can.
    Right,
}

/// A smaller file to take the place of another.
#[derive(Clone, Debug, PartialEq)]
pub struct Offer {
    /// The smaller one.
    pub fitted: Fitted,
    /// Where the browser has the other one, to be shown.
    pub before: String,
    /// Where it has the smaller one.
    pub after: String,
    /// They are looked at closely.
    pub is_close: bool,
}

impl ChosenFile {
    /// A file that nobody has looked at.
    pub fn new(file: FileName) -> Self {
        Self { file, findings: None, look: Look::Reading, thumbnail: None, is_loose: false }
    }

    /// Takes in what its bytes have shown, as `document`; none, if they could not be read.
    pub fn take_in(&mut self, findings: Option<Findings>, document: &Document) {
        self.look = match &findings {
            None => Look::Wrong(vec![self.unreadable()], None),
            Some(findings) => {
                self.file.bytes = findings.inspection.bytes;
                let problems = package::check(&findings.inspection, &self.file.name, document);
                let is_pdf = findings.inspection.document_type() == Some(DocumentType::Pdf);
                let is_only_unfit = problems.iter().all(|problem| {
                    is_only_unfit(problem.code) && !(is_pdf && problem.code == Code::WrongType)
                });
                let made = if is_pdf { DocumentType::Pdf } else { DocumentType::Jpeg };
                let is_page = self.file.page_of.is_some();
                if is_page && is_pdf {
                    Look::Wrong(vec![self.no_page()], None)
                } else if problems.is_empty() || is_only_unfit && is_page {
                    // The PDF makes of a page what it needs.
                    Look::Right
                } else if is_only_unfit && document.takes(made) {
                    Look::Fitting
                } else {
                    Look::Wrong(problems, None)
                }
            }
        };
        self.findings = findings;
    }

    /// Takes in a smaller one, if one is still wanted. It has to hold to the limits of `document` as well.
    pub fn offer(&mut self, offer: Offer, document: &Document) {
        // It may have become a page of a PDF meanwhile.
        if self.look != Look::Fitting {
            return;
        }
        let problems = package::check(&offer.fitted.findings.inspection, &self.file.name, document);
        self.look = if problems.is_empty() { Look::Offered(offer) } else { Look::Wrong(problems, None) };
    }

    /// No smaller one could be made: what is wrong stays wrong.
    pub fn cannot_fit(&mut self, why: CannotFit, document: &Document) {
        let problems = match &self.findings {
            Some(findings) => package::check(&findings.inspection, &self.file.name, document),
            None => vec![self.unreadable()],
        };
        self.look = Look::Wrong(problems, Some(why));
    }

    /// Puts the smaller one in its place.
    pub fn accept(&mut self) {
        if let Look::Offered(offer) = std::mem::replace(&mut self.look, Look::Right) {
            let Fitted { number, findings } = offer.fitted;
            self.file.number = number;
            self.file.bytes = findings.inspection.bytes;
            self.findings = Some(findings);
            self.is_loose = false;
        }
    }

    /// What is to be made smaller of it.
    pub fn limits(document: &Document) -> FitLimits {
        FitLimits { max_bytes: document.max_bytes, min_long_side: document.min_long_side.unwrap_or(LEGIBLE) }
    }

    /// Whether it can be a page of a PDF: a picture with which nothing is wrong but that it does not fit.
    pub fn can_be_a_page(&self) -> bool {
        let is_fit = match &self.look {
            Look::Reading => false,
            Look::Fitting | Look::Offered(_) | Look::Right => true,
            Look::Wrong(problems, _) => problems.iter().all(|problem| is_only_unfit(problem.code)),
        };
        // A PDF of pages that could not be made has not been looked at.
        is_fit && self.findings.is_some() && !self.is_pdf()
    }

    /// Whether it is a PDF.
    pub fn is_pdf(&self) -> bool {
        let findings = self.findings.as_ref();
        findings.is_some_and(|findings| findings.inspection.document_type() == Some(DocumentType::Pdf))
    }

    /// Whether it is a page, and one to tell from others.
    pub fn is_page(&self) -> bool {
        self.file.page_of.is_some() && self.look == Look::Right
    }

    /// What keeps it from being sent.
    pub fn problems(&self) -> &[Problem] {
        match &self.look {
            Look::Wrong(problems, _) => problems,
            _ => &[],
        }
    }

    /// What the package needs to know of it, once it was found right.
    pub fn digest(&self) -> Option<DocumentDigest> {
        let findings = self.findings.as_ref().filter(|_| self.look == Look::Right)?;
        let (id, digest) = (self.file.document.clone(), findings.digest);
        Some(DocumentDigest { id, kind: findings.inspection.document_type()?, digest })
    }

    /// How the worker knows it.
    pub fn reference(&self) -> FileRef {
        FileRef { number: self.file.number, bytes: self.file.bytes }
    }

    fn unreadable(&self) -> Problem {
        Problem::new(Code::Unreadable).with("name", self.file.name.as_str())
    }

    /// A PDF in the place of a page.
    fn no_page(&self) -> Problem {
        let accepted = [DocumentType::Jpeg, DocumentType::Png].map(DocumentType::name).join(", ");
        Problem::new(Code::WrongType)
            .with("name", self.file.name.as_str())
            .with("found", DocumentType::Pdf.name())
            .with("accepted", accepted)
    }
}

/// What a smaller JPEG, or PDF, puts right. Some browsers can decode a HEIC picture.
fn is_only_unfit(code: Code) -> bool {
    matches!(code, Code::TooLarge | Code::WrongType | Code::Heic)
}
