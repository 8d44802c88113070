//! Live preview: builds again whenever the content changes, and has open pages show it.
//!
//! Pages made for a preview ask once a second which build is the newest (`/live.json`), load themselves
//! again when there is a newer one, and show an editor's problems where the editor looks.

use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result};
use notify::{RecursiveMode, Watcher};
use seal::Recipient;
use serde_json::json;

use crate::load::Folder;
use crate::shell::Shell;
use crate::write::{self, File};
use crate::{Outcome, make_for};
use crate::{offline, policy};

/// What a page of a preview runs.
const SCRIPT: &str = include_str!("../assets/live.js");
/// Which build is the newest, and what is wrong with its content.
const STATE: &str = "live.json";
const TAG: &str = "<script src=\"/live.js\" defer></script>";

/// An editor's program writes a file in several steps; these are one change.
const SETTLE: Duration = Duration::from_millis(60);
/// How often to look whether the process that asked for the preview is still there.
const PATIENCE: Duration = Duration::from_secs(1);

/// Builds into `out` and goes on doing so, until the process that started this one is gone. `today` is
/// asked for the day, each time. `recipients` take the place of the content's keys, if there are any.
///
/// # Errors
/// The folders cannot be watched or written.
pub fn watch(
    content: &Path,
    out: &Path,
    shell: &Shell,
    recipients: &[Recipient],
    today: impl Fn() -> rules::Date,
) -> Result<()> {
    let (sender, changes) = channel();
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        let changes = event.is_ok_and(|event| !event.kind.is_access());
        // The receiver is gone only when the whole process ends.
        if changes {
            let _ = sender.send(());
        }
    })?;
    watcher
        .watch(content, RecursiveMode::Recursive)
        .with_context(|| format!("cannot watch {}", content.display()))?;
    let parent = std::os::unix::process::parent_id();
    loop {
        // Another build may be moving the folder just now; the next change finds it again.
        if let Err(error) = build(content, out, shell, recipients, today()) {
            eprintln!("site: {error:#}");
        }
        loop {
            match settled(&changes) {
                Ok(()) => break,
                Err(RecvTimeoutError::Timeout) if std::os::unix::process::parent_id() == parent => {}
                Err(_) => return Ok(()),
            }
        }
    }
}

/// Waits for a change, and then until nothing changes for a moment.
fn settled(changes: &Receiver<()>) -> Result<(), RecvTimeoutError> {
    changes.recv_timeout(PATIENCE)?;
    while changes.recv_timeout(SETTLE).is_ok() {}
    Ok(())
}

/// Builds what can be built. Where something is wrong its page stays as it was, or is shown with what is
/// still to be written, and what is wrong is shown on every page.
fn build(
    content: &Path,
    out: &Path,
    shell: &Shell,
    recipients: &[Recipient],
    today: rules::Date,
) -> Result<()> {
    // A file that is not UTF-8, or that was just taken away, is a problem of the content too.
    let (mut files, problems, has_errors) = match Folder::read(content) {
        Ok(folder) => {
            let Outcome { files, report, .. } = make_for(recipients, &folder, shell, today);
            (files, report.human(&content.display().to_string()), report.has_errors())
        }
        Err(error) => (Vec::new(), format!("{error:#}\n"), true),
    };
    eprint!("{problems}");
    files.iter_mut().for_each(File::run_live);
    files.iter_mut().for_each(offline::for_preview);
    files.push(File { path: "live.js".to_owned(), bytes: SCRIPT.as_bytes().to_vec() });
    let changed = if has_errors { write::add(out, &files)? } else { write::write(out, &files)? };
    println!("{changed} files changed");
    // Last, for pages to find everything in its place.
    let built = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_millis());
    let state = json!({ "built": built.to_string(), "problems": problems });
    let state = File { path: STATE.to_owned(), bytes: state.to_string().into_bytes() };
    write::add(out, &[state]).map(|_| ())
}

impl File {
    /// Has a page look for newer builds of itself.
    fn run_live(&mut self) {
        if !self.path.ends_with(".html") {
            return;
        }
        let page = policy::for_preview(&String::from_utf8_lossy(&self.bytes));
        self.bytes = page.into_bytes();
        let end = b"</body>";
        if let Some(at) = self.bytes.windows(end.len()).rposition(|window| window == end) {
            self.bytes.splice(at..at, TAG.bytes());
        }
    }
}
