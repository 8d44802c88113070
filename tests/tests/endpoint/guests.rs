//! An application with a group of details: several guests of a lodging, received, shown, refused.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};
use site::load::Folder;
use site::shell::Shell;
use ureq::http::StatusCode;

use super::TODAY;
use super::client::{Reply, create_for, get, patch, send};
use super::documents::{Application, GUESTS};
use super::program::{Endpoint, binary, printed, upload, workspace};

pub fn details() -> Value {
    json!({
        "full_name": "Sari Contoh", "role": "owner", "phone": "0812 3456 7890",
        "lodging_name": "Losmen Contoh", "address": "Jalan Contoh 1\nYogyakarta",
        "guest.1.guest_name": "Ana Exempel", "guest.1.guest_nationality": "NLD",
        "guest.1.guest_passport_number": "NX12 34567", "guest.1.guest_arrival": "2026-11-20",
        "guest.2.guest_name": "Bo Ejemplo", "guest.2.guest_nationality": "ARG",
        "guest.2.guest_passport_number": "AAC123456", "guest.2.guest_arrival": "2026-11-21",
    })
}

/// Sends a package in one piece; its address, and the answer.
fn sent(endpoint: &Endpoint, package: &[u8]) -> (String, Reply) {
    let path = create_for(endpoint, GUESTS, package, 1);
    let reply = patch(endpoint, &path, 0, package);
    (path, reply)
}

#[test]
fn several_guests_are_received_and_shown_to_the_office_in_order() {
    let store = tempfile::tempdir().expect("a temporary folder");
    let endpoint = Endpoint::start(store.path());
    let (package, printed_by_pack) = Application::of_guests(&details()).pack();
    let (path, reply) = sent(&endpoint, &package.unwrap_or_else(|| panic!("{printed_by_pack}")));
    assert_eq!(reply.status, StatusCode::NO_CONTENT);
    let receipt = get(&endpoint, &format!("{path}/receipt")).json();
    let code = receipt["receipt"].as_str().expect("a code");

    let stored = store.path().join(format!("packages/{code}.zip"));
    for (lang, lines) in [
        (
            "id",
            [
                "Diputuskan untuk tanggal: 21 November 2026",
                "Hasil: memenuhi syarat",
                "Di hotel atau penginapan yang saya miliki atau urus",
                "Anda siapa? Pemilik",
                "Tamu 1: Nama tamu: Ana Exempel",
                "Tamu 1: Kewarganegaraan: Belanda (NLD)",
                "Tamu 2: Nama tamu: Bo Ejemplo",
                "Tamu 2: Tanggal datang: 21 November 2026",
                "Foto paspor tamu: 21 KB",
                "(menurut pejabat di pers): 21 November 2026",
            ],
        ),
        (
            "en",
            [
                "Decided for: 21 November 2026",
                "Result: meets the requirements",
                "In a hotel or another lodging that I own or manage",
                "Who are you? Owner",
                "Guest 1: Name of the guest: Ana Exempel",
                "Guest 1: Nationality: Netherlands (NLD)",
                "Guest 2: Name of the guest: Bo Ejemplo",
                "Guest 2: Date of arrival: 21 November 2026",
                "Photo of each guest's passport: 21 KB",
                "(according to officials in the press): 21 November 2026",
            ],
        ),
    ] {
        let shown = upload("show").arg(&stored).args(["--lang", lang]).output().expect("show runs");
        assert_eq!(shown.status.code(), Some(0));
        in_this_order(&printed(&shown), &lines);
    }

    // The page for people tells of the documents, and of nobody.
    let browser = [("accept", "text/html,*/*;q=0.8"), ("accept-language", "en")];
    let page = send(&endpoint, "GET", &format!("/status/{code}"), &browser, None);
    let page = String::from_utf8(page.body).expect("text");
    in_this_order(
        &page,
        &["<html lang=\"en\">", code, "Report foreign guests (APOA)", " WIB", "files: 1, 21\u{a0}KB"],
    );
    for personal in ["Sari", "Losmen", "Exempel", "NX12", "owner"] {
        assert!(!page.contains(personal), "{personal}");
    }
}

