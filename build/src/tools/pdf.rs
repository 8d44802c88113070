//! Programs that read PDFs, for tests of the PDFs that the form makes: other people's readers decide.

use anyhow::{Result, bail};

use super::Tool;
use super::prerequisite::Prerequisite;
use crate::workspace::Workspace;

/// A program on the PATH that reads PDFs.
#[derive(Clone, Copy)]
pub struct PdfProgram {
    name: &'static str,
    debian_package: &'static str,
    /// Itself: only a system's own packages bring it.
    prerequisites: [Prerequisite; 1],
}

/// One that says whether a PDF is sound, and one that draws it.
pub const PROGRAMS: [PdfProgram; 2] = [
    PdfProgram { name: "qpdf", debian_package: "qpdf", prerequisites: [Prerequisite::Qpdf] },
    PdfProgram { name: "pdftoppm", debian_package: "poppler-utils", prerequisites: [Prerequisite::Pdftoppm] },
];

impl Tool for PdfProgram {
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
