//! moto, a server that speaks S3, for tests of the endpoint on a bucket.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use anyhow::Result;

use super::Tool;
use super::cached::install_whole;
use super::prerequisite::Prerequisite;
use crate::workspace::Workspace;
use crate::{command, fingerprint};

/// The packages and their versions, all of them pinned.
const REQUIREMENTS: &str = "tests/stores/requirements.txt";

/// The packages of `tests/stores/requirements.txt`.
pub struct Moto {
    /// Which packages, and in which versions: clones with the same list share them.
    fingerprint: String,
}

impl Moto {
    /// The packages that this clone's list names.
    ///
    /// # Errors
    /// When the list cannot be read.
    pub fn listed(workspace: &Workspace) -> Result<Self> {
        let fingerprint = fingerprint::of(&workspace.root, &[REQUIREMENTS], ())?;
        Ok(Self { fingerprint })
    }

    fn folder(&self, workspace: &Workspace) -> PathBuf {
        workspace.cache.join(format!("moto-{}", self.fingerprint))
    }

    fn program(&self, workspace: &Workspace) -> PathBuf {
        self.folder(workspace).join("serve-s3")
    }
}

impl Tool for Moto {
    fn title(&self) -> String {
        format!("moto (list {})", self.fingerprint)
    }

    fn is_present(&self, workspace: &Workspace) -> bool {
        // Parts of it are compiled for one version of Python, and do not load in another.
        let mut moto = workspace.command(self.program(workspace));
        command::output(moto.arg("--help")).is_ok()
    }

    fn prerequisites(&self) -> &[Prerequisite] {
        &[Prerequisite::Python, Prerequisite::Pip]
    }

    fn install(&self, workspace: &Workspace) -> Result<()> {
        install_whole(&self.folder(workspace), |folder| {
            fs::create_dir_all(folder)?;
            let mut pip = workspace.command("python3");
            pip.args(["-m", "pip", "install", "--no-deps", "--disable-pip-version-check"]);
            pip.arg("--only-binary=:all:").arg("--requirement").arg(workspace.root.join(REQUIREMENTS));
            command::run(pip.arg("--target").arg(folder))?;
            // The one that pip makes is bound to the folder that it was installed into.
            let launcher = folder.join("serve-s3");
            let script =
                "#!/bin/sh\nPYTHONPATH=\"$(dirname \"$0\")\" exec python3 -s -m moto.server \"$@\"\n";
            fs::write(&launcher, script)?;
            fs::set_permissions(&launcher, fs::Permissions::from_mode(0o755))?;
            Ok(())
        })
    }
}

/// The program that serves S3.
///
/// # Errors
/// When the list of packages cannot be read.
pub fn moto(workspace: &Workspace) -> Result<PathBuf> {
    Ok(Moto::listed(workspace)?.program(workspace))
}
