//! The built site's files: compressed variants as they lie in the folder, caching, a 404 page.
//!
//! A file whose name carries a hash of its content never changes and may be kept for ever; anything
//! else is asked about again each time, which costs a short 304 answer.

use std::path::{Path, PathBuf};

use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use rules::Lang;
use tower::ServiceExt;
use tower_http::services::{ServeDir, ServeFile};

use crate::problem::{Kind, Refusal};

/// Digits that make a name a hashed one: Trunk writes 64 bits in hexadecimal without leading zeros,
/// and twelve digits do not occur by accident.
const LEAST_HASH_DIGITS: usize = 12;

/// Who may show a page in a frame: nobody. The rest of a page's policy is in the page.
pub(crate) const FRAME_POLICY: &str = "frame-ancestors 'none'";

/// What the form's worker may do: run its wasm and send.
const WORKER_POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; \
    frame-ancestors 'none'";

/// Serves the files of `site`; without one, answers every path that it is not there.
pub fn service(site: Option<&Path>) -> Router {
    let Some(site) = site else {
        return Router::new().fallback(async || Refusal::new(Kind::UnknownPage));
    };
    let root = site.to_owned();
    let not_found = tower::service_fn(move |request: Request| {
        let root = root.clone();
        async move { Ok(not_found(&root, request).await) }
    });
    let files = ServeDir::new(site).precompressed_br().precompressed_gzip().fallback(not_found);
    Router::new().fallback_service(files).layer(middleware::from_fn(cache))
}

/// The site's own 404 page in the language of the path; Indonesian where the path tells none.
async fn not_found(site: &Path, request: Request) -> Response {
    let first = request.uri().path().trim_start_matches('/').split('/').next().unwrap_or_default();
    let language = Lang::from_tag(first).unwrap_or(Lang::Id);
    let page: PathBuf = [site.as_os_str(), language.tag().as_ref(), "404.html".as_ref()].iter().collect();
    // Conditions of the request were about the missing file, not about this page.
    let mut asked = Request::new(axum::body::Body::empty());
    if let Some(encodings) = request.headers().get(header::ACCEPT_ENCODING) {
        asked.headers_mut().insert(header::ACCEPT_ENCODING, encodings.clone());
    }
    let Ok(mut response) = ServeFile::new(page).precompressed_br().precompressed_gzip().oneshot(asked).await;
    if response.status() != StatusCode::OK {
        return Refusal::new(Kind::UnknownPage).into_response();
    }
    *response.status_mut() = StatusCode::NOT_FOUND;
    response.map(axum::body::Body::new)
}

async fn cache(request: Request, next: Next) -> Response {
    let name_is_hashed = request.uri().path().rsplit('/').next().is_some_and(is_hashed);
    let mut response = next.run(request).await;
    let keep = match response.status() {
        StatusCode::OK | StatusCode::NOT_MODIFIED | StatusCode::PARTIAL_CONTENT if name_is_hashed => {
            "public, max-age=31536000, immutable"
        }
        _ => "no-cache",
    };
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(keep));
    // A worker is under the policy that its own script came with, a page under the one it holds.
    let kind = headers.get(header::CONTENT_TYPE).map(HeaderValue::as_bytes).unwrap_or_default();
    let policy = if kind.starts_with(b"text/javascript") { WORKER_POLICY } else { FRAME_POLICY };
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    response
}

/// Whether a file's name carries a hash of its content: `form-0123456789abcdef_bg.wasm`.
fn is_hashed(name: &str) -> bool {
    let is_digit = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    name.split(['-', '_', '.'])
        .skip(1)
        .any(|piece| piece.len() >= LEAST_HASH_DIGITS && piece.bytes().all(is_digit))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_with_a_hash_are_kept_for_ever() {
        for hashed in ["wasm-form-4f2a9c0b1d3e5f60_bg.wasm", "style-4f2a9c0b1d3e.css"] {
            assert!(is_hashed(hashed), "{hashed}");
        }
        for plain in
            ["index.html", "alih-status-itk-itas.json", "4f2a9c0b1d3e5f60", "receipt-2026.css", "a-facade.js"]
        {
            assert!(!is_hashed(plain), "{plain}");
        }
    }
}
