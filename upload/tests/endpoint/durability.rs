//! What is acknowledged stays, and what arrived is kept.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::body::{Body, Bytes};
use axum::http::{Request, StatusCode};
use futures_util::stream;
use object_store::memory::InMemory;
use package::Sha256;
use upload::ids::UploadId;
use upload::store::{Created, Store};
use upload::sweep::sweep;
use upload::upload_state::End;

use crate::bent_store::{Bend, bent_store};
use crate::fixture::{Running, good_package, key};
use crate::garden::SERVICE;

#[tokio::test]
async fn another_process_on_the_store_goes_on_where_the_first_one_stood() {
    let first = Running::new();
    let package = good_package(1000);
    let path = first.create(&package, None).await;
    first.patch(&path, 0, &package[..600]).await;

    let second = first.restarted();
    assert_eq!(second.offset(&path).await, 600);
    assert_eq!(second.patch(&path, 600, &package[600..]).await.status, StatusCode::NO_CONTENT);
    let receipt = second.get(&format!("{path}/receipt")).await;
    assert_eq!(receipt.status, StatusCode::OK);
    assert_eq!(first.restarted().get(&format!("{path}/receipt")).await.body, receipt.body);
}

/// Killed between the last part and the receipt: whoever comes next finishes the job, be it the client
/// or the sweep.
#[tokio::test]
async fn a_completion_that_was_cut_off_is_made_up_for() {
    let package = good_package(1000);
    for by in ["HEAD", "receipt", "sweep"] {
        let endpoint = Running::new();
        let path = endpoint.create(&package, Some(&key(1))).await;
        let hash = UploadId::from_key(&[1; 16]).hash();
        let _ = endpoint.state.uploads.append(&hash, 0, Bytes::from(package.clone())).await.expect("a part");
        match by {
            "HEAD" => assert_eq!(endpoint.offset(&path).await, package.len()),
            "receipt" => assert_eq!(endpoint.get(&format!("{path}/receipt")).await.status, StatusCode::OK),
            _ => sweep(&endpoint.state).await.expect("swept"),
        }
        let end = endpoint.state.uploads.ended(&hash).await.expect("an answer");
        assert!(matches!(end, Some(End::Accepted { .. })), "by {by}: {end:?}");
        let receipt = endpoint.get(&format!("{path}/receipt")).await;
        assert_eq!(receipt.json()["sha256"], Sha256::of(&package).hex());
    }
}

#[tokio::test]
async fn of_two_writers_at_one_offset_exactly_one_wins() {
    let endpoint = Running::new();
    let package = good_package(1000);
    for round in 0..20 {
        let path = endpoint.create(&package, Some(&key(round))).await;
        let (one, other) = tokio::join!(
            endpoint.patch(&path, 0, &package[..300]),
            endpoint.patch(&path, 0, &package[..500])
        );
        let mut statuses = [one.status, other.status];
        statuses.sort();
        assert_eq!(statuses, [StatusCode::NO_CONTENT, StatusCode::CONFLICT]);
        // The loser was told where to go on.
        assert_eq!(one.offset(), other.offset());
        let stands = endpoint.offset(&path).await;
        assert_eq!(stands, one.offset());
        assert_eq!(endpoint.patch(&path, stands, &package[stands..]).await.status, StatusCode::NO_CONTENT);
    }
}

#[tokio::test]
async fn many_at_once_who_ask_for_the_receipt_get_the_same_one() {
    let endpoint = Running::new();
    let package = good_package(1000);
    let path = endpoint.create(&package, None).await;
    let receipt = format!("{path}/receipt");
    let (sent, ..) = tokio::join!(
        endpoint.patch(&path, 0, &package),
        endpoint.head(&path),
        endpoint.get(&receipt),
        endpoint.head(&path),
    );
    assert_eq!(sent.status, StatusCode::NO_CONTENT);
    assert_eq!(std::fs::read_dir(endpoint.stored("receipts")).expect("receipts").count(), 1);
    assert_eq!(std::fs::read_dir(endpoint.stored("packages")).expect("packages").count(), 1);
}

