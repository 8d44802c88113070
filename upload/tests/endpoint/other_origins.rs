//! Pages of other origins: only those that were named, and all that a tus client needs.

use axum::body::Body;
use axum::http::{Method, Request, StatusCode};

use crate::fixture::{Reply, Running, good_package};

const PAGE: &str = "https://example.org";

/// What a browser asks before its page may send.
async fn preflight(endpoint: &Running, path: &str, origin: &str, method: &str, headers: &str) -> Reply {
    let request = Request::options(path)
        .header("origin", origin)
        .header("access-control-request-method", method)
        .header("access-control-request-headers", headers);
    endpoint.send(request.body(Body::empty()).expect("a request")).await
}

fn lists(header: &str, wanted: &[&str]) -> bool {
    let listed: Vec<_> = header.split(',').map(str::trim).collect();
    wanted.iter().all(|wanted| listed.iter().any(|name| name.eq_ignore_ascii_case(wanted)))
}

/// If it broke, a browser would not let the page of an office's other site send, or not say how it went.
#[tokio::test]
async fn a_page_of_a_named_origin_may_send_and_see_how_it_goes() {
    let endpoint = Running::with_limits(&["--allow-origin", "http://127.0.0.1:1", "--allow-origin", PAGE]);
    let package = good_package(1000);
    let path = endpoint.create(&package, None).await;
    let asked = "content-type,tus-resumable,upload-checksum,upload-length,upload-metadata,upload-offset,\
                 x-http-method-override";
    for (path, method) in
        [("/files", "POST"), (path.as_str(), "PATCH"), (&path, "HEAD"), (&path, "DELETE"), (&path, "POST")]
    {
        let answer = preflight(&endpoint, path, PAGE, method, asked).await;
        assert!(answer.status.is_success(), "{method}: {}", answer.status);
        assert_eq!(answer.header("access-control-allow-origin"), PAGE);
        assert!(lists(answer.header("access-control-allow-methods"), &[method]));
        let wanted: Vec<_> = asked.split(',').collect();
        assert!(lists(answer.header("access-control-allow-headers"), &wanted));
        assert_eq!(answer.header("access-control-allow-credentials"), "");
    }

    // Answers of every kind, refusals too.
    for (method, path, status) in [
        (Method::HEAD, path.as_str(), StatusCode::OK),
        (Method::HEAD, "/files/none", StatusCode::NOT_FOUND),
        (Method::POST, "/files", StatusCode::BAD_REQUEST),
        (Method::OPTIONS, "/files", StatusCode::NO_CONTENT),
        (Method::GET, &format!("{path}/receipt"), StatusCode::NOT_FOUND),
    ] {
        let answer = endpoint.tus(method, path, &[("origin", PAGE)], Body::empty()).await;
        assert_eq!((answer.status, answer.header("access-control-allow-origin")), (status, PAGE));
        let exposed = answer.header("access-control-expose-headers");
        let needed = ["Location", "Upload-Offset", "Upload-Length", "Upload-Expires", "Tus-Resumable"];
        assert!(lists(exposed, &needed) && lists(exposed, &["Tus-Version", "Tus-Extension", "Retry-After"]));
        // Or a cache would give one origin's answer to another.
        assert!(
            answer
                .headers
                .get_all("vary")
                .iter()
                .any(|vary| { lists(vary.to_str().expect("text"), &["origin"]) })
        );
    }
    // tus's own question by OPTIONS is answered by tus.
    let asked = endpoint.tus(Method::OPTIONS, "/files", &[("origin", PAGE)], Body::empty()).await;
    assert_eq!(asked.header("tus-version"), "1.0.0");
}

/// If it broke, any page on the web could send in the name of whoever looks at it, from their address.
#[tokio::test]
async fn pages_of_other_origins_may_not() {
    for endpoint in [Running::new(), Running::with_limits(&["--allow-origin", PAGE])] {
        let path = endpoint.create(&good_package(1000), None).await;
        for origin in
            ["https://example.com", "http://example.org", "https://example.org.evil.example", "null"]
        {
            let asked = preflight(&endpoint, "/files", origin, "POST", "tus-resumable").await;
            let told = endpoint.tus(Method::HEAD, &path, &[("origin", origin)], Body::empty()).await;
            for answer in [asked, told] {
                assert_eq!(answer.header("access-control-allow-origin"), "", "{origin}");
            }
        }
    }
}

/// If it broke, an operator's mistake would be found by applicants.
#[test]
fn what_is_no_origin_is_refused_at_start() {
    use clap::Parser;
    #[derive(Parser, Debug)]
    struct Command {
        #[command(flatten)]
        _limits: upload::config::Limits,
    }
    for wrong in ["*", "example.org", "https://example.org/"] {
        let error = Command::try_parse_from(["upload", "--allow-origin", wrong]).expect_err(wrong);
        assert!(error.to_string().contains("write an origin as browsers do"), "{error}");
    }
}
