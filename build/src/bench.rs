//! Benchmarks, each beside its peers in the same run.

use anyhow::Result;

use crate::workspace::Workspace;
use crate::{command, tools};

/// Measures how fast the endpoint takes uploads in, beside `@tus/server` and rustus, and prints a table.
///
/// # Errors
/// When set-up fails, or a server does not do what it should.
pub fn run(workspace: &Workspace) -> Result<()> {
    tools::set_up(workspace, tools::Purpose::Bench)?;
    tools::link_test_packages(workspace)?;
    let mut cargo = workspace.command("cargo");
    command::run(cargo.args(["build", "--release", "--package", "upload"]))?;
    let mut cargo = workspace.command("cargo");
    cargo.args(["run", "--quiet", "--release", "--package", "system-tests", "--example", "throughput"]);
    cargo.env("PANDUAN_UPLOAD_BIN", workspace.target.join("release/upload"));
    cargo
        .env("PANDUAN_RUSTUS", tools::rustus(&workspace.cache))
        .env("PANDUAN_EATMYDATA", tools::eatmydata(workspace)?);
    command::run(&mut cargo)
}
