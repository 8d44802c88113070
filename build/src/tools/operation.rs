//! Programs that an operator has, for tests of what is written for operators: one that attacks slowly, and
//! the one that reads units of services.

use anyhow::{Result, bail};

use super::Tool;
use super::prerequisite::Prerequisite;
use crate::workspace::Workspace;

/// A program on the PATH.
#[derive(Clone, Copy)]
pub struct OperationProgram {
    name: &'static str,
    debian_package: &'static str,
    /// Itself: only a system's own packages bring it.
    prerequisites: [Prerequisite; 1],
}

const PROGRAMS: [OperationProgram; 2] = [
    OperationProgram {
        name: "slowhttptest",
        debian_package: "slowhttptest",
        prerequisites: [Prerequisite::Slowhttptest],
    },
    OperationProgram {
        name: "systemd-analyze",
        debian_package: "systemd",
        prerequisites: [Prerequisite::SystemdAnalyze],
    },
];

/// Those that this system can have: there is no systemd but on Linux.
pub fn programs() -> impl Iterator<Item = OperationProgram> {
    let has_systemd = cfg!(target_os = "linux");
    PROGRAMS.into_iter().filter(move |program| has_systemd || program.debian_package != "systemd")
}

impl Tool for OperationProgram {
    fn title(&self) -> String {
        self.name.into()
    }

    fn is_present(&self, workspace: &Workspace) -> bool {
        self.prerequisites[0].is_there(workspace)
    }

    fn prerequisites(&self) -> &[Prerequisite] {
        &self.prerequisites
    }

    fn debian_package(&self) -> Option<&str> {
        Some(self.debian_package)
    }

    fn install(&self, _workspace: &Workspace) -> Result<()> {
        bail!("the package {} did not bring it", self.debian_package)
    }
}