/// If it broke, an endpoint would count more applications than it has, and forget uploads that are open.
#[tokio::test]
async fn of_endings_that_say_the_same_one_counts() {
    let endpoint = Running::new();
    endpoint.create(&good_package(1000), Some(&key(1))).await;
    let hash = UploadId::from_key(&[1; 16]).hash();
    let end = || endpoint.state.uploads.end(&hash, End::Terminated);
    let ends = futures_util::future::try_join_all((0..8).map(|_| end())).await.expect("ended");
    assert_eq!(ends.iter().filter(|(_, created)| *created == Created::New).count(), 1);
}

/// If it broke, a request for each byte would leave objects without number.
#[tokio::test]
async fn an_upload_in_too_many_small_pieces_cannot_go_on() {
    let endpoint = Running::on_store(Store::of(Arc::new(InMemory::new())));
    let package = good_package(100_000);
    let path = endpoint.create(&package, Some(&key(1))).await;
    let hash = UploadId::from_key(&[1; 16]).hash();
    // One for each 16 KiB, and 1,024 more.
    let most = package.len() / 16_384 + 1_024;
    let mut at = 0;
    while at < most {
        let byte = Bytes::copy_from_slice(&package[at..=at]);
        let _ = endpoint.state.uploads.append(&hash, at as u64, byte).await.expect("a part");
        at += 1;
    }
    assert_eq!(endpoint.patch(&path, at, &package[at..=at]).await.status, StatusCode::NO_CONTENT);
    let answer = endpoint.patch(&path, at + 1, &package[at + 1..]).await;
    assert_eq!((answer.status, answer.codes()), (StatusCode::BAD_REQUEST, vec!["pieces-too-small".into()]));
    assert_eq!(endpoint.offset(&path).await, at + 1);
}

/// If it broke, whoever stops the endpoint would wait for a form for as long as its sender likes.
#[tokio::test]
async fn a_form_under_way_ends_when_the_endpoint_is_stopped() {
    let endpoint = Running::new();
    let form = Request::post(format!("/apply/{SERVICE}"))
        .header("content-type", "multipart/form-data; boundary=x")
        .body(Body::from_stream(stream::pending::<io::Result<Bytes>>()))
        .expect("a request");
    let (answer, ()) = tokio::join!(endpoint.send(form), async {
        tokio::task::yield_now().await;
        endpoint.state.stopping.cancel();
    });
    assert_eq!(
        (answer.status, answer.codes()),
        (StatusCode::SERVICE_UNAVAILABLE, vec!["shutting-down".into()])
    );
}

/// If it broke, whoever stops the endpoint would wait for a sweep of a whole store.
#[tokio::test]
async fn a_sweep_ends_when_the_endpoint_is_stopped() {
    let endpoint = Running::new();
    endpoint.create(&good_package(1000), None).await;
    endpoint.state.open.store(0, Ordering::Relaxed);
    endpoint.state.stopping.cancel();
    sweep(&endpoint.state).await.expect("it just ends");
    assert_eq!(endpoint.state.open.load(Ordering::Relaxed), 0, "it counted");
}

#[tokio::test]
async fn a_body_becomes_parts_of_bounded_size() {
    let endpoint = Running::new();
    let package = good_package(3_000_000);
    let path = endpoint.create(&package, None).await;
    let most = package.len() - 1;
    assert_eq!(endpoint.patch(&path, 0, &package[..most]).await.status, StatusCode::NO_CONTENT);
    let sizes: Vec<u64> = endpoint.parts().into_iter().map(|(_, size)| size).collect();
    assert_eq!(sizes, [1_048_576, 1_048_576, most as u64 - 2 * 1_048_576]);
    assert_eq!(endpoint.patch(&path, most, &package[most..]).await.status, StatusCode::NO_CONTENT);
    assert_eq!(endpoint.get(&format!("{path}/receipt")).await.json()["sha256"], Sha256::of(&package).hex());
}

#[tokio::test]
async fn what_arrived_before_a_body_broke_off_is_kept() {
    let endpoint = Running::new();
    let package = good_package(1000);
    let path = endpoint.create(&package, None).await;
    let pieces = [Ok(Bytes::copy_from_slice(&package[..123])), Err(io::Error::other("gone"))];
    let broken = endpoint.patch_with(&path, 0, Body::from_stream(stream::iter(pieces))).await;
    assert_eq!(broken.codes(), ["body-broken"]);
    assert_eq!(endpoint.offset(&path).await, 123);
}

