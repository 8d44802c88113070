//! Limits on what one connection, one address, one upload and all of them may take.

use std::fs;
use std::net::SocketAddr;
use std::time::Duration;

use axum::http::{Method, StatusCode};
use package::Sha256;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};
use upload::sweep::sweep;

use crate::fixture::{Running, good_package, key, metadata};
use crate::garden::SERVICE;
use crate::sockets::{PATIENCE, begin, listen};

/// Averages over a second, so that a test need not wait for a minute.
const SOON: [&str; 4] = ["--min-bytes-per-second", "100", "--rate-seconds", "1"];

/// Sends a request as it is and reads what comes until the connection is closed.
pub async fn ask(address: SocketAddr, request: &str) -> String {
    let mut stream = TcpStream::connect(address).await.expect("connected");
    stream.write_all(request.as_bytes()).await.expect("sent");
    let mut answer = String::new();
    timeout(PATIENCE, stream.read_to_string(&mut answer)).await.expect("in time").expect("text");
    answer
}

async fn wait_for(what: impl Fn() -> bool) {
    let reached = async {
        while !what() {
            sleep(Duration::from_millis(10)).await;
        }
    };
    timeout(PATIENCE, reached).await.expect("in time");
}

/// If it broke, an attacker could hold any number of transfers with a byte now and then.
#[tokio::test]
async fn a_body_that_drips_is_ended_and_what_came_is_kept() {
    let endpoint = Running::with_limits(&SOON);
    let (address, server) = listen(&endpoint).await;
    let package = good_package(5000);
    let path = endpoint.create(&package, None).await;
    let stream = begin(address, &path, package.len(), &[]).await;
    let (mut reader, mut writer) = stream.into_split();
    let bytes = package.clone();
    let dripping = tokio::spawn(async move {
        for (count, byte) in bytes.chunks(1).enumerate() {
            // Until the endpoint closes the connection.
            if writer.write_all(byte).await.is_err() {
                return count;
            }
            sleep(Duration::from_millis(50)).await;
        }
        bytes.len()
    });
    let mut answer = vec![0; 4096];
    let length = timeout(PATIENCE, reader.read(&mut answer)).await.expect("in time").expect("an answer");
    let answer = String::from_utf8_lossy(&answer[..length]).into_owned();
    assert!(answer.starts_with("HTTP/1.1 503") && answer.contains("too-slow"), "{answer}");
    dripping.abort();
    let kept = endpoint.offset(&path).await;
    assert!(kept > 0 && kept < 100, "{kept}");
    server.abort();
}

/// If it broke, the slowest phones that there are could send nothing.
#[tokio::test]
async fn a_body_that_is_only_slow_goes_on() {
    let endpoint = Running::with_limits(&SOON);
    let (address, server) = listen(&endpoint).await;
    let package = good_package(1000);
    let path = endpoint.create(&package, None).await;
    let mut stream = begin(address, &path, package.len(), &[]).await;
    for piece in package.chunks(package.len() / 10) {
        stream.write_all(piece).await.expect("sent");
        sleep(Duration::from_millis(300)).await;
    }
    let mut answer = [0; 12];
    timeout(PATIENCE, stream.read_exact(&mut answer)).await.expect("in time").expect("an answer");
    assert_eq!(&answer, b"HTTP/1.1 204");
    server.abort();
}

/// If it broke, whoever asks for pages and reads none would hold connections and memory for ever.
#[tokio::test]
async fn an_answer_that_nobody_reads_is_given_up() {
    let site = tempfile::tempdir().expect("a temporary folder");
    // More than the buffers of two sockets hold.
    fs::write(site.path().join("large.bin"), vec![0; 32 * 1024 * 1024]).expect("written");
    let mut endpoint = Running::with_site(site.path().to_owned());
    let state = std::sync::Arc::get_mut(&mut endpoint.state).expect("nobody else has it yet");
    (state.limits.rate_seconds, state.limits.min_bytes_per_second) = (1, 100);
    let (address, server) = listen(&endpoint).await;
    let mut stream = TcpStream::connect(address).await.expect("connected");
    stream.write_all(b"GET /large.bin HTTP/1.1\r\nhost: test\r\n\r\n").await.expect("sent");
    wait_for(|| endpoint.state.metrics.connections.get() == 1).await;
    wait_for(|| endpoint.state.metrics.connections.get() == 0).await;
    drop(stream);
    server.abort();
}

