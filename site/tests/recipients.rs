//! The office's public keys, from `site.toml` or the command, to the places where they are read.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const KEY: &str = "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj";
const OTHER: &str = "age1w5vqx7uzuk7pvfaxap98ewy6x6ejjhk08zzswj6rcygdt9ys9vfs3473ag";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace").to_owned()
}

/// A site that was built of the small content that the tests of problems are made with, whose `site.toml`
/// names `KEY`.
struct Site {
    folder: tempfile::TempDir,
}

impl Site {
    fn new() -> Self {
        let site = Self { folder: tempfile::tempdir().expect("a folder") };
        copy(&root().join("tests/tests/problems/base"), &site.content());
        copy(&root().join("content/ui"), &site.content().join("ui"));
        site
    }

    fn content(&self) -> PathBuf {
        self.folder.path().join("content")
    }

    fn build(&self, arguments: &[&str]) -> Output {
        let mut site = Command::new(env!("CARGO_BIN_EXE_site"));
        site.args(["build", "--today", "2026-11-22", "--content"]).arg(self.content());
        site.arg("--out").arg(self.folder.path().join("out")).args(arguments);
        site.output().expect("site runs")
    }

    /// What a form loads when it is to be sent.
    fn form_data(&self) -> String {
        let page = self.read("id/services/kebun/apply/index.html");
        let mut named = page.split('"').filter(|text| text.starts_with('/') && !text.contains(' '));
        self.read(&named.find(|path| path.contains("/rest-")).expect("the form has data")[1..])
    }

    fn read(&self, file: &str) -> String {
        fs::read_to_string(self.folder.path().join("out").join(file)).expect("written")
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("made");
    for entry in fs::read_dir(from).expect("it is there") {
        let path = entry.expect("an entry").path();
        let target = to.join(path.file_name().expect("it has a name"));
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, target).expect("copied");
        }
    }
}

/// If it broke, the endpoint and the form would not agree on who can open a package.
#[test]
fn endpoint_and_form_are_told_the_same_keys() {
    let site = Site::new();
    let told = |arguments: &[&str]| {
        let built = site.build(arguments);
        assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
        (site.read("office.json"), site.form_data())
    };
    let (office, form) = told(&[]);
    assert_eq!(office, format!(r#"{{"recipients":["{KEY}"]}}"#));
    assert!(form.contains(&format!(r#""recipients":["{KEY}"]"#)));
    // Those of the command take the place of those in the content.
    let (office, form) = told(&["--recipient", OTHER]);
    assert_eq!(office, format!(r#"{{"recipients":["{OTHER}"]}}"#));
    assert!(form.contains(OTHER) && !form.contains(KEY));
}

/// If it broke, an operator would take a readable store for a sealed one.
#[test]
fn a_site_without_keys_says_so_and_lists_none() {
    let site = Site::new();
    let settings = site.content().join("site.toml");
    let text = fs::read_to_string(&settings).expect("it is there");
    let without: Vec<_> = text.lines().filter(|line| !line.starts_with("recipients")).collect();
    assert_eq!(without.len() + 1, text.lines().count());
    fs::write(&settings, without.join("\n")).expect("written");
    let built = site.build(&[]);
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    assert!(String::from_utf8_lossy(&built.stdout).contains("stored as they are sent"));
    assert_eq!(site.read("office.json"), r#"{"recipients":[]}"#);
}

/// If it broke, packages would be sealed so that nobody can open them.
#[test]
fn a_mistyped_key_builds_nothing() {
    let site = Site::new();
    let mistyped = KEY.replace("zvkyg", "zvkyh");
    let built = site.build(&["--recipient", &mistyped]);
    assert!(!built.status.success() && !site.folder.path().join("out").exists());
    assert!(String::from_utf8_lossy(&built.stderr).contains("not a public key of age"));
}
