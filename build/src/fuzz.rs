//! Has libFuzzer look for bytes that break what parses them (tests/fuzz), beginning from the corpus there.
//!
//! What it finds goes into `.panduan/fuzz/<target>`; bytes that break something into
//! `tests/fuzz/libfuzzer/artifacts`. With `keep`, what reaches code that the corpus did not reach is added
//! to the corpus: the fewest and smallest inputs.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};

use crate::workspace::Workspace;
use crate::{command, tools};

/// Bytes of an input. Everything that is parsed here has what is worth finding at its front.
const MAX_LENGTH: usize = 16 * 1024;

/// Fuzzes each of the targets, or all of them, for so many seconds.
///
/// # Errors
/// When set-up or compilation fails, there is no such target, or something was found.
pub fn run(workspace: &Workspace, targets: &[String], seconds: u32, keep: bool) -> Result<()> {
    tools::set_up(workspace, tools::Purpose::Fuzz)?;
    let corpus = workspace.root.join("tests/fuzz/corpus");
    let all = names(&corpus)?;
    for target in targets {
        ensure!(all.contains(target), "there is no target `{target}`; there are: {}", all.join(", "));
    }
    let mut broken = Vec::new();
    for target in all.iter().filter(|target| targets.is_empty() || targets.contains(target)) {
        eprintln!("\n==> {target}");
        let found = workspace.state().join("fuzz").join(target);
        fs::create_dir_all(&found).with_context(|| format!("cannot make {}", found.display()))?;
        let kept = corpus.join(target);
        let limits = [format!("-max_total_time={seconds}"), format!("-max_len={MAX_LENGTH}")];
        let quiet = ["-timeout=10", "-print_final_stats=1", "-verbosity=0"].map(str::to_owned);
        if libfuzzer(workspace, target, &[&found, &kept], limits.into_iter().chain(quiet)).is_err() {
            broken.push(target.as_str());
        } else if keep {
            libfuzzer(workspace, target, &[&kept, &found], ["-merge=1".to_owned()].into_iter())?;
        }
    }
    ensure!(
        broken.is_empty(),
        "broken: {} (the bytes are in tests/fuzz/libfuzzer/artifacts)",
        broken.join(", ")
    );
    Ok(())
}

fn libfuzzer(
    workspace: &Workspace,
    target: &str,
    folders: &[&Path],
    options: impl Iterator<Item = String>,
) -> Result<()> {
    let mut fuzz = workspace.command(tools::cargo_fuzz(&workspace.cache));
    // Its own folder, for cargo and not for the workspace above; no other toolchain than the pinned one,
    // which is told that it may use what only nightly may.
    fuzz.current_dir(workspace.root.join("tests/fuzz/libfuzzer")).env("RUSTC_BOOTSTRAP", "1");
    // There is no unsafe code to watch over.
    fuzz.args(["run", "--fuzz-dir", ".", "--sanitizer", "none", "--release", "--debug-assertions", target])
        .args(folders);
    command::run(fuzz.arg("--").args(options))
}

/// The targets, by the folders of the corpus.
fn names(corpus: &Path) -> Result<Vec<String>> {
    let folders = fs::read_dir(corpus).with_context(|| format!("cannot read {}", corpus.display()))?;
    let names = folders.map(|folder| Ok(folder?.file_name().to_string_lossy().into_owned()));
    let mut names = names.collect::<Result<Vec<_>>>()?;
    names.sort();
    Ok(names)
}
