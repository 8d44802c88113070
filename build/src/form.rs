//! The form in two parts: the same program as Trunk's, compiled to be split, taken apart, and made small.
//!
//! Trunk runs wasm-bindgen right after the compiler, and a program has to be split before that, so these steps are
//! ours: compile with the linker's relocations, split, wasm-bindgen for the first part, wasm-opt for both, and
//! one script without long names and spaces.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};

use crate::workspace::Workspace;
use crate::{command, shell, short_names};

/// What the program was split into, as the compiler wrote it: with names, for those who weigh it.
pub const SPLIT: &str = "split";

/// How wasm-opt is run: for the features that the compiler was told to use, which each part names. With others it
/// writes what not every browser reads.
const SMALL: &str = "-Oz";

/// How the script of the first part imports what loads the rest.
const IMPORT: &str = "import * as import1 from \"./__wasm_split.js\"";

/// What stands in the place of that: one function, so that there is one script. The wasm of the rest is given all
/// that the first part exports. `site` puts name and digest of the file into `fetch`.
const LOADER: &str = "const import1={async __wasm_split_load_rest(told,about){let loaded=0;try{\
    const rest=await fetch(\"/form_rest.wasm\");\
    await WebAssembly.instantiate(await rest.arrayBuffer(),{__wasm_split:wasm});loaded=1}catch{}\
    wasm.__indirect_function_table.get(told)(about,loaded)}}";

/// Puts `form.js`, `form_bg.wasm` and `form_rest.wasm` into the folder `shell`, and takes away what Trunk has
/// made of the same program.
///
/// # Errors
/// When a step fails.
pub fn build(workspace: &Workspace, shell: &Path) -> Result<()> {
    let target = shell::folder(workspace);
    let mut cargo = workspace.command("cargo");
    cargo.args(["rustc", "--package", "wasm-form", "--bin", "wasm-form", "--features", "split"]);
    cargo.args(["--profile", "wasm", "--target", "wasm32-unknown-unknown"]);
    // For this program alone: what it is made of is compiled as for Trunk.
    cargo.args(["--", "-Clink-args=--emit-relocs"]);
    cargo.envs(shell::SMALL_WASM).env("CARGO_TARGET_DIR", &target);
    cargo.env_remove("RUSTFLAGS").env_remove("CARGO_ENCODED_RUSTFLAGS");
    command::run(&mut cargo)?;

    let parts = target.join(SPLIT);
    fs::create_dir_all(&parts).with_context(|| format!("cannot make {}", parts.display()))?;
    let mut split = workspace.command("wasm-split-cli");
    command::run(split.arg(target.join("wasm32-unknown-unknown/wasm/wasm-form.wasm")).arg(&parts))?;

    let mut bindgen = workspace.command("wasm-bindgen");
    bindgen.args(["--target", "web", "--no-typescript", "--keep-lld-exports", "--out-name", "form"]);
    command::run(bindgen.arg("--out-dir").arg(&parts).arg(parts.join("main.wasm")))?;

    for (from, to) in [("form_bg.wasm", "form_bg.wasm"), ("split_rest.wasm", "form_rest.wasm")] {
        let mut small = workspace.command("wasm-opt");
        command::run(small.arg(SMALL).arg(parts.join(from)).arg("-o").arg(shell.join(to)))?;
    }

    let script = parts.join("form.js");
    let text = fs::read_to_string(&script).with_context(|| format!("cannot read {}", script.display()))?;
    ensure!(text.contains(IMPORT), "{} does not import what loads the rest", script.display());
    fs::write(&script, text.replace(IMPORT, LOADER))
        .with_context(|| format!("cannot write {}", script.display()))?;
    let [script_made, wasm_made] = ["form.js", "form_bg.wasm"].map(|name| shell.join(name));
    let mut esbuild = workspace.command("esbuild");
    esbuild.arg(&script).args(["--minify", "--format=esm", "--log-level=warning", "--allow-overwrite"]);
    command::run(esbuild.arg(format!("--outfile={}", script_made.display())))?;

    let (wasm, script) = short_names::shorten(&fs::read(&wasm_made)?, &fs::read_to_string(&script_made)?)?;
    fs::write(&wasm_made, wasm).with_context(|| format!("cannot write {}", wasm_made.display()))?;
    fs::write(&script_made, script).with_context(|| format!("cannot write {}", script_made.display()))?;
    remove_whole(shell)
}

/// Removes what Trunk has made of the form: nobody loads it.
fn remove_whole(shell: &Path) -> Result<()> {
    let entries = fs::read_dir(shell).with_context(|| format!("cannot read {}", shell.display()))?;
    for entry in entries {
        let path = entry?.path();
        if path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("wasm-form-")) {
            fs::remove_file(&path).with_context(|| format!("cannot remove {}", path.display()))?;
        }
    }
    Ok(())
}
