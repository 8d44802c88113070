//! The gallery of awkward files, `.panduan/gallery/`, which tests read: tests/gallery/make.py makes it,
//! again only when something there has changed.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::workspace::Workspace;
use crate::{command, fingerprint, tools};

/// Where the programs that make it are, and the list of what they make.
const SOURCE: &str = "tests/gallery";

/// The folder of the gallery.
pub fn folder(workspace: &Workspace) -> PathBuf {
    workspace.state().join("gallery")
}

/// Makes the gallery, unless it is up to date.
///
/// # Errors
/// When its program fails.
pub fn make(workspace: &Workspace) -> Result<()> {
    let gallery = folder(workspace);
    let stamp = workspace.state().join("gallery.fingerprint");
    let current = fingerprint::of(&workspace.root, &[SOURCE], ())?;
    if gallery.exists() && fs::read_to_string(&stamp).is_ok_and(|made| made == current) {
        eprintln!("  up to date  the gallery of awkward files");
        return Ok(());
    }

    if gallery.exists() {
        fs::remove_dir_all(&gallery).context("cannot remove the old gallery")?;
    }
    let mut python = tools::gallery_python(workspace)?;
    // Compiled modules beside the sources would change their fingerprint.
    python.arg("-B").arg(workspace.root.join(SOURCE).join("make.py")).arg(&gallery);
    command::run(&mut python)?;
    // Last: a stamp says that what lies beside it is whole.
    fs::write(&stamp, current).with_context(|| format!("cannot write {}", stamp.display()))
}
