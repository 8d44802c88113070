//! The form as a browser without scripts sends it, to the real program with the real content.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};
use ureq::http::StatusCode;

use super::client::{Reply, send};
use super::documents::{Application, GUESTS, LODGING, png};
use super::guests::details;
use super::program::{Endpoint, printed};

/// The body of a form with these answers and details, and a photo.
fn form(answers: &Value, details: &Value) -> Vec<u8> {
    let mut body = Vec::new();
    let mut field = |name: &str, more: &str, bytes: &[u8]| {
        let head = format!("--panduan\r\ncontent-disposition: form-data; name=\"{name}\"{more}\r\n\r\n");
        body.extend([head.as_bytes(), bytes, b"\r\n"].concat());
    };
    for (name, value) in [answers, details].into_iter().flat_map(|fields| fields.as_object()).flatten() {
        // As a text area writes its lines.
        let text = value.as_str().map_or_else(|| value.to_string(), |text| text.replace('\n', "\r\n"));
        field(name, "", text.as_bytes());
    }
    // A group that the page shows and nobody filled in, and what is asked of others.
    field("guest.1.guest_email", "", b"");
    field("passport-photo", "; filename=\"paspor.png\"\r\ncontent-type: image/png", &png(20_000));
    body.extend(b"--panduan--\r\n");
    body
}

fn post(endpoint: &Endpoint, form: &[u8]) -> Reply {
    let headers = [("content-type", "multipart/form-data; boundary=panduan")];
    send(endpoint, "POST", &format!("/apply/{GUESTS}"), &headers, Some(form))
}

/// If it broke, forms sent without scripts would be other applications than those sent with them.
#[test]
fn a_form_becomes_what_pack_makes_of_it() {
    let store = tempfile::tempdir().expect("a temporary folder");
    let endpoint = Endpoint::start(store.path());
    let mut details = details();
    let answers: Value = serde_json::from_str(LODGING).expect("JSON");
    let reply = post(&endpoint, &form(&answers, &details));
    assert_eq!(reply.status, StatusCode::CREATED, "{}", String::from_utf8_lossy(&reply.body));
    let receipt = reply.json();
    let code = receipt["receipt"].as_str().expect("a code");
    assert_eq!(reply.header("location"), format!("/status/{code}"));
    let stored = fs::read(store.path().join(format!("packages/{code}.zip"))).expect("the package");
    assert!(Some(stored) == Application::of_guests(&details).pack().0);

    details["guest.2.guest_arrival"] = json!("2026-11-22");
    details["guest.2.guest_passport_number"] = json!("1");
    let reply = post(&endpoint, &form(&answers, &details));
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
    let document = reply.json();
    let problems = document["problems"].as_array().expect("problems").iter();
    let codes: Vec<_> = problems.map(|problem| problem["code"].as_str().expect("a code")).collect();
    assert_eq!(codes, ["not-a-passport-number", "detail-too-late"], "{document}");
}

/// If it broke, whoever finds the disk of an endpoint, or reads its log, would read passports.
#[test]
fn nothing_personal_rests_anywhere_after_a_whole_run() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (store, key, log) =
        (folder.path().join("store"), folder.path().join("key"), folder.path().join("log"));
    let made = Command::new("age-keygen").arg("-o").arg(&key).output().expect("age is installed");
    assert!(made.status.success());
    let shown = Command::new("age-keygen").arg("-y").arg(&key).output().expect("age is installed");
    let recipient = printed(&shown).trim().to_owned();
    let endpoint = Endpoint::start_logging(&store, &["--recipient", &recipient], &log);

    let details = details();
    let answers: Value = serde_json::from_str(LODGING).expect("JSON");
    assert_eq!(post(&endpoint, &form(&answers, &details)).status, StatusCode::CREATED);
    // The same by the way of the form with scripts; and what is refused: readable, wrong, and no form.
    let (sealed, _) = Application::of_guests(&details).sealed_to(&recipient).pack();
    let (plain, _) = Application::of_guests(&details).pack();
    let (sealed, plain) = (sealed.expect("made"), plain.expect("made"));
    for (number, package, status) in
        [(1, &sealed, StatusCode::NO_CONTENT), (2, &plain, StatusCode::UNPROCESSABLE_ENTITY)]
    {
        let path = super::client::create_for(&endpoint, GUESTS, package, number);
        assert_eq!(super::client::patch(&endpoint, &path, 0, package).status, status);
    }
    // Half of one: it may come back.
    let path = super::client::create_for(&endpoint, GUESTS, &sealed, 3);
    let half = super::client::patch(&endpoint, &path, 0, &sealed[..sealed.len() / 2]);
    assert_eq!(half.status, StatusCode::NO_CONTENT);
    let mut wrong = details.clone();
    wrong["guest.2.guest_passport_number"] = json!("AAC123456-");
    wrong["strange"] = json!("Sari Contoh");
    assert_eq!(post(&endpoint, &form(&answers, &wrong)).status, StatusCode::UNPROCESSABLE_ENTITY);
    let whole = form(&answers, &details);
    assert_eq!(post(&endpoint, &whole[..whole.len() / 2]).status, StatusCode::BAD_REQUEST);
    assert!(endpoint.terminate());

    let mut files = vec![log];
    list(&store, &mut files);
    assert!(files.len() > 8, "{files:?}");
    let secrets = details.as_object().expect("fields").iter().filter_map(|(_, value)| value.as_str());
    // Values that are no secret by themselves: an option's id, a country, a day.
    let secrets = secrets.filter(|secret| secret.len() > 5 && !secret.starts_with("2026-"));
    let secrets: Vec<_> =
        secrets.chain(["paspor.png", "application.json", "data/documents", "bagit.txt"]).collect();
    assert!(secrets.len() > 8, "{secrets:?}");
    for file in &files {
        let bytes = [file.as_os_str().as_encoded_bytes(), &fs::read(file).expect("a file")].concat();
        for secret in &secrets {
            let found =
                bytes.windows(secret.len()).any(|window| window.eq_ignore_ascii_case(secret.as_bytes()));
            assert!(!found, "{secret} is in {}", file.display());
        }
    }
    // What is searched for would be found where it is not sealed.
    assert!(plain.windows(10).any(|window| window == b"Ana Exempe"));
}

fn list(folder: &Path, files: &mut Vec<std::path::PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() { list(&path, files) } else { files.push(path) }
    }
}
