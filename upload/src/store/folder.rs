//! What a local folder needs beyond what the library does: deletes that last, no way out by a symbolic
//! link, and nothing left of writers that were killed.
//!
//! The library's `with_fsync` covers what is written: the file, then the folder that names it, and folders
//! that it made for it (`tests/tests/endpoint/system_calls.rs` watches it). It does not cover deletes.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::io;
use std::path::{Path as FilePath, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, bail};
use object_store::Error;
use object_store::local::LocalFileSystem;
use object_store::path::Path;

/// How long nobody writes to a file before it counts as left behind.
const STAGED_FOR: Duration = Duration::from_secs(60 * 60);

/// The folder in which the objects lie as files.
#[derive(Clone, Debug)]
pub struct Folder {
    root: Arc<FilePath>,
}

/// Opens the store in `folder`, which is made if it is missing.
pub fn open(folder: &FilePath) -> anyhow::Result<(LocalFileSystem, Folder)> {
    make_durably(folder).with_context(|| format!("cannot make the store's folder {}", folder.display()))?;
    let cannot_open = || format!("cannot open the store's folder {}", folder.display());
    // The folder itself may be reached by a link; what is in it may not.
    let root = folder.canonicalize().with_context(cannot_open)?;
    for entry in fs::read_dir(&root).with_context(cannot_open)? {
        let entry = entry.with_context(cannot_open)?;
        if entry.file_type().with_context(cannot_open)?.is_symlink() {
            bail!(
                "{} is a symbolic link: what is stored must lie in the store's own folder",
                entry.path().display()
            );
        }
    }
    // An acknowledged byte must survive a power cut.
    let objects = LocalFileSystem::new_with_prefix(&root).with_context(cannot_open)?.with_fsync(true);
    Ok((objects, Folder { root: root.into() }))
}

impl Folder {
    /// Refuses an object on whose path there is a symbolic link: it could lead anywhere.
    pub fn stay_inside(&self, path: &Path) -> Result<(), Error> {
        let mut file = self.root.to_path_buf();
        for part in path.parts() {
            file.push(part.as_ref());
            match file.symlink_metadata() {
                Ok(entry) if entry.is_symlink() => {
                    let source =
                        io::Error::new(io::ErrorKind::InvalidData, "a symbolic link lies in the store");
                    return Err(failed(source));
                }
                Ok(_) => {}
                // What is not there leads nowhere. Other errors come again, in the words of the library.
                Err(_) => break,
            }
        }
        Ok(())
    }

    /// Makes the name of this object durable, and that of its folder, which another process may just have
    /// made.
    pub async fn make_name_durable(&self, path: &Path) -> Result<(), Error> {
        let file = self.file(path);
        off_the_runtime(move || file.ancestors().skip(1).take(2).try_for_each(sync)).await
    }

    /// Makes it durable that these objects are gone.
    pub async fn make_deletes_durable(&self, paths: Vec<Path>) -> Result<(), Error> {
        let folders: BTreeSet<PathBuf> =
            paths.iter().filter_map(|path| self.file(path).parent().map(FilePath::to_owned)).collect();
        off_the_runtime(move || {
            folders.iter().try_for_each(|folder| match sync(folder) {
                // There never was such an object.
                Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
                outcome => outcome,
            })
        })
        .await
    }

    /// Removes what killed writers left behind.
    pub async fn remove_staged(&self) -> io::Result<()> {
        let root = Arc::clone(&self.root);
        tokio::task::spawn_blocking(move || remove_staged(&root)).await?
    }

    fn file(&self, path: &Path) -> PathBuf {
        path.parts().fold(self.root.to_path_buf(), |file, part| file.join(part.as_ref()))
    }
}

/// A failure of this module, as the library would report one of its own.
fn failed(source: io::Error) -> Error {
    Error::Generic { store: "folder", source: source.into() }
}

async fn off_the_runtime(work: impl FnOnce() -> io::Result<()> + Send + 'static) -> Result<(), Error> {
    tokio::task::spawn_blocking(work).await.map_err(io::Error::from).flatten().map_err(failed)
}

