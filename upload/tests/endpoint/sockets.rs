//! What can only be seen on a real connection: broken ones, slow ones, and stopping.

use std::net::SocketAddr;
use std::time::Duration;

use axum::http::StatusCode;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};
use upload::listen::serve;

use crate::fixture::{Running, good_package};

pub const PATIENCE: Duration = Duration::from_secs(10);

pub async fn listen(endpoint: &Running) -> (SocketAddr, JoinHandle<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("its address");
    (address, tokio::spawn(serve(listener, endpoint.state.clone())))
}

/// Begins to send a package of `length` bytes, but sends only `sent`.
pub async fn begin(address: SocketAddr, path: &str, length: usize, sent: &[u8]) -> TcpStream {
    let mut stream = TcpStream::connect(address).await.expect("connected");
    let head = format!(
        "PATCH {path} HTTP/1.1\r\nhost: test\r\ntus-resumable: 1.0.0\r\nupload-offset: 0\r\n\
         content-type: application/offset+octet-stream\r\ncontent-length: {length}\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).await.expect("sent");
    stream.write_all(sent).await.expect("sent");
    stream
}

/// Waits until so many bytes are stored. To ask the endpoint would end the transfer that brings them.
async fn wait_for_bytes(endpoint: &Running, bytes: usize) {
    let reached = async {
        while endpoint.parts().iter().map(|(_, size)| size).sum::<u64>() != bytes as u64 {
            sleep(Duration::from_millis(10)).await;
        }
    };
    timeout(PATIENCE, reached).await.expect("the bytes are kept in time");
}

#[tokio::test]
async fn every_byte_before_a_broken_connection_is_kept() {
    let endpoint = Running::new();
    let (address, server) = listen(&endpoint).await;
    let package = good_package(2_000_000);
    let path = endpoint.create(&package, None).await;
    // More than a part, so that a full buffer and a started one are kept.
    let sent = 1_500_001;
    drop(begin(address, &path, package.len(), &package[..sent]).await);
    wait_for_bytes(&endpoint, sent).await;
    assert_eq!(endpoint.patch(&path, sent, &package[sent..]).await.status, StatusCode::NO_CONTENT);
    server.abort();
}

#[tokio::test]
async fn stopping_keeps_what_has_arrived_and_says_so() {
    let endpoint = Running::new();
    let (address, server) = listen(&endpoint).await;
    let package = good_package(1000);
    let path = endpoint.create(&package, None).await;
    let mut stream = begin(address, &path, package.len(), &package[..700]).await;
    // The bytes are on their way through the loopback; nothing tells when they have been read.
    sleep(Duration::from_millis(500)).await;
    endpoint.state.stopping.cancel();

    let mut answer = String::new();
    timeout(PATIENCE, stream.read_to_string(&mut answer)).await.expect("in time").expect("text");
    assert!(answer.starts_with("HTTP/1.1 503") && answer.contains("shutting-down"), "{answer}");
    timeout(PATIENCE, server).await.expect("stopped in time").expect("stopped cleanly");
    assert_eq!(endpoint.restarted().offset(&path).await, 700);
}

/// A client that never ends its headers, or never begins them, must not hold a connection for ever.
#[tokio::test]
async fn headers_have_to_arrive_in_time() {
    let endpoint = Running::with_limits(&["--header-seconds", "1"]);
    let (address, server) = listen(&endpoint).await;
    for sent in ["", "GET /healthz HTTP/1.1\r\nhost: te"] {
        let mut stream = TcpStream::connect(address).await.expect("connected");
        stream.write_all(sent.as_bytes()).await.expect("sent");
        let mut answer = Vec::new();
        timeout(PATIENCE, stream.read_to_end(&mut answer)).await.expect("closed in time").expect("closed");
    }
    server.abort();
}

#[tokio::test]
async fn connections_beyond_the_limit_wait_for_a_place() {
    let endpoint = Running::with_limits(&["--max-connections", "1"]);
    let (address, server) = listen(&endpoint).await;
    let ask = async |stream: &mut TcpStream| {
        stream.write_all(b"GET /healthz HTTP/1.1\r\nhost: test\r\n\r\n").await.expect("sent");
        let mut answer = [0; 12];
        stream.read_exact(&mut answer).await.expect("an answer");
        answer
    };
    let mut first = TcpStream::connect(address).await.expect("connected");
    assert_eq!(&ask(&mut first).await, b"HTTP/1.1 200");
    let mut second = TcpStream::connect(address).await.expect("in the queue");
    assert!(timeout(Duration::from_millis(300), ask(&mut second)).await.is_err(), "there was no place");
    drop(first);
    let mut third = [0; 12];
    timeout(PATIENCE, second.read_exact(&mut third)).await.expect("in time").expect("an answer");
    assert_eq!(&third, b"HTTP/1.1 200");
    server.abort();
}
