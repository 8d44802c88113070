//! Tools at pinned versions, each in a cache folder named after it and its version.
//!
//! A tool is installed under another name and moved to its own when it is whole, so that an
//! interrupted installation never counts as one.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::prerequisite::Prerequisite;
use super::{Purpose, Tool};
use crate::command;
use crate::workspace::Workspace;

/// A pinned tool.
#[derive(Clone, Copy, Hash)]
pub struct CachedTool {
    name: &'static str,
    version: &'static str,
    source: Source,
    /// The program that shows which version is there, below the tool's folder.
    program: &'static str,
}

/// Who packages the tool.
#[derive(Clone, Copy, Hash)]
enum Source {
    /// A crate, compiled here.
    Crate { package: &'static str, options: &'static [&'static str] },
    /// A package for Node.js of the same name.
    Npm,
    /// A package for Python with a module of the same name that is also a program.
    Pip,
}

const BUILD_TOOLS: [CachedTool; 5] = [
    CachedTool {
        // The same version as the crate in Cargo.toml: they speak a private format.
        name: "wasm-bindgen",
        version: "0.2.130",
        // Not by its own lock file, which names a version that is not served.
        source: Source::Crate { package: "wasm-bindgen-cli", options: &["--no-default-features"] },
        program: "bin/wasm-bindgen",
    },
    CachedTool {
        name: "trunk",
        version: "0.21.14",
        source: Source::Crate { package: "trunk", options: &["--locked"] },
        program: "bin/trunk",
    },
    CachedTool {
        // wasm-opt.
        name: "binaryen",
        version: "132.0.0",
        source: Source::Npm,
        program: "node_modules/.bin/wasm-opt",
    },
    CachedTool {
        // Takes the form's program apart: the first part, and the rest.
        name: "wasm_split_cli_support",
        version: "0.2.4",
        source: Source::Crate {
            package: "wasm_split_cli_support",
            options: &["--locked", "--features", "build-binary"],
        },
        program: "bin/wasm-split-cli",
    },
    CachedTool {
        // Takes names and spaces out of the form's script: 5.6 KB (brotli) instead of 7.8.
        name: "esbuild",
        version: "0.28.2",
        source: Source::Npm,
        program: "node_modules/.bin/esbuild",
    },
];

/// Tools that do not say which version they are: the one that their folder names.
const SAY_NO_VERSION: [&str; 1] = ["wasm_split_cli_support"];

const BAGIT: CachedTool =
    CachedTool { name: "bagit", version: "1.9.0", source: Source::Pip, program: "bagit" };

const CARGO_FUZZ: CachedTool = CachedTool {
    name: "cargo-fuzz",
    version: "0.13.2",
    source: Source::Crate { package: "cargo-fuzz", options: &["--locked"] },
    program: "bin/cargo-fuzz",
};

/// What is measured beside ours: a server of the same protocol, a generator of books.
const PEERS: [CachedTool; 2] = [
    CachedTool {
        name: "rustus",
        version: "0.5.10",
        source: Source::Crate { package: "rustus", options: &["--locked"] },
        program: "bin/rustus",
    },
    CachedTool {
        name: "mdbook",
        version: "0.5.4",
        // Neither search nor a server: the others are measured without them too.
        source: Source::Crate { package: "mdbook", options: &["--locked", "--no-default-features"] },
        program: "bin/mdbook",
    },
];

/// A server that speaks Azure's blob storage, and one that speaks S3 but ignores conditions.
const STORES: [CachedTool; 2] = [
    CachedTool {
        name: "azurite",
        version: "3.37.0",
        source: Source::Npm,
        program: "node_modules/.bin/azurite-blob",
    },
    CachedTool { name: "s3rver", version: "3.7.1", source: Source::Npm, program: "node_modules/.bin/s3rver" },
];

/// `cargo install` for tools that run for seconds: half the time to compile, hardly slower.
const QUICK_COMPILATION: [(&str, &str); 3] = [
    ("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1"),
    ("CARGO_PROFILE_RELEASE_LTO", "off"),
    ("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16"),
];

/// The cached tools that `purpose` needs.
pub fn tools(purpose: Purpose) -> Vec<CachedTool> {
    match purpose {
        Purpose::Build => BUILD_TOOLS.to_vec(),
        Purpose::Test => BUILD_TOOLS.into_iter().chain([BAGIT]).chain(STORES).collect(),
        Purpose::Fuzz => vec![CARGO_FUZZ],
        Purpose::Bench => PEERS.to_vec(),
    }
}

/// The folders that a PATH needs for the cached tools to be found.
pub fn program_folders(cache: &Path) -> impl Iterator<Item = PathBuf> {
    BUILD_TOOLS
        .into_iter()
        .filter_map(move |tool| Some(tool.folder(cache).join(tool.program).parent()?.to_path_buf()))
}

/// The program of the BagIt validator.
pub fn bagit(cache: &Path) -> PathBuf {
    BAGIT.folder(cache).join(BAGIT.program)
}

/// The program that runs libFuzzer.
pub fn cargo_fuzz(cache: &Path) -> PathBuf {
    CARGO_FUZZ.folder(cache).join(CARGO_FUZZ.program)
}

/// The programs that are measured beside ours: rustus, then mdBook.
pub fn peers(cache: &Path) -> [PathBuf; 2] {
    PEERS.map(|tool| tool.folder(cache).join(tool.program))
}

/// The programs of the servers that endpoints are tested on: azurite, then s3rver.
pub fn stores(cache: &Path) -> [PathBuf; 2] {
    STORES.map(|tool| tool.folder(cache).join(tool.program))
}

/// What the build's output depends on, of all this: the tools and how they are made.
pub fn fingerprint() -> impl std::hash::Hash {
    BUILD_TOOLS
}

impl CachedTool {
    fn folder_name(&self) -> String {
        format!("{}-{}", self.name, self.version)
    }

    fn folder(&self, cache: &Path) -> PathBuf {
        cache.join(self.folder_name())
    }

    /// Whether its speed is what it is here for: then it is compiled as its authors release it.
    fn is_measured(&self) -> bool {
        PEERS.iter().any(|peer| peer.name == self.name)
    }

    fn install_into(&self, folder: &Path, workspace: &Workspace) -> Result<()> {
        match self.source {
            Source::Crate { package, options } => {
                // Kept when interrupted: the next try goes on where this one stopped.
                let target = workspace.cache.join(format!("{}.target", self.folder_name()));
                let mut cargo = workspace.command("cargo");
                cargo.args(["install", package, "--version", self.version]).args(options);
                cargo.arg("--root").arg(folder).arg("--no-track");
                cargo.env("CARGO_TARGET_DIR", &target);
                if !self.is_measured() {
                    cargo.envs(QUICK_COMPILATION);
                }
                command::run(&mut cargo)?;
                remove(&target)
            }
            Source::Npm => {
                fs::create_dir_all(folder)?;
                let package = format!("{}@{}", self.name, self.version);
                let mut npm = workspace.command("npm");
                npm.args(["install", "--ignore-scripts", "--no-audit", "--no-fund", &package]);
                command::run(npm.arg("--prefix").arg(folder))
            }
            Source::Pip => {
                let package = format!("{}=={}", self.name, self.version);
                let mut pip = workspace.command("python3");
                pip.args(["-m", "pip", "install", "--no-deps", "--disable-pip-version-check", &package]);
                command::run(pip.arg("--target").arg(folder))?;
                write_launcher(folder, self.name)
            }
        }
    }
}

impl Tool for CachedTool {
    fn title(&self) -> String {
        format!("{} {}", self.name, self.version)
    }

    fn is_present(&self, workspace: &Workspace) -> bool {
        let program = self.folder(&workspace.cache).join(self.program);
        if SAY_NO_VERSION.contains(&self.name) {
            return command::output(workspace.command(program).arg("--help")).is_ok();
        }
        command::output(workspace.command(program).arg("--version"))
            .is_ok_and(|printed| is_version(&printed, self.version))
    }

    fn prerequisites(&self) -> &[Prerequisite] {
        match self.source {
            Source::Crate { .. } => &[],
            Source::Npm => &[Prerequisite::Node, Prerequisite::Npm],
            Source::Pip => &[Prerequisite::Python, Prerequisite::Pip],
        }
    }

    fn install(&self, workspace: &Workspace) -> Result<()> {
        install_whole(&self.folder(&workspace.cache), |folder| self.install_into(folder, workspace))
    }
}

/// Makes a Python module in `folder` a program of its own. The one that pip makes is bound to the
/// folder that it was installed into, and to one of perhaps several Pythons.
fn write_launcher(folder: &Path, module: &str) -> Result<()> {
    let launcher = folder.join(module);
    let script = format!("#!/bin/sh\nexec python3 \"$(dirname \"$0\")/{module}.py\" \"$@\"\n");
    fs::write(&launcher, script)?;
    fs::set_permissions(&launcher, fs::Permissions::from_mode(0o755))?;
    Ok(())
}

/// Lets `install` fill a folder that is given the name `folder` when it is complete.
///
/// # Errors
/// When `install` fails, or the folders cannot be moved.
pub fn install_whole(folder: &Path, install: impl FnOnce(&Path) -> Result<()>) -> Result<()> {
    let partial = folder.with_added_extension("partial");
    remove(&partial)?;
    install(&partial)?;
    // What is there by that name does not work, or it would not be installed again.
    remove(folder)?;
    fs::rename(&partial, folder)
        .with_context(|| format!("cannot move {} to {}", partial.display(), folder.display()))
}

/// Removes a folder and all in it, if there is one.
fn remove(folder: &Path) -> Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("cannot remove {}", folder.display()))
        }
        _ => Ok(()),
    }
}

