//! Writes the seeds of the corpus: a package that is accepted, a whole journey of requests, and the small
//! files of the gallery (PANDUAN_GALLERY, made by `cargo xtask test`).
//!
//! `cargo run -p fuzzing --example seeds`

use std::fs;
use std::path::{Path, PathBuf};

use package::{Digest, DocumentDigest, DocumentType, Layout, Segment, Sha256, Statement};
use rules::{Answers, Date};
use seal::{Seal, Secret};
use upload::load::Source;

const SERVICE: &str = "alih-status-itk-itas";

const ANSWERS: &str = r#"{"visa_origin":"visit-visa","activity":"worker","itk_expires":"2026-12-31",
    "applicant":"foreign-national","has_guarantor":true,"has_responsible_person":false,"filing_state":"not-filed"}"#;

/// A small document, which says at least that it is a PDF.
const PDF: &[u8] = b"%PDF-1.4\n%a\ntrailer\n<<>>\nstartxref\n0\n%%EOF\n";

/// A key that nobody has the other half of.
const RECIPIENT: &str = "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj";

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
    write(&corpus, "form", "complete", &form());
    write(&corpus, "sealed", "package", &sealed(&package));

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

/// An application with small documents.
fn package(content: &Path) -> Vec<u8> {
    let definitions = Source::Content(content.to_owned()).load().expect("the content");
    let known = definitions.services[SERVICE].known();
    let today = Date::new(2026, 11, 21).expect("a day");
    let answers: Answers = serde_json::from_str(ANSWERS).expect("answers");
    let details = serde_json::from_str(r#"{"full_name":"Ardhi Contoh"}"#).expect("details");
    let statement = Statement::new(known.service, known.definition_sha256, &answers, &details, today);
    let ids = ["passport", "itk", "guarantee", "guarantor-identity", "special-requirements"];
    let documents =
        ids.map(|id| DocumentDigest { id: id.to_owned(), kind: DocumentType::Pdf, digest: Digest::of(PDF) });
    let layout = Layout::new(statement, &documents).expect("a package");
    let bytes = |segment: &Segment| match segment {
        Segment::Bytes(bytes) => bytes.clone(),
        Segment::Document(_) => PDF.to_vec(),
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

/// The same application as a form, without its documents' names.
fn form() -> Vec<u8> {
    let answers: serde_json::Value = serde_json::from_str(ANSWERS).expect("answers");
    let answers = answers.as_object().expect("an object").iter();
    let mut form: Vec<u8> = answers
        .flat_map(|(id, answer)| {
            let answer = answer.as_str().map_or_else(|| answer.to_string(), str::to_owned);
            format!("--X\r\nContent-Disposition: form-data; name=\"{id}\"\r\n\r\n{answer}\r\n").into_bytes()
        })
        .collect();
    form.extend(b"--X\r\nContent-Disposition: form-data; name=\"itk\"; filename=\"a.pdf\"\r\n");
    form.extend(b"Content-Type: application/pdf\r\n\r\n");
    form.extend([PDF, b"\r\n--X--\r\n"].concat());
    form
}

/// The package, sealed, without what the target puts in front.
fn sealed(package: &[u8]) -> Vec<u8> {
    let recipient = RECIPIENT.parse().expect("a public key");
    let seal = Seal::new(&Secret([7; 32]), Sha256::of(package).bytes(), package.len() as u64, &[recipient]);
    seal.slice(0, seal.bytes(), package).split_off(b"age-encryption.org/v1\n-> X25519 ".len())
}

fn base64(text: &str) -> String {
    data_encoding::BASE64.encode(text.as_bytes())
}

fn write(corpus: &Path, target: &str, name: &str, bytes: &[u8]) {
    let folder = corpus.join(target);
    fs::create_dir_all(&folder).expect("a folder");
    fs::write(folder.join(format!("seed-{name}")), bytes).expect("written");
}
