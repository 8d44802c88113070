//! Seals a package to the public keys of the office, so that nobody on the way can read it: not the
//! network, not the endpoint, not whoever finds its disk.
//!
//! The result is a file in the [age v1](https://age-encryption.org/v1) format with X25519 recipients,
//! which `age` and every other program of that format opens. What those libraries do not offer, and an
//! upload that goes on after a crash needs, is to make *any slice* of it again: so a [`Seal`] draws
//! nothing by chance itself. Everything that age wants random comes from a [`Secret`], which was, and from
//! the digest of what is sealed: the same package always gives the same bytes, and no two packages ever
//! share a key, whoever keeps the secret.
//!
//! This crate only writes, reads no files and no clock, and is part of the worker's wasm.

mod header;
mod recipient;
mod stream;

pub use header::{is_sealed, is_sealed_from};
pub use recipient::{NotARecipient, Recipient, is_secret};
pub use stream::Seal;

/// What a seal is made of: 256 random bits. Whoever has them, and the digest of the package, can open it.
///
/// No `Debug`: it must not end up in a log by accident.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Secret(pub [u8; 32]);
