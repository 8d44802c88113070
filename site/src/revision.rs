//! Reading the content folder as it was at a git revision. The only file of this crate that runs git.

use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};

use crate::load::Folder;

/// The texts of the content folder `root`, which is in a repository, at `revision`.
///
/// # Errors
/// There is no git, no such revision, no such folder in it, or a file is not UTF-8.
pub fn read(revision: &str, root: &Path) -> Result<Folder> {
    // Resolved first: a commit's own name can be nothing else to git, an option least of all.
    let name = format!("{revision}^{{commit}}");
    let commit = git(root, &["rev-parse", "--verify", "--quiet", "--end-of-options", &name])
        .with_context(|| format!("`{revision}` is neither a folder nor a git revision"))?;
    // Of the folder in which git runs, with paths below it.
    let listed = git(root, &["ls-tree", "-r", "-z", commit.trim()])?;
    let mut texts = Vec::new();
    for entry in listed.split_terminator('\0') {
        // MODE TYPE OBJECT, then a tab and the path.
        let (object, path) = entry.split_once('\t').context("git listed something unknown")?;
        let object = object.rsplit(' ').next().unwrap_or_default();
        if Folder::is_content(path) {
            texts.push((path.to_owned(), git(root, &["cat-file", "blob", object])?));
        }
    }
    ensure!(!texts.is_empty(), "there is no content in {} at {revision}", root.display());
    Ok(texts.into_iter().collect())
}

fn git(root: &Path, arguments: &[&str]) -> Result<String> {
    let git = Command::new("git").current_dir(root).args(arguments).stdin(Stdio::null()).output();
    let output = git.with_context(|| format!("cannot run git in {}", root.display()))?;
    let said = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "git {} failed. {}", arguments[0], said.trim());
    String::from_utf8(output.stdout).context("git gave something that is not UTF-8")
}
