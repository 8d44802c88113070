//! The script that searches the guide: ours and MiniSearch, bundled beside the page shell, where `site` finds
//! it. It takes less than a tenth of a second, so it is made anew each time.

use std::path::Path;

use anyhow::Result;

use crate::command;
use crate::tools::{SearchPackages, search_source};
use crate::workspace::Workspace;

/// What `site` looks for beside the shell.
pub const SCRIPT: &str = "search.js";

/// Bundles the script into the folder of the shell.
///
/// # Errors
/// When it does not bundle.
pub fn build(workspace: &Workspace, shell: &Path) -> Result<()> {
    let packages = SearchPackages::locked(workspace)?;
    let mut esbuild = workspace.command(packages.esbuild(workspace));
    // Older browsers have the lists below the field, and no search.
    esbuild.args(["--bundle", "--minify", "--format=iife", "--target=es2018", "--log-level=warning"]);
    esbuild.arg(search_source(workspace).join("search.js"));
    esbuild.arg(format!("--outfile={}", shell.join(SCRIPT).display()));
    command::run(esbuild.env("NODE_PATH", packages.folder(workspace).join("node_modules")))
}
