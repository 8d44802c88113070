//! Writing the site: each file that has changed, with its compressed variants if they are wanted. With
//! [`crate::compress`] and [`crate::releases`] the only files of this crate that write.

use std::collections::BTreeMap;
use std::fs;
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result};

use crate::budget::Budgets;
use crate::compress;
pub use crate::compress::brotli;
use crate::fingerprint;
use crate::memory::{Made, Memory};
use crate::offline;

/// A file of the site.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct File {
    /// Its path in the output folder, with `/` between the parts.
    pub path: String,
    /// What is in it.
    pub bytes: Vec<u8>,
}

/// Where files go as they are made, by any number of threads at once.
pub struct Output<'k> {
    to: To,
    /// What the last build into the same place left.
    known: &'k Memory,
    made: Mutex<BTreeMap<String, Made>>,
    changed: AtomicUsize,
}

/// Where files go.
pub enum To {
    /// A list, for those who look at a site and do not publish it.
    List(Mutex<Vec<File>>),
    /// A folder.
    Folder(Target),
}

/// A folder that files go into.
#[derive(Clone, Debug)]
pub struct Target {
    /// Where it is.
    pub out: PathBuf,
    /// Whether files get compressed variants.
    pub compress: bool,
    /// A preview: its pages look for newer builds, they are shown with what is wrong, and nobody else writes
    /// into its folder, so that no file needs to be looked at twice.
    pub is_preview: bool,
}

impl<'k> Output<'k> {
    /// Files go to a list.
    pub fn list() -> Self {
        static NOTHING: Memory = Memory::nothing();
        Self::new(To::List(Mutex::default()), &NOTHING)
    }

    /// Files go into a folder, about which this is known.
    pub fn folder(target: Target, known: &'k Memory) -> Self {
        Self::new(To::Folder(target), known)
    }

    fn new(to: To, known: &'k Memory) -> Self {
        Self { to, known, made: Mutex::default(), changed: AtomicUsize::new(0) }
    }

    /// What the last build left.
    pub fn known(&self) -> &'k Memory {
        self.known
    }

    /// Whether pages are made whatever is wrong with the content.
    pub fn is_for_editors(&self) -> bool {
        match &self.to {
            To::List(_) => true,
            To::Folder(target) => target.is_preview,
        }
    }

    /// Leaves a file as it is, if it was made of the same. Tells whether it does.
    pub fn keep(&self, path: &str, stamp: u64) -> bool {
        let Some(made) = self.known.made.get(path).filter(|made| made.stamp == stamp && stamp != 0) else {
            return false;
        };
        let is_kept = self.is_in_place(path, made);
        if is_kept {
            self.note(path, *made);
        }
        is_kept
    }

    /// Leaves all files as they are that were made of this; not, if there are none, or one is not in its place.
    pub fn keep_all(&self, stamp: u64) -> bool {
        let mut files = self.known.made.iter().filter(|(_, made)| made.stamp == stamp).peekable();
        files.peek().is_some() && files.all(|(path, _)| self.keep(path, stamp))
    }

    /// Adds a file, made of what has this stamp. One over its budget is not written.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn put(&self, mut file: File, stamp: u64, budgets: &Budgets) -> Result<()> {
        match &self.to {
            To::List(list) => {
                self.note(&file.path, Made { stamp, ..Made::of(&file.bytes) });
                list.lock().unwrap_or_else(PoisonError::into_inner).push(file);
                Ok(())
            }
            To::Folder(target) => {
                if target.is_preview {
                    file.run_live();
                    offline::for_preview(&mut file);
                }
                let made = self.write(target, &file, budgets)?;
                self.note(&file.path, Made { stamp, ..made });
                Ok(())
            }
        }
    }

    fn write(&self, target: &Target, file: &File, budgets: &Budgets) -> Result<Made> {
        let path = target.out.join(&file.path);
        let mut made = Made::of(&file.bytes);
        let known = self.known.made.get(&file.path);
        let in_place = known.filter(|known| self.is_in_place(&file.path, known));
        // In a folder that was not there a moment ago nothing has to be looked for.
        let is_new = in_place.is_none() && make_folder(path.parent().unwrap_or(&target.out))?;
        let is_same = match in_place {
            Some(known) => known.bytes == made.bytes,
            None if is_new => false,
            None => fs::read(&path).is_ok_and(|present| present == file.bytes),
        };
        let compress = target.compress && compress::is_compressible(&file.path);
        made.compressed = is_same && in_place.is_some_and(|known| known.compressed);
        made.brotli = known.filter(|known| known.bytes == made.bytes).and_then(|known| known.brotli);
        let variants =
            if compress && !made.compressed { Some(compress::Variants::of(&file.bytes)) } else { None };
        if let Some(variants) = &variants {
            made.brotli = Some(variants.brotli.len() as u64);
        } else if made.brotli.is_none() && !target.is_preview {
            made.brotli = budgets.weigh(file);
        }
        if budgets.is_over(&file.path, &made) {
            return Ok(made);
        }
        if is_same {
            made.modified = modified(&fs::metadata(&path)?);
        } else {
            if !is_new {
                compress::remove_variants(&path)?;
            }
            made.modified = put(&path, &file.bytes)?;
            self.changed.fetch_add(1, Ordering::Relaxed);
        }
        if let Some(variants) = variants {
            variants.write(&path)?;
            made.compressed = true;
        }
        Ok(made)
    }

    /// Whether a file is as it was left: nobody wrote it since, and its variants are there.
    fn is_in_place(&self, path: &str, made: &Made) -> bool {
        let To::Folder(target) = &self.to else { return false };
        if target.is_preview {
            return true;
        }
        let path = target.out.join(path);
        let is_left =
            |metadata: fs::Metadata| metadata.len() == made.length && modified(&metadata) == made.modified;
        let wants_variants = target.compress && compress::is_compressible(&path.to_string_lossy());
        fs::metadata(&path).is_ok_and(is_left)
            && (!wants_variants
                || (made.compressed && compress::variants(&path).iter().all(|path| path.exists())))
    }

    fn note(&self, path: &str, made: Made) {
        self.made.lock().unwrap_or_else(PoisonError::into_inner).insert(path.to_owned(), made);
    }

    /// What was made, how many files of it changed, and the list that it went to, by path.
    pub fn finish(self) -> (BTreeMap<String, Made>, usize, Vec<File>) {
        let mut files = match self.to {
            To::List(files) => files.into_inner().unwrap_or_else(PoisonError::into_inner),
            To::Folder(_) => Vec::new(),
        };
        files.sort_unstable_by(|a, b| a.path.cmp(&b.path));
        (self.made.into_inner().unwrap_or_else(PoisonError::into_inner), self.changed.into_inner(), files)
    }
}

