//! What the page and its worker tell each other.
//!
//! What JSON cannot carry comes along ([`envelope`](crate::browser::envelope)), in the order in which the
//! documentation of each variant names it.

use package::{Digest, Inspection, Layout, Segment};
use serde::{Deserialize, Serialize};

use crate::sealed::Sealed;
use crate::sending::{Happening, Received, Sending, Upload};

/// A file's number, drawn by chance: tabs that fill in different forms at once keep their files apart.
pub type FileNumber = u32;

/// A file of the applicant, as the worker finds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileRef {
    /// Its number.
    pub number: FileNumber,
    /// Its length in bytes.
    pub bytes: u64,
}

/// What the page wants done.
#[derive(Debug, Serialize, Deserialize)]
pub enum Order {
    /// The first one: the service whose files are kept.
    Open {
        /// Its id: files of other services have other names in the database.
        service: String,
        /// Whether anything may be kept in the database of this browser.
        keeps: bool,
    },
    /// Take this file in, which comes along, without what cameras write beside pictures.
    Take {
        /// The number to keep it under.
        number: FileNumber,
        /// It is too large ever to be sent: it is looked at, but not kept.
        is_hopeless: bool,
    },
    /// Look at a file that an earlier visit has kept.
    Look(FileRef),
    /// Make a picture or a scanned PDF smaller.
    Fit {
        /// The file.
        file: FileRef,
        /// The number to keep the smaller one under.
        to: FileNumber,
        /// What it has to fit.
        limits: FitLimits,
        /// It is a PDF.
        is_pdf: bool,
    },
    /// Make one PDF of pictures, a page each.
    Join {
        /// The pictures, in the order of the pages.
        pages: Vec<FileRef>,
        /// The number to keep the PDF under.
        to: FileNumber,
        /// What it has to fit.
        limits: FitLimits,
    },
    /// Make a picture as small as a stamp of a picture, to tell it from others by.
    Thumbnail(FileRef),
    /// Hand a PDF out, to be shown.
    Show(FileRef),
    /// Forget files.
    Discard(Vec<FileNumber>),
    /// Hand a package out, to be saved under this name. Its frame comes along.
    Export {
        /// The name.
        name: String,
        /// The package.
        parcel: Parcel,
    },
    /// Send an application. The frames of its packages come along, in the order here.
    Send(Box<Shipment>),
    /// End a wait.
    TryNow,
    /// Stop sending. What has arrived is not lost.
    Stop,
    /// Give an upload up, so that the endpoint need not keep it.
    GiveUp(String),
}

/// What a document has to fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FitLimits {
    /// At most so many bytes.
    pub max_bytes: u64,
    /// A long side of so many pixels at least, or it is not legible. What has fewer stays as it is.
    pub min_long_side: u32,
}

/// A package: where each of its bytes comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parcel {
    /// Its parts in order.
    pub parts: Vec<Part>,
}

/// A part of a package.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Part {
    /// The next so many bytes of the frame, which holds all that is not a document.
    Frame(u64),
    /// A whole file.
    File(FileRef),
}

impl Part {
    /// Its length in bytes.
    pub fn bytes(self) -> u64 {
        match self {
            Self::Frame(bytes) | Self::File(FileRef { bytes, .. }) => bytes,
        }
    }
}

impl Parcel {
    /// The package that is laid out so, with its frame. `files` are its documents, in the order in which
    /// they were given to the layout.
    pub fn of(layout: &Layout, files: &[FileRef]) -> (Self, Vec<u8>) {
        let mut frame = Vec::new();
        let part = |segment: &Segment| match segment {
            Segment::Bytes(bytes) => {
                frame.extend(bytes);
                Part::Frame(bytes.len() as u64)
            }
            Segment::Document(index) => Part::File(files[*index]),
        };
        (Self { parts: layout.segments().map(part).collect() }, frame)
    }

    /// Its length in bytes.
    pub fn bytes(&self) -> u64 {
        self.parts.iter().map(|part| part.bytes()).sum()
    }

