//! The script that searches in the browser, under a name with a hash, so that it can be kept for ever.

use crate::hashed::hashed;
use crate::write::File;

/// The script, as it is published.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Script(File);

impl Script {
    /// How the build calls it, beside the page shell.
    pub const BUILT: &'static str = "search.js";

    /// Gives a script its name.
    pub fn new(bytes: Vec<u8>) -> Self {
        Self(File { path: hashed("search", &bytes, "js"), bytes })
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
