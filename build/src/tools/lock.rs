//! One installation at a time in a cache that several clones use.

use std::fs::{File, TryLockError};
use std::path::Path;

use anyhow::{Context, Result};

/// Waits until no other process installs into `cache`. The lock ends with the returned file, and
/// also when this process is killed.
///
/// # Errors
/// When the lock file cannot be made or locked.
pub fn acquire(cache: &Path) -> Result<File> {
    let path = cache.join("lock");
    let file = File::create(&path).with_context(|| format!("cannot write {}", path.display()))?;
    match file.try_lock() {
        Ok(()) => return Ok(file),
        Err(TryLockError::WouldBlock) => eprintln!("     waiting  for another installation"),
        Err(TryLockError::Error(error)) => return Err(error).context("cannot lock the tool cache"),
    }
    file.lock().context("cannot lock the tool cache")?;
    Ok(file)
}
