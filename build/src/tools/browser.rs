//! The browser tests' own tools: Playwright with axe, and a Chromium for them to drive.

use std::env;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use super::Tool;
use super::cached::install_whole;
use super::prerequisite::Prerequisite;
use crate::workspace::Workspace;
use crate::{command, fingerprint};

const PACKAGE_FILES: [&str; 2] = ["package.json", "package-lock.json"];

/// Where Playwright keeps the browsers that it downloads.
const BROWSERS_VARIABLE: &str = "PLAYWRIGHT_BROWSERS_PATH";

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

    fn folder(&self, workspace: &Workspace) -> PathBuf {
        workspace.cache.join(format!("browser-tests-{}", self.fingerprint))
    }
}

impl Tool for TestPackages {
    fn title(&self) -> String {
        format!("Playwright and axe (lock file {})", self.fingerprint)
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

/// Names the browser to test with.
const CHOICE: &str = "PANDUAN_CHROMIUM";

/// What to do where no browser can be installed from here.
const REMEDY: &str = "install Chromium with `sudo apt-get install chromium`, or any Chromium or Chrome, \
                      and set PANDUAN_CHROMIUM to its program";

/// A browser of the Chromium family.
pub struct Chromium;

const PROGRAMS: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/// Where browsers are that are not on the PATH.
const STANDARD_PLACES: [&str; 5] = [
    "/usr/bin/chromium",
    "/usr/bin/google-chrome",
    "/opt/google/chrome/chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/// The browser to test with, if there is one: the one that `$PANDUAN_CHROMIUM` names, and no other
/// if it names one; else what the system has; else what Playwright downloaded.
pub fn chromium(workspace: &Workspace) -> Option<PathBuf> {
    if let Some(chosen) = env::var_os(CHOICE) {
        return Some(PathBuf::from(chosen)).filter(|program| runs(program, workspace));
    }
    let path = env::var_os("PATH").unwrap_or_default();
    let on_path = env::split_paths(&path).flat_map(|folder| PROGRAMS.map(|program| folder.join(program)));
    on_path
        .chain(STANDARD_PLACES.map(PathBuf::from))
        .find(|program| runs(program, workspace))
        .or_else(|| downloaded(workspace).filter(|program| runs(program, workspace)))
}

fn runs(program: &Path, workspace: &Workspace) -> bool {
    program.is_file() && command::output(workspace.command(program).arg("--version")).is_ok()
}

/// Where Playwright puts its own browser; whether there is one is another question.
fn downloaded(workspace: &Workspace) -> Option<PathBuf> {
    let packages = TestPackages::locked(workspace).ok()?.folder(workspace);
    let mut node = workspace.command("node");
    node.current_dir(packages).env(BROWSERS_VARIABLE, workspace.cache.join("browsers"));
    node.args(["--print", "require('@playwright/test').chromium.executablePath()"]);
    command::output(&mut node).ok().map(PathBuf::from)
}

impl Tool for Chromium {
    fn title(&self) -> String {
        "Chromium".into()
    }

    fn is_present(&self, workspace: &Workspace) -> bool {
        chromium(workspace).is_some()
    }

    fn prerequisites(&self) -> &[Prerequisite] {
        &[]
    }

    fn install(&self, workspace: &Workspace) -> Result<()> {
        if let Some(chosen) = env::var_os(CHOICE) {
            bail!("{CHOICE} names a program that does not run: {}", chosen.display());
        }
        if may_use_apt(workspace) {
            install_with_apt(workspace).context(REMEDY)?;
        } else {
            download_with_playwright(workspace).context(REMEDY)?;
        }
        chromium(workspace).context(REMEDY)?;
        Ok(())
    }
}

/// Whether this is root on a system of the Debian family. Ubuntu is none for this purpose: its
/// `chromium` package only installs a snap, which cannot be driven from a test.
fn may_use_apt(workspace: &Workspace) -> bool {
    let is_root = command::output(workspace.command("id").arg("-u")).is_ok_and(|id| id == "0");
    let is_debian = fs::read_to_string("/etc/os-release")
        .is_ok_and(|release| release.lines().any(|line| line == "ID=debian"));
    is_root && is_debian
}

fn install_with_apt(workspace: &Workspace) -> Result<()> {
    command::run(workspace.command("apt-get").args(["update", "--quiet"]))?;
    let mut install = workspace.command("apt-get");
    install.args(["install", "--yes", "--no-install-recommends", "chromium"]);
    command::run(install.env("DEBIAN_FRONTEND", "noninteractive"))
}

fn download_with_playwright(workspace: &Workspace) -> Result<()> {
    let packages = TestPackages::locked(workspace)?.folder(workspace);
    let mut playwright = workspace.command(packages.join("node_modules/.bin/playwright"));
    playwright.args(["install", "chromium"]).current_dir(packages);
    command::run(playwright.env(BROWSERS_VARIABLE, workspace.cache.join("browsers")))
}