#[tokio::test]
async fn what_arrived_before_a_body_stalled_is_kept() {
    let endpoint = Running::with_limits(&["--idle-seconds", "1"]);
    let package = good_package(1000);
    let path = endpoint.create(&package, None).await;
    let first = stream::iter([Ok::<_, io::Error>(Bytes::copy_from_slice(&package[..123]))]);
    let body = Body::from_stream(futures_util::StreamExt::chain(first, stream::pending()));
    let stalled = endpoint.patch_with(&path, 0, body).await;
    assert_eq!(
        (stalled.status, stalled.codes()),
        (StatusCode::SERVICE_UNAVAILABLE, vec!["no-progress".to_owned()])
    );
    assert_eq!(endpoint.offset(&path).await, 123);
}

/// A connection that is lost on the way is not lost here, and its client comes back: if it broke, what had
/// arrived on the old one would be sent again, or overtake what is sent on the new one.
#[tokio::test]
async fn whoever_comes_back_ends_a_transfer_that_stalls_and_goes_on_behind_it() {
    for by in ["HEAD", "PATCH at the old offset", "POST with the key"] {
        let endpoint = Running::new();
        let package = good_package(1000);
        let path = endpoint.create(&package, Some(&key(1))).await;
        let first = stream::iter([Ok::<_, io::Error>(Bytes::copy_from_slice(&package[..123]))]);
        let body = Body::from_stream(futures_util::StreamExt::chain(first, stream::pending()));
        let (stalled, ()) = tokio::join!(endpoint.patch_with(&path, 0, body), async {
            tokio::task::yield_now().await;
            match by {
                "HEAD" => assert_eq!(endpoint.offset(&path).await, 123),
                "POST with the key" => {
                    assert_eq!(endpoint.try_create(&package, Some(&key(1))).await.offset(), 123)
                }
                _ => {
                    let again = endpoint.patch(&path, 0, &package).await;
                    assert_eq!((again.status, again.offset()), (StatusCode::CONFLICT, 123));
                }
            }
        });
        assert_eq!((stalled.status, stalled.offset()), (StatusCode::CONFLICT, 123), "by {by}");
        assert_eq!(endpoint.patch(&path, 123, &package[123..]).await.status, StatusCode::NO_CONTENT);
    }
}

/// On such a store two processes would overwrite each other's parts.
#[tokio::test]
async fn a_store_that_ignores_conditions_is_refused() {
    let error = bent_store(|_| Bend::IgnoreCondition).probe().await.expect_err("refused");
    assert!(error.to_string().contains("ignores conditional creates (8 of 8"), "{error}");
}

/// A full disk, or a broken one: nothing is acknowledged, and nothing acknowledged is lost.
#[tokio::test]
async fn a_write_that_fails_is_not_acknowledged() {
    for (kind, status, codes, seconds) in [
        (
            io::ErrorKind::StorageFull,
            StatusCode::INSUFFICIENT_STORAGE,
            // Of one that is begun what had arrived is kept; of the other there is nothing.
            ["insufficient-storage", "no-room"],
            "60",
        ),
        (io::ErrorKind::PermissionDenied, StatusCode::SERVICE_UNAVAILABLE, ["store-unavailable"; 2], "5"),
    ] {
        let broken = Arc::new(AtomicBool::new(false));
        let is_broken = broken.clone();
        let endpoint = Running::on_store(bent_store(move |_| match is_broken.load(Ordering::Relaxed) {
            true => Bend::Fail(kind),
            false => Bend::Straight,
        }));
        let package = good_package(1000);
        let path = endpoint.create(&package, None).await;
        assert_eq!(endpoint.patch(&path, 0, &package[..400]).await.status, StatusCode::NO_CONTENT);
        broken.store(true, Ordering::Relaxed);
        let answers =
            [endpoint.patch(&path, 400, &package[400..]).await, endpoint.try_create(&package, None).await];
        for (answer, code) in answers.iter().zip(codes) {
            assert_eq!((answer.status, answer.header("retry-after")), (status, seconds));
            assert_eq!(answer.codes(), [code]);
        }
        broken.store(false, Ordering::Relaxed);
        assert_eq!(endpoint.offset(&path).await, 400);
        assert_eq!(endpoint.patch(&path, 400, &package[400..]).await.status, StatusCode::NO_CONTENT);
    }
}
