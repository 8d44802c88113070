//! The endpoint is killed again and again while clients send packages to it; nothing that it acknowledged may
//! be lost, and no application may be there twice. A few seconds here, as long as one likes by
//! `cargo xtask soak`, which sets PANDUAN_SOAK_SECONDS.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::sync::{Mutex, RwLock};
use std::thread::{self, sleep};
use std::time::{Duration, Instant};

use ureq::http::StatusCode;

use super::SERVICE;
use super::client::{Reply, metadata, try_send};
use super::documents::{Application, verify};
use super::program::Endpoint;

const CLIENTS: u64 = 6;

/// How long a client goes on where nobody answers: starting takes this long on no machine.
const PATIENCE: Duration = Duration::from_secs(120);

/// An application whose receipt a client has seen.
struct Finished {
    path: String,
    package: usize,
    receipt: Vec<u8>,
}

/// What clients and the one who kills share.
#[derive(Default)]
struct Soak {
    /// Where the endpoint listens now.
    url: RwLock<String>,
    is_over: AtomicBool,
    packages: Vec<Vec<u8>>,
    finished: Mutex<Vec<Finished>>,
    begun: AtomicU64,
    given_up: AtomicU64,
    acknowledged_bytes: AtomicU64,
    unanswered: AtomicU64,
    lost_bytes: AtomicU64,
}

/// If it broke, an applicant whose endpoint crashed would have lost what was received, or applied twice.
#[test]
fn nothing_acknowledged_is_lost_by_an_endpoint_that_is_killed() {
    let seconds = std::env::var("PANDUAN_SOAK_SECONDS").ok().and_then(|seconds| seconds.parse().ok());
    let lasts = Duration::from_secs(seconds.unwrap_or(8));
    let seed = u64::from(std::process::id());
    let store = tempfile::tempdir().expect("a temporary folder");
    let packages = [40, 12, 3].map(|times| Application::smaller(times).pack().0.expect("a package"));
    let soak = Soak { packages: packages.into(), ..Soak::default() };
    let soak = &soak;
    let mut endpoint = Some(start(soak, store.path()));
    let mut kills = 0;
    thread::scope(|scope| {
        let clients: Vec<_> =
            (0..CLIENTS).map(|client| scope.spawn(move || soak.client(client, seed))).collect();
        let (began, mut random) = (Instant::now(), Random(seed));
        // A client that has panicked ends it as well.
        while began.elapsed() < lasts && clients.iter().all(|client| !client.is_finished()) {
            sleep(Duration::from_millis(100 + random.below(1_400)));
            endpoint.take().expect("it runs").kill();
            kills += 1;
            endpoint = Some(start(soak, store.path()));
        }
        soak.is_over.store(true, Relaxed);
    });
    endpoint.take().expect("it runs").kill();

    let endpoint = Endpoint::start_with(store.path(), &["--sweep-seconds", "1"]);
    *soak.url.write().expect("no panic") = endpoint.url.clone();
    let finished = soak.finished.lock().expect("no panic");
    let codes: BTreeSet<_> = finished.iter().map(|finished| soak.look_at(finished, store.path())).collect();
    let stored = names(&store.path().join("packages"));
    let left = wait_for_the_sweep(store.path());
    let staged = files(store.path()).into_iter().filter(|name| name.contains('#')).count();
    let sum = |count: &AtomicU64| count.load(Relaxed);
    println!(
        "soak of {} s (seed {seed}): {} uploads begun, {} finished, {} given up; {} bytes acknowledged; {kills} kills, \
         {} requests without an answer; {} bytes lost, {} applications too many, {} parts left, {staged} files of \
         killed writers (removed after an hour)",
        lasts.as_secs(),
        sum(&soak.begun),
        finished.len(),
        sum(&soak.given_up),
        sum(&soak.acknowledged_bytes),
        sum(&soak.unanswered),
        sum(&soak.lost_bytes),
        stored.len().abs_diff(codes.len()),
        left.len(),
    );
    assert!(kills > 0 && !finished.is_empty());
    assert_eq!(sum(&soak.lost_bytes), 0);
    // A receipt for each key, a package for each receipt, and no others.
    assert_eq!(codes.len(), finished.len());
    assert_eq!(stored, codes);
    assert_eq!(names(&store.path().join("receipts")), codes);
    assert_eq!(left, Vec::<String>::new());
    for (index, package) in soak.packages.iter().enumerate() {
        let Some(one) = finished.iter().find(|finished| finished.package == index) else { continue };
        let stored = package_of(store.path(), &code(&one.receipt));
        assert!(fs::read(&stored).expect("the package") == *package && verify(&stored).0);
    }
}

fn start(soak: &Soak, store: &Path) -> Endpoint {
    let endpoint = Endpoint::start_with(store, &["--max-creations-per-minute", "100000"]);
    *soak.url.write().expect("no panic") = endpoint.url.clone();
    endpoint
}

impl Soak {
    fn client(&self, client: u64, seed: u64) {
        let mut random = Random(seed.wrapping_mul(client + 2));
        for number in 0_u64.. {
            if self.is_over.load(Relaxed) {
                return;
            }
            let mut key = [0; 16];
            key[..8].copy_from_slice(&client.to_be_bytes());
            key[8..].copy_from_slice(&number.to_be_bytes());
            self.send_package(&key, &mut random);
        }
    }

