//! Pages of other origins: which may send here, and what their scripts may see of the answers (CORS).
//!
//! By default none may: the form is served from the endpoint's own origin. An office that lets a page of
//! another site send names its origin; a script there can then create uploads and see how they end, as
//! any program can that is no browser. No cookie and no password is ever involved.

use axum::extract::{Request, State};
use axum::http::header::{self, HeaderName};
use axum::http::{HeaderValue, Method, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::time::Duration;
use tower::{Layer, ServiceExt};
use tower_http::cors::CorsLayer;

/// How long a browser may remember what it was allowed; none remembers it longer.
const REMEMBERED: Duration = Duration::from_secs(2 * 60 * 60);

/// What scripts may say. The two of extensions that are not spoken are let through to be refused by name.
const REQUEST_HEADERS: [&str; 11] = [
    "content-type",
    "tus-resumable",
    "upload-checksum",
    "upload-concat",
    "upload-defer-length",
    "upload-length",
    "upload-metadata",
    "upload-offset",
    "x-http-method-override",
    // What tus-js-client and others add to tell requests apart.
    "x-request-id",
    "x-requested-with",
];

/// What scripts may see, beyond what they always do.
const RESPONSE_HEADERS: [&str; 11] = [
    "location",
    "retry-after",
    "tus-checksum-algorithm",
    "tus-extension",
    "tus-max-size",
    "tus-resumable",
    "tus-version",
    "upload-expires",
    "upload-length",
    "upload-metadata",
    "upload-offset",
];

/// An origin as browsers write it: a scheme and a host, perhaps a port, and nothing behind.
///
/// # Errors
/// When it is not that: compared as text, it would never be met.
pub fn parse(origin: &str) -> Result<HeaderValue, &'static str> {
    let wrong = "write an origin as browsers do, such as https://example.org, without a path";
    let uri: Uri = origin.parse().map_err(|_| wrong)?;
    let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
        return Err(wrong);
    };
    let default_port = if scheme == "https" { ":443" } else { ":80" };
    let is_as_written = origin == format!("{scheme}://{authority}")
        && matches!(scheme, "http" | "https")
        && origin.chars().all(|letter| !letter.is_ascii_uppercase() && letter != '@')
        && !origin.ends_with(default_port);
    if is_as_written { HeaderValue::from_str(origin).map_err(|_| wrong) } else { Err(wrong) }
}

/// The rules for pages of these origins.
pub fn rules(origins: &[HeaderValue]) -> CorsLayer {
    CorsLayer::new()
        .allow_origin(origins.to_vec())
        .allow_methods([
            Method::GET,
            Method::HEAD,
            Method::POST,
            Method::PATCH,
            Method::DELETE,
            Method::OPTIONS,
        ])
        .allow_headers(REQUEST_HEADERS.map(HeaderName::from_static))
        .expose_headers(RESPONSE_HEADERS.map(HeaderName::from_static))
        .max_age(REMEMBERED)
}

/// Answers by the rules. tower-http takes every `OPTIONS` for a browser's question whether it may ask,
/// and answers it itself; tus has a question of its own by this name, which is let through to it.
pub async fn apply(State(rules): State<CorsLayer>, mut request: Request, next: Next) -> Response {
    let is_of_tus = request.method() == Method::OPTIONS
        && !request.headers().contains_key(header::ACCESS_CONTROL_REQUEST_METHOD);
    let asked = if is_of_tus {
        *request.method_mut() = Method::GET;
        let next = next.map_request(|mut request: Request| {
            *request.method_mut() = Method::OPTIONS;
            request
        });
        rules.layer(next).oneshot(request).await
    } else {
        rules.layer(next).oneshot(request).await
    };
    match asked {
        Ok(response) => response.into_response(),
        Err(never) => match never {},
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// If it broke, an operator would name an origin that no browser ever sends, and wonder.
    #[test]
    fn an_origin_is_written_as_browsers_write_it() {
        for right in
            ["https://example.org", "http://127.0.0.1:8080", "https://[::1]:8443", "http://localhost"]
        {
            assert_eq!(parse(right).expect(right), right);
        }
        for wrong in [
            "*",
            "null",
            "example.org",
            "https://example.org/",
            "https://example.org/form",
            "https://Example.org",
            "https://example.org:443",
            "http://example.org:80",
            "https://a@example.org",
            "ftp://example.org",
            "https://exa mple.org",
        ] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
    }
}