/// Whether what a program printed about itself names the version `pinned`, or its leading numbers
/// (wasm-opt of the package 132.0.0 calls itself 132).
fn is_version(printed: &str, pinned: &str) -> bool {
    let numbers = |word: &&str| word.starts_with(|first: char| first.is_ascii_digit());
    printed.split_whitespace().find(numbers).is_some_and(|version| {
        pinned.strip_prefix(version).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_from_what_the_tools_print() {
        assert!(is_version("trunk 0.21.14", "0.21.14"));
        assert!(is_version("wasm-bindgen 0.2.130", "0.2.130"));
        assert!(is_version("wasm-opt version 132 (version_132)", "132.0.0"));
        assert!(is_version("bagit-python version 1.9.0", "1.9.0"));
    }

    #[test]
    fn another_version_is_not_taken_for_the_pinned_one() {
        assert!(!is_version("wasm-bindgen 0.2.13", "0.2.130"));
        assert!(!is_version("wasm-bindgen 0.2.1300", "0.2.130"));
        assert!(!is_version("wasm-opt version 13 (version_13)", "132.0.0"));
        assert!(!is_version("trunk 0.22.0-beta.1", "0.22.0"));
        assert!(!is_version("no version here", "0.21.14"));
    }

    #[test]
    fn an_interrupted_installation_leaves_nothing_that_counts() {
        let cache = std::env::temp_dir().join(format!("xtask-install-{}", std::process::id()));
        let tool = cache.join("tool-1.0");

        let interrupted = install_whole(&tool, |folder| {
            fs::create_dir_all(folder)?;
            fs::write(folder.join("half"), "")?;
            anyhow::bail!("the connection broke")
        });
        assert!(interrupted.is_err());
        assert!(!tool.exists());

        install_whole(&tool, |folder| Ok(fs::create_dir_all(folder)?)).unwrap();
        assert!(tool.exists());
        assert!(!tool.join("half").exists(), "the second try starts clean");
        fs::remove_dir_all(cache).unwrap();
    }

    /// Trunk looks for these versions on the PATH, and downloads others of its own when they differ.
    #[test]
    fn the_pinned_versions_are_the_ones_that_trunk_and_the_form_use() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        let trunk = fs::read_to_string(root.join("Trunk.toml")).unwrap();
        let cargo = fs::read_to_string(root.join("Cargo.toml")).unwrap();
        let [wasm_bindgen, _, binaryen, ..] = BUILD_TOOLS;
        let major = binaryen.version.split('.').next().unwrap();
        assert!(trunk.contains(&format!("wasm_bindgen = \"{}\"", wasm_bindgen.version)));
        assert!(trunk.contains(&format!("wasm_opt = \"version_{major}\"")));
        assert!(cargo.contains(&format!("wasm-bindgen = \"={}\"", wasm_bindgen.version)));
    }
}
