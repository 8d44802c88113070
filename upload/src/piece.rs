//! A piece of an upload as it comes: a request's body, and what its headers say of it.

use axum::body::Body;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};

use crate::checksum::{self, Checksum};
use crate::problem::{Kind, Refusal};

/// The content type of a piece of an upload.
const OFFSET_OCTET_STREAM: &str = "application/offset+octet-stream";

/// A body of bytes for an upload, and what its headers say of it.
pub struct Piece {
    /// What it is to be held against before it is kept.
    pub checksum: Option<Checksum>,
    /// How many bytes it has, if that was said.
    pub length: Option<u64>,
    /// The bytes, as they come.
    pub body: Body,
}

impl Piece {
    /// Whether a request says that its body is one.
    pub fn is_in(headers: &HeaderMap) -> bool {
        let content_type = headers.get(header::CONTENT_TYPE).map(HeaderValue::as_bytes);
        content_type.is_some_and(|value| value.eq_ignore_ascii_case(OFFSET_OCTET_STREAM.as_bytes()))
    }

    /// One that may have `most` bytes.
    ///
    /// # Errors
    /// When its headers cannot be read, or announce more than may come.
    pub fn announced(headers: &HeaderMap, body: Body, most: u64) -> Result<Self, Refusal> {
        let said = headers.contains_key(header::CONTENT_LENGTH);
        let length = said.then(|| number(headers, &header::CONTENT_LENGTH)).transpose()?;
        let checksum = Checksum::from_headers(headers)?;
        if length.is_some_and(|bytes| bytes > most) {
            return Err(Refusal::new(Kind::BodyTooLong));
        }
        if checksum.is_some() && length.is_some_and(|bytes| bytes > checksum::MAX_BODY_BYTES) {
            return Err(checksum::too_large());
        }
        Ok(Self { checksum, length, body })
    }
}

/// The number in a header.
///
/// # Errors
/// When there is none, or more than one, or it is not made of digits.
pub fn number(headers: &HeaderMap, name: &HeaderName) -> Result<u64, Refusal> {
    let mut values = headers.get_all(name).iter();
    // Of two values a proxy may have believed the other one.
    let value = values.next().filter(|_| values.next().is_none()).and_then(|value| value.to_str().ok());
    // `parse` alone would take a leading plus sign.
    let digits = value.filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()));
    digits
        .and_then(|digits| digits.parse().ok())
        .ok_or_else(|| Refusal::new(Kind::BadHeader).with("header", name.as_str()))
}
