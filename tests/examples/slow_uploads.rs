//! What a thousand slow phones cost: peak memory of the endpoint, and how long a fresh creation takes.
//!
//! `cargo run -p system-tests --example slow_uploads --release [COUNT [SECONDS]]`. Each of COUNT uploads
//! (1000) sends 1 KB a second for SECONDS (30); meanwhile others are created, one after the other.
//! PANDUAN_UPLOAD_BIN names the endpoint; otherwise `target/release/upload` is taken. Linux only: it reads
//! the peak of memory from /proc.

use std::fs;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use data_encoding::{BASE64, HEXLOWER};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::sleep;

const SERVICE: &str = "alih-status-itk-itas";

/// Bytes of each upload: more than is sent.
const LENGTH: usize = 10_000_000;

/// How many creations are measured.
const CREATIONS: usize = 300;

/// The endpoint; killed when dropped.
struct Endpoint(Child);

impl Endpoint {
    fn start(store: &Path, count: usize) -> (Self, SocketAddr) {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the root of the workspace");
        let binary = std::env::var_os("PANDUAN_UPLOAD_BIN")
            .map_or_else(|| root.join("target/release/upload"), Into::into);
        let many = (count + 100).to_string();
        let mut command = Command::new(binary);
        command.args(["serve", "--listen", "127.0.0.1:0", "--max-creations-per-minute", "1000000"]);
        command.args(["--max-connections", &many, "--max-connections-per-address", &many, "--store"]);
        command.arg(store).arg("--content").arg(root.join("content"));
        command.stdout(Stdio::piped()).stderr(Stdio::null());
        let mut process = command.spawn().expect("the endpoint starts: build it with --release");
        let mut line = String::new();
        BufReader::new(process.stdout.take().expect("a pipe")).read_line(&mut line).expect("a line");
        let address = line.trim().strip_prefix("listening on http://").expect("where it listens");
        (Self(process), address.parse().expect("an address"))
    }

    /// A line of what the system knows of its memory.
    fn memory(&self, line: &str) -> String {
        let status = fs::read_to_string(format!("/proc/{}/status", self.0.id())).unwrap_or_default();
        let found = status.lines().find_map(|found| found.strip_prefix(line));
        found.unwrap_or_default().trim_start_matches(':').trim().to_owned()
    }
}

impl Drop for Endpoint {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Creates an upload on a new connection; its path, and how long that took.
async fn create(address: SocketAddr, number: usize) -> std::io::Result<(String, Duration)> {
    let began = Instant::now();
    let key = HEXLOWER.encode(&(number as u128).to_be_bytes());
    let fields = [("service", SERVICE.to_owned()), ("sha256", "0".repeat(64)), ("key", key)];
    let metadata =
        fields.map(|(name, value)| format!("{name} {}", BASE64.encode(value.as_bytes()))).join(",");
    let head = format!(
        "POST /files HTTP/1.1\r\nhost: test\r\nconnection: close\r\ntus-resumable: 1.0.0\r\n\
         upload-length: {LENGTH}\r\nupload-metadata: {metadata}\r\n\r\n"
    );
    let mut stream = TcpStream::connect(address).await?;
    stream.write_all(head.as_bytes()).await?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await?;
    let path = answer.split("location: ").nth(1).and_then(|rest| rest.lines().next());
    let path =
        path.ok_or_else(|| std::io::Error::other(answer.lines().next().unwrap_or("nothing").to_owned()))?;
    Ok((path.to_owned(), began.elapsed()))
}

/// Sends a kilobyte a second; whether nobody ended that.
async fn drip(address: SocketAddr, number: usize, seconds: u64, begun: &AtomicUsize) -> std::io::Result<()> {
    let (path, _) = create(address, number).await?;
    let head = format!(
        "PATCH {path} HTTP/1.1\r\nhost: test\r\ntus-resumable: 1.0.0\r\nupload-offset: 0\r\n\
         content-type: application/offset+octet-stream\r\ncontent-length: {LENGTH}\r\n\r\n"
    );
    let mut stream = TcpStream::connect(address).await?;
    stream.write_all(head.as_bytes()).await?;
    begun.fetch_add(1, Ordering::Relaxed);
    for _ in 0..seconds {
        stream.write_all(&[7; 1000]).await?;
        sleep(Duration::from_secs(1)).await;
    }
    Ok(())
}

/// Creates uploads one after the other, and prints how long that took.
async fn measure(address: SocketAddr, first: usize, when: &str) {
    let mut times = Vec::new();
    for number in first..first + CREATIONS {
        times.push(create(address, number).await.expect("created").1);
        sleep(Duration::from_millis(10)).await;
    }
    times.sort();
    let at = |percent: usize| times[(times.len() - 1) * percent / 100].as_secs_f64() * 1000.0;
    println!("creation {when}: p50 {:.1} ms, p99 {:.1} ms, longest {:.1} ms", at(50), at(99), at(100));
}

#[tokio::main]
async fn main() {
    let mut arguments = std::env::args().skip(1).map(|number| number.parse::<usize>().expect("a number"));
    let (count, seconds) = (arguments.next().unwrap_or(1000), arguments.next().unwrap_or(30));
    let store = tempfile::tempdir().expect("a temporary folder");
    let (endpoint, address) = Endpoint::start(store.path(), count);
    measure(address, 1_000_000, "alone").await;
    println!("memory alone: peak {}", endpoint.memory("VmHWM"));

    let begun = Arc::new(AtomicUsize::new(0));
    let drips: Vec<_> = (0..count)
        .map(|number| {
            let begun = Arc::clone(&begun);
            tokio::spawn(async move { drip(address, number, seconds as u64, &begun).await })
        })
        .collect();
    while begun.load(Ordering::Relaxed) < count {
        assert!(!drips.iter().all(|drip| drip.is_finished()), "the uploads did not begin");
        sleep(Duration::from_millis(50)).await;
    }
    measure(address, 2_000_000, &format!("beside {count} slow uploads")).await;
    let mut ended = 0;
    for drip in drips {
        ended += usize::from(drip.await.expect("a task").is_err());
    }
    println!("slow uploads: {count} begun, {ended} ended before their time");
    println!("memory: peak {}, now {}", endpoint.memory("VmHWM"), endpoint.memory("VmRSS"));
    println!(
        "threads: {}, of {} processors",
        endpoint.memory("Threads"),
        std::thread::available_parallelism().map_or(0, usize::from)
    );
}
