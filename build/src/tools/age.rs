//! age, for tests of what is sealed: the program that gave the format its name has to open it.

use anyhow::{Result, bail};

use super::Tool;
use super::prerequisite::Prerequisite;
use crate::workspace::Workspace;

/// The program on the PATH.
pub struct Age;

impl Tool for Age {
    fn title(&self) -> String {
        "age".into()
    }

    fn is_present(&self, workspace: &Workspace) -> bool {
        Prerequisite::Age.is_there(workspace)
    }

    fn prerequisites(&self) -> &[Prerequisite] {
        &[Prerequisite::Age]
    }

    fn debian_package(&self) -> Option<&str> {
        Some("age")
    }

    fn install(&self, _workspace: &Workspace) -> Result<()> {
        bail!("the package age did not bring it")
    }
}
