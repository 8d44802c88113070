//! The file of a day's figures: one section for each benchmark, replaced when it is measured again.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use time::OffsetDateTime;

use crate::workspace::Workspace;

const ABOUT: &str = "Written by `cargo xtask bench`. What the rows mean, and why some are as they are: \
                     [measured.md](measured.md#the-benchmarks).";

/// `docs/bench-` and the day.
pub struct Record {
    path: PathBuf,
    title: String,
}

impl Record {
    /// The file of this day, in UTC. Nothing is written yet.
    ///
    /// # Errors
    /// When there is no folder for it.
    pub fn of_today(workspace: &Workspace) -> Result<Self> {
        let folder = workspace.root.join("docs");
        fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
        let day = OffsetDateTime::now_utc().date();
        Ok(Self { path: folder.join(format!("bench-{day}.md")), title: format!("# Measured on {day}") })
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Puts a section in the place of the one of that title, or behind the others.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn put(&self, title: &str, section: &str) -> Result<()> {
        let before =
            fs::read_to_string(&self.path).unwrap_or_else(|_| format!("{}\n\n{ABOUT}\n", self.title));
        fs::write(&self.path, with_section(&before, title, section))
            .with_context(|| format!("cannot write {}", self.path.display()))
    }
}

fn with_section(text: &str, title: &str, section: &str) -> String {
    let mut parts: Vec<_> = text.split("\n## ").map(str::to_owned).collect();
    let new = format!("{title}\n\n{}\n", section.trim_end());
    match parts.iter_mut().skip(1).find(|part| part.lines().next() == Some(title)) {
        Some(part) => *part = new,
        None => parts.push(new),
    }
    parts.join("\n## ")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Otherwise a second run would lose another benchmark's figures, or leave two of its own.
    #[test]
    fn a_section_takes_the_place_of_the_one_before_and_leaves_the_others() {
        let once = with_section("# Measured\n", "The form", "5 s\n");
        let twice = with_section(&once, "The site", "1 s\n\n### Scaling\n");
        assert_eq!(twice, "# Measured\n\n## The form\n\n5 s\n\n## The site\n\n1 s\n\n### Scaling\n");
        assert_eq!(
            with_section(&twice, "The form", "4 s"),
            "# Measured\n\n## The form\n\n4 s\n\n## The site\n\n1 s\n\n### Scaling\n"
        );
    }
}
