//! What an operator sees: metrics, readiness; and what strangers see, which is the same always.

use axum::http::{Method, StatusCode};
use openmetrics_parser::prometheus::parse_prometheus;
use upload::ids::UploadId;
use upload::sweep::sweep;

use crate::fixture::{Running, good_package, key};

/// The metrics, which somebody else's parser has to understand.
async fn metrics(endpoint: &Running) -> String {
    let answer = endpoint.get("/metrics").await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.header("content-type"), "text/plain; version=0.0.4");
    let parsed = parse_prometheus(answer.text()).expect("the text format");
    assert!(parsed.families.values().all(|family| !family.help.is_empty()), "each says what it is");
    answer.text().to_owned()
}

/// If it broke, an operator's alarms would stay silent.
#[tokio::test]
async fn what_happens_is_counted() {
    let endpoint = Running::new();
    let package = good_package(1000);
    let (path, answer) = endpoint.upload(&package).await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT);
    let mut damaged = package.clone();
    damaged[200] ^= 1;
    assert_eq!(endpoint.upload(&damaged).await.1.status, StatusCode::UNPROCESSABLE_ENTITY);
    endpoint.create(&package, Some(&key(1))).await;
    endpoint.get(&format!("{path}/receipt")).await;
    endpoint.tus(Method::from_bytes(b"MADE-UP").expect("a method"), "/made/up", &[], "").await;
    sweep(&endpoint.state).await.expect("swept");

    let text = metrics(&endpoint).await;
    let both = package.len() * 2;
    for line in [
        "requests_total{method=\"POST\",route=\"/files\",status=\"201\"} 3",
        "requests_total{method=\"GET\",route=\"/files/{id}/receipt\",status=\"200\"} 1",
        // Neither paths nor methods that clients make up become labels.
        "requests_total{method=\"other\",route=\"(files)\",status=\"404\"} 1",
        "problems_total{code=\"package-refused\"} 1",
        "completions_total{outcome=\"accepted\"} 1",
        "completions_total{outcome=\"refused\"} 1",
        "refusals_total{code=\"digest-mismatch\"} 1",
        &format!("received_bytes_total {both}"),
        "verification_seconds_count 2",
        "open_uploads 1",
        &format!("promised_bytes {both}"),
        "max_open_uploads 10000",
        "connections 0",
        "expired_total 0",
    ] {
        assert!(text.lines().any(|found| found.strip_prefix("panduan_") == Some(line)), "{line} in {text}");
    }
    // Each is explained to operators.
    let explained = include_str!("../../../docs/operators.md");
    for name in text.lines().filter_map(|line| line.strip_prefix("# TYPE panduan_")) {
        let name = name.split(' ').next().unwrap_or_default();
        assert!(explained.contains(&format!("`{name}")), "{name} is not in docs/operators.md");
    }
    // Nothing of an upload is a label.
    let hash = UploadId::parse(path.trim_start_matches("/files/")).expect("an id").hash();
    assert!(!text.contains(hash.as_str()) && !text.contains(&path) && !text.contains("made/up"), "{text}");
}

/// If it broke, everybody could read the metrics that an operator wanted for programs alone.
#[tokio::test]
async fn with_a_listener_of_their_own_metrics_are_nowhere_else() {
    let mut endpoint = Running::new();
    std::sync::Arc::get_mut(&mut endpoint.state).expect("nobody else has it yet").metrics_apart = true;
    assert_eq!(endpoint.get("/metrics").await.status, StatusCode::NOT_FOUND);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("its address");
    let server = tokio::spawn(upload::listen::serve_metrics(listener, endpoint.state.clone()));
    let text =
        crate::limits::ask(address, "GET /metrics HTTP/1.1\r\nhost: test\r\nconnection: close\r\n\r\n");
    let text = text.await;
    assert!(text.starts_with("HTTP/1.1 200") && text.contains("panduan_open_uploads 0"), "{text}");
    server.abort();
}

/// If it broke, requests would be sent to a process that cannot answer them, or that is going away.
#[tokio::test]
async fn only_an_endpoint_with_a_store_that_stays_is_ready() {
    let endpoint = Running::new();
    assert_eq!(endpoint.get("/readyz").await.status, StatusCode::OK);
    endpoint.state.stopping.cancel();
    let answer = endpoint.get("/readyz").await;
    assert_eq!(
        (answer.status, answer.codes()),
        (StatusCode::SERVICE_UNAVAILABLE, vec!["shutting-down".to_owned()])
    );
    assert_eq!(endpoint.get("/healthz").await.status, StatusCode::OK);

    let broken = Running::new();
    // Where the folder was, there is a file: every read fails.
    std::fs::write(broken.stored("probe"), "in the way").expect("written");
    let answer = broken.get("/readyz").await;
    assert_eq!(
        (answer.status, answer.codes()),
        (StatusCode::SERVICE_UNAVAILABLE, vec!["store-unavailable".to_owned()])
    );
}

/// If it broke, a stranger could tell an id that was in use from one that never was.
#[tokio::test]
async fn what_is_no_upload_looks_like_one_that_was_never_there() {
    let endpoint = Running::new();
    let package = good_package(1000);
    let removed = endpoint.create(&package, None).await;
    let id = UploadId::parse(removed.trim_start_matches("/files/")).expect("an id");
    std::fs::remove_dir_all(endpoint.stored("uploads").join(id.hash().as_str())).expect("removed");
    let unknown = format!("/files/{}", "0".repeat(64));
    // Malformed by a letter, by its length, by its case; and the name in the store, which opens nothing.
    let malformed = [
        format!("/files/{}", "g".repeat(64)),
        "/files/1".to_owned(),
        removed.to_uppercase().replace("FILES", "files"),
    ];
    let in_store = format!("/files/{}", id.hash().as_str());

    let piece = [("upload-offset", "0"), ("content-type", "application/offset+octet-stream")];
    for (method, suffix) in
        [(Method::HEAD, ""), (Method::PATCH, ""), (Method::DELETE, ""), (Method::GET, "/receipt")]
    {
        let ask = async |path: &str| {
            let answer = endpoint.tus(method.clone(), &format!("{path}{suffix}"), &piece, "bytes").await;
            (answer.status, answer.headers, answer.body)
        };
        let expected = ask(&unknown).await;
        assert_eq!(expected.0, StatusCode::NOT_FOUND);
        for path in malformed.iter().chain([&removed, &in_store]) {
            assert_eq!(ask(path).await, expected, "{method} {path}{suffix}");
        }
    }
}
