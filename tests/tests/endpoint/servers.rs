//! Servers that speak the protocols of cloud stores, one for each test that asks for one: moto (S3), azurite
//! (Azure), and s3rver, which ignores conditions. `cargo xtask test` installs them and names their programs.

use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use data_encoding::BASE64;
use sha2::{Digest, Sha256};
use tempfile::TempDir;
use ureq::http::Request;

/// The bucket, or container, that every server has.
const BUCKET: &str = "panduan";

/// azurite's account and key, the same in every installation of it.
const ACCOUNT: &str = "devstoreaccount1";
const KEY: &str = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

/// Longer than Node.js or Python needs to start on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// Which server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Moto,
    Azurite,
    S3rver,
}

/// A running server; killed when dropped.
pub struct Server {
    kind: Kind,
    process: Child,
    url: String,
    _folder: TempDir,
}

impl Server {
    /// Starts one with an empty bucket, and waits until it answers.
    pub fn start(kind: Kind) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        // Free at this moment; nobody on this machine asks for ports at random.
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|free| free.local_addr());
        let port = port.expect("a free port").port();
        let mut command = command(kind);
        let flags = match kind {
            Kind::Moto => format!("-H 127.0.0.1 -p {port}"),
            Kind::Azurite => format!(
                "--blobHost 127.0.0.1 --blobPort {port} --inMemoryPersistence --silent --skipApiVersionCheck \
                 --disableTelemetry"
            ),
            Kind::S3rver => format!("-a 127.0.0.1 -p {port} -s -d . --configure-bucket {BUCKET}"),
        };
        command.args(flags.split_whitespace()).current_dir(folder.path());
        let process = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the server starts");
        let server = Self { kind, process, url: format!("http://127.0.0.1:{port}"), _folder: folder };
        let began = Instant::now();
        while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err() {
            assert!(began.elapsed() < PATIENCE, "{kind:?} does not listen");
            sleep(Duration::from_millis(50));
        }
        server.make_bucket();
        server
    }

    /// The address of a store in its bucket.
    pub fn store(&self, prefix: &str) -> String {
        let scheme = if self.kind == Kind::Azurite { "az" } else { "s3" };
        format!("{scheme}://{BUCKET}/{prefix}")
    }

    /// Has a command find it.
    pub fn tell(&self, command: &mut Command) {
        match self.kind {
            Kind::Azurite => command
                .env("AZURE_STORAGE_ENDPOINT", format!("{}/{ACCOUNT}", self.url))
                .env("AZURE_STORAGE_ACCOUNT_NAME", ACCOUNT)
                .env("AZURE_STORAGE_ACCOUNT_KEY", KEY),
            Kind::Moto | Kind::S3rver => command
                .env("AWS_ENDPOINT", &self.url)
                .env("AWS_REGION", "us-east-1")
                .env("AWS_ACCESS_KEY_ID", "S3RVER")
                .env("AWS_SECRET_ACCESS_KEY", "S3RVER"),
        };
    }

    /// The names of the objects that begin so.
    pub fn list(&self, prefix: &str) -> Vec<String> {
        let (query, tag) = match self.kind {
            Kind::Azurite => {
                (format!("{}?restype=container&comp=list&prefix={prefix}", self.bucket()), "Name")
            }
            Kind::Moto | Kind::S3rver => (format!("{}?list-type=2&prefix={prefix}", self.bucket()), "Key"),
        };
        let document = String::from_utf8(get(&query)).expect("XML");
        let opening = format!("<{tag}>");
        let names = document.split(&opening).skip(1);
        let names = names.map(|rest| rest.split('<').next().unwrap_or_default().to_owned());
        // The bucket's own name comes first where it is told.
        names.filter(|name| name.starts_with(prefix)).collect()
    }

    /// The bytes of an object.
    pub fn fetch(&self, name: &str) -> Vec<u8> {
        get(&format!("{}/{name}", self.bucket()))
    }

    fn bucket(&self) -> String {
        match self.kind {
            Kind::Azurite => format!("{}/{ACCOUNT}/{BUCKET}", self.url),
            Kind::Moto | Kind::S3rver => format!("{}/{BUCKET}", self.url),
        }
    }

    fn make_bucket(&self) {
        let request = match self.kind {
            Kind::S3rver => return,
            Kind::Moto => Request::put(self.bucket()),
            // Readable without a signature, for `list` and `fetch`.
            Kind::Azurite => {
                let headers = [
                    ("x-ms-blob-public-access", "container"),
                    ("x-ms-date", "Sat, 21 Nov 2026 00:00:00 GMT"),
                    ("x-ms-version", "2020-10-02"),
                ];
                let signed = headers.map(|(name, value)| format!("{name}:{value}\n")).concat();
                let signed = format!(
                    "PUT\n\n\n\n\n\n\n\n\n\n\n\n{signed}/{ACCOUNT}/{ACCOUNT}/{BUCKET}\nrestype:container"
                );
                let signature = BASE64.encode(&hmac_sha256(KEY, signed.as_bytes()));
                let request = Request::put(format!("{}?restype=container", self.bucket()))
                    .header("authorization", format!("SharedKey {ACCOUNT}:{signature}"));
                headers.iter().fold(request, |request, (name, value)| request.header(*name, *value))
            }
        };
        let request = request.body(()).expect("a request");
        ureq::Agent::new_with_defaults().run(request).expect("the bucket is made");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already, which is the aim.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn command(kind: Kind) -> Command {
    let place = |variable: &str| {
        let place = std::env::var_os(variable);
        place.unwrap_or_else(|| panic!("{variable} is not set: run `cargo xtask test`, which brings it"))
    };
    match kind {
        Kind::Moto => {
            let mut python = Command::new("python3");
            python.env("PYTHONPATH", place("PANDUAN_MOTO")).args(["-s", "-m", "moto.server"]);
            python
        }
        Kind::Azurite => Command::new(place("PANDUAN_AZURITE")),
        Kind::S3rver => Command::new(place("PANDUAN_S3RVER")),
    }
}

fn get(url: &str) -> Vec<u8> {
    // moto wants to see a signature, and does not look at it.
    let signature =
        "AWS4-HMAC-SHA256 Credential=k/20261121/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=s";
    let mut request = Request::get(url);
    if !url.contains(ACCOUNT) {
        request = request.header("authorization", signature);
    }
    let response = ureq::Agent::new_with_defaults().run(request.body(()).expect("a request"));
    let mut body = response.unwrap_or_else(|error| panic!("{error}")).into_body();
    body.read_to_vec().expect("the body")
}

/// HMAC (RFC 2104) by a key of 64 bytes, SHA-256's block.
fn hmac_sha256(key: &str, message: &[u8]) -> Vec<u8> {
    let key = BASE64.decode(key.as_bytes()).expect("base 64");
    let padded = |with: u8| key.iter().map(|byte| byte ^ with).collect::<Vec<u8>>();
    let inner = Sha256::new().chain_update(padded(0x36)).chain_update(message).finalize();
    Sha256::new().chain_update(padded(0x5C)).chain_update(inner).finalize().to_vec()
}
