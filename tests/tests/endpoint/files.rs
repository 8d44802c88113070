//! The static files of a site, from the process that receives packages.

use std::fs;

use ureq::http::StatusCode;

use super::client::send;
use super::program::Endpoint;

#[test]
fn a_site_is_served_compressed_cacheable_and_with_its_own_404_page() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let site = folder.path().join("site");
    for (path, text) in [
        ("id/index.html", "beranda"),
        ("id/index.html.br", "brotli"),
        ("id/index.html.gz", "gzip"),
        ("en/404.html", "not there"),
        ("app-0123456789abcdef.js", "code"),
        ("sw.js", "worker"),
        ("id/app.webmanifest", "{}"),
    ] {
        let path = site.join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, text).expect("written");
    }
    let store = folder.path().join("store");
    let endpoint = Endpoint::start_with(&store, &["--site", site.to_str().expect("a plain path")]);
    let get =
        |path: &str, encoding: &str| send(&endpoint, "GET", path, &[("accept-encoding", encoding)], None);

    for (encoding, body) in [("br", "brotli"), ("gzip", "gzip"), ("identity", "beranda")] {
        let page = get("/id/", encoding);
        assert_eq!((page.status, page.body), (StatusCode::OK, body.as_bytes().to_vec()));
        assert_eq!(page.headers["cache-control"], "no-cache");
        assert_eq!(page.headers["vary"], "accept-encoding");
    }
    let code = get("/app-0123456789abcdef.js", "identity");
    assert_eq!(code.header("cache-control"), "public, max-age=31536000, immutable");
    // If it broke, a browser would run an old service worker for as long as it likes.
    let worker = get("/sw.js", "identity");
    assert_eq!(
        (worker.header("cache-control"), worker.header("content-type")),
        ("no-cache", "text/javascript")
    );
    assert_eq!(get("/id/app.webmanifest", "identity").header("content-type"), "application/manifest+json");
    // If it broke, each page that is read again would be loaded again.
    let etag = get("/id/", "br").header("etag").to_owned();
    let again = [("accept-encoding", "br"), ("if-none-match", etag.as_str())];
    let again = send(&endpoint, "GET", "/id/", &again, None);
    assert_eq!((again.status, again.body.len()), (StatusCode::NOT_MODIFIED, 0));
    let missing = get("/en/nowhere/", "identity");
    assert_eq!((missing.status, missing.body), (StatusCode::NOT_FOUND, b"not there".to_vec()));
    assert_eq!(get("/id", "identity").header("location"), "/id/");
}
