//! strace, for the test that watches in which order the endpoint writes and answers.

use anyhow::{Result, bail};

use super::Tool;
use super::prerequisite::Prerequisite;
use crate::workspace::Workspace;

/// The program on the PATH. There is none but on Linux, where the test alone runs.
pub struct Strace;

impl Tool for Strace {
    fn title(&self) -> String {
        "strace".into()
    }

    fn is_present(&self, workspace: &Workspace) -> bool {
        !cfg!(target_os = "linux") || Prerequisite::Strace.is_there(workspace)
    }

    fn prerequisites(&self) -> &[Prerequisite] {
        &[Prerequisite::Strace]
    }

    fn debian_package(&self) -> Option<&str> {
        Some("strace")
    }

    fn install(&self, _workspace: &Workspace) -> Result<()> {
        bail!("the package strace did not bring it")
    }
}
