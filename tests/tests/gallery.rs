//! The gallery of awkward files, as crate `package` sees them: tests/gallery/cases.json says what must be
//! found in each, and tests/gallery/make.py makes them. The browser tests go by the same list.

use std::fs;
use std::path::{Path, PathBuf};

use package::{Cleaner, Inspection, Inspector, check};
use rules::{Document, Text};
use serde::Deserialize;

/// A file, and what must be found in it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    file: String,
    /// Who has such a file.
    why: String,
    /// The problem's code, or `ok`.
    native: String,
    /// What the form makes of it: `ready`, `offered` (as a JPEG or a smaller PDF), or a problem's code.
    browser: String,
}

fn cases() -> Vec<Case> {
    let list = fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("gallery/cases.json"))
        .expect("the list of cases");
    serde_json::from_slice(&list).expect("a list of cases")
}

fn bytes(file: &str) -> Vec<u8> {
    let gallery: PathBuf = std::env::var_os("PANDUAN_GALLERY")
        .expect("PANDUAN_GALLERY names no folder: run `cargo xtask test`, which makes the gallery")
        .into();
    fs::read(gallery.join(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
}

/// What is sent of a file, as `upload pack` and the form read it, in pieces.
fn cleaned(bytes: &[u8]) -> Vec<u8> {
    let (mut cleaner, mut cleaned) = (Cleaner::default(), Vec::new());
    for piece in bytes.chunks(64 * 1024) {
        cleaner.update(piece, &mut cleaned);
    }
    cleaner.finish(&mut cleaned);
    cleaned
}

fn inspect(bytes: &[u8]) -> Inspection {
    let mut inspector = Inspector::default();
    for piece in bytes.chunks(64 * 1024) {
        inspector.update(piece);
    }
    inspector.finish()
}

/// A document of any type, of 2 MB at most and legible.
fn document() -> Document {
    Document {
        id: "passport".to_owned(),
        label: Text::each(|_| "Passport".to_owned()),
        help: None,
        when: None,
        required: true,
        types: ["image/jpeg", "image/png", "application/pdf"].map(str::to_owned).to_vec(),
        max_bytes: 2_000_000,
        max_files: 1,
        min_long_side: Some(1000),
        sources: Vec::new(),
    }
}

/// Somebody has each of these in their phone, and is told what is wrong with it and what to do.
#[test]
fn every_file_is_taken_for_what_it_is() {
    let mut wrong = Vec::new();
    for Case { file, why, native, .. } in cases() {
        let problems = check(&inspect(&cleaned(&bytes(&file))), &file, &document());
        let codes: Vec<_> = problems.iter().map(|problem| problem.code.as_str()).collect();
        let expected: &[&str] = if native == "ok" { &[] } else { &[&native] };
        if codes != expected {
            wrong.push(format!("{file} ({why}): {codes:?}, not {expected:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What is refused in the browser only is a mistake of the list: the endpoint would take it.
#[test]
fn form_and_endpoint_agree() {
    for Case { file, native, browser, .. } in cases() {
        let agrees = match (native.as_str(), browser.as_str()) {
            ("ok", browser) => browser == "ready",
            ("too-large" | "wrong-type", "offered") => true,
            (native, browser) => native == browser,
        };
        assert!(agrees, "{file}: {native} and {browser}");
    }
}

/// Real programs write these, not our fixtures: camera and place are gone, and the page stays upright.
#[test]
fn photos_do_not_tell_where_they_were_taken() {
    let holds = |bytes: &[u8], words: &[u8]| bytes.windows(words.len()).any(|window| window == words);
    for file in ["gps.jpg", "gps.png", "photo-12mp.jpg", "photo-48mp.jpg"] {
        let (whole, clean) = (bytes(file), cleaned(&bytes(file)));
        for word in [&b"Contoh Kamera"[..], b"2026:11:21"] {
            assert!(holds(&whole, word) && !holds(&clean, word), "{file}: {}", word.escape_ascii());
        }
        assert!(!holds(&clean, b"GPSLatitude") && !holds(&clean, b"adobe"), "{file}");
        assert_eq!(cleaned(&clean), clean, "{file}");
    }
    for orientation in 1..=8 {
        let clean = cleaned(&bytes(&format!("orientation-{orientation}.jpg")));
        let entry = [b"\x01\x12\0\x03\0\0\0\x01\0", &[orientation][..]].concat();
        assert_eq!(holds(&clean, &entry), orientation != 1, "{orientation}");
    }
    assert!(holds(&cleaned(&bytes("gps.jpg")), b"\x01\x12\0\x03\0\0\0\x01\0\x06"));
}

/// A digest that somebody took of such a file stays that of the document.
#[test]
fn what_tells_nothing_is_sent_as_it_is() {
    for file in
        ["baseline.jpg", "baseline.png", "progressive.jpg", "cmyk.jpg", "16-bit.png", "scan-classic.pdf"]
    {
        assert!(cleaned(&bytes(file)) == bytes(file), "{file}");
    }
    assert!(cleaned(&bytes("jpeg-zip.jpg")) == bytes("baseline.jpg"), "what follows the end is not sent");
}
