//! Bodies with a checksum: kept whole and right, or not at all.

use axum::body::Body;
use axum::http::{Method, StatusCode};
use data_encoding::BASE64;
use futures_util::StreamExt;
use package::Sha256;
use sha1::{Digest, Sha1};
use tokio::time::{Duration, sleep, timeout};

use crate::fixture::{Reply, Running, good_package, metadata};
use crate::garden::SERVICE;

const TYPE: (&str, &str) = ("content-type", "application/offset+octet-stream");

fn sha1(bytes: &[u8]) -> String {
    format!("sha1 {}", BASE64.encode(&Sha1::digest(bytes)))
}

fn sha256(bytes: &[u8]) -> String {
    format!("sha256 {}", BASE64.encode(&sha2::Sha256::digest(bytes)))
}

async fn patch(
    endpoint: &Running,
    path: &str,
    offset: usize,
    checksum: &str,
    body: impl Into<Body>,
) -> Reply {
    let offset = offset.to_string();
    let headers = [TYPE, ("upload-offset", offset.as_str()), ("upload-checksum", checksum)];
    endpoint.tus(Method::PATCH, path, &headers, body).await
}

/// If it broke, bytes that were changed on their way would be kept, or right ones refused for ever.
#[tokio::test]
async fn a_piece_is_kept_if_it_is_the_one_that_was_sent() {
    let endpoint = Running::new();
    let package = good_package(2_000_000);
    let path = endpoint.create(&package, None).await;
    let half = 1_500_001;
    let mut changed = package[..half].to_vec();
    changed[1_200_000] ^= 1;
    for checksum in [sha1(&package[..half]), sha256(&package[..half])] {
        let answer = patch(&endpoint, &path, 0, &checksum, changed.clone()).await;
        assert_eq!((answer.status.as_u16(), answer.offset()), (460, 0));
        assert_eq!(answer.codes(), ["checksum-mismatch"]);
        assert_eq!(answer.json()["title"], "Checksum Mismatch");
        assert_eq!((endpoint.offset(&path).await, endpoint.parts()), (0, vec![]));
    }

    let first = patch(&endpoint, &path, 0, &sha1(&package[..half]), package[..half].to_vec()).await;
    assert_eq!((first.status, first.offset()), (StatusCode::NO_CONTENT, half));
    // What was kept before stays where it is.
    let wrong = patch(&endpoint, &path, half, &sha1(b"other"), package[half..].to_vec()).await;
    assert_eq!((wrong.status.as_u16(), wrong.offset(), endpoint.offset(&path).await), (460, half, half));
    let rest = patch(&endpoint, &path, half, &sha256(&package[half..]), package[half..].to_vec()).await;
    assert_eq!((rest.status, rest.offset()), (StatusCode::NO_CONTENT, package.len()));
    assert_eq!(endpoint.get(&format!("{path}/receipt")).await.status, StatusCode::OK);
}

/// If it broke, a client would take its bytes for verified that nobody looked at.
#[tokio::test]
async fn a_checksum_that_cannot_be_verified_is_refused() {
    let endpoint = Running::new();
    let package = good_package(1000);
    let path = endpoint.create(&package, None).await;
    for (checksum, code) in [
        ("md5 1B2M2Y8AsgTpgAmY7PhCfg==", "unknown-checksum"),
        ("crc32 AAAAAA==", "unknown-checksum"),
        ("sha1", "bad-header"),
        ("sha1 not-base64!", "bad-header"),
        ("sha256 AAAA", "bad-header"),
    ] {
        let answer = patch(&endpoint, &path, 0, checksum, package.clone()).await;
        assert_eq!((answer.status, answer.codes()), (StatusCode::BAD_REQUEST, vec![code.to_owned()]));
        assert_eq!(endpoint.offset(&path).await, 0);
    }
}

/// If it broke, a creation could bring unverified bytes in, or its client would not know where to go on.
#[tokio::test]
async fn a_creation_may_bring_its_checksum() {
    let endpoint = Running::new();
    let package = good_package(1000);
    let (length, said) = (package.len().to_string(), metadata(SERVICE, &Sha256::of(&package).hex(), None));
    let create = async |checksum: &str| {
        let headers =
            [TYPE, ("upload-length", &*length), ("upload-metadata", &*said), ("upload-checksum", checksum)];
        endpoint.tus(Method::POST, "/files", &headers, Body::from(package[..300].to_vec())).await
    };
    let good = create(&sha1(&package[..300])).await;
    assert_eq!((good.status, good.offset()), (StatusCode::CREATED, 300));

    let wrong = create(&sha1(b"other")).await;
    assert_eq!((wrong.status.as_u16(), wrong.codes()), (460, vec!["checksum-mismatch".to_owned()]));
    // The upload is there, and stands at its beginning.
    let path = wrong.header("location");
    assert_eq!(endpoint.offset(path).await, 0);
    assert_eq!(endpoint.patch(path, 0, &package).await.status, StatusCode::NO_CONTENT);

    let unknown = create("md5 AAAA").await;
    assert_eq!((unknown.status, unknown.header("location")), (StatusCode::BAD_REQUEST, ""));
}

