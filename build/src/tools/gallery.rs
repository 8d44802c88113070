//! What makes the gallery of awkward files: packages for Python that draw and write pictures and PDFs.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;

use super::Tool;
use super::cached::install_whole;
use super::prerequisite::Prerequisite;
use crate::workspace::Workspace;
use crate::{command, fingerprint};

/// The packages and their versions, all of them pinned.
const REQUIREMENTS: &str = "tests/gallery/requirements.txt";

/// The packages of `tests/gallery/requirements.txt`.
pub struct GalleryPackages {
    /// Which packages, and in which versions: clones with the same list share them.
    fingerprint: String,
}

impl GalleryPackages {
    /// The packages that this clone's list names.
    ///
    /// # Errors
    /// When the list cannot be read.
    pub fn listed(workspace: &Workspace) -> Result<Self> {
        let fingerprint = fingerprint::of(&workspace.root, &[REQUIREMENTS], ())?;
        Ok(Self { fingerprint })
    }

    fn folder(&self, workspace: &Workspace) -> PathBuf {
        workspace.cache.join(format!("gallery-{}", self.fingerprint))
    }

    /// Python with these packages, and no others that may be installed for it.
    fn python(&self, workspace: &Workspace) -> Command {
        let mut python = workspace.command("python3");
        python.env("PYTHONPATH", self.folder(workspace)).arg("-s");
        python
    }
}

impl Tool for GalleryPackages {
    fn title(&self) -> String {
        format!("Pillow and pikepdf (list {})", self.fingerprint)
    }

    fn is_present(&self, workspace: &Workspace) -> bool {
        // Parts of them are compiled for one version of Python, and do not load in another.
        let mut python = self.python(workspace);
        python.args(["-B", "-c", "import numpy, pikepdf, pillow_heif, PIL"]);
        self.folder(workspace).exists() && command::output(&mut python).is_ok()
    }

    fn prerequisites(&self) -> &[Prerequisite] {
        &[Prerequisite::Python, Prerequisite::Pip]
    }

    fn install(&self, workspace: &Workspace) -> Result<()> {
        install_whole(&self.folder(workspace), |folder| {
            fs::create_dir_all(folder)?;
            let mut pip = workspace.command("python3");
            pip.args([
                "-m",
                "pip",
                "install",
                "--no-deps",
                "--disable-pip-version-check",
                "--only-binary=:all:",
            ]);
            pip.arg("--requirement").arg(workspace.root.join(REQUIREMENTS));
            command::run(pip.arg("--target").arg(folder))
        })
    }
}

/// Python with what makes the gallery.
///
/// # Errors
/// When the list of packages cannot be read.
pub fn gallery_python(workspace: &Workspace) -> Result<Command> {
    Ok(GalleryPackages::listed(workspace)?.python(workspace))
}
