//! The office's key of this clone: what is served and tested here is sealed to it, as it would be to the key
//! of a real office.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::PathBuf;

use age::secrecy::ExposeSecret;
use age::x25519::Identity;
use anyhow::{Context, Result};

use crate::workspace::Workspace;

/// The file with the secret key, as `age-keygen` writes it. Kept between runs: without it, what was stored
/// before could not be opened any more.
pub fn identity_file(workspace: &Workspace) -> PathBuf {
    workspace.state().join("office.key")
}

/// The public key that belongs to it. It is made if there is none yet.
///
/// # Errors
/// When the file cannot be read or written, or holds no key.
pub fn recipient(workspace: &Workspace) -> Result<String> {
    let path = identity_file(workspace);
    if !path.exists() {
        fs::create_dir_all(workspace.state())?;
        write(&path, &Identity::generate()).with_context(|| format!("cannot write {}", path.display()))?;
    }
    let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    let identity = text.lines().find_map(|line| line.trim().parse::<Identity>().ok());
    let identity = identity.with_context(|| format!("{} holds no key; remove it", path.display()))?;
    Ok(identity.to_public().to_string())
}

/// Writes the key where nobody else reads it, whole or not at all.
fn write(path: &PathBuf, identity: &Identity) -> Result<()> {
    let text = format!("# public key: {}\n{}\n", identity.to_public(), identity.to_string().expose_secret());
    let unfinished = path.with_added_extension("new");
    // What an interrupted run has left may be readable for others.
    let _ = fs::remove_file(&unfinished);
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&unfinished)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    fs::rename(&unfinished, path)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    /// If it broke, every start would seal to another key, and what was stored before would be lost; or
    /// whoever has an account on this machine could open it.
    #[test]
    fn the_key_is_made_once_and_for_its_owner_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        let workspace = Workspace {
            root: folder.path().to_owned(),
            target: folder.path().join("target"),
            cache: folder.path().join("cache"),
        };
        let first = recipient(&workspace).expect("made");
        assert!(first.starts_with("age1") && first.len() == 62, "{first}");
        assert_eq!(recipient(&workspace).expect("read"), first);
        let path = identity_file(&workspace);
        let text = fs::read_to_string(&path).expect("it is there");
        assert!(text.starts_with(&format!("# public key: {first}\nAGE-SECRET-KEY-1")));
        assert_eq!(fs::metadata(&path).expect("it is there").permissions().mode() & 0o777, 0o600);
    }
}
