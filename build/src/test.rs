//! Every check and every test, one after another; one that fails does not hide the next.

use std::fs;
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::command::run as run_command;
use crate::workspace::Workspace;
use crate::{gallery, office, pages, tools};

/// Longer than a cold start on a busy machine with two cores.
const PATIENCE: Duration = Duration::from_secs(30);

/// Runs them all and prints how each went.
///
/// # Errors
/// When set-up fails or any step did.
pub fn run(workspace: &Workspace) -> Result<()> {
    tools::set_up(workspace, tools::Purpose::Test)?;

    let mut steps = Steps::default();
    let cargo = |line: &str| {
        let mut cargo = workspace.command("cargo");
        cargo.args(line.split(' '));
        cargo
    };
    steps.run("format", || run_command(&mut cargo("fmt --all --check")));
    steps.run("lints", || run_command(&mut cargo("clippy --workspace --all-targets -- --deny warnings")));
    steps.run("lints of the form and its worker in the browser", || {
        run_command(&mut cargo(
            "clippy --package wasm-form --package worker --features wasm-form/browser,worker/browser \
             --target wasm32-unknown-unknown -- --deny warnings",
        ))
    });
    steps.run("content", || run_command(&mut cargo("run --package site -- check --content content")));
    let built = steps.run("build", || pages::build(workspace, Some(&office::recipient(workspace)?)));
    steps.run("gallery", || gallery::make(workspace));
    steps.run("tests", || {
        let mut tests = cargo("test --workspace --no-fail-fast");
        run_command(with_places(&mut tests, workspace))
    });
    if built {
        steps.run("browser tests", || browser_tests(workspace));
    } else {
        steps.fail("browser tests", "not run: nothing was built to test");
    }
    steps.finish()
}

/// Tells a test where to find what it cannot build itself.
fn with_places<'a>(command: &'a mut Command, workspace: &Workspace) -> &'a mut Command {
    let [azurite, s3rver] = tools::stores(&workspace.cache);
    command.env("PANDUAN_AZURITE", azurite).env("PANDUAN_S3RVER", s3rver);
    if let Ok(moto) = tools::moto(workspace) {
        command.env("PANDUAN_MOTO", moto);
    }
    command
        .env("PANDUAN_DIST", workspace.dist())
        .env("PANDUAN_IDENTITY", office::identity_file(workspace))
        .env("PANDUAN_SITE_BIN", workspace.program("site"))
        .env("PANDUAN_UPLOAD_BIN", workspace.program("upload"))
        .env("PANDUAN_BAGIT", tools::bagit(&workspace.cache))
        .env("PANDUAN_GALLERY", gallery::folder(workspace))
}

/// Makes pictures of every page kind of the guide in `dist/`, in target/screenshots.
///
/// # Errors
/// When there is no guide yet, or the browser fails.
pub fn screenshots(workspace: &Workspace) -> Result<()> {
    let folder = workspace.root.join("target/screenshots");
    if !workspace.dist().join("index.html").exists() {
        bail!("there is no guide in dist/ yet: run `cargo xtask build`");
    }
    playwright(workspace, &["--config", "screenshots.config.ts"])?;
    println!("pictures of every page kind are in {}; the sheets show several at once", folder.display());
    Ok(())
}

/// The journeys in tests/browser.
fn browser_tests(workspace: &Workspace) -> Result<()> {
    playwright(workspace, &[])
}

/// Runs Playwright against an endpoint with an empty store.
fn playwright(workspace: &Workspace, arguments: &[&str]) -> Result<()> {
    tools::link_test_packages(workspace)?;
    let chromium = tools::CHROMIUM.program(workspace).context("Chromium is gone")?;
    let firefox = tools::FIREFOX.program(workspace).context("Firefox is gone")?;
    let endpoint = Endpoint::start(workspace)?;

    let mut playwright = workspace.command("node_modules/.bin/playwright");
    playwright.current_dir(workspace.root.join("tests/browser")).arg("test").args(arguments);
    playwright.env("PANDUAN_URL", &endpoint.url);
    playwright.env("PANDUAN_CHROMIUM", chromium).env("PANDUAN_FIREFOX", firefox);
    playwright.env("PANDUAN_TUSPY", tools::tuspy(workspace)?);
    run_command(with_places(&mut playwright, workspace))
}

/// A running endpoint; it is stopped, and its store removed, when this is dropped.
struct Endpoint {
    process: Child,
    store: PathBuf,
    url: String,
}

impl Endpoint {
    fn start(workspace: &Workspace) -> Result<Self> {
        // Free at this moment; nothing else on this machine is asking for ports at random.
        let address = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?;
        let store = workspace.state().join("test-store");
        if store.exists() {
            fs::remove_dir_all(&store).context("cannot remove the store of an interrupted test")?;
        }
        let mut upload = workspace.command(workspace.program("upload"));
        upload.args(["serve", "--listen", &address.to_string(), "--store"]).arg(&store);
        let process = upload.arg("--site").arg(workspace.dist()).spawn()?;
        let mut endpoint = Self { process, store, url: format!("http://{address}") };

        let started = Instant::now();
        while TcpStream::connect(address).is_err() {
            if let Some(status) = endpoint.process.try_wait()? {
                bail!("the endpoint stopped at once ({status})");
            }
            if started.elapsed() > PATIENCE {
                bail!("the endpoint did not listen on {address} within {PATIENCE:?}");
            }
            sleep(Duration::from_millis(50));
        }
        Ok(endpoint)
    }
}

impl Drop for Endpoint {
    fn drop(&mut self) {
        // Neither can be helped here: it may have stopped by itself, or stored nothing.
        let _ = self.process.kill();
        let _ = self.process.wait();
        let _ = fs::remove_dir_all(&self.store);
    }
}

/// How each step went.
#[derive(Default)]
struct Steps {
    lines: Vec<String>,
    failed: usize,
}

impl Steps {
    /// Whether the step succeeded.
    fn run(&mut self, name: &str, step: impl FnOnce() -> Result<()>) -> bool {
        eprintln!("\n==> {name}");
        let started = Instant::now();
        match step() {
            Ok(()) => {
                self.lines.push(format!("{:8}{name} ({} s)", "passed", started.elapsed().as_secs()));
                true
            }
            Err(error) => {
                self.fail(name, &format!("{error:#}"));
                false
            }
        }
    }

    fn fail(&mut self, name: &str, why: &str) {
        self.failed += 1;
        self.lines.push(format!("{:8}{name}: {why}", "FAILED"));
    }

    fn summary(&self) -> String {
        let passed = self.lines.len() - self.failed;
        format!("{}\nsteps: {passed} passed, {} failed", self.lines.join("\n"), self.failed)
    }

    fn finish(self) -> Result<()> {
        println!("\n{}", self.summary());
        if self.failed > 0 {
            bail!("not everything passed");
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_step_is_counted_and_does_not_stop_the_next() {
        let mut steps = Steps::default();
        assert!(steps.run("format", || Ok(())));
        assert!(!steps.run("lints", || bail!("two warnings")));
        assert!(steps.run("tests", || Ok(())));
        let summary = steps.summary();
        assert!(summary.contains("FAILED  lints: two warnings"), "{summary}");
        assert!(summary.ends_with("\nsteps: 2 passed, 1 failed"), "{summary}");
        assert!(steps.finish().is_err());
    }
}