    /// Sends a package, whatever comes between, and looks for its receipt.
    fn send_package(&self, key: &[u8; 16], random: &mut Random) {
        let index = random.below(self.packages.len() as u64) as usize;
        let package = &self.packages[index];
        let gives_up_at = if random.below(10) == 0 { random.below(package.len() as u64) } else { u64::MAX };
        self.begun.fetch_add(1, Relaxed);
        let path = self.create(package, key).header("location").to_owned();
        let mut stands = 0;
        while stands < package.len() {
            if stands as u64 >= gives_up_at {
                self.request("DELETE", &path, &[], None, |reply| matches!(reply.status.as_u16(), 204 | 410));
                self.given_up.fetch_add(1, Relaxed);
                return;
            }
            let piece = 1 + random.below(200_000) as usize;
            let piece = &package[stands..package.len().min(stands + piece)];
            let offset = stands.to_string();
            let headers = [("upload-offset", &*offset), ("content-type", "application/offset+octet-stream")];
            let reached = match self.ask("PATCH", &path, &headers, Some(piece)) {
                Some(reply) if reply.status == StatusCode::NO_CONTENT => {
                    assert_eq!(reply.offset(), stands + piece.len());
                    self.acknowledged_bytes.fetch_add(piece.len() as u64, Relaxed);
                    reply.offset()
                }
                // As a client does that was not answered; or, now and then, lost all it had but its key.
                _ if random.below(4) == 0 => {
                    let again = self.create(package, key);
                    assert_eq!(again.header("location"), path);
                    again.offset()
                }
                _ => self.request("HEAD", &path, &[], None, |reply| reply.status == StatusCode::OK).offset(),
            };
            self.lost_bytes.fetch_add(stands.saturating_sub(reached) as u64, Relaxed);
            stands = reached;
        }
        let receipt = format!("{path}/receipt");
        let receipt = self.request("GET", &receipt, &[], None, |reply| reply.status == StatusCode::OK).body;
        self.finished.lock().expect("no panic").push(Finished { path, package: index, receipt });
    }

    fn create(&self, package: &[u8], key: &[u8; 16]) -> Reply {
        let (length, metadata) = (package.len().to_string(), metadata(SERVICE, package, key));
        let headers = [("upload-length", &*length), ("upload-metadata", &*metadata)];
        self.request("POST", "/files", &headers, Some(b""), |reply| reply.status == StatusCode::CREATED)
    }

    /// Asks until the answer is one that is wanted.
    fn request(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<&[u8]>,
        is_wanted: impl Fn(&Reply) -> bool,
    ) -> Reply {
        let began = Instant::now();
        loop {
            if let Some(reply) = self.ask(method, path, headers, body) {
                if is_wanted(&reply) {
                    return reply;
                }
                panic!("{method}: {} {}", reply.status, String::from_utf8_lossy(&reply.body));
            }
            assert!(began.elapsed() < PATIENCE, "{method} is not answered");
            sleep(Duration::from_millis(20));
        }
    }

    fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)], body: Option<&[u8]>) -> Option<Reply> {
        let url = self.url.read().expect("no panic").clone();
        let headers = [&[("tus-resumable", "1.0.0")], headers].concat();
        let reply = try_send(&url, method, path, &headers, body).ok();
        self.unanswered.fetch_add(u64::from(reply.is_none()), Relaxed);
        reply
    }

    /// Checks that a receipt is what it was, and its package what was sent; says its code.
    fn look_at(&self, finished: &Finished, store: &Path) -> String {
        let receipt = self.ask("GET", &format!("{}/receipt", finished.path), &[], None).expect("an answer");
        assert!(receipt.body == finished.receipt, "a receipt has changed");
        let code = code(&finished.receipt);
        let package = fs::read(package_of(store, &code)).expect("the package of a receipt");
        assert!(package == self.packages[finished.package], "a package has changed");
        code
    }
}

fn code(receipt: &[u8]) -> String {
    let receipt: serde_json::Value = serde_json::from_slice(receipt).expect("JSON");
    receipt["receipt"].as_str().expect("a code").to_owned()
}

fn package_of(store: &Path, code: &str) -> std::path::PathBuf {
    store.join("packages").join(format!("{code}.zip"))
}

/// Parts of uploads that have ended, when the sweep has had time to remove them.
fn wait_for_the_sweep(store: &Path) -> Vec<String> {
    let began = Instant::now();
    loop {
        let files = files(&store.join("uploads"));
        let left = files.into_iter().filter(|name| {
            let (folder, file) = name.rsplit_once('/').expect("a path");
            file.starts_with("part-") && !file.contains('#') && Path::new(folder).join("end.json").exists()
        });
        let left: Vec<_> = left.collect();
        if left.is_empty() || began.elapsed() > Duration::from_secs(30) {
            return left;
        }
        sleep(Duration::from_millis(200));
    }
}

/// The names of the objects in a folder, without their endings.
fn names(folder: &Path) -> BTreeSet<String> {
    let names = files(folder).into_iter().filter(|name| !name.contains('#'));
    names.filter_map(|name| Some(Path::new(&name).file_stem()?.to_str()?.to_owned())).collect()
}

fn files(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    let files = entries.flat_map(|path| match path.is_dir() {
        true => files(&path),
        false => vec![path.to_str().expect("a plain path").to_owned()],
    });
    files.collect()
}

/// Numbers that look random (xorshift): no test here needs better ones, and a seed repeats them.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit
    }
}
