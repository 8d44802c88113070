//! The endpoint on stores that are servers: the whole journey, two processes on one bucket, and a server
//! that cannot be trusted.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::Stdio;
use std::thread;

use ureq::http::StatusCode;

use super::client::{create, get, offset, patch, send, sha256};
use super::documents::{package, verify};
use super::program::{Endpoint, serve};
use super::servers::{Kind, Server};

/// Writers that race for one offset, half of them at each process.
const WRITERS: usize = 8;

/// How often they do.
const ROUNDS: usize = 10;

fn endpoint(server: &Server, prefix: &str) -> Endpoint {
    let mut command = serve(server.store(prefix));
    server.tell(&mut command);
    Endpoint::run(command)
}

/// If one broke, packages sent to an endpoint on that cloud would not arrive as they were sent.
#[test]
fn a_package_is_sent_to_s3_across_a_crash() {
    journey(Kind::Moto);
}

#[test]
fn a_package_is_sent_to_azure_across_a_crash() {
    journey(Kind::Azurite);
}

fn journey(kind: Kind) {
    let server = Server::start(kind);
    let first = endpoint(&server, "deep/store");
    let package = package();
    let path = create(&first, &package, 1);
    let pieces: Vec<_> = package.chunks(1_300_000).enumerate().collect();
    let send_piece = |endpoint: &Endpoint, (at, piece): (usize, &[u8])| {
        let reply = patch(endpoint, &path, at * 1_300_000, piece);
        assert_eq!((reply.status, reply.offset()), (StatusCode::NO_CONTENT, at * 1_300_000 + piece.len()));
    };
    pieces[..2].iter().for_each(|piece| send_piece(&first, *piece));
    // One that is given up leaves no bytes.
    let unwanted = create(&first, &package, 2);
    assert_eq!(patch(&first, &unwanted, 0, &package[..100_000]).status, StatusCode::NO_CONTENT);
    let given_up = send(&first, "DELETE", &unwanted, &[("tus-resumable", "1.0.0")], None);
    assert_eq!(given_up.status, StatusCode::NO_CONTENT);
    first.kill();

    let second = endpoint(&server, "deep/store");
    assert_eq!(create(&second, &package, 1), path);
    assert_eq!(offset(&second, &path), 2_600_000);
    pieces[2..].iter().for_each(|piece| send_piece(&second, *piece));
    let receipt = get(&second, &format!("{path}/receipt")).json();
    assert_eq!(receipt["sha256"], sha256(&package));

    let stored = server.list("deep/store/packages/");
    assert_eq!(stored.len(), 1, "{stored:?}");
    let folder = tempfile::tempdir().expect("a temporary folder");
    let fetched = folder.path().join("package.zip");
    fs::write(&fetched, server.fetch(&stored[0])).expect("written");
    assert!(fs::read(&fetched).expect("read") == package);
    let (valid, verified) = verify(&fetched);
    assert!(valid, "{verified}");
    let left = server.list("deep/store/uploads/").into_iter().filter(|name| name.contains("/part-"));
    assert_eq!(left.collect::<Vec<_>>(), Vec::<String>::new());
    assert_eq!(server.list("deep/store/probe/"), Vec::<String>::new());
    assert_eq!(
        get(&second, &format!("/status/{}", receipt["receipt"].as_str().expect("a code"))).status,
        200
    );
}

/// If one broke, two processes on one bucket would overwrite each other's parts, or make two applications
/// of one.
#[test]
fn of_many_writers_at_two_processes_on_s3_one_wins_each_offset() {
    race(Kind::Moto);
}

#[test]
fn of_many_writers_at_two_processes_on_azure_one_wins_each_offset() {
    race(Kind::Azurite);
}

