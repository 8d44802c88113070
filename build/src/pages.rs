//! The pages: `site` fills the shell with the content, into `dist/`.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::carry_over::carry_over;
use crate::workspace::Workspace;
use crate::{command, search, shell};

/// Builds the workspace's own programs, `site` and `upload`, for this machine.
///
/// # Errors
/// When they do not compile.
pub fn build_programs(workspace: &Workspace) -> Result<()> {
    let mut cargo = workspace.command("cargo");
    command::run(cargo.args(["build", "--package", "site", "--package", "upload"]))
}

/// Builds the programs and the form, and puts the form's files into `dist/`, as the base of a preview.
/// Gives the folder that holds the shell.
///
/// # Errors
/// When the form or the programs do not compile.
pub fn build_shell(workspace: &Workspace) -> Result<PathBuf> {
    build_programs(workspace)?;
    let shell = shell::build(workspace)?;
    search::build(workspace, &shell)?;
    copy_files(&shell, &workspace.dist())?;
    Ok(shell)
}

/// Builds everything into `dist/`, which is left as it was until the new guide is whole. Packages will be
/// sealed to `recipient`, if there is one, and not to the keys that the content names.
///
/// # Errors
/// When the form or the programs do not compile, or the content has problems.
pub fn build(workspace: &Workspace, recipient: Option<&str>) -> Result<()> {
    build_programs(workspace)?;
    let shell = shell::build(workspace)?;
    search::build(workspace, &shell)?;

    let next = workspace.state().join("dist-next");
    let old = workspace.state().join("dist-old");
    for leftover in [&next, &old] {
        if leftover.exists() {
            fs::remove_dir_all(leftover)?;
        }
    }
    carry_over(&workspace.dist(), &next)?;
    copy_files(&shell, &next)?;

    let mut site = workspace.command(workspace.program("site"));
    site.args(["build", "--content", "content", "--shell"]).arg(shell.join("index.html"));
    site.args(recipient.iter().flat_map(|key| ["--recipient", key]));
    command::run(site.arg("--out").arg(&next))?;
    keep_compressed(&next, &shell)?;

    let dist = workspace.dist();
    if dist.exists() {
        fs::rename(&dist, &old).context("cannot move the old dist/ away")?;
    }
    fs::rename(&next, &dist).context("cannot move the new guide to dist/")?;
    if old.exists() {
        fs::remove_dir_all(old)?;
    }
    Ok(())
}

/// Puts the compressed variants that `site` made of Trunk's files beside the originals, so that the
/// next build finds them there: compressing the wasm takes longer than all the pages.
fn keep_compressed(built: &Path, shell: &Path) -> Result<()> {
    for file in sorted_entries(shell)? {
        let is_kept = file.extension().is_some_and(|extension| extension == "wasm" || extension == "js");
        if !is_kept {
            continue;
        }
        for variant in ["br", "gz"].map(|variant| file.with_added_extension(variant)) {
            let made = built.join(variant.strip_prefix(shell)?);
            if made.exists() && !variant.exists() {
                fs::copy(made, variant)?;
            }
        }
    }
    Ok(())
}

/// Files of the shell that `site` publishes under other names, with a hash.
const PUBLISHED_BY_SITE: [&str; 6] =
    ["form.js", "form_bg.wasm", "form_rest.wasm", "worker.js", "worker_bg.wasm", search::SCRIPT];

/// Copies a folder. In the order of names, so that a compressed variant is younger than its
/// original, which is how `site` knows that it is not stale.
fn copy_files(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for path in sorted_entries(from)? {
        if PUBLISHED_BY_SITE.iter().any(|name| path.ends_with(name)) {
            continue;
        }
        let target = to.join(path.strip_prefix(from)?);
        if path.is_dir() {
            copy_files(&path, &target)?;
        } else {
            fs::copy(path, target)?;
        }
    }
    Ok(())
}

/// What is in a folder, in the order of names.
///
/// # Errors
/// When it cannot be read.
pub fn sorted_entries(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    let mut paths = entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    paths.sort();
    Ok(paths)
}
