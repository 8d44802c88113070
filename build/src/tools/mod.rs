//! Set-up: every tool that a task needs is there, in its pinned version, or is installed.
//!
//! What can be installed goes into a cache folder that all clones share ([`cached`], [`gallery`]), into the
//! Rust toolchain ([`toolchain`]), or, for the browser, wherever this system keeps one
//! ([`browser`]). What cannot is named, all of it at once, with the command that installs it
//! ([`prerequisite`]).

mod browser;
mod cached;
mod gallery;
mod lock;
mod prerequisite;
mod toolchain;

use std::fs;

use anyhow::{Context, Result};

use crate::workspace::Workspace;
pub use browser::{chromium, link_test_packages};
pub use cached::{bagit, fingerprint, program_folders};
pub use gallery::gallery_python;
use prerequisite::Prerequisite;

/// What the tools are wanted for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Building and serving the guide.
    Build,
    /// The same, and running the tests.
    Test,
}

/// Something that can be looked for and installed.
trait Tool {
    /// What a line of progress calls it.
    fn title(&self) -> String;
    /// Whether it is there, works and has its pinned version.
    fn is_present(&self, workspace: &Workspace) -> bool;
    /// What the installation needs, or the tool itself to run.
    fn prerequisites(&self) -> &[Prerequisite];
    /// Installs it whole, or leaves nothing that would count as present.
    fn install(&self, workspace: &Workspace) -> Result<()>;
}

/// Installs what is missing, with one line for each tool.
///
/// # Errors
/// When something is missing that only the user can install, or an installation fails.
pub fn set_up(workspace: &Workspace, purpose: Purpose) -> Result<()> {
    let mut missing = Vec::new();
    for tool in tools_for(purpose, workspace)? {
        if tool.is_present(workspace) {
            eprintln!("     present  {}", tool.title());
        } else {
            missing.push(tool);
        }
    }
    prerequisite::require(missing.iter().flat_map(|tool| tool.prerequisites()), workspace)?;
    if missing.is_empty() {
        return Ok(());
    }

    fs::create_dir_all(&workspace.cache)
        .with_context(|| format!("cannot make the cache folder {}", workspace.cache.display()))?;
    let _lock = lock::acquire(&workspace.cache)?;
    for tool in missing {
        // Another clone may have installed it while this one waited for the lock.
        if !tool.is_present(workspace) {
            eprintln!("  installing  {} ...", tool.title());
            tool.install(workspace).with_context(|| format!("{} was not installed", tool.title()))?;
        }
        eprintln!("     present  {}", tool.title());
    }
    Ok(())
}

fn tools_for(purpose: Purpose, workspace: &Workspace) -> Result<Vec<Box<dyn Tool>>> {
    let mut tools: Vec<Box<dyn Tool>> = Vec::new();
    tools.extend(toolchain::parts(purpose).map(|part| Box::new(part) as Box<dyn Tool>));
    tools.extend(cached::tools(purpose).map(|tool| Box::new(tool) as Box<dyn Tool>));
    if purpose == Purpose::Test {
        tools.push(Box::new(gallery::GalleryPackages::listed(workspace)?));
        tools.push(Box::new(browser::TestPackages::locked(workspace)?));
        // After the packages: Playwright is the one who fetches a browser as a last resort.
        tools.push(Box::new(browser::Chromium));
    }
    Ok(tools)
}