/// Writes to disk which files a folder names.
fn sync(folder: &FilePath) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// Makes a folder and those above it, and has each that got a new name in it on disk.
fn make_durably(folder: &FilePath) -> io::Result<()> {
    let missing: Vec<_> = folder.ancestors().take_while(|above| !above.exists()).collect();
    fs::create_dir_all(folder)?;
    for made in missing {
        // The parent of a plain name is where we are.
        let above = made.parent().filter(|above| *above.as_os_str() != *OsStr::new(""));
        sync(above.unwrap_or(FilePath::new(".")))?;
    }
    Ok(())
}

fn remove_staged(folder: &FilePath) -> io::Result<()> {
    let mut removed = false;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            remove_staged(&entry.path())?;
        } else if entry.file_name().to_str().is_some_and(is_staged) {
            match entry.metadata().and_then(|file| file.modified()) {
                Ok(written) if written.elapsed().is_ok_and(|age| age > STAGED_FOR) => {
                    fs::remove_file(entry.path())?;
                    removed = true;
                }
                // It has just been given its name, or will be.
                _ => {}
            }
        }
    }
    if removed { sync(folder) } else { Ok(()) }
}

/// Whether `LocalFileSystem` gives such names to files that it has not finished: `part-0#1`.
fn is_staged(name: &str) -> bool {
    let number = name.rsplit_once('#').map_or("", |(_, number)| number);
    !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;
    use crate::store::Store;

    fn in_folder(folder: &FilePath) -> Store {
        Store::open(folder.to_str().expect("a plain path")).expect("a store")
    }

    /// If it broke, no endpoint would start, or each start would leave something behind.
    #[tokio::test]
    async fn a_folder_passes_the_probe_and_keeps_nothing_of_it() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let store = in_folder(&folder.path().join("several/folders/deep"));
        store.probe().await.expect("a folder honours conditional creates");
        assert_eq!(store.list(&Path::from("probe")).await.expect("a list"), []);
    }

    /// A process that is killed while it writes leaves a file with personal data that no list shows.
    #[tokio::test]
    async fn what_a_killed_process_staged_is_removed_after_an_hour() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let store = in_folder(folder.path());
        let deep = folder.path().join("uploads/1");
        fs::create_dir_all(&deep).expect("made");
        let now = std::time::SystemTime::now();
        for (name, minutes) in [("part-0#1", 61), ("part-0#2", 59), ("part-0", 61), ("notes #", 61)] {
            let file = File::create(deep.join(name)).expect("made");
            file.set_modified(now - Duration::from_secs(minutes * 60)).expect("dated");
        }
        store.remove_staged().await.expect("removed");
        let mut left: Vec<_> =
            fs::read_dir(&deep).expect("listed").map(|entry| entry.expect("a file").file_name()).collect();
        left.sort();
        assert_eq!(left, ["notes #", "part-0", "part-0#2"]);
    }

    /// If it broke, a link planted in the store would have the endpoint read, write or remove files
    /// anywhere on the machine.
    #[tokio::test]
    async fn no_object_is_reached_through_a_symbolic_link() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let elsewhere = tempfile::tempdir().expect("a temporary folder");
        let secret = elsewhere.path().join("secret");
        fs::write(&secret, "secret").expect("written");
        let store = in_folder(folder.path());
        fs::create_dir_all(folder.path().join("uploads")).expect("made");
        symlink(elsewhere.path(), folder.path().join("uploads/linked")).expect("linked");
        fs::create_dir_all(folder.path().join("uploads/1")).expect("made");
        symlink(&secret, folder.path().join("uploads/1/file")).expect("linked");

        for path in ["uploads/linked/secret", "uploads/1/file"].map(Path::from) {
            store.read(&path).await.expect_err("not read");
            store.delete(&path).await.expect_err("not removed");
        }
        for path in ["uploads/linked/new", "uploads/1/file"].map(Path::from) {
            store.create(&path, "new".into()).await.expect_err("not written");
            store.join(&[], &path).await.expect_err("not written");
        }
        assert_eq!(fs::read(&secret).expect("still there"), b"secret");
        assert!(!elsewhere.path().join("new").exists());
        // At start it is said in a sentence.
        symlink(elsewhere.path(), folder.path().join("packages")).expect("linked");
        let refusal = Store::open(folder.path().to_str().expect("a plain path")).expect_err("refused");
        assert!(refusal.to_string().contains("symbolic link"), "{refusal}");
    }
}
