//! `site diff` as it is called, on two versions of a small content folder.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use site::load::Folder;

const SERVICE: &str = "services/kebun/service.toml";

/// The small folder, with these texts instead of or beside its own.
fn version(changes: &[(&str, String)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let base = base();
    let texts = base.below("").chain(changes.iter().map(|(path, text)| (*path, text.as_str())));
    for (path, text) in texts {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("it is in a folder")).expect("made");
        fs::write(path, text).expect("written");
    }
    folder
}

fn base() -> Folder {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/tests/problems/base");
    Folder::read(&path).expect("the content that mistakes are made in")
}

/// A file of the small folder with a change.
fn changed(path: &str, replace: &str, with: &str) -> String {
    let base = base();
    let text = base.text(path).expect("the file is there");
    assert!(text.contains(replace), "{replace}");
    text.replacen(replace, with, 1)
}

fn diff(old: &tempfile::TempDir, new: &tempfile::TempDir, more: &[&str]) -> Output {
    let mut site = Command::new(env!("CARGO_BIN_EXE_site"));
    site.arg("diff").args([old.path(), new.path()]).args(more).output().expect("site runs")
}

fn said(output: &Output) -> (String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("text");
    (text(&output.stdout), text(&output.stderr))
}

#[test]
fn nothing_has_changed_where_nothing_has() {
    let output = diff(&version(&[]), &version(&[]), &[]);
    assert_eq!(said(&output), ("nothing changed\n".to_owned(), String::new()));
    assert!(output.status.success());
}

#[test]
fn what_only_one_version_understands_is_said_with_a_situation() {
    let cut = changed(SERVICE, "latest = \"today + 365 days\"", "latest = \"today + 100 days\"");
    let output = diff(&version(&[]), &version(&[(SERVICE, cut)]), &["--today", "2026-11-22"]);
    let (out, _) = said(&output);
    assert!(out.contains("`latest` today + 365 days → today + 100 days"), "{out}");
    assert!(out.contains("only the old version understands"), "{out}");
    assert!(out.contains("today = \"2026-11-22\", answers = { lease_ends = \"2027"), "{out}");
}

/// If it broke, a service that is as it was would be reported as removed, and another as called so.
#[test]
fn a_service_is_renamed_only_to_what_none_was_called_before() {
    let twin = || ("services/zkebun/service.toml", changed(SERVICE, "max_files = 4", "max_files = 5"));
    let (both, other) = (version(&[twin()]), version(&[twin()]));
    fs::remove_dir_all(other.path().join("services/kebun")).expect("removed");
    assert_eq!(said(&diff(&both, &other, &[])).0, "kebun: removed\n");

    let renamed = said(&diff(&version(&[]), &other, &[])).0;
    assert!(renamed.contains("kebun: now called zkebun\n"), "{renamed}");
    assert!(renamed.contains("  limits: `max_files` 4 → 5\n"), "{renamed}");
}

#[test]
fn what_is_not_sound_is_said_with_its_place_and_its_side() {
    let broken = || (SERVICE, changed(SERVICE, "effect = \"note\"", "effect = \"nota\""));
    let (sound, unsound) = (version(&[]), version(&[broken()]));

    let output = diff(&sound, &unsound, &[]);
    let (out, errors) = said(&output);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(out, "kebun: the new definition is not sound; nothing can be said of it\n");
    let place = format!("the new version is not sound; {}/{SERVICE}:", unsound.path().display());
    assert!(errors.starts_with(&place) && errors.lines().count() == 1, "{errors}");

    let (out, errors) = said(&diff(&unsound, &unsound, &[]));
    assert_eq!(out, "kebun: the old and the new definitions are not sound; nothing can be said of it\n");
    assert_eq!(errors.lines().count(), 2, "{errors}");
}

/// If it broke, what is wrong with a source would be reported as nothing, or at a service that cites it.
#[test]
fn what_is_wrong_with_shared_files_comes_first() {
    let sources = changed("sources.toml", "confidence = \"official\"", "confidence = \"certain\"");
    let broken = version(&[("sources.toml", sources)]);
    let output = diff(&broken, &version(&[]), &["--format", "json"]);
    let (out, errors) = said(&output);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        errors.contains("the old version is not sound") && errors.contains("/sources.toml:6:"),
        "{errors}"
    );
    serde_json::from_str::<serde_json::Value>(&out).expect("the list is JSON all the same");
}