/// If it broke, connections that a browser keeps for later would fill every place.
#[tokio::test]
async fn a_connection_that_asks_nothing_more_is_closed() {
    let endpoint = Running::with_limits(&["--header-seconds", "1"]);
    let (address, server) = listen(&endpoint).await;
    // Not asked to be closed: it ends all the same.
    let answer = ask(address, "GET /healthz HTTP/1.1\r\nhost: test\r\n\r\n").await;
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    server.abort();
}

/// If it broke, one address could take every place; or everybody behind the proxy would share one.
#[tokio::test]
async fn an_address_has_so_many_connections_and_a_trusted_proxy_any_number() {
    for (more, is_served) in [(&[][..], false), (&["--trusted-proxy", "127.0.0.0/8"][..], true)] {
        let arguments = [&["--max-connections-per-address", "1"], more].concat();
        let endpoint = Running::with_limits(&arguments);
        let (address, server) = listen(&endpoint).await;
        let first = TcpStream::connect(address).await.expect("connected");
        wait_for(|| endpoint.state.metrics.connections.get() == 1).await;
        let mut second = TcpStream::connect(address).await.expect("connected");
        // May fail: it is closed at once.
        let _ = second.write_all(b"GET /healthz HTTP/1.1\r\nhost: test\r\nconnection: close\r\n\r\n").await;
        let mut answer = String::new();
        let _ = timeout(PATIENCE, second.read_to_string(&mut answer)).await.expect("in time");
        assert_eq!(answer.starts_with("HTTP/1.1 200"), is_served, "{answer}");
        assert_eq!(endpoint.state.metrics.connections_refused.get(), u64::from(!is_served));
        drop(first);
        server.abort();
    }
}

/// If it broke, one address could open uploads until there is no place, or name itself another.
#[tokio::test]
async fn an_address_may_begin_so_many_uploads_a_minute() {
    let package = good_package(1000);
    let create = |forwarded: &str| {
        let (length, metadata) = (package.len(), metadata(SERVICE, &Sha256::of(&package).hex(), None));
        format!(
            "POST /files HTTP/1.1\r\nhost: test\r\nconnection: close\r\ntus-resumable: 1.0.0\r\n\
             upload-length: {length}\r\nupload-metadata: {metadata}\r\nx-forwarded-for: {forwarded}\r\n\r\n"
        )
    };
    for (trusted, statuses) in [("127.0.0.1", [201, 201, 429, 201]), ("10.0.0.1", [201, 201, 429, 429])] {
        let endpoint = Running::with_limits(&["--max-creations-per-minute", "2", "--trusted-proxy", trusted]);
        let (address, server) = listen(&endpoint).await;
        let clients = ["192.0.2.1", "6.6.6.6, 192.0.2.1", "7.7.7.7, 192.0.2.1", "192.0.2.2"];
        for (client, status) in clients.iter().zip(statuses) {
            // The other way to write the address is no way round the limit.
            let request = create(client)
                .replace("POST /files ", if status == 429 { "POST /files/ " } else { "POST /files " });
            let answer = ask(address, &request).await;
            assert!(answer.starts_with(&format!("HTTP/1.1 {status}")), "{trusted} {client}: {answer}");
            assert_eq!(answer.contains("retry-after: 10"), status == 429, "{answer}");
        }
        server.abort();
    }
}

