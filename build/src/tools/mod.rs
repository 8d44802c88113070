//! Set-up: every tool that a task needs is there, in its pinned version, or is installed.
//!
//! What can be installed goes into a cache folder that all clones share ([`cached`], [`python_packages`],
//! [`test_packages`], [`search_packages`]), into the Rust toolchain ([`toolchain`]), or, for browsers and programs of the system
//! ([`system`]), wherever it keeps them ([`apt`]). What cannot is named, all of it at once, with the command that
//! installs it ([`prerequisite`]).

mod apt;
mod browser;
mod cached;
mod lock;
mod prerequisite;
mod python_packages;
mod search_packages;
mod system;
mod test_packages;
mod toolchain;

use std::fs;

use anyhow::{Context, Result};

use crate::workspace::Workspace;
pub use browser::{CHROMIUM, FIREFOX};
pub use cached::{bagit, cargo_fuzz, fingerprint, peers, program_folders, stores};
use prerequisite::Prerequisite;
use python_packages::PythonPackages;
pub use python_packages::{gallery_python, hugo, moto, tuspy};
pub use search_packages::{SearchPackages, source as search_source};
pub use system::eatmydata;
pub use test_packages::{link_peers, link_test_packages};

/// What the tools are wanted for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Purpose {
    /// Building and serving the guide.
    Build,
    /// The same, and running the tests.
    Test,
    /// Running a fuzzer.
    Fuzz,
    /// Measuring beside peers.
    Bench,
}

/// Something that can be looked for and installed.
trait Tool {
    /// What a line of progress calls it.
    fn title(&self) -> String;
    /// Whether it is there, works and has its pinned version.
    fn is_present(&self, workspace: &Workspace) -> bool;
    /// What the installation needs, or the tool itself to run.
    fn prerequisites(&self) -> &[Prerequisite];
    /// The package that brings it on Debian, without any prerequisites, if one does.
    fn debian_package(&self) -> Option<&str> {
        None
    }
    /// Installs it whole, or leaves nothing that would count as present. Not called where a Debian
    /// package has brought it.
    fn install(&self, workspace: &Workspace) -> Result<()>;
}

/// Installs what is missing, with one line for each tool.
///
/// # Errors
/// When something is missing that only the user can install, or an installation fails.
pub fn set_up(workspace: &Workspace, purpose: Purpose) -> Result<()> {
    let missing = absent(tools_for(purpose, workspace)?, workspace);
    let has_apt = apt::may_be_used(workspace);
    let by_hand = missing.iter().filter(|tool| !has_apt || tool.debian_package().is_none());
    prerequisite::require(by_hand.flat_map(|tool| tool.prerequisites()), workspace)?;
    if missing.is_empty() {
        return Ok(());
    }

    fs::create_dir_all(&workspace.cache)
        .with_context(|| format!("cannot make the cache folder {}", workspace.cache.display()))?;
    let _lock = lock::acquire(&workspace.cache)?;
    // Another clone may have installed some while this one waited for the lock.
    let mut missing = absent(missing, workspace);
    let packages: Vec<_> = missing.iter().filter_map(|tool| tool.debian_package()).collect();
    if has_apt && !packages.is_empty() {
        eprintln!("  installing  {} ...", packages.join(", "));
        apt::install(&packages, workspace)?;
        missing = absent(missing, workspace);
    }
    for tool in missing {
        eprintln!("  installing  {} ...", tool.title());
        tool.install(workspace).with_context(|| format!("{} was not installed", tool.title()))?;
        eprintln!("     present  {}", tool.title());
    }
    Ok(())
}

/// Those that are not there; a line says it of each that is.
fn absent(mut tools: Vec<Box<dyn Tool>>, workspace: &Workspace) -> Vec<Box<dyn Tool>> {
    tools.retain(|tool| {
        let is_present = tool.is_present(workspace);
        if is_present {
            eprintln!("     present  {}", tool.title());
        }
        !is_present
    });
    tools
}

fn tools_for(purpose: Purpose, workspace: &Workspace) -> Result<Vec<Box<dyn Tool>>> {
    let mut tools: Vec<Box<dyn Tool>> = Vec::new();
    tools.extend(toolchain::parts(purpose).map(|part| Box::new(part) as Box<dyn Tool>));
    tools.extend(cached::tools(purpose).into_iter().map(|tool| Box::new(tool) as Box<dyn Tool>));
    if matches!(purpose, Purpose::Build | Purpose::Test) {
        tools.push(Box::new(SearchPackages::locked(workspace)?));
    }
    if matches!(purpose, Purpose::Test | Purpose::Bench) {
        tools.push(Box::new(test_packages::TestPackages::locked(workspace)?));
    }
    let python = PythonPackages::all(purpose, workspace)?;
    tools.extend(python.into_iter().map(|list| Box::new(list) as Box<dyn Tool>));
    if purpose == Purpose::Bench {
        tools.push(Box::new(test_packages::TestPackages::peers(workspace)?));
        tools.push(Box::new(CHROMIUM));
    }
    if purpose == Purpose::Test {
        // After the packages: Playwright is the one who fetches a browser as a last resort.
        tools.extend([CHROMIUM, FIREFOX].map(|browser| Box::new(browser) as Box<dyn Tool>));
    }
    tools.extend(system::tools(purpose).map(|tool| Box::new(tool) as Box<dyn Tool>));
    Ok(tools)
}