    /// What the slice at `offset` is made of: for each part, where in the frame or file it begins, and how
    /// long it is. It ends early where the package does.
    pub fn slice(&self, offset: u64, length: u64) -> impl Iterator<Item = (Part, u64, u64)> {
        let end = offset.saturating_add(length);
        let (mut start, mut frame) = (0, 0);
        self.parts.iter().filter_map(move |part| {
            let (here, framed) = (start, frame);
            start += part.bytes();
            if let Part::Frame(bytes) = part {
                frame += bytes;
            }
            let from = offset.max(here);
            let length = end.min(start).checked_sub(from).filter(|length| *length > 0)?;
            let base = if matches!(part, Part::Frame(_)) { framed } else { 0 };
            Some((*part, base + (from - here), length))
        })
    }
}

/// An application on its way.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Shipment {
    /// Where uploads are created: a path or a whole address.
    pub endpoint: String,
    /// The service's id.
    pub service: String,
    /// The upload that was begun earlier, and the package as it would be for the day of that.
    pub begun: Option<(Upload, Parcel)>,
    /// The package as it is for `today`.
    pub parcel: Parcel,
    /// The day for which it was decided.
    pub today: rules::Date,
    /// The key for its upload, if that is a new one: 128 bits in hexadecimal digits. It comes from the page,
    /// which keeps it, so that a tab that takes over announces the same upload.
    pub key: String,
    /// What it is sealed with then; none, where the office has no key.
    pub sealed: Option<Sealed>,
}

/// What has become of it.
#[derive(Debug, Serialize, Deserialize)]
pub enum News {
    /// The worker takes orders.
    Ready {
        /// How fast it was loaded, in bytes a second; none, if it was here already.
        speed: Option<u64>,
    },
    /// A file was looked at; none, if it could not be read.
    Looked(FileNumber, Option<Findings>),
    /// A smaller one was made. It comes along, after the one that it was made of.
    Fitted(FileNumber, Fitted),
    /// None could be made.
    NotFitted(FileNumber, CannotFit),
    /// A PDF was made of these pages, or why not.
    Joined {
        /// Its number.
        number: FileNumber,
        /// The numbers of the pages.
        pages: Vec<FileNumber>,
        /// What it is; or why not, and which page was in the way, if one was.
        joined: Result<Findings, (Option<FileNumber>, CannotFit)>,
    },
    /// The browser has no room for a file: it is there until the page is closed.
    NotKept(FileNumber),
    /// The picture as small as a stamp comes along.
    Thumbnail(FileNumber),
    /// A file that was asked for comes along.
    Shown(FileNumber),
    /// So does a package, to be saved under this name; none, if a file cannot be read.
    Exported(Option<String>),
    /// An upload has a key, or an address.
    Announce(Upload),
    /// Sending has come this far.
    Reach(Sending),
    /// Something happened that a report should tell of.
    Happened(Happening),
    /// The package was received.
    Receive(Box<Received>),
}

/// What a look at a file's bytes has shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Findings {
    /// What they are.
    pub inspection: Inspection,
    /// Their digests.
    pub digest: Digest,
}

/// A smaller file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fitted {
    /// Its number.
    pub number: FileNumber,
    /// What it is.
    pub findings: Findings,
}

/// Why no smaller file could be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CannotFit {
    /// This browser cannot decode the picture.
    NotDecoded,
    /// This browser has no way to make pictures outside the page.
    NoCanvas,
    /// It would not be legible any more.
    TooDetailed,
    /// A PDF that is not made of pictures.
    NotPictures,
    /// It could not be read.
    Unreadable,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parcel() -> Parcel {
        let file = |number, bytes| Part::File(FileRef { number, bytes });
        Parcel { parts: vec![Part::Frame(10), file(7, 100), Part::Frame(5), file(8, 0), Part::Frame(3)] }
    }

    /// If it broke, a package would arrive with bytes of another place in it.
    #[test]
    fn every_slice_says_where_its_bytes_are() {
        let file = FileRef { number: 7, bytes: 100 };
        let slice = |offset, length| parcel().slice(offset, length).collect::<Vec<_>>();
        assert_eq!(parcel().bytes(), 118);
        assert_eq!(slice(0, 10), [(Part::Frame(10), 0, 10)]);
        assert_eq!(slice(8, 4), [(Part::Frame(10), 8, 2), (Part::File(file), 0, 2)]);
        assert_eq!(
            slice(109, 1000),
            [(Part::File(file), 99, 1), (Part::Frame(5), 10, 5), (Part::Frame(3), 15, 3)]
        );
        assert_eq!(slice(118, 10), []);
    }
}
