//! The packages for Node.js that the browser tests import (what drives browsers, axe, clients of the upload
//! protocol), and those that are measured beside ours (generators of sites, form builders).

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

/// The packages of a `package-lock.json`.
pub struct TestPackages {
    /// What a line of progress calls them.
    title: &'static str,
    /// The folder of the lock file, and of the files that import the packages.
    folder: &'static str,
    /// What the name of their folder in the cache begins with.
    name: &'static str,
    /// The program that shows that they are there, in `node_modules/.bin`.
    program: &'static str,
    /// Which packages, and in which versions: clones with the same lock file share them.
    fingerprint: String,
}

impl TestPackages {
    /// The packages that this clone's lock file names for the browser tests.
    ///
    /// # Errors
    /// When the lock file cannot be read.
    pub fn locked(workspace: &Workspace) -> Result<Self> {
        Self {
            title: "Playwright, Puppeteer, axe, tus-js-client and Uppy",
            folder: "tests/browser",
            name: "browser-tests",
            program: "playwright",
            fingerprint: String::new(),
        }
        .with_fingerprint(workspace)
    }

    /// The peers that benchmarks measure, and what measures them.
    ///
    /// # Errors
    /// When the lock file cannot be read.
    pub fn peers(workspace: &Workspace) -> Result<Self> {
        Self {
            title: "Eleventy, SurveyJS, react-jsonschema-form and Form.io",
            folder: "tests/bench",
            name: "bench",
            program: "eleventy",
            fingerprint: String::new(),
        }
        .with_fingerprint(workspace)
    }

    fn with_fingerprint(self, workspace: &Workspace) -> Result<Self> {
        let fingerprint = fingerprint::of(&self.source(workspace), &PACKAGE_FILES, ())?;
        Ok(Self { fingerprint, ..self })
    }

    fn source(&self, workspace: &Workspace) -> PathBuf {
        workspace.root.join(self.folder)
    }

    /// Where they are in the cache.
    pub fn folder(&self, workspace: &Workspace) -> PathBuf {
        workspace.cache.join(format!("{}-{}", self.name, self.fingerprint))
    }

    /// Makes the cached packages the ones that the files of this clone import.
    ///
    /// # Errors
    /// When `node_modules` beside them cannot be replaced.
    pub fn link(&self, workspace: &Workspace) -> Result<()> {
        let packages = self.folder(workspace).join("node_modules");
        let link = self.source(workspace).join("node_modules");
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
}

impl Tool for TestPackages {
    fn title(&self) -> String {
        format!("{} (lock file {})", self.title, self.fingerprint)
    }

    fn is_present(&self, workspace: &Workspace) -> bool {
        self.folder(workspace).join("node_modules/.bin").join(self.program).exists()
    }

    fn prerequisites(&self) -> &[Prerequisite] {
        &[Prerequisite::Node, Prerequisite::Npm]
    }

    fn install(&self, workspace: &Workspace) -> Result<()> {
        install_whole(&self.folder(workspace), |folder| {
            fs::create_dir_all(folder)?;
            for file in PACKAGE_FILES {
                fs::copy(self.source(workspace).join(file), folder.join(file))?;
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
    TestPackages::locked(workspace)?.link(workspace)
}

/// Makes the cached peers the ones that the benchmarks import.
///
/// # Errors
/// When `tests/bench/node_modules` cannot be replaced.
pub fn link_peers(workspace: &Workspace) -> Result<()> {
    TestPackages::peers(workspace)?.link(workspace)
}
