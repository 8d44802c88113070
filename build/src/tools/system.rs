//! Programs that only the system's own packages bring, for tests and benchmarks: other people's readers,
//! servers and attackers.

use std::path::PathBuf;

use anyhow::{Result, bail};

use super::prerequisite::Prerequisite;
use super::{Purpose, Tool};
use crate::command;
use crate::workspace::Workspace;

/// A program on the PATH, or a library that programs are started with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SystemProgram {
    /// What it is called, and what for.
    title: &'static str,
    /// What succeeds in a shell where it is there.
    probe: &'static str,
    /// The package that brings it on Debian.
    debian_package: &'static str,
    /// The package elsewhere; none for what there is on Linux only, and is tested there only.
    other_package: Option<&'static str>,
    purpose: Purpose,
}

const PROGRAMS: [SystemProgram; 10] = [
    program("age", "age --version", "age", Some("age")),
    program("qpdf", "qpdf --version", "qpdf", Some("qpdf")),
    program("pdftoppm of Poppler", "pdftoppm -v", "poppler-utils", Some("poppler")),
    // Debian keeps it where only root looks. The smallest of its kinds has all that the example needs.
    program("nginx", "PATH=$PATH:/usr/sbin nginx -v", "nginx-light", Some("nginx")),
    program("Caddy", "caddy version", "caddy", Some("caddy")),
    // It has no argument that succeeds and attacks nobody.
    program("slowhttptest", "command -v slowhttptest", "slowhttptest", Some("slowhttptest")),
    program("systemd-analyze of systemd", "systemd-analyze --version", "systemd", None),
    program("strace", "strace --version", "strace", None),
    program("rsync", "rsync --version", "rsync", Some("rsync")),
    SystemProgram {
        purpose: Purpose::Bench,
        ..program("libeatmydata", "test -e \"$(echo /usr/lib/*/libeatmydata.so)\"", "libeatmydata1", None)
    },
];

const fn program(
    title: &'static str,
    probe: &'static str,
    debian_package: &'static str,
    other_package: Option<&'static str>,
) -> SystemProgram {
    SystemProgram { title, probe, debian_package, other_package, purpose: Purpose::Test }
}

impl SystemProgram {
    /// Whether it is there, or this system cannot have it.
    pub fn is_there(self, workspace: &Workspace) -> bool {
        let is_for_here = cfg!(target_os = "linux") || self.other_package.is_some();
        !is_for_here || command::output(workspace.command("sh").args(["-c", self.probe])).is_ok()
    }

    /// What it is called.
    pub fn title(self) -> &'static str {
        self.title
    }

    /// The command that installs it here.
    pub fn remedy(self) -> String {
        match self.other_package {
            Some(package) if !cfg!(target_os = "linux") => format!("brew install {package}"),
            _ => format!("apt-get install {}", self.debian_package),
        }
    }
}

/// One of them, and itself as what is needed where nothing here can install it.
pub struct SystemTool(SystemProgram, [Prerequisite; 1]);

/// Those that `purpose` needs.
pub fn tools(purpose: Purpose) -> impl Iterator<Item = SystemTool> {
    let wanted = PROGRAMS.into_iter().filter(move |program| program.purpose == purpose);
    wanted.map(|program| SystemTool(program, [Prerequisite::System(program)]))
}

/// The library that makes fsync do nothing in the programs that are started with it.
///
/// # Errors
/// It is not where Debian puts it.
pub fn eatmydata(workspace: &Workspace) -> Result<PathBuf> {
    let mut shell = workspace.command("sh");
    Ok(command::output(shell.args(["-c", "ls /usr/lib/*/libeatmydata.so"]))?.into())
}

impl Tool for SystemTool {
    fn title(&self) -> String {
        self.0.title.into()
    }

    fn is_present(&self, workspace: &Workspace) -> bool {
        self.0.is_there(workspace)
    }

    fn prerequisites(&self) -> &[Prerequisite] {
        &self.1
    }

    fn debian_package(&self) -> Option<&str> {
        Some(self.0.debian_package)
    }

    fn install(&self, _workspace: &Workspace) -> Result<()> {
        bail!("the package {} did not bring it", self.0.debian_package)
    }
}
