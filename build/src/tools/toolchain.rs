//! The parts of the Rust toolchain beyond a bare compiler.
//!
//! `rust-toolchain.toml` names them too, and rustup installs them with a new toolchain; but not
//! into one that is already there, nor where automatic installation is switched off.

use std::path::PathBuf;

use anyhow::Result;

use super::prerequisite::Prerequisite;
use super::{Purpose, Tool};
use crate::command;
use crate::workspace::Workspace;

/// A part of the toolchain that rustup can add.
pub struct Part {
    /// What rustup calls the kind of part: `target` or `component`.
    kind: &'static str,
    name: &'static str,
    /// A file or folder below the toolchain's own folder that only this part brings.
    trace: &'static str,
    purpose: Purpose,
}

const PARTS: [Part; 4] = [
    Part {
        kind: "target",
        name: "wasm32-unknown-unknown",
        trace: "lib/rustlib/wasm32-unknown-unknown/lib",
        purpose: Purpose::Build,
    },
    Part {
        // The standard library is compiled anew, for size.
        kind: "component",
        name: "rust-src",
        trace: "lib/rustlib/src/rust/library/Cargo.lock",
        purpose: Purpose::Build,
    },
    Part { kind: "component", name: "clippy", trace: "bin/cargo-clippy", purpose: Purpose::Test },
    Part { kind: "component", name: "rustfmt", trace: "bin/cargo-fmt", purpose: Purpose::Test },
];

/// The parts that `purpose` needs.
pub fn parts(purpose: Purpose) -> impl Iterator<Item = Part> {
    PARTS.into_iter().filter(move |part| purpose == Purpose::Test || part.purpose == purpose)
}

impl Tool for Part {
    fn title(&self) -> String {
        format!("Rust {} {}", self.kind, self.name)
    }

    fn is_present(&self, workspace: &Workspace) -> bool {
        command::output(workspace.command("rustc").args(["--print", "sysroot"]))
            .is_ok_and(|folder| PathBuf::from(folder).join(self.trace).exists())
    }

    fn prerequisites(&self) -> &[Prerequisite] {
        &[Prerequisite::Rustup]
    }

    fn install(&self, workspace: &Workspace) -> Result<()> {
        command::run(workspace.command("rustup").args([self.kind, "add", self.name]))
    }
}
