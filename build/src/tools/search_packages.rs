//! What the search of the guide is bundled of: MiniSearch, and the program that makes one small script of it
//! and ours.

use std::fs;
use std::path::PathBuf;

use anyhow::Result;

use super::Tool;
use super::cached::install_whole;
use super::prerequisite::Prerequisite;
use crate::workspace::Workspace;
use crate::{command, fingerprint};

const PACKAGE_FILES: [&str; 2] = ["package.json", "package-lock.json"];

/// The packages of `site/search/package-lock.json`.
pub struct SearchPackages {
    /// Which packages, and in which versions: clones with the same lock file share them.
    fingerprint: String,
}

impl SearchPackages {
    /// The packages that this clone's lock file names.
    ///
    /// # Errors
    /// When the lock file cannot be read.
    pub fn locked(workspace: &Workspace) -> Result<Self> {
        let fingerprint = fingerprint::of(&source(workspace), &PACKAGE_FILES, ())?;
        Ok(Self { fingerprint })
    }

    /// Where they are in the cache.
    pub fn folder(&self, workspace: &Workspace) -> PathBuf {
        workspace.cache.join(format!("search-{}", self.fingerprint))
    }

    /// The program that bundles.
    pub fn esbuild(&self, workspace: &Workspace) -> PathBuf {
        self.folder(workspace).join("node_modules/.bin/esbuild")
    }
}

/// The folder of the script and of the list of packages.
pub fn source(workspace: &Workspace) -> PathBuf {
    workspace.root.join("site/search")
}

impl Tool for SearchPackages {
    fn title(&self) -> String {
        format!("MiniSearch and esbuild (lock file {})", self.fingerprint)
    }

    fn is_present(&self, workspace: &Workspace) -> bool {
        self.esbuild(workspace).exists()
    }

    fn prerequisites(&self) -> &[Prerequisite] {
        &[Prerequisite::Node, Prerequisite::Npm]
    }

    fn install(&self, workspace: &Workspace) -> Result<()> {
        install_whole(&self.folder(workspace), |folder| {
            fs::create_dir_all(folder)?;
            for file in PACKAGE_FILES {
                fs::copy(source(workspace).join(file), folder.join(file))?;
            }
            let mut npm = workspace.command("npm");
            command::run(npm.args(["ci", "--no-audit", "--no-fund"]).current_dir(folder))
        })
    }
}
