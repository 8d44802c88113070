//! The files that an operator copies: docs/deploy.

use std::fs;
use std::process::Command;

use super::program::{binary, printed, workspace};

fn deploy(name: &str) -> String {
    fs::read_to_string(workspace().join("docs/deploy").join(name)).expect("a file of docs/deploy")
}

/// The unit with the program that is here in the place of the installed one.
#[cfg(target_os = "linux")]
#[test]
fn systemd_takes_the_unit_and_finds_it_confined() {
    // If it broke, systemd would ignore what confines the endpoint, or not start it.
    let folder = tempfile::tempdir().expect("a temporary folder");
    let unit = folder.path().join("panduan-upload.service");
    let installed = "/usr/local/bin/upload";
    let text = deploy("panduan-upload.service");
    assert!(text.contains(installed));
    fs::write(&unit, text.replace(installed, binary().to_str().expect("a plain path"))).expect("written");

    let verified = Command::new("systemd-analyze").arg("verify").arg(&unit).output().expect("it runs");
    let said = String::from_utf8(verified.stderr).expect("text");
    // Units of this machine that it looks at beside ours are not ours.
    let ours: Vec<_> = said.lines().filter(|line| line.contains("panduan-upload")).collect();
    assert!(ours.is_empty(), "{ours:#?}");

    // In tenths: systemd itself calls up to 2.0 well confined.
    let judged = Command::new("systemd-analyze")
        .args(["security", "--offline=true", "--threshold=20", "--no-pager"])
        .arg(&unit)
        .output();
    let judged = judged.expect("it runs");
    assert!(judged.status.success(), "{}", printed(&judged).lines().last().unwrap_or_default());
}

/// The arguments of the unit and of the container are ones that the program has.
#[test]
fn what_is_called_there_exists() {
    // If it broke, a unit or container would stop at once with an error of usage.
    let help = Command::new(binary()).args(["serve", "--help"]).output().expect("help");
    let help = printed(&help);
    let unit = deploy("panduan-upload.service");
    let flags: Vec<_> = unit
        .lines()
        .filter(|line| line.starts_with("ExecStart"))
        .flat_map(str::split_whitespace)
        .filter(|word| word.starts_with("--"))
        .collect();
    assert!(flags.len() > 4, "{flags:?}");
    for flag in flags {
        assert!(help.contains(flag), "{flag}");
    }
    // No container runtime here: only that what the file copies and sets is there.
    let container = deploy("Containerfile");
    let variables =
        container.split_whitespace().filter_map(|word| word.split_once('=')).map(|(name, _)| name);
    let variables: Vec<_> = variables.filter(|name| name.starts_with("PANDUAN_")).collect();
    assert_eq!(variables.len(), 3, "{variables:?}");
    for variable in variables {
        assert!(help.contains(&format!("[env: {variable}=")), "{variable}");
    }
    let toolchain = fs::read_to_string(workspace().join("rust-toolchain.toml")).expect("the toolchain");
    let image =
        container.split("library/rust:").nth(1).and_then(|rest| rest.split('-').next()).expect("an image");
    assert!(toolchain.contains(image), "the container is built with Rust {image}");
    assert!(container.contains("--package upload") && container.contains("target/release/upload"));
}
