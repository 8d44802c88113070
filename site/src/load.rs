//! Reading the content folder: every text file in it, by its path. The only file of this crate that
//! reads content, but for [`crate::revision`], which reads what it was.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use rules::text::plain_lines;

/// The texts of a content folder by their path in it, with `/` between the parts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Folder(BTreeMap<String, String>);

impl Folder {
    /// Reads every `.toml` and `.md` file below `root`. Other files and hidden ones are not content.
    ///
    /// # Errors
    /// `root` cannot be read, or a file in it is not UTF-8.
    pub fn read(root: &Path) -> Result<Self> {
        let mut folder = Self::default();
        folder.add(root, "")?;
        Ok(folder)
    }

    fn add(&mut self, root: &Path, below: &str) -> Result<()> {
        let path = root.join(below);
        let entries = fs::read_dir(&path).with_context(|| format!("cannot read {}", path.display()))?;
        for entry in entries {
            let entry = entry?;
            let Ok(name) = entry.file_name().into_string() else { continue };
            if name.starts_with('.') {
                continue;
            }
            let inner = if below.is_empty() { name } else { format!("{below}/{name}") };
            if entry.path().is_dir() {
                self.add(root, &inner)?;
            } else if Self::is_content(&inner) {
                let text = fs::read_to_string(entry.path())
                    .with_context(|| format!("cannot read {}", entry.path().display()))?;
                self.0.insert(inner, plain_lines(&text));
            }
        }
        Ok(())
    }

    /// Whether the file at `path` is one that is read.
    pub(crate) fn is_content(path: &str) -> bool {
        path.ends_with(".toml") || path.ends_with(".md")
    }

    /// The text at `path`.
    pub fn text(&self, path: &str) -> Option<&str> {
        self.0.get(path).map(String::as_str)
    }

    /// Paths that begin with `start`, without it, and their texts, in alphabetical order.
    pub fn below<'a>(&'a self, start: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.0.iter().filter_map(move |(path, text)| Some((path.strip_prefix(start)?, text.as_str())))
    }
}

impl FromIterator<(String, String)> for Folder {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(texts: I) -> Self {
        Self(texts.into_iter().map(|(path, text)| (path, plain_lines(&text))).collect())
    }
}