#[test]
fn what_is_wrong_with_a_guest_is_named_with_its_field_in_both_languages() {
    let mut wrong = details();
    for (field, value) in [
        ("guest.1.guest_nationality", "NED"),
        ("guest.1.guest_passport_number", "12-34"),
        ("guest.2.guest_name", " "),
        ("guest.2.guest_arrival", "2026-12-24"),
    ] {
        wrong[field] = value.into();
    }
    let expected = [
        ("unknown-country", "guest.1.guest_nationality", "Tamu 1: Kewarganegaraan", "Guest 1: Nationality"),
        (
            "not-a-passport-number",
            "guest.1.guest_passport_number",
            "Tamu 1: Nomor paspor",
            "Guest 1: Passport number",
        ),
        ("missing-detail", "guest.2.guest_name", "Tamu 2: Nama tamu", "Guest 2: Name of the guest"),
        ("detail-too-late", "guest.2.guest_arrival", "Tamu 2: Tanggal datang", "Guest 2: Date of arrival"),
    ];
    let (package, printed_by_pack) = Application::of_guests(&wrong).pack();
    assert_eq!(package, None);
    let lines = expected.map(|(code, _, _, label)| format!("{code}: {label} – "));
    in_this_order(&printed_by_pack, &lines.each_ref().map(String::as_str));

    // The form would not send this either: only one of other definitions does.
    let content = tempfile::tempdir().expect("a temporary folder");
    let lax = lax_content(content.path());
    let (package, printed_by_pack) = Application::of_guests(&wrong).by(lax).pack();
    let store = tempfile::tempdir().expect("a temporary folder");
    let endpoint = Endpoint::start(store.path());
    let (_, refusal) = sent(&endpoint, &package.unwrap_or_else(|| panic!("{printed_by_pack}")));
    assert_eq!(refusal.status, StatusCode::UNPROCESSABLE_ENTITY);
    let document = refusal.json();
    let problems = document["problems"].as_array().expect("problems");
    assert_eq!(problems.len(), expected.len(), "{document}");
    for (problem, (code, field, id, en)) in problems.iter().zip(expected) {
        assert_eq!((&problem["code"], &problem["params"]["detail"]), (&code.into(), &field.into()));
        for (lang, label) in [("id", id), ("en", en)] {
            let text = problem["text"][lang].as_str().expect("words");
            assert!(text.starts_with(&format!("{label} – ")), "{text}");
        }
    }
    let latest = &problems[3];
    assert_eq!(latest["params"]["latest"], "2026-11-21");
    assert!(latest["text"]["id"].as_str().is_some_and(|text| text.contains("21 November 2026")), "{latest}");
}

/// An endpoint that has the built site and no content says the same: definitions, words, names of states.
#[test]
fn a_built_site_tells_the_office_what_the_content_does() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let package = folder.path().join("package.zip");
    let (packed, printed_by_pack) = Application::of_guests(&details()).pack();
    fs::write(&package, packed.unwrap_or_else(|| panic!("{printed_by_pack}"))).expect("written");

    let content = Folder::read(&workspace().join("content")).expect("the content");
    let built = site::make(&content, &Shell::without_form(), TODAY.parse().expect("a day"));
    let data = built.files.into_iter().filter(|file| file.path.ends_with(".json"));
    site::write::add(&folder.path().join("site"), &data.collect::<Vec<_>>()).expect("written");
    for lang in ["id", "en"] {
        let mut by_site = Command::new(binary());
        by_site.arg("show").arg("--site").arg(folder.path().join("site"));
        let [by_content, by_site] = [upload("show"), by_site].map(|mut show| {
            let shown = show.arg(&package).args(["--lang", lang]).output().expect("show runs");
            assert_eq!(shown.status.code(), Some(0), "{shown:?}");
            printed(&shown)
        });
        assert_eq!(by_site, by_content);
    }
}

/// The real content, but that this service takes anything for a detail.
fn lax_content(copy: &Path) -> &Path {
    copy_folder(&workspace().join("content"), copy);
    let path = copy.join("services").join(GUESTS).join("service.toml");
    let strict = fs::read_to_string(&path).expect("a definition");
    let lax = strict
        .replace("format = \"passport-number\"\n", "")
        .replace("kind = \"country\"", "kind = \"text\"\nmax_length = 20")
        .replace("latest = \"today\"\nrequired = true", "")
        .replace("max_length = 120\nrequired = true", "max_length = 120");
    fs::write(path, lax).expect("written");
    copy
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("made");
    for entry in fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let copy = to.join(entry.file_name());
        if entry.file_type().expect("a type").is_dir() {
            copy_folder(&entry.path(), &copy);
        } else {
            fs::copy(entry.path(), copy).expect("copied");
        }
    }
}

/// The parts are in the text, one after the other.
fn in_this_order(text: &str, parts: &[&str]) {
    let mut rest = text;
    for part in parts {
        let (_, after) =
            rest.split_once(part).unwrap_or_else(|| panic!("{part} is not in\n{rest}\nof\n{text}"));
        rest = after;
    }
}
