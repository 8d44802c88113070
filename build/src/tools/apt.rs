//! Debian's own packages, for what is driven by tests and pinned by nobody.

use std::fs;

use anyhow::Result;

use crate::command;
use crate::workspace::Workspace;

/// Whether this is root on a system of the Debian family. Ubuntu is none for this purpose: its
/// packages of browsers only install snaps, which cannot be driven from a test.
pub fn may_be_used(workspace: &Workspace) -> bool {
    let is_root = command::output(workspace.command("id").arg("-u")).is_ok_and(|id| id == "0");
    let is_debian = fs::read_to_string("/etc/os-release")
        .is_ok_and(|release| release.lines().any(|line| line == "ID=debian"));
    is_root && is_debian
}

/// Installs packages, all in one go: the lists of packages are fetched once.
///
/// # Errors
/// When any of them cannot be fetched or installed.
pub fn install(packages: &[&str], workspace: &Workspace) -> Result<()> {
    command::run(workspace.command("apt-get").args(["update", "--quiet"]))?;
    let mut install = workspace.command("apt-get");
    install.args(["install", "--yes", "--no-install-recommends"]).args(packages);
    command::run(install.env("DEBIAN_FRONTEND", "noninteractive"))
}
