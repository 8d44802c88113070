//! Packages for the garden permit, and an endpoint on a temporary store.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, Method, Request, Response, StatusCode};
use clap::Parser;
use data_encoding::{BASE64, HEXLOWER};
use http_body_util::BodyExt;
use package::Sha256;
use rules::{Answer, Answers, Date};
use seal::Recipient;
use serde_json::Value;
use tempfile::TempDir;
use tower::ServiceExt;
use upload::app::{AppState, Endpoint, app};
use upload::config::Limits;
use upload::pack::{Attachment, Contents, pack};
use upload::store::Store;

use crate::garden::{SERVICE, definitions};

/// The day on which everything is decided here.
pub const TODAY: &str = "2026-11-21";

/// A PNG of this many bytes (at least 64) that is whole as far as its chunks go.
pub fn png(bytes: usize) -> Vec<u8> {
    let filler = bytes - 57;
    let mut png = b"\x89PNG\r\n\x1A\n".to_vec();
    let mut chunk = |kind: &[u8; 4], data: &[u8]| {
        png.extend((data.len() as u32).to_be_bytes());
        png.extend(kind);
        png.extend(data);
        png.extend([0; 4]);
    };
    chunk(b"IHDR", &[0, 0, 4, 0, 0, 0, 4, 0, 8, 2, 0, 0, 0]);
    // Not a repeating pattern: a part in the wrong place must be noticed.
    chunk(
        b"IDAT",
        &(0..filler as u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 24) as u8).collect::<Vec<_>>(),
    );
    chunk(b"IEND", &[]);
    png
}

/// A package that the rules accept, with one photo of this many bytes.
pub fn good_package(photo_bytes: usize) -> Vec<u8> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (photo, out) = (folder.path().join("photo.png"), folder.path().join("package.zip"));
    std::fs::write(&photo, png(photo_bytes)).expect("written");
    let mut answers = Answers::default();
    answers.set("has_garden", Answer::Boolean(true));
    let contents = Contents {
        answers,
        details: BTreeMap::new(),
        attachments: vec![Attachment { document: "photo".to_owned(), path: photo }],
    };
    let definitions = definitions();
    let problems = pack(&definitions.services[SERVICE], contents, today(), &out).expect("packed");
    assert_eq!(problems, []);
    std::fs::read(out).expect("the package")
}

pub fn today() -> Date {
    TODAY.parse().expect("a date")
}

/// The limits, as the command line sets them.
pub fn limits(arguments: &[&str]) -> Limits {
    #[derive(Parser)]
    struct Command {
        #[command(flatten)]
        limits: Limits,
    }
    Command::parse_from(std::iter::once(&"upload").chain(arguments)).limits
}

/// An endpoint and its store, which is removed with it.
pub struct Running {
    pub folder: Arc<TempDir>,
    pub state: AppState,
}

