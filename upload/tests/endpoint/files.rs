//! The built site's files: variants, caching, the 404 page.

use std::fs;

use axum::body::Body;
use axum::http::{Request, StatusCode};

use crate::fixture::{Reply, Running};

const HASHED: &str = "wasm-form-4f2a9c0b1d3e5f60_bg.wasm";

fn site() -> (tempfile::TempDir, Running) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        std::fs::write(path, text).expect("written");
    };
    for (path, text) in [
        ("index.html", "choose"),
        ("id/index.html", "beranda"),
        ("id/index.html.br", "brotli"),
        ("id/index.html.gz", "gzip"),
        ("id/404.html", "tidak ada"),
        ("en/404.html", "not there"),
        ("en/404.html.br", "brotli of not there"),
        (HASHED, "wasm"),
    ] {
        write(path, text);
    }
    let endpoint = Running::with_site(folder.path().to_owned());
    (folder, endpoint)
}

async fn get(endpoint: &Running, path: &str, encodings: &str) -> Reply {
    let request = Request::get(path).header("accept-encoding", encodings);
    endpoint.send(request.body(Body::empty()).expect("a request")).await
}

#[tokio::test]
async fn the_smallest_variant_that_a_browser_takes_is_sent() {
    let (_folder, endpoint) = site();
    for (accepted, encoding, body) in [
        ("gzip, br", "br", "brotli"),
        ("gzip", "gzip", "gzip"),
        ("identity", "", "beranda"),
        ("", "", "beranda"),
    ] {
        let answer = get(&endpoint, "/id/", accepted).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!((answer.header("content-encoding"), &answer.body[..]), (encoding, body.as_bytes()));
        assert!(answer.header("content-type").starts_with("text/html"));
        assert_eq!(answer.header("vary"), "accept-encoding");
    }
}

#[tokio::test]
async fn pages_are_asked_about_again_and_hashed_files_are_not() {
    let (_folder, endpoint) = site();
    let page = get(&endpoint, "/id/", "").await;
    assert_eq!(page.header("cache-control"), "no-cache");
    assert_eq!(page.header("x-content-type-options"), "nosniff");
    let request = Request::get("/id/").header("if-modified-since", page.header("last-modified"));
    let unchanged = endpoint.send(request.body(Body::empty()).expect("a request")).await;
    assert_eq!((unchanged.status, unchanged.header("cache-control")), (StatusCode::NOT_MODIFIED, "no-cache"));

    let asset = get(&endpoint, &format!("/{HASHED}"), "").await;
    assert_eq!(asset.header("cache-control"), "public, max-age=31536000, immutable");
    assert_eq!(asset.header("content-type"), "application/wasm");
    let missing = get(&endpoint, "/gone-4f2a9c0b1d3e5f60.js", "").await;
    assert_eq!((missing.status, missing.header("cache-control")), (StatusCode::NOT_FOUND, "no-cache"));
}

#[tokio::test]
async fn a_missing_page_is_answered_in_the_language_of_its_path() {
    let (_folder, endpoint) = site();
    for (path, accepted, body) in [
        ("/en/nothing/", "", "not there"),
        ("/en/nothing/", "br", "brotli of not there"),
        ("/id/nothing/", "", "tidak ada"),
        ("/nothing", "", "tidak ada"),
        ("/../../etc/passwd", "", "tidak ada"),
        ("/%2e%2e/%2e%2e/etc/passwd", "", "tidak ada"),
    ] {
        let answer = get(&endpoint, path, accepted).await;
        assert_eq!((answer.status, &answer.body[..]), (StatusCode::NOT_FOUND, body.as_bytes()), "{path}");
        assert!(answer.header("content-type").starts_with("text/html"));
    }
}

/// If it broke, a page could be shown in somebody else's frame, or the form's worker do what it need not.
#[tokio::test]
async fn what_a_page_cannot_say_itself_is_said_by_headers() {
    let site = tempfile::tempdir().expect("a temporary folder");
    fs::write(site.path().join("index.html"), "page").expect("written");
    fs::write(site.path().join("worker-0123456789abcdef.js"), "script").expect("written");
    let endpoint = Running::with_site(site.path().to_owned());
    let policy = "content-security-policy";
    assert_eq!(endpoint.get("/").await.header(policy), "frame-ancestors 'none'");
    let worker = endpoint.get("/worker-0123456789abcdef.js").await.header(policy).to_owned();
    assert!(worker.contains("default-src 'none'") && worker.contains("'wasm-unsafe-eval'"), "{worker}");
    // Whatever else there is shows nothing and loads nothing.
    assert_eq!(endpoint.get("/healthz").await.header(policy), "default-src 'none'; frame-ancestors 'none'");
    for path in ["/", "/healthz", "/status/", "/files/1/receipt"] {
        let answer = endpoint.get(path).await;
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
        ] {
            assert_eq!(answer.header(name), value, "{path}: {name}");
        }
        assert!(answer.header("permissions-policy").contains("camera=()"), "{path}");
        assert!(answer.header(policy).contains("frame-ancestors 'none'"), "{path}");
    }
}

#[tokio::test]
async fn without_a_site_every_page_is_a_problem() {
    let answer = Running::new().get("/id/").await;
    assert_eq!((answer.status, answer.codes()), (StatusCode::NOT_FOUND, vec!["unknown-page".to_owned()]));
}
