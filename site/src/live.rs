//! Live preview: builds again whenever the content changes, and has open pages show it.
//!
//! Pages made for a preview ask once a second which build is the newest (`/live.json`), load themselves
//! again when there is a newer one, and show an editor's problems where the editor looks.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result};
use notify::{RecursiveMode, Watcher};
use seal::Recipient;
use serde_json::json;

use crate::build::{Assembled, Order};
use crate::load::Folder;
use crate::memory::Memory;
use crate::policy;
use crate::releases;
use crate::shell::Shell;
use crate::write::{self, File, Output, Target};

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
        let changed = match event {
            Ok(event) if event.kind.is_access() => return,
            // Whoever watches may have missed some; then it says so.
            Ok(event) if event.need_rescan() => vec![PathBuf::new()],
            Ok(event) => event.paths,
            Err(_) => return,
        };
        // The receiver is gone only when the whole process ends.
        let _ = sender.send(changed);
    })?;
    let content = &content.canonicalize().with_context(|| format!("cannot find {}", content.display()))?;
    watcher
        .watch(content, RecursiveMode::Recursive)
        .with_context(|| format!("cannot watch {}", content.display()))?;
    let parent = std::os::unix::process::parent_id();
    let mut preview = Preview::new(content, out, shell, recipients);
    let mut changed = None;
    loop {
        // Another build may be moving the folder just now; the next change finds it again.
        if let Err(error) = preview.build(changed.as_ref(), today()) {
            eprintln!("site: {error:#}");
        }
        loop {
            match settled(&changes) {
                Ok(paths) => {
                    changed = Some(paths);
                    break;
                }
                Err(RecvTimeoutError::Timeout) if std::os::unix::process::parent_id() == parent => {}
                Err(_) => return Ok(()),
            }
        }
    }
}

/// Waits for a change, and then until nothing changes for a moment. Gives what changed.
fn settled(changes: &Receiver<Vec<PathBuf>>) -> Result<BTreeSet<PathBuf>, RecvTimeoutError> {
    let mut paths: BTreeSet<_> = changes.recv_timeout(PATIENCE)?.into_iter().collect();
    while let Ok(more) = changes.recv_timeout(SETTLE) {
        paths.extend(more);
    }
    Ok(paths)
}

/// A preview, with what it knows of its content and of what it has written.
pub struct Preview<'a> {
    content: &'a Path,
    shell: &'a Shell,
    recipients: &'a [Recipient],
    target: Target,
    /// The content; none, before it could be read.
    folder: Option<Folder>,
    memory: Memory,
    /// What is in the file that tells open pages of the last build.
    state: Vec<u8>,
}

impl<'a> Preview<'a> {
    /// A preview in `out`, not built yet.
    pub fn new(content: &'a Path, out: &Path, shell: &'a Shell, recipients: &'a [Recipient]) -> Self {
        let target = Target { out: out.to_owned(), compress: false, is_preview: true };
        let (folder, memory, state) = (None, Memory::nothing(), Vec::new());
        Self { content, shell, recipients, target, folder, memory, state }
    }

    /// Builds what changed with these files, or everything. Where something is wrong its page stays as it was, or
    /// is shown with what is still to be written, and what is wrong is shown on every page. Gives the number of files
    /// that changed.
    ///
    /// # Errors
    /// Something cannot be written.
    pub fn build(&mut self, changed: Option<&BTreeSet<PathBuf>>, today: rules::Date) -> Result<usize> {
        let began = Instant::now();
        // Another build has moved this folder away: nothing in it is known.
        if fs::read(self.target.out.join(STATE)).ok().as_ref() != Some(&self.state) {
            self.memory = Memory::nothing();
        }
        // A file that is not UTF-8, or that was just taken away, is a problem of the content too.
        let (count, problems) = match self.read(changed) {
            Ok(()) => self.write(today)?,
            Err(error) => (0, format!("{error:#}\n")),
        };
        eprint!("{problems}");
        println!("{count} files changed, {} ms", began.elapsed().as_millis());
        let script = File { path: "live.js".to_owned(), bytes: SCRIPT.as_bytes().to_vec() };
        // Last, for pages to find everything in its place.
        let built = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_millis());
        let state = json!({ "built": built.to_string(), "problems": problems });
        self.state = state.to_string().into_bytes();
        let state = File { path: STATE.to_owned(), bytes: self.state.clone() };
        write::add(&self.target.out, &[script, state])?;
        Ok(count)
    }

    /// Reads what changed, or everything.
    fn read(&mut self, changed: Option<&BTreeSet<PathBuf>>) -> Result<()> {
        let paths = changed.and_then(|all| self.content_files(all));
        if let (Some(folder), Some(paths)) = (&mut self.folder, paths) {
            return folder.read_again(self.content, paths.iter().map(String::as_str)).map(drop);
        }
        // A folder that could not be read is no longer known.
        self.folder = None;
        self.folder = Some(Folder::read(self.content)?);
        Ok(())
    }

    /// Paths in the content folder, if all of them are of files that are read, or are none: what else changed may
    /// be a folder with anything in it.
    fn content_files(&self, changed: &BTreeSet<PathBuf>) -> Option<Vec<String>> {
        let mut files = Vec::new();
        for path in changed {
            let inner = path.strip_prefix(self.content).ok()?.to_str()?;
            let is_hidden = inner.split('/').any(|part| part.starts_with('.'));
            if !is_hidden && (path.is_dir() || !Folder::is_content(inner)) {
                return None;
            }
            if !is_hidden {
                files.push(inner.to_owned());
            }
        }
        Some(files)
    }

    /// Makes and writes what differs. Gives the number of files, and what is wrong.
    fn write(&mut self, today: rules::Date) -> Result<(usize, String)> {
        let Some(folder) = &self.folder else { return Ok((0, String::new())) };
        let order = Order { folder, shell: self.shell, recipients: self.recipients, today };
        let before = std::mem::take(&mut self.memory);
        let output = Output::folder(self.target.clone(), &before);
        let Assembled { report, memory, .. } = order.assemble(&output)?;
        let (made, changed, _) = output.finish();
        let problems = report.human(&self.content.display().to_string());
        if report.has_errors() {
            // What could not be made now is still there.
            let kept =
                before.made.into_iter().filter(|(path, _)| !made.contains_key(path)).collect::<Vec<_>>();
            self.memory = Memory { made: made.into_iter().chain(kept).collect(), ..memory };
            return Ok((changed, problems));
        }
        if !made.keys().eq(before.made.keys()) {
            let of_shell = self.shell.files.iter().filter(|file| self.target.out.join(file).exists());
            releases::settle(&self.target.out, &made.keys().chain(of_shell).cloned().collect())?;
        }
        self.memory = Memory { made, ..memory };
        Ok((changed, problems))
    }
}

impl File {
    /// Has a page look for newer builds of itself.
    pub(crate) fn run_live(&mut self) {
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
