//! The pages: `site` fills the shell with the content, into `dist/`.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use crate::workspace::Workspace;
use crate::{command, shell};

/// Builds the workspace's own programs, `site` and `upload`, for this machine.
///
/// # Errors
/// When they do not compile.
pub fn build_programs(workspace: &Workspace) -> Result<()> {
    let mut cargo = workspace.command("cargo");
    command::run(cargo.args(["build", "--package", "site", "--package", "upload"]))
}

/// Builds everything into `dist/`, which is left as it was until the new guide is whole.
///
/// # Errors
/// When the form or the programs do not compile, or the content has problems.
pub fn build(workspace: &Workspace) -> Result<()> {
    build_programs(workspace)?;
    let shell = shell::build(workspace)?;

    let next = workspace.state().join("dist-next");
    let old = workspace.state().join("dist-old");
    for leftover in [&next, &old] {
        if leftover.exists() {
            fs::remove_dir_all(leftover)?;
        }
    }
    copy_files(&shell, &next)?;

    let mut site = workspace.command(workspace.program("site"));
    site.args(["build", "--content", "content", "--shell"]).arg(next.join("index.html"));
    command::run(site.arg("--out").arg(&next))?;

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

fn copy_files(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from).with_context(|| format!("cannot read {}", from.display()))? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_files(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