/// What came back.
pub struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Running {
    pub fn new() -> Self {
        Self::with_limits(&[])
    }

    pub fn with_limits(arguments: &[&str]) -> Self {
        let folder = Arc::new(tempfile::tempdir().expect("a temporary folder"));
        Self::on(folder, limits(arguments), None)
    }

    pub fn with_site(site: PathBuf) -> Self {
        let folder = Arc::new(tempfile::tempdir().expect("a temporary folder"));
        Self::on(folder, limits(&[]), Some(site))
    }

    /// An endpoint whose packages have to be sealed to these keys.
    pub fn sealing_to(recipients: &[Recipient]) -> Self {
        let endpoint = Self::new();
        endpoint.state.replace_definitions(Arc::new(definitions().sealed_to(recipients)));
        endpoint
    }

    /// An endpoint on another store than the folder.
    pub fn on_store(store: Store) -> Self {
        let folder = Arc::new(tempfile::tempdir().expect("a temporary folder"));
        let endpoint = Endpoint::new(store, definitions(), limits(&[]), None, Some(today()));
        Self { folder, state: Arc::new(endpoint) }
    }

    fn on(folder: Arc<TempDir>, limits: Limits, site: Option<PathBuf>) -> Self {
        let store = Store::open(folder.path().to_str().expect("a plain path")).expect("a store");
        let endpoint = Endpoint::new(store, definitions(), limits, site, Some(today()));
        Self { folder, state: Arc::new(endpoint) }
    }

    /// Another process on the same store.
    pub fn restarted(&self) -> Self {
        Self::on(self.folder.clone(), limits(&[]), None)
    }

    pub fn stored(&self, name: impl AsRef<Path>) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Names of the parts that are stored, of any upload.
    pub fn parts(&self) -> Vec<(String, u64)> {
        let mut parts = Vec::new();
        for upload in std::fs::read_dir(self.stored("uploads")).into_iter().flatten() {
            for object in std::fs::read_dir(upload.expect("an upload").path()).expect("its objects") {
                let object = object.expect("an object");
                let name = object.file_name().into_string().expect("a plain name");
                if name.starts_with("part-") {
                    parts.push((name, object.metadata().expect("a size").len()));
                }
            }
        }
        parts.sort();
        parts
    }

    pub async fn send(&self, request: Request<Body>) -> Reply {
        Reply::of(app(self.state.clone()).oneshot(request).await.expect("the app always answers")).await
    }

    pub async fn get(&self, path: &str) -> Reply {
        self.send(Request::get(path).body(Body::empty()).expect("a request")).await
    }

    /// As a browser asks for a page.
    pub async fn browse(&self, path: &str, languages: &str) -> Reply {
        let request = Request::get(path)
            .header("accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8")
            .header("accept-language", languages);
        self.send(request.body(Body::empty()).expect("a request")).await
    }

    pub async fn tus(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<Body>,
    ) -> Reply {
        let mut request = Request::builder().method(method).uri(path).header("tus-resumable", "1.0.0");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.send(request.body(body.into()).expect("a request")).await
    }

    /// Creates an upload of this package and returns its path.
    pub async fn create(&self, package: &[u8], key: Option<&str>) -> String {
        let answer = self.try_create(package, key).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{:?}", answer.body);
        answer.header("location").to_owned()
    }

    pub async fn try_create(&self, package: &[u8], key: Option<&str>) -> Reply {
        let length = package.len().to_string();
        let metadata = metadata(SERVICE, &Sha256::of(package).hex(), key);
        self.tus(
            Method::POST,
            "/files",
            &[("upload-length", &length), ("upload-metadata", &metadata)],
            Body::empty(),
        )
        .await
    }

    pub async fn patch(&self, path: &str, offset: usize, bytes: &[u8]) -> Reply {
        self.patch_with(path, offset, Body::from(bytes.to_vec())).await
    }

    pub async fn patch_with(&self, path: &str, offset: usize, body: Body) -> Reply {
        let offset = offset.to_string();
        let headers =
            [("upload-offset", offset.as_str()), ("content-type", "application/offset+octet-stream")];
        self.tus(Method::PATCH, path, &headers, body).await
    }

    pub async fn head(&self, path: &str) -> Reply {
        self.tus(Method::HEAD, path, &[], Body::empty()).await
    }

    pub async fn offset(&self, path: &str) -> usize {
        let answer = self.head(path).await;
        assert_eq!(answer.status, StatusCode::OK);
        answer.offset()
    }

    /// Sends a whole package in one go.
    pub async fn upload(&self, package: &[u8]) -> (String, Reply) {
        let path = self.create(package, None).await;
        let answer = self.patch(&path, 0, package).await;
        (path, answer)
    }
}

impl Reply {
    pub async fn of(response: Response<Body>) -> Self {
        let (parts, body) = response.into_parts();
        let body = body.collect().await.expect("the body").to_bytes();
        Self { status: parts.status, headers: parts.headers, body }
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("text"))
    }

    pub fn offset(&self) -> usize {
        self.header("upload-offset").parse().expect("an offset")
    }

    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).expect("text")
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("JSON")
    }

    /// Checks that this is a problem document with words in both languages, and returns the codes.
    pub fn codes(&self) -> Vec<String> {
        assert_eq!(self.header("content-type"), "application/problem+json");
        let document = self.json();
        assert_eq!(document["status"], self.status.as_u16());
        let problems = document["problems"].as_array().expect("problems");
        for problem in problems {
            for lang in ["id", "en"] {
                let text = problem["text"][lang].as_str().expect("words");
                assert!(!text.is_empty() && !text.contains(['{', '}']), "{text}");
            }
        }
        problems.iter().map(|problem| problem["code"].as_str().expect("a code").to_owned()).collect()
    }
}

/// `Upload-Metadata` as clients write it.
pub fn metadata(service: &str, sha256: &str, key: Option<&str>) -> String {
    let mut fields = vec![("service", service), ("sha256", sha256)];
    fields.extend(key.map(|key| ("key", key)));
    let fields =
        fields.into_iter().map(|(name, value)| format!("{name} {}", BASE64.encode(value.as_bytes())));
    fields.collect::<Vec<_>>().join(",")
}

/// A client-made key.
pub fn key(byte: u8) -> String {
    HEXLOWER.encode(&[byte; 16])
}
