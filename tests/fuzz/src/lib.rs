//! Everything that parses bytes from outside, as a function that must not panic and must keep its promise
//! on any bytes at all.
//!
//! `cargo xtask fuzz` has libFuzzer look for bytes that break one ([`libfuzzer/`](../libfuzzer)); what it
//! found worth keeping is in `corpus/`, and `cargo test` feeds it all again, without a fuzzer.

mod documents;
mod endpoint;
mod packages;
mod scans;

pub use packages::is_accepted;

/// A name, and what is fed under it.
pub type Target = (&'static str, fn(&[u8]));

/// All there are.
pub const TARGETS: [Target; 11] = [
    ("bag", packages::bag),
    ("foreign", documents::foreign),
    ("form", endpoint::form),
    ("jpeg", documents::jpeg),
    ("join", scans::join),
    ("package", packages::package),
    ("pdf", documents::pdf),
    ("png", documents::png),
    ("requests", endpoint::requests),
    ("scan", scans::scan),
    ("sealed", endpoint::sealed),
];

/// Feeds the target of this name.
///
/// # Panics
/// There is none of this name, or the bytes break it.
pub fn feed(target: &str, bytes: &[u8]) {
    let (_, function) = TARGETS.iter().find(|(name, _)| *name == target).expect("the name of a target");
    function(bytes);
}

/// Cuts bytes into pieces of uneven lengths, which the bytes themselves decide.
fn pieces(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = bytes;
    std::iter::from_fn(move || {
        let length = usize::from(*rest.first()?) % 67 + 1;
        let (piece, later) = rest.split_at(length.min(rest.len()));
        rest = later;
        Some(piece)
    })
}
