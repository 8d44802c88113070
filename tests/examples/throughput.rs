//! How fast an endpoint takes uploads in, beside other servers of the same protocol, on the same files in
//! the same run: `cargo xtask bench`, which sets up what it needs and names it in the environment.
//!
//! The others store bytes and are done. This endpoint makes every piece durable before it acknowledges it,
//! and with the last one reads the package again, verifies it and stores it as one object. So it is
//! measured as it is, and with fsync switched off under it (libeatmydata), which is what the others do.

use std::env;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::{self, sleep};
use std::time::{Duration, Instant};

use data_encoding::{BASE64, HEXLOWER};
use sha2::{Digest, Sha256};
use tempfile::TempDir;
use ureq::http::Request;

/// Uploads of a run.
const UPLOADS: usize = 48;

/// Clients that send at the same time.
const CLIENTS: usize = 8;

/// How often each is measured, in turns; the median counts.
const ROUNDS: usize = 3;

/// Sizes of the pieces: what the form sends on a good link, and a whole package at once.
const PIECES: [(&str, usize); 2] = [("pieces of 256 KiB", 256 * 1024), ("whole", usize::MAX)];

const SERVICE: &str = "alih-status-itk-itas";

/// Whose speed is measured.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Panduan,
    PanduanWithoutFsync,
    TusServer,
    Rustus,
}

const KINDS: [(Kind, &str); 4] = [
    (Kind::Panduan, "this endpoint"),
    (Kind::PanduanWithoutFsync, "this endpoint, fsync off"),
    (Kind::TusServer, "@tus/server, no fsync"),
    (Kind::Rustus, "rustus, no fsync"),
];

/// A server on an empty folder; killed when dropped.
struct Server {
    process: Child,
    url: String,
    _folder: TempDir,
}