fn race(kind: Kind) {
    let server = Server::start(kind);
    let processes = [endpoint(&server, "store"), endpoint(&server, "store")];
    let package = package();
    let path = create(&processes[0], &package, 1);
    // A lost race for the key is no second upload either.
    assert_eq!(create(&processes[1], &package, 1), path);
    let write = |at: usize, length: &(dyn Fn(usize) -> usize + Sync)| -> Vec<(usize, String)> {
        thread::scope(|scope| {
            let write = |writer: usize| {
                let (process, length) = (&processes[writer % 2], length(writer));
                let (path, piece) = (&path, &package[at..at + length]);
                scope.spawn(move || (length, write_at_once(process, path, at, piece)))
            };
            let writers: Vec<_> = (0..WRITERS).map(write).collect();
            writers.into_iter().map(|writer| writer.join().expect("it ends")).collect()
        })
    };
    let (mut stands, mut won) = (0, 0);
    for _ in 0..ROUNDS {
        // Each sends another number of bytes, so that the offset shows who has won.
        let answers = write(stands, &|writer| 6_000 + 100 * writer);
        let winners: Vec<_> =
            answers.iter().filter(|(_, answer)| answer.starts_with("HTTP/1.1 204")).collect();
        let losers = answers.iter().filter(|(_, answer)| answer.starts_with("HTTP/1.1 409")).count();
        assert_eq!(winners.len() + losers, WRITERS, "{answers:?}");
        assert!(winners.len() <= 1, "{answers:?}");
        let reached = processes.each_ref().map(|process| offset(process, &path));
        assert_eq!(reached[0], reached[1]);
        if let [(length, _)] = winners[..] {
            assert_eq!(reached[0], stands + length);
            won += 1;
        }
        // Without a winner, one was ended by the next at its process, with a part of its bytes there.
        assert!(reached[0] > stands, "{answers:?}");
        stands = reached[0];
    }
    assert!(won > ROUNDS / 2, "{won} of {ROUNDS} rounds had a winner");
    // All of them send the last byte, the same bytes, and have the package verified.
    let last = package.len() - 5_000;
    assert_eq!(patch(&processes[1], &path, stands, &package[stands..last]).status, StatusCode::NO_CONTENT);
    let answers = write(last, &|_| 5_000);
    assert!(answers.iter().any(|(_, answer)| answer.starts_with("HTTP/1.1 204")), "{answers:?}");
    let receipts = processes.each_ref().map(|process| get(process, &format!("{path}/receipt")).body);
    assert!(receipts[0] == receipts[1]);
    for folder in ["receipts", "packages"] {
        let stored = server.list(&format!("store/{folder}/"));
        assert_eq!(stored.len(), 1, "{stored:?}");
    }
    assert!(server.fetch(&server.list("store/packages/")[0]) == package);
}

/// Sends a piece in one go, head and body, and reads the answer.
fn write_at_once(endpoint: &Endpoint, path: &str, at: usize, piece: &[u8]) -> String {
    let mut stream = TcpStream::connect(endpoint.address()).expect("connected");
    let head = format!(
        "PATCH {path} HTTP/1.1\r\nhost: test\r\ntus-resumable: 1.0.0\r\nupload-offset: {at}\r\n\
         content-type: application/offset+octet-stream\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        piece.len()
    );
    // One that is refused may be answered before it was all read.
    let _ = stream.write_all(&[head.as_bytes(), piece].concat());
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8_lossy(&answer).lines().next().unwrap_or_default().to_owned()
}

/// If it broke, an endpoint on such a server would let writers overwrite each other.
#[test]
fn a_server_that_ignores_conditions_is_refused() {
    let server = Server::start(Kind::S3rver);
    let mut command = serve(server.store("store"));
    server.tell(&mut command);
    let output = command.stdout(Stdio::null()).output().expect("it runs");
    let said = String::from_utf8(output.stderr).expect("text");
    assert!(
        output.status.code() == Some(1) && said.contains("the store ignores conditional creates"),
        "{said}"
    );
    assert!(!said.contains("S3RVER"), "{said}");
}
