//! `upload pack`, `upload verify` and refusals to start.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use super::documents::{ANSWERS, Application, DETAILS, package, verify};
use super::program::{binary, printed, upload, workspace};

#[test]
fn the_same_files_make_the_same_package() {
    assert!(package() == package());
}

/// A phone's photo goes on behind its end: with a film of who took it, or with the place.
#[test]
fn nothing_but_the_picture_is_packed() {
    let application = Application::complete();
    let (package, _) = application.pack();
    assert!(package.is_some());
    application.append("paspor.png", &[0; 500_000]);
    assert_eq!(application.pack().0, package);
}

/// The form leaves out what it does not ask, and what was left empty.
#[test]
fn what_the_form_would_leave_out_is_left_out() {
    let answers = ANSWERS.replace('}', r#","fee_paid_on":"2026-11-20"}"#);
    let (same, printed) = Application::with("answers.json", &answers).pack();
    assert!(same == Some(package()), "{printed}");
    let (same, printed) = Application::with("details.json", &DETAILS.replace("Contoh", "Contoh  ")).pack();
    assert!(same == Some(package()), "{printed}");
}

#[test]
fn every_wrong_answer_is_named() {
    let answers = ANSWERS.replace("visit-visa", "teleport").replace('}', r#","colour":"blue"}"#);
    let (package, printed) = Application::with("answers.json", &answers).pack();
    assert_eq!(package, None);
    let wrong = printed.lines().filter(|line| line.starts_with("answer-invalid: ")).count();
    assert_eq!(wrong, 2, "{printed}");
}

#[test]
fn what_the_form_would_not_send_is_not_packed() {
    let (package, printed) = Application::without("itk").pack();
    assert_eq!(package, None);
    assert_eq!(
        printed,
        "missing-document: This document is still missing: Visit stay permit (ITK). Add it.\n"
    );
}

#[test]
fn a_package_is_valid_on_a_day_whose_rules_accept_it() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("package.zip");
    fs::write(&path, package()).expect("written");
    let run =
        |today: &str| upload("verify").arg(&path).args(["--today", today]).output().expect("verify runs");
    let of = |output: &Output| (output.status.code(), printed(output));

    let (code, text) = of(&run("2026-11-21"));
    assert!(
        code == Some(0) && text.starts_with("valid: alih-status-itk-itas, eligible, 6 documents"),
        "{text}"
    );
    assert!(!text.contains("note: "), "{text}");
    // A decision for another day is another decision, even where the verdict is the same.
    let (code, text) = of(&run("2026-11-22"));
    assert!(code == Some(0) && text.contains("\nnote: "), "{text}");
    let (code, text) = of(&run("2027-01-01"));
    assert!(code == Some(1) && text.starts_with("not-acceptable: "), "{text}");
}

#[test]
fn only_a_package_that_is_valid_is_shown() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("package.zip");
    let mut damaged = package();
    damaged[1_000_000] ^= 1;
    fs::write(&path, damaged).expect("written");
    let shown = upload("show").arg(&path).output().expect("show runs");
    assert_eq!(shown.status.code(), Some(1));
    let text = printed(&shown);
    assert!(text.starts_with("digest-mismatch: data/documents/passport-1.png"), "{text}");
    assert!(!text.contains("Ardhi"), "{text}");
}

/// As README says: `upload verify PACKAGE`, in the folder of the project or of a built site.
#[test]
fn the_definitions_need_not_be_named() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("package.zip");
    fs::write(&path, package()).expect("written");
    let run = |here: &Path| {
        Command::new(binary()).arg("verify").arg(&path).current_dir(here).output().expect("verify runs")
    };
    assert!(printed(&run(workspace())).starts_with("valid: "));
    let lost = run(folder.path());
    let said = String::from_utf8(lost.stderr).expect("text");
    assert!(lost.status.code() == Some(1) && said.contains("--content") && said.contains("--site"), "{said}");
}

#[test]
fn every_kind_of_damage_is_found() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let whole = package();
    let verified = |bytes: &[u8]| {
        let path = folder.path().join("package.zip");
        fs::write(&path, bytes).expect("written");
        let (valid, document) = verify(&path);
        assert!(!valid);
        document["problems"][0]["code"].as_str().expect("a code").to_owned()
    };
    let mut changed = whole.clone();
    changed[1_000_000] ^= 1;
    assert_eq!(verified(&changed), "digest-mismatch");
    assert_eq!(verified(&whole[..whole.len() - 1000]), "zip-damaged");
    assert_eq!(verified(b"<!doctype html>"), "not-a-zip");
}

#[test]
fn an_endpoint_that_cannot_do_its_work_does_not_start() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let run = |store: &str| {
        let output =
            upload("serve").args(["--listen", "127.0.0.1:0", "--store", store]).output().expect("it runs");
        assert_eq!(output.status.code(), Some(1));
        String::from_utf8(output.stderr).expect("text")
    };
    assert!(run("ftp://bucket/prefix").contains("an address with s3://, az:// or gs://"));
    let file = folder.path().join("file");
    fs::write(&file, "in the way").expect("written");
    assert!(run(file.to_str().expect("a plain path")).contains("store's folder"));
}
