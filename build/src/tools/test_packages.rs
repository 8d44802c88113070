//! The packages that the browser tests import: what drives browsers, axe, and
//! clients of the upload protocol.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};

use super::Tool;
use super::cached::install_whole;
use super::prerequisite::Prerequisite;
use crate::workspace::Workspace;
use crate::{command, fingerprint};

const PACKAGE_FILES: [&str; 2] = ["package.json", "package-lock.json"];

fn tests_folder(workspace: &Workspace) -> PathBuf {
    workspace.root.join("tests/browser")
}

/// The packages of `tests/browser/package-lock.json`.
pub struct TestPackages {
    /// Which packages, and in which versions: clones with the same lock file share them.
    fingerprint: String,
}

impl TestPackages {
    /// The packages that this clone's lock file names.
    ///
    /// # Errors
    /// When the lock file cannot be read.
    pub fn locked(workspace: &Workspace) -> Result<Self> {
        let fingerprint = fingerprint::of(&tests_folder(workspace), &PACKAGE_FILES, ())?;
        Ok(Self { fingerprint })
    }

    /// Where they are in the cache.
    pub fn folder(&self, workspace: &Workspace) -> PathBuf {
        workspace.cache.join(format!("browser-tests-{}", self.fingerprint))
    }
}

impl Tool for TestPackages {
    fn title(&self) -> String {
        format!("Playwright, Puppeteer, axe, tus-js-client and Uppy (lock file {})", self.fingerprint)
    }

    fn is_present(&self, workspace: &Workspace) -> bool {
        self.folder(workspace).join("node_modules/.bin/playwright").exists()
    }

    fn prerequisites(&self) -> &[Prerequisite] {
        &[Prerequisite::Node, Prerequisite::Npm]
    }

    fn install(&self, workspace: &Workspace) -> Result<()> {
        install_whole(&self.folder(workspace), |folder| {
            fs::create_dir_all(folder)?;
            for file in PACKAGE_FILES {
                fs::copy(tests_folder(workspace).join(file), folder.join(file))?;
            }
            let mut npm = workspace.command("npm");
            npm.args(["ci", "--no-audit", "--no-fund"]).current_dir(folder);
            command::run(npm.env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1"))
        })
    }
}

/// Makes the cached packages the ones that the test files import.
///
/// # Errors
/// When `tests/browser/node_modules` cannot be replaced.
pub fn link_test_packages(workspace: &Workspace) -> Result<()> {
    let packages = TestPackages::locked(workspace)?.folder(workspace).join("node_modules");
    let link = tests_folder(workspace).join("node_modules");
    if fs::read_link(&link).is_ok_and(|current| current == packages) {
        return Ok(());
    }
    if link.is_symlink() {
        fs::remove_file(&link)?;
    } else if link.exists() {
        bail!("{} was not made by xtask: remove it", link.display());
    }
    symlink(&packages, &link).with_context(|| format!("cannot make the link {}", link.display()))
}
