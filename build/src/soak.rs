//! The soak: the test that kills an endpoint again and again while clients send to it, for as long as one
//! likes. `cargo xtask test` runs a few seconds of it.

use anyhow::Result;

use crate::command;
use crate::workspace::Workspace;

/// Runs it and prints its figures.
///
/// # Errors
/// When it does not compile, or something that was acknowledged is lost or there twice.
pub fn run(workspace: &Workspace, minutes: u32) -> Result<()> {
    let mut cargo = workspace.command("cargo");
    command::run(cargo.args(["build", "--package", "upload"]))?;
    let mut cargo = workspace.command("cargo");
    cargo.args(["test", "--package", "system-tests", "--test", "main", "soak", "--", "--nocapture"]);
    cargo.env("PANDUAN_UPLOAD_BIN", workspace.program("upload"));
    command::run(cargo.env("PANDUAN_SOAK_SECONDS", (u64::from(minutes) * 60).to_string()))
}
