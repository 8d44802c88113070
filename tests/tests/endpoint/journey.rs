//! Packages sent whole, in pieces, across crashes, and with something wrong in them.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, Instant};

use ureq::http::StatusCode;

use super::client::{create, get, offset, patch, sha256};
use super::documents::{package, verify};
use super::program::Endpoint;

/// The most that a crash may cost: what the endpoint had not yet written of a running transfer.
const PART_BYTES: usize = 1024 * 1024;

#[test]
fn a_package_sent_in_pieces_is_stored_whole_and_its_receipt_outlives_a_crash() {
    let store = tempfile::tempdir().expect("a temporary folder");
    let endpoint = Endpoint::start(store.path());
    let package = package();
    let path = create(&endpoint, &package, 1);
    for (at, piece) in package.chunks(700_000).enumerate() {
        let reply = patch(&endpoint, &path, at * 700_000, piece);
        assert_eq!((reply.status, reply.offset()), (StatusCode::NO_CONTENT, at * 700_000 + piece.len()));
    }
    let receipt = get(&endpoint, &format!("{path}/receipt"));
    assert_eq!(receipt.status, StatusCode::OK);
    let document = receipt.json();
    assert_eq!(document["sha256"], sha256(&package));
    assert_eq!(document["verdict"], "eligible");
    let file_by = &document["deadlines"][0];
    assert_eq!((&file_by["id"], &file_by["date"]), (&"file-by".into(), &"2026-12-01".into()));
    assert_eq!(document["documents"].as_array().map(Vec::len), Some(6));

    let code = document["receipt"].as_str().expect("a code");
    let stored = store.path().join(format!("packages/{code}.zip"));
    assert_eq!(std::fs::read(&stored).expect("the package"), package);
    let (valid, verified) = verify(&stored);
    assert!(valid, "{verified}");

    endpoint.kill();
    let endpoint = Endpoint::start(store.path());
    assert_eq!(get(&endpoint, &format!("{path}/receipt")).body, receipt.body);
    assert_eq!(get(&endpoint, &format!("/status/{code}")).json()["state"], "received");
}

#[test]
fn an_endpoint_killed_between_pieces_has_every_acknowledged_byte() {
    let store = tempfile::tempdir().expect("a temporary folder");
    let package = package();
    let mut endpoint = Endpoint::start(store.path());
    let path = create(&endpoint, &package, 1);
    for (at, piece) in package.chunks(1_000_000).enumerate() {
        assert_eq!(offset(&endpoint, &path), at * 1_000_000);
        let reply = patch(&endpoint, &path, at * 1_000_000, piece);
        assert_eq!(reply.status, StatusCode::NO_CONTENT);
        endpoint.kill();
        endpoint = Endpoint::start(store.path());
    }
    assert_eq!(get(&endpoint, &format!("{path}/receipt")).json()["sha256"], sha256(&package));
}

#[test]
fn an_endpoint_killed_within_a_piece_loses_less_than_a_part() {
    let store = tempfile::tempdir().expect("a temporary folder");
    let package = package();
    let endpoint = Endpoint::start(store.path());
    let path = create(&endpoint, &package, 1);
    let sent = 3_500_000;
    let _stream = begin(&endpoint, &path, &package, sent);
    let stored = wait_for(|| stored_bytes(store.path()), 3 * PART_BYTES);
    endpoint.kill();

    let endpoint = Endpoint::start(store.path());
    let kept = offset(&endpoint, &path);
    assert_eq!(kept, stored);
    println!("{} of {sent} bytes sent had to be sent again", sent - kept);
    assert!(sent - kept < PART_BYTES);
    // The key leads back to the same upload, for a client that lost the address as well.
    assert_eq!(create(&endpoint, &package, 1), path);
    assert_eq!(patch(&endpoint, &path, kept, &package[kept..]).status, StatusCode::NO_CONTENT);
    assert_eq!(get(&endpoint, &format!("{path}/receipt")).status, StatusCode::OK);
}

#[test]
fn an_endpoint_asked_to_stop_keeps_every_byte() {
    let store = tempfile::tempdir().expect("a temporary folder");
    let package = package();
    let endpoint = Endpoint::start(store.path());
    let path = create(&endpoint, &package, 1);
    let sent = 3_500_000;
    let mut stream = begin(&endpoint, &path, &package, sent);
    wait_for(|| stored_bytes(store.path()), 3 * PART_BYTES);
    // The rest of what was sent is in the endpoint's buffer by now, or in the kernel's.
    sleep(Duration::from_secs(1));
    assert!(endpoint.terminate());
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    assert!(answer.starts_with("HTTP/1.1 503"), "{answer}");
    assert_eq!(offset(&Endpoint::start(store.path()), &path), sent);
}

#[test]
fn a_package_changed_by_one_byte_is_refused_with_the_place() {
    let store = tempfile::tempdir().expect("a temporary folder");
    let endpoint = Endpoint::start(store.path());
    let mut package = package();
    // In the middle of the first document's bytes.
    package[1_000_000] ^= 1;
    let path = create(&endpoint, &package, 1);
    let refusal = patch(&endpoint, &path, 0, &package);
    assert_eq!(
        (refusal.status, refusal.header("content-type")),
        (StatusCode::UNPROCESSABLE_ENTITY, "application/problem+json")
    );
    let document = refusal.json();
    assert_eq!(document["code"], "package-refused");
    let problem = &document["problems"][0];
    assert_eq!(problem["code"], "digest-mismatch");
    assert_eq!(problem["params"]["name"], "data/documents/passport-1.png");
    for lang in ["id", "en"] {
        let text = problem["text"][lang].as_str().expect("words");
        assert!(text.contains("data/documents/passport-1.png"), "{text}");
    }
    assert_eq!(get(&endpoint, &format!("{path}/receipt")).json(), document);
}

/// Begins to send a package in one piece, but sends only its first bytes.
fn begin(endpoint: &Endpoint, path: &str, package: &[u8], sent: usize) -> TcpStream {
    let mut stream = TcpStream::connect(endpoint.address()).expect("connected");
    let length = package.len();
    let head = format!(
        "PATCH {path} HTTP/1.1\r\nhost: test\r\ntus-resumable: 1.0.0\r\nupload-offset: 0\r\n\
         content-type: application/offset+octet-stream\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).expect("sent");
    stream.write_all(&package[..sent]).expect("sent");
    stream
}

/// Bytes in the parts of the only upload in a store: to ask the endpoint would end the transfer.
fn stored_bytes(store: &Path) -> usize {
    let uploads = fs::read_dir(store.join("uploads")).expect("there is an upload");
    let objects =
        uploads.flat_map(|upload| fs::read_dir(upload.expect("a folder").path()).expect("a folder"));
    let parts = objects.map(|object| object.expect("a file")).filter(|object| {
        let name = object.file_name();
        // One that is still being written has more behind its name.
        name.to_str().and_then(|name| name.strip_prefix("part-")).is_some_and(|at| at.parse::<u64>().is_ok())
    });
    parts.map(|part| part.metadata().map_or(0, |part| part.len() as usize)).sum()
}

/// Asks until the answer is at least `least`.
fn wait_for(ask: impl Fn() -> usize, least: usize) -> usize {
    let began = Instant::now();
    loop {
        let answer = ask();
        if answer >= least {
            return answer;
        }
        assert!(began.elapsed() < Duration::from_secs(20), "{answer} after 20 seconds");
        sleep(Duration::from_millis(20));
    }
}
