//! A client of the protocol, as small as one can be.

use std::time::Duration;

use data_encoding::{BASE64, HEXLOWER};
use serde_json::Value;
use sha2::{Digest, Sha256};
use ureq::http::{HeaderMap, Request, StatusCode};

use super::SERVICE;
use super::program::Endpoint;

/// Longer than any answer takes on a busy machine.
const PATIENCE: Duration = Duration::from_secs(120);

/// An answer, read to its end.
pub struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Reply {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("text"))
    }

    pub fn offset(&self) -> usize {
        self.header("upload-offset").parse().expect("an offset")
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("JSON")
    }
}

/// Sends a request and takes any answer for one.
pub fn send(
    endpoint: &Endpoint,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: Option<&[u8]>,
) -> Reply {
    try_send(&endpoint.url, method, path, headers, body).expect("an answer")
}

/// The same at an address where perhaps nobody answers.
pub fn try_send(
    url: &str,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: Option<&[u8]>,
) -> Result<Reply, ureq::Error> {
    let mut request = Request::builder().method(method).uri(format!("{url}{path}"));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let config = ureq::Agent::config_builder().http_status_as_error(false).max_redirects(0);
    let agent = config.timeout_global(Some(PATIENCE)).build().new_agent();
    let response = match body {
        Some(body) => agent.run(request.body(body).expect("a request")),
        None => agent.run(request.body(()).expect("a request")),
    };
    let (parts, mut body) = response?.into_parts();
    Ok(Reply { status: parts.status, headers: parts.headers, body: body.read_to_vec()? })
}

pub fn get(endpoint: &Endpoint, path: &str) -> Reply {
    send(endpoint, "GET", path, &[], None)
}

/// Creates an upload of this package under this key and returns its path.
pub fn create(endpoint: &Endpoint, package: &[u8], key: u8) -> String {
    create_for(endpoint, SERVICE, package, key)
}

/// The same for another service.
pub fn create_for(endpoint: &Endpoint, service: &str, package: &[u8], key: u8) -> String {
    let metadata = metadata(service, package, &[key; 16]);
    let length = package.len().to_string();
    let headers = [("tus-resumable", "1.0.0"), ("upload-length", &length), ("upload-metadata", &metadata)];
    let reply = send(endpoint, "POST", "/files", &headers, Some(b""));
    assert_eq!(reply.status, StatusCode::CREATED, "{}", String::from_utf8_lossy(&reply.body));
    reply.header("location").to_owned()
}

/// What is announced of a package.
pub fn metadata(service: &str, package: &[u8], key: &[u8; 16]) -> String {
    let fields =
        [("service", service.to_owned()), ("sha256", sha256(package)), ("key", HEXLOWER.encode(key))];
    fields.map(|(name, value)| format!("{name} {}", BASE64.encode(value.as_bytes()))).join(",")
}

pub fn patch(endpoint: &Endpoint, path: &str, offset: usize, bytes: &[u8]) -> Reply {
    let offset = offset.to_string();
    let headers = [
        ("tus-resumable", "1.0.0"),
        ("upload-offset", &offset),
        ("content-type", "application/offset+octet-stream"),
    ];
    send(endpoint, "PATCH", path, &headers, Some(bytes))
}

pub fn offset(endpoint: &Endpoint, path: &str) -> usize {
    let reply = send(endpoint, "HEAD", path, &[("tus-resumable", "1.0.0")], None);
    assert_eq!(reply.status, StatusCode::OK);
    reply.offset()
}

/// SHA-256 in hexadecimal digits.
pub fn sha256(bytes: &[u8]) -> String {
    HEXLOWER.encode(&Sha256::digest(bytes))
}