/// If it broke, memory could be filled by whoever adds a header to what they send.
#[tokio::test]
async fn what_is_held_until_it_is_verified_is_bounded() {
    let endpoint = Running::new();
    // What it holds does not matter: it never gets that far.
    let package = vec![7; 9_000_000];
    let path = endpoint.create(&package, None).await;
    // Announced by its length, and found out as it comes.
    let announced = package.len().to_string();
    let offset = [TYPE, ("upload-offset", "0"), ("upload-checksum", &*sha1(&package))];
    for headers in [&offset[..], &[&offset[..], &[("content-length", &*announced)]].concat()] {
        let answer = endpoint.tus(Method::PATCH, &path, headers, Body::from(package.clone())).await;
        assert_eq!(
            (answer.status, answer.codes()),
            (StatusCode::PAYLOAD_TOO_LARGE, vec!["checksum-too-large".to_owned()])
        );
        assert_eq!(endpoint.offset(&path).await, 0);
    }

    let memory = endpoint.state.checksum_memory.clone();
    let others = memory.try_acquire_many(memory.available_permits() as u32).expect("all of it");
    let checksum = sha1(&package[..1000]);
    let busy = patch(&endpoint, &path, 0, &checksum, package[..1000].to_vec()).await;
    assert_eq!((busy.status, busy.header("retry-after")), (StatusCode::SERVICE_UNAVAILABLE, "5"));
    assert_eq!(busy.codes(), ["checksums-busy"]);
    // Nobody else is kept waiting by those who use checksums.
    assert_eq!(endpoint.patch(&path, 0, &package[..10]).await.status, StatusCode::NO_CONTENT);
    drop(others);
    let checksum = sha1(&package[10..1000]);
    assert_eq!(patch(&endpoint, &path, 10, &checksum, package[10..1000].to_vec()).await.offset(), 1000);
}

/// If it broke, a stalled body with a checksum would keep its client from coming back, or half of it would
/// be kept unverified.
#[tokio::test]
async fn a_body_that_is_overtaken_leaves_nothing() {
    let endpoint = Running::new();
    let package = good_package(1000);
    let path = endpoint.create(&package, None).await;
    let (sender, receiver) = tokio::sync::mpsc::channel::<Result<Vec<u8>, std::io::Error>>(1);
    sender.send(Ok(package[..400].to_vec())).await.expect("taken");
    let body = futures_util::stream::unfold(receiver, |mut receiver| async {
        Some((receiver.recv().await?, receiver))
    });
    let checksum = sha1(&package);
    let stalled = patch(&endpoint, &path, 0, &checksum, Body::from_stream(body));
    let come_back = async {
        // Nothing tells when the stalled one holds its bytes; too early, it would have lost its turn.
        sleep(Duration::from_millis(200)).await;
        endpoint.offset(&path).await
    };
    let (stalled, offset) = timeout(Duration::from_secs(10), async { tokio::join!(stalled, come_back) })
        .await
        .expect("whoever comes back is served");
    assert_eq!((stalled.status, offset, endpoint.parts()), (StatusCode::CONFLICT, 0, vec![]));
    drop(sender);
}

/// If it broke, a few bodies that drip could hold all the memory for bodies with a checksum for hours.
#[tokio::test]
async fn a_slow_body_gives_way_where_others_need_its_memory() {
    let endpoint = Running::with_limits(&["--idle-seconds", "1"]);
    let memory = endpoint.state.checksum_memory.clone();
    let most = memory.available_permits() as u32 / 2 + 1;
    let others = memory.clone().try_acquire_many_owned(most).expect("free");
    let package = good_package(1000);
    let path = endpoint.create(&package, None).await;
    let bytes = futures_util::stream::iter(package.clone()).then(|byte| async move {
        sleep(Duration::from_millis(50)).await;
        Ok::<_, std::io::Error>(vec![byte])
    });
    let slow = patch(&endpoint, &path, 0, &sha1(&package), Body::from_stream(bytes)).await;
    assert_eq!(
        (slow.status, slow.codes()),
        (StatusCode::SERVICE_UNAVAILABLE, vec!["checksums-busy".to_owned()])
    );
    drop(others);
    assert_eq!(memory.available_permits(), upload::checksum::MAX_HELD_BYTES);
}
