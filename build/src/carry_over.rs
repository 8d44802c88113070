//! What a new `dist/` takes over from the one before: every file that `site` noted there, so that it makes only what
//! changed, and keeps what cached pages of the last release still ask for.

use std::fs::{self, File};
use std::io::ErrorKind;
use std::path::Path;

use anyhow::{Context, Result};

/// The lists in which `site` notes what it wrote and what it kept (`site/src/releases.rs`).
const LISTS: [&str; 2] = [".written-by-site", ".kept-by-site"];

/// What `site` knows of its last build (`site/src/memory.rs`).
const KNOWN: &str = ".known-by-site";

/// Copies what `site` noted in `dist`, if there is one, to `next`.
///
/// # Errors
/// When a file can be read and not be copied.
pub fn carry_over(dist: &Path, next: &Path) -> Result<()> {
    for list in LISTS {
        let text = fs::read_to_string(dist.join(list)).unwrap_or_default();
        for path in text.lines() {
            for variant in ["", ".br", ".gz"] {
                copy(dist, next, &format!("{path}{variant}"))?;
            }
        }
        copy(dist, next, list)?;
    }
    copy(dist, next, KNOWN)
}

/// Copies a file that may be missing, and the time when it was written: by that `site` knows it again.
fn copy(from: &Path, to: &Path, path: &str) -> Result<()> {
    let (from, to) = (from.join(path), to.join(path));
    let cannot = || format!("cannot copy {}", from.display());
    let written = match fs::metadata(&from) {
        Ok(metadata) => metadata.modified().with_context(cannot)?,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error).with_context(cannot),
    };
    fs::create_dir_all(to.parent().unwrap_or(&to)).with_context(cannot)?;
    fs::copy(&from, &to).with_context(cannot)?;
    File::options().write(true).open(&to).and_then(|file| file.set_modified(written)).with_context(cannot)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// If it broke, a cached page of the last release would miss its worker, every page would be made again, or
    /// files of nobody would be published for ever.
    #[test]
    fn what_is_on_the_lists_comes_along_with_its_variants_and_its_time() {
        let folder = std::env::temp_dir().join(format!("panduan-carry-over-{}", std::process::id()));
        let (dist, next) = (folder.join("dist"), folder.join("next"));
        fs::create_dir_all(dist.join("id")).expect("made");
        let files =
            [".known-by-site", "id/index.html", "id/index.html.br", "worker-0123456789abcdef.js", "stray.js"];
        for file in files {
            fs::write(dist.join(file), file).expect("written");
        }
        fs::write(dist.join(LISTS[0]), "id/index.html\nid/gone.html\n").expect("written");
        fs::write(dist.join(LISTS[1]), "worker-0123456789abcdef.js\n").expect("written");
        carry_over(&dist, &next).expect("copied");

        let time = |path: &Path| fs::metadata(path).and_then(|file| file.modified()).expect("a time");
        for file in files.into_iter().filter(|file| *file != "stray.js").chain(LISTS) {
            assert_eq!(time(&next.join(file)), time(&dist.join(file)), "{file}");
        }
        assert!(!next.join("stray.js").exists());
        fs::remove_dir_all(folder).expect("removed");
    }
}
