//! The script that searches in the browser, under a name with a hash, so that it can be kept for ever.

use package::Sha256;

use crate::write::File;

/// Digits of a hash in a name, as many as those of the worker have.
const HASH_DIGITS: usize = 16;

/// The script, as it is published.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Script(File);

impl Script {
    /// How the build calls it, beside the page shell.
    pub const BUILT: &'static str = "search.js";

    /// Gives a script its name.
    pub fn new(bytes: Vec<u8>) -> Self {
        let hash = Sha256::of(&bytes).hex();
        Self(File { path: format!("search-{}.js", &hash[..HASH_DIGITS]), bytes })
    }

    /// Its file.
    pub fn file(&self) -> &File {
        &self.0
    }

    /// The path from which the index page loads it.
    pub fn address(&self) -> String {
        format!("/{}", self.0.path)
    }
}
