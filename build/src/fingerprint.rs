//! One number for the bytes and names of many files: has anything here changed since last time?

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// The fingerprint of the files, and of all files within the folders, among `paths` below `root`,
/// and of `settings` that matter as much as they do.
///
/// Made of contents, not of times: a fresh clone and a switched branch change every time but
/// hardly a byte. It protects from nobody who wants a collision.
///
/// # Errors
/// When one of the paths is missing or cannot be read.
pub fn of(root: &Path, paths: &[&str], settings: impl Hash) -> Result<String> {
    let mut files = Vec::new();
    for path in paths {
        collect(&root.join(path), &mut files)?;
    }
    files.sort();

    let mut hasher = DefaultHasher::new();
    settings.hash(&mut hasher);
    for file in files {
        let bytes = fs::read(&file).with_context(|| format!("cannot read {}", file.display()))?;
        file.strip_prefix(root).unwrap_or(&file).hash(&mut hasher);
        bytes.hash(&mut hasher);
    }
    Ok(format!("{:016x}", hasher.finish()))
}

fn collect(path: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    if !path.is_dir() {
        files.push(path.to_path_buf());
        return Ok(());
    }
    let entries = fs::read_dir(path).with_context(|| format!("cannot read {}", path.display()))?;
    for entry in entries {
        collect(&entry?.path(), files)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder of two files that is gone when the test is over.
    struct Folder(PathBuf);

    impl Folder {
        fn new(test: &str) -> Self {
            let path = std::env::temp_dir().join(format!("xtask-{test}-{}", std::process::id()));
            fs::create_dir_all(path.join("crate/src")).unwrap();
            fs::write(path.join("crate/src/lib.rs"), "fn a() {}").unwrap();
            fs::write(path.join("Cargo.lock"), "version = 4").unwrap();
            Self(path)
        }

        fn fingerprint(&self, settings: &str) -> String {
            of(&self.0, &["crate", "Cargo.lock"], settings).unwrap()
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    #[test]
    fn every_kind_of_change_shows() {
        let folder = Folder::new("change");
        let before = folder.fingerprint("z");
        assert_ne!(folder.fingerprint("s"), before, "a setting");

        fs::write(folder.0.join("crate/src/lib.rs"), "fn b() {}").unwrap();
        let edited = folder.fingerprint("z");
        assert_ne!(edited, before, "a file's bytes");

        fs::rename(folder.0.join("crate/src/lib.rs"), folder.0.join("crate/src/main.rs")).unwrap();
        assert_ne!(folder.fingerprint("z"), edited, "a file's name");
    }

    #[test]
    fn writing_the_same_bytes_again_does_not_show() {
        let folder = Folder::new("same");
        let before = folder.fingerprint("z");
        fs::write(folder.0.join("Cargo.lock"), "version = 4").unwrap();
        fs::write(folder.0.join("unrelated"), "x").unwrap();
        assert_eq!(folder.fingerprint("z"), before);
    }

    #[test]
    fn a_missing_input_is_an_error() {
        assert!(of(&std::env::temp_dir(), &["no such file"], ()).is_err());
    }
}
