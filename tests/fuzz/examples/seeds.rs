//! Writes the seeds of the corpus: a package that is accepted, a whole journey of requests, and the small
//! files of the gallery (PANDUAN_GALLERY, made by `cargo xtask test`).
//!
//! `cargo run -p fuzzing --example seeds`

use std::fs;
use std::path::{Path, PathBuf};

use package::{Digest, DocumentDigest, DocumentType, Layout, Segment, Sha256, Statement};
use rules::{Answers, Date};
use upload::load::Source;

const SERVICE: &str = "alih-status-itk-itas";

const ANSWERS: &str = r#"{"visa_origin":"visit-visa","activity":"worker","itk_expires":"2026-12-31",
    "applicant":"foreign-national","has_guarantor":true,"has_responsible_person":false,"filing_state":"not-filed"}"#;

/// Larger files teach a fuzzer nothing more, and slow it down.
const LARGEST: u64 = 16 * 1024;

/// Before what a target of documents is fed, the target's own bytes stand.
const PREFIXES: [(&str, &str, usize); 4] =
    [("jpeg", "jpg", 3), ("png", "png", 16), ("pdf", "pdf", 7), ("foreign", "", 0)];

fn main() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let corpus = here.join("corpus");
    let package = package(&here.join("../../content"));
    write(&corpus, "package", "accepted", &package);
    for flags in [0, 1] {
        write(&corpus, "bag", &format!("accepted-{flags}"), &[&[flags][..], &package].concat());
    }
    write(&corpus, "requests", "journey", &journey(&package));

    let gallery = std::env::var_os("PANDUAN_GALLERY").map(PathBuf::from);
    let gallery = gallery.unwrap_or_else(|| here.join("../../.panduan/gallery"));
    for file in fs::read_dir(gallery).expect("the gallery") {
        let path = file.expect("a file").path();
        if path.metadata().expect("its size").len() > LARGEST {
            continue;
        }
        let name = path.file_name().and_then(|name| name.to_str()).expect("a plain name").to_owned();
        let bytes = fs::read(&path).expect("its bytes");
        for (target, extension, prefix) in PREFIXES {
            if let Some(rest) = bytes.get(prefix..)
                && name.ends_with(extension)
            {
                write(&corpus, target, &name, rest);
            }
        }
        match &*name {
            name if name.ends_with(".pdf") => write(&corpus, "scan", name, &bytes),
            name if name.ends_with(".jpg") => write(&corpus, "join", name, &[&bytes[1..], &bytes].concat()),
            _ => {}
        }
    }
}

/// Six small documents, which say at least that they are PDFs.
fn package(content: &Path) -> Vec<u8> {
    let definitions = Source::Content(content.to_owned()).load().expect("the content");
    let known = definitions.services[SERVICE].known();
    let today = Date::new(2026, 11, 21).expect("a day");
    let answers: Answers = serde_json::from_str(ANSWERS).expect("answers");
    let details = serde_json::from_str(r#"{"full_name":"Ardhi Contoh"}"#).expect("details");
    let statement = Statement::new(known.service, known.definition_sha256, &answers, &details, today);
    let pdf = b"%PDF-1.4\n%a\ntrailer\n<<>>\nstartxref\n0\n%%EOF\n";
    let ids = ["passport", "itk", "guarantee", "guarantor-identity", "special-requirements"];
    let documents =
        ids.map(|id| DocumentDigest { id: id.to_owned(), kind: DocumentType::Pdf, digest: Digest::of(pdf) });
    let layout = Layout::new(statement, &documents).expect("a package");
    let bytes = |segment: &Segment| match segment {
        Segment::Bytes(bytes) => bytes.clone(),
        Segment::Document(_) => pdf.to_vec(),
    };
    let package: Vec<u8> = layout.segments().flat_map(bytes).collect();
    fuzzing::feed("package", &package);
    package
}

/// An upload from its creation to its status.
fn journey(package: &[u8]) -> Vec<u8> {
    let tus = "Tus-Resumable: 1.0.0\n";
    // `service` and the digest in base 64, as clients write them.
    let metadata = format!("service {},sha256 {}", base64(SERVICE), base64(&Sha256::of(package).hex()));
    let create =
        format!("POST /files\n{tus}Upload-Length: {}\nUpload-Metadata: {metadata}\n\n", package.len());
    let patch = format!("PATCH @\n{tus}Content-Type: application/offset+octet-stream\nUpload-Offset: 0\n\n");
    let end = format!("HEAD @\n{tus}\n");
    let parts: [&[u8]; 8] = [
        create.as_bytes(),
        b"\xFE",
        patch.as_bytes(),
        package,
        b"\xFE",
        end.as_bytes(),
        b"\xFE",
        b"GET @/receipt\n\n\xFEGET /status/0000-0000-0000-0000\nAccept: text/html\n\n",
    ];
    parts.concat()
}

fn base64(text: &str) -> String {
    data_encoding::BASE64.encode(text.as_bytes())
}

fn write(corpus: &Path, target: &str, name: &str, bytes: &[u8]) {
    let folder = corpus.join(target);
    fs::create_dir_all(&folder).expect("a folder");
    fs::write(folder.join(format!("seed-{name}")), bytes).expect("written");
}
