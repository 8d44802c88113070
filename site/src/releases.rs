//! What stays of an earlier release: files with a hash in their name, for one more release, so that a page that
//! somebody opened before never meets a missing file.
//!
//! A release is a build whose files with a hash are others than before. Two lists in the output folder say what
//! belongs to this release and what was kept of the one before.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use crate::compress::remove_variants;
use crate::hashed::HASH_DIGITS;
use crate::write::{put, remove};

/// The list of what belongs to this release.
pub const WRITTEN: &str = ".written-by-site";

/// The list of what was kept of the one before.
pub const KEPT: &str = ".kept-by-site";

/// Whether a path has a hash in it, so that what is there never changes.
pub fn is_hashed(path: &str) -> bool {
    let words = path.split(|letter: char| !letter.is_ascii_alphanumeric());
    let is_hash = |word: &str| word.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    words.filter(|word| word.len() == HASH_DIGITS).any(is_hash)
}

/// The files below a folder that have a hash in their path, but for compressed variants; by path.
///
/// # Errors
/// The folder cannot be read.
pub fn hashed_files(root: &Path) -> Result<Vec<String>> {
    let mut found = Vec::new();
    let mut folders = vec![String::new()];
    while let Some(folder) = folders.pop() {
        let path = root.join(&folder);
        for entry in fs::read_dir(&path).with_context(|| format!("cannot read {}", path.display()))? {
            let entry = entry?;
            let Ok(name) = entry.file_name().into_string() else { continue };
            let path = if folder.is_empty() { name } else { format!("{folder}/{name}") };
            if entry.file_type()?.is_dir() {
                folders.push(path);
            } else if is_hashed(&path) && !path.ends_with(".br") && !path.ends_with(".gz") {
                found.push(path);
            }
        }
    }
    found.sort_unstable();
    Ok(found)
}

/// Removes what an earlier build wrote below `out` and this one, whose files are `current`, did not: a page that
/// was taken out of the content is not published any longer. What has a hash in its name goes one release later.
///
/// # Errors
/// A file cannot be written or removed.
pub fn settle(out: &Path, current: &BTreeSet<String>) -> Result<()> {
    let [before, kept_before] = [WRITTEN, KEPT].map(|list| read(&out.join(list)));
    let hashed = |paths: &BTreeSet<String>| -> BTreeSet<String> {
        paths.iter().filter(|path| is_hashed(path)).cloned().collect()
    };
    let is_another_release = hashed(&before) != hashed(current);
    let kept = if is_another_release { hashed(&before) } else { kept_before.clone() };
    let kept: BTreeSet<_> = kept.difference(current).cloned().collect();
    for path in before.union(&kept_before).filter(|path| !current.contains(*path) && !kept.contains(*path)) {
        let path = out.join(path);
        remove(&path)?;
        remove_variants(&path)?;
    }
    for (list, paths, old) in [(WRITTEN, current, &before), (KEPT, &kept, &kept_before)] {
        if paths != old {
            put(&out.join(list), paths.iter().flat_map(|path| [path, "\n"]).collect::<String>().as_bytes())?;
        }
    }
    Ok(())
}

fn read(list: &Path) -> BTreeSet<String> {
    fs::read_to_string(list).unwrap_or_default().lines().map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const OLD: &str = "worker-00000000000000aa.js";
    const NEW: &str = "worker-00000000000000bb.js";
    const NEWER: &str = "worker-00000000000000cc.js";

    /// A release with these files.
    fn release(out: &Path, files: &[&str]) {
        for file in files {
            fs::write(out.join(file), "x").expect("written");
            fs::write(out.join(format!("{file}.br")), "x").expect("written");
        }
        settle(out, &files.iter().map(|file| (*file).to_owned()).collect()).expect("settled");
    }

    fn is_there(out: &Path, file: &str) -> bool {
        assert_eq!(
            out.join(file).exists(),
            out.join(format!("{file}.br")).exists(),
            "{file} and its variant"
        );
        out.join(file).exists()
    }

    /// If it broke, a page that is open or cached would miss its worker as soon as the guide is built again; or
    /// the folder would grow for ever.
    #[test]
    fn what_has_a_hash_is_kept_for_one_release() {
        let out = tempfile::tempdir().expect("a temporary folder");
        let out = out.path();
        release(out, &[OLD, "index.html"]);
        release(out, &[NEW, "index.html"]);
        assert!(is_there(out, OLD) && is_there(out, NEW));
        // The same release, built again, with a page less.
        fs::write(out.join("gone.html"), "x").expect("written");
        release(out, &[NEW]);
        assert!(is_there(out, OLD) && is_there(out, NEW) && !is_there(out, "index.html"));
        release(out, &[NEWER]);
        assert!(!is_there(out, OLD) && is_there(out, NEW) && is_there(out, NEWER));
        // Back to an earlier release: nothing is kept that is in use.
        release(out, &[NEW]);
        release(out, &[NEW]);
        assert!(is_there(out, NEW) && is_there(out, NEWER));
    }

    #[test]
    fn only_whole_words_of_digits_are_hashes() {
        for path in ["form-0123456789abcdef.js", "form-0123456789abcdef_bg.wasm", "s/x-0123456789abcdef/a.js"]
        {
            assert!(is_hashed(path), "{path}");
        }
        for path in ["id/0123456789abcde/index.html", "index.html", "id/abcdefabcdefabcdef.html"] {
            assert!(!is_hashed(path), "{path}");
        }
    }
}
