//! Reading the content folder: every text file in it, by its path. The only file of this crate that
//! reads content, but for [`crate::revision`], which reads what it was.

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result};
use rayon::prelude::*;
use rules::text::plain_lines;

use crate::fingerprint;

/// The texts of a content folder by their path in it, with `/` between the parts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Folder(BTreeMap<String, ContentFile>);

/// A text, and the fingerprint by which a changed one is known.
#[derive(Clone, Debug, PartialEq, Eq)]
struct ContentFile {
    /// Shared with what is made of it: a large guide is in memory once.
    text: Arc<str>,
    fingerprint: u64,
}

impl ContentFile {
    fn new(text: &str) -> Self {
        let text: Arc<str> = plain_lines(text).into();
        let fingerprint = fingerprint::of_bytes(text.as_bytes());
        Self { text, fingerprint }
    }

    fn read(path: &Path) -> Result<Self> {
        let text = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
        Ok(Self::new(&text))
    }
}

impl Folder {
    /// Reads every `.toml` and `.md` file below `root`. Other files and hidden ones are not content.
    ///
    /// # Errors
    /// `root` cannot be read, or a file in it is not UTF-8.
    pub fn read(root: &Path) -> Result<Self> {
        let mut files = Vec::new();
        list(root, "", &mut files)?;
        let read = |(path, file): (String, PathBuf)| Ok((path, ContentFile::read(&file)?));
        Ok(Self(files.into_par_iter().map(read).collect::<Result<_>>()?))
    }

    /// Reads the files at `paths`, below `root`, once more. Tells whether any of them differs now.
    ///
    /// # Errors
    /// As [`Self::read`]. What could not be read is as it was.
    pub fn read_again<'p>(&mut self, root: &Path, paths: impl IntoIterator<Item = &'p str>) -> Result<bool> {
        let mut differs = false;
        for path in paths {
            let file = root.join(path);
            let is_there = match fs::metadata(&file) {
                Ok(metadata) => metadata.is_file(),
                Err(error) if error.kind() == ErrorKind::NotFound => false,
                Err(error) => return Err(error).with_context(|| format!("cannot read {}", file.display())),
            };
            let now = if is_there { Some(ContentFile::read(&file)?) } else { None };
            differs |= self.0.get(path) != now.as_ref();
            match now {
                Some(now) => self.0.insert(path.to_owned(), now),
                None => self.0.remove(path),
            };
        }
        Ok(differs)
    }

    /// Whether the file at `path` is one that is read.
    pub(crate) fn is_content(path: &str) -> bool {
        path.ends_with(".toml") || path.ends_with(".md")
    }

    /// The text at `path`.
    pub fn text(&self, path: &str) -> Option<&str> {
        self.0.get(path).map(|file| &*file.text)
    }

    /// The text at `path`, to be kept, and its fingerprint.
    pub(crate) fn shared(&self, path: &str) -> Option<(Arc<str>, u64)> {
        self.0.get(path).map(|file| (Arc::clone(&file.text), file.fingerprint))
    }

    /// Paths that begin with `start`, without it, and their texts, in alphabetical order.
    pub fn below<'a>(&'a self, start: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        let from_start =
            self.0.range::<str, _>((std::ops::Bound::Included(start), std::ops::Bound::Unbounded));
        from_start.map_while(move |(path, file)| Some((path.strip_prefix(start)?, &*file.text)))
    }

    /// The fingerprint of every file that does not begin with `start`.
    pub(crate) fn fingerprint_without(&self, start: &str) -> u64 {
        let others = self.0.iter().filter(|(path, _)| !path.starts_with(start));
        fingerprint::of(others.map(|(path, file)| (path, file.fingerprint)).collect::<Vec<_>>())
    }
}

/// Adds every content file `below` the root to `files`: its path in the folder, and where it is.
fn list(root: &Path, below: &str, files: &mut Vec<(String, PathBuf)>) -> Result<()> {
    let folder = root.join(below);
    let entries = fs::read_dir(&folder).with_context(|| format!("cannot read {}", folder.display()))?;
    for entry in entries {
        let entry = entry?;
        let Ok(name) = entry.file_name().into_string() else { continue };
        if name.starts_with('.') {
            continue;
        }
        let inner = if below.is_empty() { name } else { format!("{below}/{name}") };
        let kind = entry.file_type()?;
        // A link may lead to a folder; only then it has to be asked.
        if kind.is_dir() || (kind.is_symlink() && entry.path().is_dir()) {
            list(root, &inner, files)?;
        } else if Folder::is_content(&inner) {
            files.push((inner, entry.path()));
        }
    }
    Ok(())
}

impl FromIterator<(String, String)> for Folder {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(texts: I) -> Self {
        Self(texts.into_iter().map(|(path, text)| (path, ContentFile::new(&text))).collect())
    }
}