impl Made {
    /// What can be said of bytes that are not written yet.
    pub fn of(bytes: &[u8]) -> Self {
        Self {
            stamp: 0,
            bytes: fingerprint::of_bytes(bytes),
            length: bytes.len() as u64,
            modified: 0,
            brotli: None,
            compressed: false,
        }
    }
}

/// Writes `files` below `out`, without variants, and leaves everything else there as it is. Gives the number of
/// files that changed.
///
/// # Errors
/// A file or folder cannot be written.
pub fn add(out: &Path, files: &[File]) -> Result<usize> {
    let nothing = Memory::nothing();
    let target = Target { out: out.to_owned(), compress: false, is_preview: false };
    let output = Output::folder(target, &nothing);
    files.iter().try_for_each(|file| output.put(file.clone(), 0, &Budgets::default()))?;
    Ok(output.finish().1)
}

/// When a file was written last, in nanoseconds since 1970; 0 where the file system does not say.
fn modified(metadata: &fs::Metadata) -> u64 {
    let time = metadata.modified().unwrap_or(SystemTime::UNIX_EPOCH);
    time.duration_since(UNIX_EPOCH).map_or(0, |time| time.as_nanos().try_into().unwrap_or_default())
}

/// Makes a folder with those that it is in. Tells whether it was not there.
fn make_folder(folder: &Path) -> Result<bool> {
    let made = match fs::create_dir(folder) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => return Ok(false),
        Err(error) if error.kind() == ErrorKind::NotFound => fs::create_dir_all(folder),
        made => made,
    };
    made.with_context(|| format!("cannot make {}", folder.display()))?;
    Ok(true)
}

/// Writes a file, and gives the time that it has then.
///
/// # Errors
/// It cannot be written.
pub fn put(path: &Path, bytes: &[u8]) -> Result<u64> {
    let write = || {
        let mut file = fs::File::create(path)?;
        file.write_all(bytes)?;
        file.metadata()
    };
    let metadata = write().with_context(|| format!("cannot write {}", path.display()))?;
    Ok(modified(&metadata))
}

/// Removes a file, if it is there.
///
/// # Errors
/// It is there and cannot be removed.
pub fn remove(path: &Path) -> Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => {
            Err(error).with_context(|| format!("cannot remove {}", path.display()))
        }
        _ => Ok(()),
    }
}
