//! The endpoint is asked to stop while something is under way.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::thread::sleep;
use std::time::Duration;

use super::client::{create, offset};
use super::documents::package;
use super::program::Endpoint;

/// Longer than stopping takes on a busy machine, and less than the grace for what hangs.
const PATIENCE: Duration = Duration::from_secs(15);

#[test]
fn a_slow_transfer_ends_with_its_bytes_kept_when_the_endpoint_is_asked_to_stop() {
    // If it broke, a restart of the service would cost applicants what they had sent, or hang.
    let store = tempfile::tempdir().expect("a temporary folder");
    let mut endpoint = Endpoint::start(store.path());
    let package = package();
    let path = create(&endpoint, &package, 1);
    let mut stream = TcpStream::connect(endpoint.address()).expect("connected");
    let head = format!(
        "PATCH {path} HTTP/1.1\r\nhost: test\r\ntus-resumable: 1.0.0\r\nupload-offset: 0\r\n\
         content-type: application/offset+octet-stream\r\ncontent-length: {}\r\n\r\n",
        package.len()
    );
    stream.write_all(head.as_bytes()).expect("sent");
    let mut sent = 0;
    for piece in package.chunks(1000).take(20) {
        stream.write_all(piece).expect("sent");
        sent += piece.len();
        sleep(Duration::from_millis(50));
    }
    endpoint.ask_to_end();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    assert!(answer.starts_with("HTTP/1.1 503") && answer.contains("shutting-down"), "{answer}");
    let status = endpoint.ended_within(PATIENCE).expect("stopped in time");
    assert_eq!(status.code(), Some(0));
    assert_eq!(offset(&Endpoint::start(store.path()), &path), sent);
}

#[test]
fn asked_twice_it_waits_for_nobody() {
    // If it broke, an operator in a hurry would have to use SIGKILL.
    let folder = tempfile::tempdir().expect("a temporary folder");
    let site = folder.path().join("site");
    fs::create_dir_all(&site).expect("made");
    // More than sockets buffer, so that a reader who reads nothing keeps the request under way.
    fs::write(site.join("large.bin"), vec![0; 32 * 1024 * 1024]).expect("written");
    let site = site.to_str().expect("a plain path");
    let mut endpoint = Endpoint::start_with(&folder.path().join("store"), &["--site", site]);
    let mut stream = TcpStream::connect(endpoint.address()).expect("connected");
    stream.write_all(b"GET /large.bin HTTP/1.1\r\nhost: test\r\n\r\n").expect("sent");
    stream.read_exact(&mut [0; 12]).expect("an answer begins");
    endpoint.ask_to_end();
    assert!(endpoint.ended_within(Duration::from_secs(1)).is_none(), "it lets the request end");
    endpoint.ask_to_end();
    let status = endpoint.ended_within(PATIENCE).expect("stopped in time");
    assert_eq!(status.code(), Some(1));
}
