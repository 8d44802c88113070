//! What a build knows of the one before: enough to make only what has changed.
//!
//! It lies beside the pages, a line of JSON for each entry, and can be taken away at any time: the next build
//! then makes everything anew. Only a build without errors leaves one.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{BufWriter, Write as _};
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::content::Review;

/// The name of its file in the output folder.
const FILE: &str = ".known-by-site";

/// What an earlier build knew.
#[derive(Clone, Debug, Default)]
pub struct Memory {
    /// What the pages of prose were made with, but for their own texts.
    pub shared: u64,
    /// Sound pages of prose, by their file in the content folder.
    pub pages: BTreeMap<String, Arc<KnownPage>>,
    /// Files that were written, by their path.
    pub made: BTreeMap<String, Made>,
}

/// A sound page of prose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownPage {
    /// The fingerprint of its file in the content folder.
    pub fingerprint: u64,
    /// Its place in the menu.
    pub order: Option<u32>,
    /// Its title.
    pub title: String,
    /// What it is about.
    pub description: String,
    /// When it was checked.
    pub review: Review,
    /// Where the Markdown starts in the file.
    pub start: usize,
    /// Sources of the page as a whole.
    pub sources: Vec<String>,
    /// Ids that can be linked to.
    pub ids: BTreeSet<String>,
    /// Links within the site, with their place in the file.
    pub links: Vec<(String, Range<usize>)>,
}

/// A file that was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Made {
    /// The fingerprint of everything that it was made of; 0 for what has to be made again.
    pub stamp: u64,
    /// The fingerprint of its bytes.
    pub bytes: u64,
    /// How many these are.
    pub length: u64,
    /// When it was written, in nanoseconds since 1970, as the file system says.
    pub modified: u64,
    /// Its bytes in brotli, as far as they were counted.
    pub brotli: Option<u64>,
    /// Its compressed variants were written.
    pub compressed: bool,
}

#[derive(Serialize, Deserialize)]
enum Line {
    Shared(u64),
    Page(String, KnownPage),
    Made(String, Made),
}

impl Memory {
    /// What is known before the first build.
    pub const fn nothing() -> Self {
        Self { shared: 0, pages: BTreeMap::new(), made: BTreeMap::new() }
    }

    /// What the last build into `out` left; nothing, if it left nothing that can be read.
    pub fn load(out: &Path) -> Self {
        let text = fs::read_to_string(out.join(FILE)).unwrap_or_default();
        let lines: Result<Vec<Line>, _> = text.par_lines().map(serde_json::from_str).collect();
        let mut memory = Self::default();
        for line in lines.unwrap_or_default() {
            match line {
                Line::Shared(shared) => memory.shared = shared,
                Line::Page(file, page) => drop(memory.pages.insert(file, Arc::new(page))),
                Line::Made(path, made) => drop(memory.made.insert(path, made)),
            }
        }
        memory
    }

    /// Leaves it for the next build into `out`.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn save(&self, out: &Path) -> Result<()> {
        let path = out.join(FILE);
        // Renamed when it is whole: half of it would look like a guide with half of its pages.
        let unfinished = out.join(format!("{FILE}.unfinished"));
        let write = || -> Result<()> {
            let mut file = BufWriter::new(fs::File::create(&unfinished)?);
            let mut line = |line: &Line| -> Result<()> {
                serde_json::to_writer(&mut file, line)?;
                Ok(file.write_all(b"\n")?)
            };
            line(&Line::Shared(self.shared))?;
            for (name, page) in &self.pages {
                line(&Line::Page(name.clone(), KnownPage::clone(page)))?;
            }
            for (name, made) in &self.made {
                line(&Line::Made(name.clone(), *made))?;
            }
            file.flush()?;
            Ok(fs::rename(&unfinished, &path)?)
        };
        write().with_context(|| format!("cannot write {}", path.display()))
    }

    /// The page in a file with this fingerprint, if it is known.
    pub fn page(&self, file: &str, fingerprint: u64) -> Option<&Arc<KnownPage>> {
        self.pages.get(file).filter(|page| page.fingerprint == fingerprint)
    }
}