impl Server {
    fn start(kind: Kind) -> Self {
        let folder =
            tempfile::tempdir_in(root().join("target")).expect("a folder on the same disk as the rest");
        let address = free_address();
        let port = address.port().to_string();
        let mut command = match kind {
            Kind::Panduan | Kind::PanduanWithoutFsync => {
                let mut upload = Command::new(named("PANDUAN_UPLOAD_BIN"));
                upload.args(["serve", "--listen", &address.to_string(), "--today", "2026-11-21"]);
                upload.args(["--max-creations-per-minute", "1000000"]);
                upload.arg("--content").arg(root().join("content"));
                upload.arg("--store").arg(folder.path());
                upload
            }
            Kind::TusServer => {
                let mut node = Command::new("node");
                node.arg(root().join("tests/browser/clients/tus-server.mjs")).arg(&port).arg(folder.path());
                node
            }
            Kind::Rustus => {
                let mut rustus = Command::new(named("PANDUAN_RUSTUS"));
                rustus.args(["--host", "127.0.0.1", "--port", &port, "--log-level", "ERROR"]);
                rustus.args(["--max-body-size", "33554432"]);
                rustus.arg("--data-dir").arg(folder.path().join("data"));
                rustus.arg("--info-dir").arg(folder.path().join("info"));
                rustus
            }
        };
        if kind == Kind::PanduanWithoutFsync {
            command.env("LD_PRELOAD", named("PANDUAN_EATMYDATA"));
        }
        let process = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the server starts");
        let server = Self { process, url: format!("http://{address}"), _folder: folder };
        let began = Instant::now();
        while TcpStream::connect(address).is_err() {
            assert!(began.elapsed() < Duration::from_secs(60), "a server does not listen");
            sleep(Duration::from_millis(20));
        }
        server
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the root of the workspace")
}

fn named(variable: &str) -> PathBuf {
    env::var_os(variable).unwrap_or_else(|| panic!("{variable} is not set: run `cargo xtask bench`")).into()
}

fn free_address() -> SocketAddr {
    let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
    free.local_addr().expect("its address")
}

/// A package of about 5 MB, as `upload pack` makes it.
fn package() -> Vec<u8> {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).expect("written");
        path
    };
    let filler: Vec<u8> =
        (0..1_000_000_u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 24) as u8 | 0x80).collect();
    let pdf = [b"%PDF-1.4\n%", &filler[..], b"\ntrailer\n<<>>\nstartxref\n0\n%%EOF\n"].concat();
    let document = write("document.pdf", &pdf);
    let answers = r#"{"visa_origin":"visit-visa","activity":"worker","itk_expires":"2026-12-31",
        "applicant":"foreign-national","has_guarantor":true,"has_responsible_person":false,"filing_state":"not-filed"}"#;
    let mut pack = Command::new(named("PANDUAN_UPLOAD_BIN"));
    pack.args(["pack", SERVICE, "--today", "2026-11-21", "--content"]).arg(root().join("content"));
    pack.arg("--answers").arg(write("answers.json", answers.as_bytes()));
    pack.arg("--details").arg(write("details.json", br#"{"full_name":"Ardhi Contoh"}"#));
    for id in ["passport", "itk", "guarantee", "guarantor-identity", "special-requirements"] {
        pack.arg("--document").arg(format!("{id}={}", document.display()));
    }
    let out = folder.path().join("package.zip");
    assert!(pack.arg("--out").arg(&out).status().expect("pack runs").success());
    std::fs::read(out).expect("the package")
}

/// Uploads the package again and again; bytes a second.
fn measure(kind: Kind, package: &[u8], piece: usize) -> f64 {
    let server = Server::start(kind);
    let began = Instant::now();
    thread::scope(|scope| {
        for client in 0..CLIENTS {
            let url = &server.url;
            scope.spawn(move || {
                let config = ureq::Agent::config_builder().http_status_as_error(false).max_redirects(0);
                let agent = config.build().new_agent();
                for upload in (client..UPLOADS).step_by(CLIENTS) {
                    send(&agent, url, package, piece, upload);
                }
            });
        }
    });
    (UPLOADS * package.len()) as f64 / began.elapsed().as_secs_f64()
}

fn send(agent: &ureq::Agent, url: &str, package: &[u8], piece: usize, number: usize) {
    let request = |method: &str, path: &str| {
        Request::builder().method(method).uri(format!("{url}{path}")).header("tus-resumable", "1.0.0")
    };
    let key = HEXLOWER.encode(&(number as u128).to_be_bytes());
    let fields =
        [("service", SERVICE), ("sha256", &HEXLOWER.encode(&Sha256::digest(package))), ("key", &key)];
    let metadata =
        fields.map(|(name, value)| format!("{name} {}", BASE64.encode(value.as_bytes()))).join(",");
    let create =
        request("POST", "/files").header("upload-length", package.len()).header("upload-metadata", metadata);
    let answer = agent.run(create.body(()).expect("a request")).expect("an answer");
    assert_eq!(answer.status(), 201);
    let location = answer.headers()["location"].to_str().expect("text");
    // Some say where an upload is by a whole address, some by a path.
    let path =
        location.split_once("/files/").map(|(_, id)| format!("/files/{id}")).expect("an upload's address");
    for offset in (0..package.len()).step_by(piece) {
        let bytes = &package[offset..package.len().min(offset.saturating_add(piece))];
        let patch = request("PATCH", &path)
            .header("content-type", "application/offset+octet-stream")
            .header("upload-offset", offset);
        let answer = agent.run(patch.body(bytes).expect("a request")).expect("an answer");
        assert_eq!(answer.status(), 204);
    }
}

fn main() {
    let package = package();
    println!("{UPLOADS} uploads of {} bytes, {CLIENTS} at a time, median of {ROUNDS}:\n", package.len());
    println!("| server | sent | MB/s | this endpoint is so many times as fast |\n|---|---|---:|---:|");
    for (title, piece) in PIECES {
        let mut speeds = KINDS.map(|_| Vec::new());
        for _ in 0..ROUNDS {
            for (speeds, (kind, _)) in speeds.iter_mut().zip(KINDS) {
                speeds.push(measure(kind, &package, piece));
            }
        }
        let medians = speeds.map(|mut speeds| {
            speeds.sort_by(f64::total_cmp);
            speeds[ROUNDS / 2]
        });
        for ((kind, name), speed) in KINDS.into_iter().zip(medians) {
            // Like is held against like: the others do not wait for the disk.
            let ours = medians[usize::from(kind != Kind::Panduan)];
            println!("| {name} | {title} | {:.0} | {:.2} |", speed / 1e6, ours / speed);
        }
    }
}
