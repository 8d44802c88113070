//! Fingerprints of what files are made from: equal ones mean that making a file again would give the same.
//!
//! 64 bits, of the standard library's hash for what is small and of a faster one for files: they tell apart what
//! an editor changed, not what an attacker made alike. Another version may hash otherwise; then everything is made
//! once more.

use std::hash::{DefaultHasher, Hash, Hasher};

use rustc_hash::FxHasher;

/// The fingerprint of something that can be hashed.
pub fn of(what: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    what.hash(&mut hasher);
    hasher.finish()
}

/// The fingerprint of a file's bytes.
pub fn of_bytes(bytes: &[u8]) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(bytes);
    hasher.finish()
}

/// The fingerprint of this program, templates, styles and scripts included: they are compiled into it. Its
/// length and the time when it was written, for it is large; 0 if these cannot be told, as of a test.
pub fn of_program() -> u64 {
    let program = std::env::current_exe().and_then(std::fs::metadata);
    program.and_then(|program| Ok(of((program.len(), program.modified()?)))).unwrap_or_default()
}
