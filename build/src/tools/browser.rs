//! The browsers that the tests drive.

use std::env;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use super::Tool;
use super::prerequisite::Prerequisite;
use super::test_packages::TestPackages;
use crate::command;
use crate::workspace::Workspace;

/// A browser that the system has, or is given.
pub struct Browser {
    title: &'static str,
    /// Names the program to test with.
    variable: &'static str,
    /// What programs of its family are called on a PATH.
    programs: &'static [&'static str],
    /// Where they are that are not on the PATH.
    standard_places: &'static [&'static str],
    debian_package: &'static str,
    /// What Playwright calls it, if it can download one that will do.
    download: Option<&'static str>,
    /// What else is needed: itself, where nothing here can install it.
    prerequisites: &'static [Prerequisite],
}

/// A browser of the Chromium family.
pub const CHROMIUM: Browser = Browser {
    title: "Chromium",
    variable: "PANDUAN_CHROMIUM",
    programs: &["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"],
    standard_places: &[
        "/usr/bin/chromium",
        "/usr/bin/google-chrome",
        "/opt/google/chrome/chrome",
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    ],
    debian_package: "chromium",
    download: Some("chromium"),
    prerequisites: &[],
};

/// A Firefox as people have it. The one that Playwright downloads is changed so that it can be driven.
pub const FIREFOX: Browser = Browser {
    title: "Firefox",
    variable: "PANDUAN_FIREFOX",
    programs: &["firefox-esr", "firefox"],
    standard_places: &["/usr/bin/firefox-esr", "/Applications/Firefox.app/Contents/MacOS/firefox"],
    debian_package: "firefox-esr",
    download: None,
    prerequisites: &[Prerequisite::Firefox],
};

/// Where Playwright keeps the browsers that it downloads.
const BROWSERS_VARIABLE: &str = "PLAYWRIGHT_BROWSERS_PATH";

impl Browser {
    /// The program to test with, if there is one: the one that the variable names, and no other if it
    /// names one; else what the system has; else what Playwright downloaded.
    pub fn program(&self, workspace: &Workspace) -> Option<PathBuf> {
        if let Some(chosen) = self.chosen() {
            return Some(chosen).filter(|program| runs(program, workspace));
        }
        let path = env::var_os("PATH").unwrap_or_default();
        let on_path = env::split_paths(&path)
            .flat_map(|folder| self.programs.iter().map(move |program| folder.join(program)));
        on_path
            .chain(self.standard_places.iter().map(PathBuf::from))
            .find(|program| runs(program, workspace))
            .or_else(|| self.downloaded(workspace).filter(|program| runs(program, workspace)))
    }

    fn chosen(&self) -> Option<PathBuf> {
        env::var_os(self.variable).map(PathBuf::from)
    }

    /// Where Playwright puts its own; whether there is one is another question.
    fn downloaded(&self, workspace: &Workspace) -> Option<PathBuf> {
        let packages = TestPackages::locked(workspace).ok()?.folder(workspace);
        let mut node = workspace.command("node");
        node.current_dir(packages).env(BROWSERS_VARIABLE, workspace.cache.join("browsers"));
        let name = self.download?;
        node.args(["--print", &format!("require('@playwright/test').{name}.executablePath()")]);
        command::output(&mut node).ok().map(PathBuf::from)
    }

    /// What to do where it cannot be installed from here.
    fn remedy(&self) -> String {
        let Self { title, variable, debian_package, .. } = self;
        format!(
            "install {title} with `sudo apt-get install {debian_package}`, or in any other way, \
             and set {variable} to its program"
        )
    }
}

fn runs(program: &Path, workspace: &Workspace) -> bool {
    program.is_file() && command::output(workspace.command(program).arg("--version")).is_ok()
}

impl Tool for Browser {
    fn title(&self) -> String {
        self.title.into()
    }

    fn is_present(&self, workspace: &Workspace) -> bool {
        self.program(workspace).is_some()
    }

    fn prerequisites(&self) -> &[Prerequisite] {
        // Another browser would not help whoever has chosen one: `install` says what is wrong with it.
        if self.chosen().is_some() { &[] } else { self.prerequisites }
    }

    fn debian_package(&self) -> Option<&str> {
        self.chosen().is_none().then_some(self.debian_package)
    }

    fn install(&self, workspace: &Workspace) -> Result<()> {
        if let Some(chosen) = self.chosen() {
            bail!("{} names a program that does not run: {}", self.variable, chosen.display());
        }
        let name = self.download.with_context(|| self.remedy())?;
        download_with_playwright(name, workspace).with_context(|| self.remedy())?;
        self.program(workspace).with_context(|| self.remedy())?;
        Ok(())
    }
}

fn download_with_playwright(name: &str, workspace: &Workspace) -> Result<()> {
    let packages = TestPackages::locked(workspace)?.folder(workspace);
    let mut playwright = workspace.command(packages.join("node_modules/.bin/playwright"));
    playwright.args(["install", name]).current_dir(packages);
    command::run(playwright.env(BROWSERS_VARIABLE, workspace.cache.join("browsers")))
}
