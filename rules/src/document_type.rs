//! The types of documents that can be accepted, because crate `package` can look into them.

use serde::{Deserialize, Serialize};

/// A type of document that this software can look into.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum DocumentType {
    /// A JPEG picture (ITU-T T.81).
    #[serde(rename = "image/jpeg")]
    Jpeg,
    /// A PNG picture (W3C PNG, third edition).
    #[serde(rename = "image/png")]
    Png,
    /// A PDF (ISO 32000).
    #[serde(rename = "application/pdf")]
    Pdf,
}

impl DocumentType {
    /// Every type.
    pub const ALL: [Self; 3] = [Self::Jpeg, Self::Png, Self::Pdf];

    /// The media type, as in a service definition.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Pdf => "application/pdf",
        }
    }

    /// The extension of such a document's file in a package.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::Png => "png",
            Self::Pdf => "pdf",
        }
    }

    /// What people call it, in every language.
    pub fn name(self) -> &'static str {
        match self {
            Self::Jpeg => "JPEG",
            Self::Png => "PNG",
            Self::Pdf => "PDF",
        }
    }

    /// What people call these media types, in every language: *JPEG, PNG, PDF*.
    pub fn names(media_types: &[String]) -> String {
        let known =
            Self::ALL.into_iter().filter(|kind| media_types.iter().any(|one| one == kind.media_type()));
        known.map(Self::name).collect::<Vec<_>>().join(", ")
    }
}
