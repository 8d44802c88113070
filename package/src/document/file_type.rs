//! What a file is, by its bytes: a document that can be taken, or a picture that first has to become one.

use rules::DocumentType;
use serde::{Deserialize, Serialize};

/// What a file is, whatever its name says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FileType {
    /// A type that a service may accept.
    Document(DocumentType),
    /// A picture of a type that no service accepts. A browser that can show it can make a JPEG of it.
    Foreign(ForeignPicture),
}

/// A picture of a type that no service accepts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ForeignPicture {
    /// HEIF with HEVC inside (ISO/IEC 23008-12): what iPhones and many Android phones save.
    Heic,
    /// AVIF (AOMedia AV1 Image File Format).
    Avif,
    /// WebP (RFC 9649).
    WebP,
    /// WebP of several pictures, of which a JPEG can hold the first only.
    AnimatedWebP,
    /// GIF (CompuServe GIF89a), moving or not.
    Gif,
}

impl FileType {
    /// The type of the document that it is, if it can be taken as it stands.
    pub fn document(self) -> Option<DocumentType> {
        match self {
            Self::Document(kind) => Some(kind),
            Self::Foreign(_) => None,
        }
    }

    /// What people call it, in every language.
    pub fn name(self) -> &'static str {
        match self {
            Self::Document(kind) => kind.name(),
            Self::Foreign(ForeignPicture::Heic) => "HEIC",
            Self::Foreign(ForeignPicture::Avif) => "AVIF",
            Self::Foreign(ForeignPicture::WebP | ForeignPicture::AnimatedWebP) => "WebP",
            Self::Foreign(ForeignPicture::Gif) => "GIF",
        }
    }
}
