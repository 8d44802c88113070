//! Slow attacks by a tool that was made for them, and an applicant who gets through.

use std::fs;
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use data_encoding::{BASE64, HEXLOWER};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpSocket;
use tokio::time::timeout;

use super::SERVICE;
use super::client::{get, sha256};
use super::documents::package;
use super::program::Endpoint;

/// How long an attack lasts, in seconds.
const SECONDS: &str = "12";

/// Connections of an attack, and how many it opens in a second.
const CONNECTIONS: [&str; 4] = ["-c", "450", "-r", "450"];

/// An attack; stopped when dropped.
struct Attack(Child);

impl Attack {
    fn begin(endpoint: &Endpoint, path: &str, how: &[&str]) -> Self {
        let mut attack = Command::new("slowhttptest");
        attack.args(CONNECTIONS).args(["-l", SECONDS, "-i", "2", "-u", &format!("{}{path}", endpoint.url)]);
        attack.args(how).stdout(Stdio::null()).stderr(Stdio::null());
        Self(attack.spawn().expect("slowhttptest runs"))
    }

    fn is_under_way(&mut self) -> bool {
        self.0.try_wait().expect("its status").is_none()
    }
}

impl Drop for Attack {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Sends a request from another address of this machine, and reads the answer.
async fn ask(address: SocketAddr, head: &str, body: &[u8]) -> String {
    let socket = TcpSocket::new_v4().expect("a socket");
    socket.bind("127.0.0.2:0".parse().expect("an address")).expect("an address of this machine");
    let mut stream = socket.connect(address).await.expect("connected");
    stream.write_all(head.as_bytes()).await.expect("sent");
    stream.write_all(body).await.expect("sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.expect("an answer");
    answer
}

/// Slow headers, slow bodies, slow reading, more connections than the endpoint has, all from one address
/// and all at once.
#[cfg(target_os = "linux")] // Elsewhere 127.0.0.2 is not this machine.
#[tokio::test]
async fn an_applicant_gets_through_three_slow_attacks() {
    // If it broke, one machine with a script would keep everybody from applying.
    let folder = tempfile::tempdir().expect("a temporary folder");
    let site = folder.path().join("site");
    fs::create_dir_all(&site).expect("made");
    fs::write(site.join("large.bin"), vec![0; 8 * 1024 * 1024]).expect("written");
    let site = site.to_str().expect("a plain path");
    let endpoint = Endpoint::start_with(&folder.path().join("store"), &["--site", site]);
    let mut attacks = [
        Attack::begin(&endpoint, "/healthz", &["-H"]),
        Attack::begin(&endpoint, "/files", &["-B", "-t", "POST", "-s", "8192"]),
        Attack::begin(&endpoint, "/large.bin", &["-X", "-w", "512", "-y", "1024", "-n", "2", "-z", "32"]),
    ];
    // Once the attackers have all that they can get.
    let address = endpoint.address().parse().expect("an address");
    let refused = |metrics: &str| {
        let line = metrics.lines().find_map(|line| line.strip_prefix("panduan_connections_refused_total "));
        line.and_then(|count| count.parse().ok()).unwrap_or(0_u64)
    };
    let metrics = "GET /metrics HTTP/1.1\r\nhost: test\r\nconnection: close\r\n\r\n";
    let full = async { while refused(&ask(address, metrics, b"").await) == 0 {} };
    timeout(Duration::from_secs(10), full).await.expect("the attack begins in time");

    let package = package();
    let fields =
        [("service", SERVICE.to_owned()), ("sha256", sha256(&package)), ("key", HEXLOWER.encode(&[7; 16]))];
    let metadata =
        fields.map(|(name, value)| format!("{name} {}", BASE64.encode(value.as_bytes()))).join(",");
    let length = package.len();
    let create = format!(
        "POST /files HTTP/1.1\r\nhost: test\r\nconnection: close\r\ntus-resumable: 1.0.0\r\n\
         upload-length: {length}\r\nupload-metadata: {metadata}\r\n\r\n"
    );
    let patience = Duration::from_secs(30);
    let created = timeout(patience, ask(address, &create, b"")).await.expect("in time");
    let path = created.split("location: ").nth(1).and_then(|rest| rest.lines().next()).expect("a location");
    let patch = format!(
        "PATCH {path} HTTP/1.1\r\nhost: test\r\nconnection: close\r\ntus-resumable: 1.0.0\r\nupload-offset: 0\r\n\
         content-type: application/offset+octet-stream\r\ncontent-length: {length}\r\n\r\n"
    );
    let answered = timeout(patience, ask(address, &patch, &package)).await.expect("in time");
    assert!(answered.starts_with("HTTP/1.1 204"), "{answered}");
    assert!(attacks.iter_mut().any(Attack::is_under_way), "the attack was still on");
    drop(attacks);
    assert_eq!(get(&endpoint, &format!("{path}/receipt")).status, 200);
}
