//! `Upload-Metadata`: what a client says of a package before it sends it.
//!
//! Fields are separated by commas, name and base64 value by a space (tus 1.0.0). Three are read:
//! `service`, `sha256` (of the package, 64 hexadecimal digits) and `key` (32 hexadecimal digits, made
//! by the client, optional). Others, which clients add of their own accord, such as a file's name, are
//! neither kept nor logged: they can be personal.
//! What was kept can be asked for again, the key excepted, by which the upload could be found.

use axum::http::{HeaderMap, HeaderValue};
use data_encoding::{BASE64, HEXLOWER, HEXLOWER_PERMISSIVE};

use crate::problem::{Kind, Refusal};
use crate::upload_state::Info;

/// What a client says of a package.
pub struct Metadata {
    /// The service it applies for.
    pub service: String,
    /// SHA-256 of the package, in lower-case hexadecimal digits.
    pub sha256: String,
    /// The client's own name for the upload: the same key leads to the same upload.
    pub key: Option<[u8; 16]>,
}

impl Metadata {
    /// Reads the header, which some clients send empty.
    pub fn from_headers(headers: &HeaderMap) -> Result<Self, Refusal> {
        let header = match headers.get("upload-metadata") {
            None => "",
            Some(value) => {
                value.to_str().map_err(|_| Refusal::new(Kind::BadHeader).with("header", "Upload-Metadata"))?
            }
        };
        let sha256: [u8; 32] = hexadecimal("sha256", &required(header, "sha256")?)?;
        let key = field(header, "key")?.map(|key| hexadecimal("key", &key)).transpose()?;
        Ok(Self { service: required(header, "service")?, sha256: HEXLOWER.encode(&sha256), key })
    }

    /// The header with what was kept of an upload.
    pub fn header_of(info: &Info) -> HeaderValue {
        let [service, sha256] = [&info.service, &info.sha256].map(|value| BASE64.encode(value.as_bytes()));
        HeaderValue::try_from(format!("service {service},sha256 {sha256}"))
            .expect("base64 is made of what headers may hold")
    }
}

fn required(header: &str, name: &'static str) -> Result<String, Refusal> {
    field(header, name)?.ok_or_else(|| bad(name))
}

fn field(header: &str, name: &'static str) -> Result<Option<String>, Refusal> {
    let mut fields = header
        .split(',')
        .map(|field| field.trim().split_once(' ').unwrap_or((field.trim(), "")))
        .filter(|(field, _)| *field == name);
    let Some((_, value)) = fields.next() else {
        return Ok(None);
    };
    if fields.next().is_some() {
        return Err(bad(name));
    }
    let bytes = BASE64.decode(value.as_bytes()).map_err(|_| bad(name))?;
    String::from_utf8(bytes).map(Some).map_err(|_| bad(name))
}

fn hexadecimal<const N: usize>(name: &'static str, digits: &str) -> Result<[u8; N], Refusal> {
    let bytes = HEXLOWER_PERMISSIVE.decode(digits.as_bytes()).map_err(|_| bad(name))?;
    bytes.try_into().map_err(|_| bad(name))
}

fn bad(name: &'static str) -> Refusal {
    Refusal::new(Kind::BadMetadata).with("field", name)
}