/// If it broke, whoever holds an id could keep the store busy with it.
#[tokio::test]
async fn an_upload_is_asked_for_so_many_times_a_second() {
    let endpoint = Running::with_limits(&["--max-requests-per-second", "2"]);
    let package = good_package(1000);
    let (one, other) = (endpoint.create(&package, None).await, endpoint.create(&package, None).await);
    let mut statuses = Vec::new();
    for _ in 0..20 {
        statuses.push(endpoint.head(&one).await.status);
    }
    assert_eq!(statuses[0], StatusCode::OK);
    assert!(statuses.contains(&StatusCode::TOO_MANY_REQUESTS), "{statuses:?}");
    assert_eq!(endpoint.head(&other).await.status, StatusCode::OK);
    // Written otherwise it is no upload, not one without limits.
    let (first, rest) = one.strip_prefix("/files/").expect("its path").split_at(1);
    let encoded = format!("/files/%{:02X}{rest}", first.as_bytes()[0]);
    for path in [encoded.clone(), format!("{encoded}/receipt")] {
        let answer = endpoint.tus(Method::GET, &path, &[], "").await;
        assert_eq!(
            (answer.status, answer.codes()),
            (StatusCode::NOT_FOUND, vec!["unknown-upload".to_owned()])
        );
    }
    assert_eq!(endpoint.head(&encoded).await.status, StatusCode::NOT_FOUND);
}

/// If it broke, requests that wait for one upload could pile up without end.
#[tokio::test]
async fn so_many_requests_for_an_upload_are_answered_at_once() {
    let endpoint = Running::with_limits(&["--max-waiting", "1"]);
    let (address, server) = listen(&endpoint).await;
    let package = good_package(1000);
    let path = endpoint.create(&package, None).await;
    let stream = begin(address, &path, package.len(), &package[..100]).await;
    let refused = async {
        loop {
            let answer = endpoint.tus(Method::PATCH, &path, &[], "").await;
            if answer.status == StatusCode::TOO_MANY_REQUESTS {
                return answer.codes();
            }
        }
    };
    assert_eq!(timeout(PATIENCE, refused).await.expect("in time"), ["too-many-requests"]);
    // With its connection, its place is free again.
    drop(stream);
    let free = async {
        while endpoint.head(&path).await.status != StatusCode::OK {
            sleep(Duration::from_millis(50)).await;
        }
    };
    timeout(PATIENCE, free).await.expect("in time");
    server.abort();
}

/// If it broke, a disk would fill up under what is on its way, or those on their way would be turned away.
#[tokio::test]
async fn beyond_the_budget_no_upload_begins_and_those_under_way_end_well() {
    let package = good_package(1000);
    let budget = (package.len() * 5 / 2).to_string();
    let endpoint = Running::with_limits(&["--max-store-bytes", &budget]);
    let first = endpoint.create(&package, Some(&key(1))).await;
    let second = endpoint.create(&package, Some(&key(2))).await;
    let refused = endpoint.try_create(&package, Some(&key(3))).await;
    assert_eq!(
        (refused.status, refused.codes()),
        (StatusCode::INSUFFICIENT_STORAGE, vec!["no-room".to_owned()])
    );
    // Who was there before gets in again, and to the end; a package counts like its upload.
    assert_eq!(endpoint.create(&package, Some(&key(1))).await, first);
    assert_eq!(endpoint.patch(&first, 0, &package).await.status, StatusCode::NO_CONTENT);
    sweep(&endpoint.state).await.expect("swept");
    assert_eq!(endpoint.try_create(&package, Some(&key(3))).await.status, StatusCode::INSUFFICIENT_STORAGE);
    // What was given up leaves room once the sweep has counted.
    endpoint.tus(Method::DELETE, &second, &[], "").await;
    sweep(&endpoint.state).await.expect("swept");
    assert_eq!(endpoint.try_create(&package, Some(&key(3))).await.status, StatusCode::CREATED);
}
