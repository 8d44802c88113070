//! Sealed packages, from `upload pack` and from age to the office: the endpoint stores what it cannot read,
//! and the office's key, in Debian's `age` or in `upload open`, gives back the package byte for byte.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use ureq::http::StatusCode;

use super::client::{create, get, patch, send};
use super::documents::{Application, package, verify};
use super::program::{Endpoint, printed, upload};

/// A folder with the keys of an office: `key.txt`.
struct Office(tempfile::TempDir);

impl Office {
    fn new() -> Self {
        let office = Self(tempfile::tempdir().expect("a temporary folder"));
        let made = Command::new("age-keygen").arg("-o").arg(office.key()).output().expect("age is installed");
        assert!(made.status.success());
        office
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn key(&self) -> PathBuf {
        self.path("key.txt")
    }

    fn recipient(&self) -> String {
        let shown = Command::new("age-keygen").arg("-y").arg(self.key()).output().expect("age is installed");
        printed(&shown).trim().to_owned()
    }

    fn write(&self, name: &str, bytes: &[u8]) -> PathBuf {
        fs::write(self.path(name), bytes).expect("written");
        self.path(name)
    }

    /// What Debian's age opens with this office's key.
    fn opened_by_age(&self, sealed: &Path) -> Vec<u8> {
        let opened = Command::new("age").arg("-d").arg("-i").arg(self.key()).arg(sealed).output();
        let opened = opened.expect("age is installed");
        assert!(opened.status.success(), "{}", String::from_utf8_lossy(&opened.stderr));
        opened.stdout
    }

    fn open(&self, sealed: &Path, arguments: &[&str]) -> Output {
        let mut open = upload("open");
        open.arg("--identity").arg(self.key()).arg(sealed).args(arguments);
        open.output().expect("open runs")
    }
}

fn codes(output: &Output) -> Vec<String> {
    let document: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let problems = document["problems"].as_array().expect("problems").iter();
    problems.map(|problem| problem["code"].as_str().expect("a code").to_owned()).collect()
}

/// If it broke, the office would hold applications that it cannot read, or the endpoint ones that it can.
#[test]
fn what_pack_seals_is_stored_unread_and_opened_by_the_office() {
    let office = Office::new();
    let store = tempfile::tempdir().expect("a temporary folder");
    let recipient = office.recipient();
    let endpoint = Endpoint::start_with(store.path(), &["--recipient", &recipient]);
    let plain = package();
    let (sealed, said) = Application::complete().sealed_to(&recipient).pack();
    let sealed = sealed.unwrap_or_else(|| panic!("{said}"));
    let path = create(&endpoint, &sealed, 1);
    assert_eq!(patch(&endpoint, &path, 0, &sealed).status, StatusCode::NO_CONTENT);
    let receipt = get(&endpoint, &format!("{path}/receipt")).json();
    assert_eq!(receipt["sealed"], true);

    let code = receipt["receipt"].as_str().expect("a code");
    let stored = store.path().join(format!("packages/{code}.age"));
    assert!(office.opened_by_age(&stored) == plain);
    let out = office.path("package.zip");
    let opened = office.open(&stored, &["--out", out.to_str().expect("a plain path")]);
    assert_eq!(opened.status.code(), Some(0), "{opened:?}");
    assert!(printed(&opened).starts_with("valid: alih-status-itk-itas, eligible, 6 documents"));
    assert!(fs::read(&out).expect("the package") == plain);
    // It holds a passport: for whoever opened it, and nobody else on the machine.
    assert_eq!(fs::metadata(&out).expect("a file").permissions().mode() & 0o777, 0o600);
    assert!(verify(&out).0);
    let show = |key: &Path| upload("show").arg("--identity").arg(key).arg(&stored).output().expect("runs");
    assert!(printed(&show(&office.key())).contains("Ardhi Contoh"));

    // Whoever takes one command for the other is told which it is.
    for command in ["verify", "show"] {
        let output = upload(command).arg(&stored).output().expect("it runs");
        assert_eq!(output.status.code(), Some(1));
        assert!(printed(&output).starts_with("sealed: ") && printed(&output).contains("upload open"));
    }
    let plain_path = office.write("plain.zip", &plain);
    assert_eq!(office.open(&plain_path, &[]).status.code(), Some(0));
}

#[test]
fn what_age_seals_is_opened_with_any_of_the_keys_in_the_file() {
    let (office, other) = (Office::new(), Office::new());
    let plain = office.write("plain.zip", &package());
    let sealed = office.path("package.age");
    let age = Command::new("age").args(["-r", &office.recipient(), "-o"]).arg(&sealed).arg(plain).status();
    assert!(age.expect("age is installed").success());
    assert_eq!(office.open(&sealed, &[]).status.code(), Some(0));

    let out = other.path("package.zip");
    let arguments = ["--format", "json", "--out", out.to_str().expect("a plain path")];
    let refused = other.open(&sealed, &arguments);
    assert_eq!((refused.status.code(), codes(&refused)), (Some(1), vec!["wrong-key".to_owned()]));
    let keys = [fs::read(other.key()).expect("a key"), fs::read(office.key()).expect("a key")].concat();
    other.write("key.txt", &keys);
    assert_eq!(other.open(&sealed, &arguments).status.code(), Some(0));

    other.write("key.txt", b"AGE-SECRET-KEY-1WRONG\n");
    let output = other.open(&sealed, &[]);
    let said = String::from_utf8(output.stderr).expect("text");
    assert!(output.status.code() == Some(1) && said.contains("is no key file"), "{said}");
    assert!(!said.contains("WRONG"), "{said}");
}

/// A file that looks like a package and is part of one would be taken for the application.
#[test]
fn only_a_package_that_is_whole_becomes_a_file() {
    let office = Office::new();
    let recipient = office.recipient();
    let (sealed, _) = Application::complete().sealed_to(&recipient).pack();
    let sealed = sealed.expect("it is made");
    let mut changed = sealed.clone();
    changed[1_000_000] ^= 1;
    let out = office.path("package.zip");
    let arguments = ["--format", "json", "--out", out.to_str().expect("a plain path")];
    let at_a_chunks_end = sealed.len() - (sealed.len() % 1000) - 3_000_000;
    for damaged in [&sealed[..sealed.len() - 1], &sealed[..at_a_chunks_end], &sealed[..100], &changed] {
        let output = office.open(&office.write("package.age", damaged), &arguments);
        assert_eq!((output.status.code(), codes(&output)), (Some(1), vec!["seal-damaged".to_owned()]));
        let left: Vec<_> = fs::read_dir(office.0.path()).expect("listed").collect();
        assert_eq!(left.len(), 2, "the key and the package: {left:?}");
    }
    // Whole, and yet not acceptable: the office may want to see it.
    let sealed = office.write("package.age", &sealed);
    let output = office.open(&sealed, &[&arguments[..], &["--today", "2027-01-01"]].concat());
    assert_eq!((output.status.code(), codes(&output)), (Some(1), vec!["not-acceptable".to_owned()]));
    assert!(fs::read(&out).expect("the package") == package());
}

/// If it broke, a client of yesterday would leave a passport where anybody who sees the disk reads it.
#[test]
fn an_endpoint_with_a_key_takes_nothing_readable() {
    let office = Office::new();
    let store = tempfile::tempdir().expect("a temporary folder");
    let endpoint = Endpoint::start_with(store.path(), &["--recipient", &office.recipient()]);
    let package = package();
    let path = create(&endpoint, &package, 1);
    // Whoever sends more has the connection closed on them, and asks how it ended, as below.
    let refusal = patch(&endpoint, &path, 0, &package[..1000]);
    assert_eq!(refusal.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(refusal.json()["problems"][0]["code"], "not-sealed");
    assert!(!store.path().join("packages").exists());
    let kept = fs::read_dir(store.path().join("uploads"))
        .expect("listed")
        .map(|upload| fs::read_dir(upload.expect("a folder").path()).expect("listed").count());
    assert_eq!(kept.collect::<Vec<_>>(), [2], "what was announced, and how it ended");
    let gone = send(&endpoint, "HEAD", &path, &[("tus-resumable", "1.0.0")], None);
    assert_eq!(gone.status, StatusCode::OK);
    let told = get(&endpoint, &format!("{path}/receipt")).json();
    assert_eq!(told["problems"][0]["code"], "not-sealed");
}
