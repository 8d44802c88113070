//! Where things are: this clone, what it builds, and the cache of tools that clones share.

use std::env;
use std::ffi::{OsStr, OsString};
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use crate::tools;

/// This clone and the user's tool cache.
pub struct Workspace {
    /// The folder of the root `Cargo.toml`.
    pub root: PathBuf,
    /// Cargo's target folder for programs that run on this machine.
    pub target: PathBuf,
    /// Tools, one folder for each version of each; shared by all clones of this user.
    pub cache: PathBuf,
}

impl Workspace {
    /// Finds the folders.
    ///
    /// # Errors
    /// When neither a cache folder nor a home folder is named by the environment.
    pub fn locate() -> Result<Self> {
        // Cargo names the folder of the package that it runs; the compiled-in path would be
        // another clone's if both shared a target folder.
        let package = env::var_os("CARGO_MANIFEST_DIR")
            .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        let root = package.parent().context("the xtask package lies in no workspace")?.to_path_buf();
        let target =
            env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), |folder| root.join(folder));
        let cache = root.join(cache_folder(|name| env::var_os(name))?);
        Ok(Self { root, target, cache })
    }

    /// The generated guide: what a server or CDN is given.
    pub fn dist(&self) -> PathBuf {
        self.root.join("dist")
    }

    /// What this clone keeps between runs; ignored by git.
    pub fn state(&self) -> PathBuf {
        self.root.join(".panduan")
    }

    /// A program of this workspace, as [`crate::pages::build_programs`] leaves it.
    pub fn program(&self, name: &str) -> PathBuf {
        self.target.join("debug").join(name)
    }

    /// A command that starts in the root folder and finds the cached tools before any other.
    pub fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.root).env("PATH", self.path());
        command
    }

    fn path(&self) -> OsString {
        let inherited = env::var_os("PATH").unwrap_or_default();
        let folders = tools::program_folders(&self.cache).chain(env::split_paths(&inherited));
        // A cache folder with a colon in its name cannot be on a PATH at all; its tools are then
        // reported as missing, by name.
        env::join_paths(folders).unwrap_or(inherited)
    }
}

/// `$PANDUAN_CACHE`, else `$XDG_CACHE_HOME/panduan`, else `~/.cache/panduan`.
fn cache_folder(variable: impl Fn(&str) -> Option<OsString>) -> Result<PathBuf> {
    let named = |name| variable(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    named("PANDUAN_CACHE")
        .or_else(|| Some(named("XDG_CACHE_HOME")?.join("panduan")))
        .or_else(|| Some(named("HOME")?.join(".cache/panduan")))
        .context("no folder for the tools: set PANDUAN_CACHE to one")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cache_with(variables: &[(&str, &str)]) -> Option<PathBuf> {
        cache_folder(|name| {
            let (_, value) = variables.iter().find(|(known, _)| *known == name)?;
            Some(OsString::from(value))
        })
        .ok()
    }

    #[test]
    fn the_most_specific_variable_names_the_cache() {
        let home = ("HOME", "/home/ayu");
        let xdg = ("XDG_CACHE_HOME", "/cache");
        let own = ("PANDUAN_CACHE", "/tools");
        assert_eq!(cache_with(&[home, xdg, own]), Some("/tools".into()));
        assert_eq!(cache_with(&[home, xdg]), Some("/cache/panduan".into()));
        assert_eq!(cache_with(&[home]), Some("/home/ayu/.cache/panduan".into()));
        assert_eq!(cache_with(&[]), None);
    }

    #[test]
    fn an_empty_variable_names_nothing() {
        assert_eq!(
            cache_with(&[("PANDUAN_CACHE", ""), ("HOME", "/home/ayu")]),
            Some("/home/ayu/.cache/panduan".into())
        );
    }
}
