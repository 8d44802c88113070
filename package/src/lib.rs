//! What an application package is: a BagIt bag in a stored ZIP, made and verified as a stream.
//!
//! Making one: each document goes through a [`Cleaner`], and what comes out of it, which is what is sent,
//! through an [`Inspector`] and a [`Digester`]; [`check`], [`check_documents`] and [`check_details`] say
//! what is wrong; [`Statement::new`] keeps what is to be stated, and [`Layout::new`] says where each byte
//! of the package comes from. Verifying one: its bytes go through a [`PackageReader`], once, and
//! [`PackageReader::verify`] judges what was read by the rules known today. The same inputs always
//! make the same bytes, and the two sides share every check.
//!
//! This crate reads no files, no clock and no network, and is part of the wasm: no dependency is here
//! that its size does not justify, and no code path formats text where joining it will do.

mod application;
mod bag;
mod check;
mod clean;
mod digest;
mod document;
mod layout;
mod problem;
mod read;
mod verify;
mod zip;

pub use application::{Application, Details, DocumentDigest, ListedDocument, Statement};
pub use check::{check_details, check_documents};
pub use clean::Cleaner;
pub use digest::{Digest, Digester, Sha256};
pub use document::{FileType, ForeignPicture, Inspection, Inspector, MOST_MEGAPIXELS, Pixels, check};
pub use layout::{Layout, Part, Segment};
pub use problem::{Code, Param, Problem};
pub use read::{PackageLimits, PackageReader};
pub use rules::DocumentType;
pub use verify::{Accepted, KnownService, verify};
