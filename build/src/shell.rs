//! The page shell: Trunk compiles form and worker to wasm and links them into `index.html`, then
//! [`crate::form`] takes the form apart.
//!
//! The slow stage, so its output is kept in `.panduan/shell/` and made again only when one of its
//! inputs has changed.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::workspace::Workspace;
use crate::{command, fingerprint, form, tools};

/// Everything in the repository that the form is made of.
const INPUTS: [&str; 13] = [
    ".cargo/config.toml",
    "Cargo.lock",
    "Cargo.toml",
    "Trunk.toml",
    "build/src/form.rs",
    "build/src/short_names.rs",
    "index.html",
    "package",
    "rules",
    "rust-toolchain.toml",
    "seal",
    "wasm-form",
    "worker",
];

/// Makes the compiler spend everything on size. An applicant sees no console, so the messages and
/// places of panics, unwinding and all `{:?}` go, in the standard library too; compiling that
/// library anew is what needs the compiler's unstable options.
pub const SMALL_WASM: [(&str, &str); 4] = [
    ("RUSTC_BOOTSTRAP", "1"),
    ("CARGO_UNSTABLE_BUILD_STD", "std,panic_abort"),
    ("CARGO_UNSTABLE_BUILD_STD_FEATURES", "optimize_for_size"),
    (
        "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS",
        "-Zunstable-options -Cpanic=immediate-abort -Zlocation-detail=none -Zfmt-debug=none",
    ),
];

/// Cargo's target folder for wasm.
pub fn folder(workspace: &Workspace) -> PathBuf {
    workspace.target.join("form")
}

/// The folder with the shell: `index.html` and the script and wasm that it loads.
///
/// # Errors
/// When an input is missing or Trunk fails.
pub fn build(workspace: &Workspace) -> Result<PathBuf> {
    let shell = workspace.state().join("shell");
    let stamp = workspace.state().join("shell.fingerprint");
    let current = fingerprint::of(&workspace.root, &INPUTS, (SMALL_WASM, tools::fingerprint()))?;
    if shell.join("index.html").exists() && fs::read_to_string(&stamp).is_ok_and(|built| built == current) {
        eprintln!("  up to date  the form (wasm)");
        return Ok(shell);
    }

    eprintln!("    building  the form (wasm)");
    fs::create_dir_all(workspace.state())?;
    // From here on what lies there is not whole.
    if stamp.exists() {
        fs::remove_file(&stamp).with_context(|| format!("cannot remove {}", stamp.display()))?;
    }
    let mut trunk = workspace.command("trunk");
    trunk.args(["build", "--release", "--skip-version-check", "--dist"]).arg(&shell);
    trunk.env("PANDUAN_SHELL_ONLY", "1").envs(SMALL_WASM);
    // A folder of its own ([`folder`]): programs that are compiled for this machine as a part of this, such as
    // procedural macros, see the settings above, and would be rebuilt again and again if shared.
    trunk.env("CARGO_TARGET_DIR", folder(workspace));
    // Cargo would take these in place of the flags above.
    trunk.env_remove("RUSTFLAGS").env_remove("CARGO_ENCODED_RUSTFLAGS");
    // Trunk refuses the values that are customary for it.
    trunk.env_remove("NO_COLOR");
    command::run(&mut trunk)?;
    form::build(workspace, &shell)?;

    // Last: a stamp says that what lies beside it is whole.
    fs::write(&stamp, current).with_context(|| format!("cannot write {}", stamp.display()))?;
    Ok(shell)
}
