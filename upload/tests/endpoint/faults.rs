//! Every single write of a whole journey fails once, in each way that a write can.

use std::io::ErrorKind;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::body::Bytes;
use axum::http::StatusCode;
use object_store::path::Path;
use package::Sha256;
use time::OffsetDateTime;
use upload::ids::UploadId;
use upload::sweep::sweep;
use upload::upload_state::{End, Stage};

use crate::bent_store::{Bend, bent_store};
use crate::fixture::{Reply, Running, good_package, key};

/// A way to fail.
type Fault = fn() -> Bend;

/// If it broke, a disk that is full or broken, or a server that answers late, would cost an applicant what
/// was acknowledged, or make two applications of one.
#[tokio::test]
async fn whichever_write_fails_nothing_is_lost_and_there_is_one_application() {
    let package = good_package(1000);
    let faults: [(Fault, StatusCode); 4] = [
        (|| Bend::Fail(ErrorKind::StorageFull), StatusCode::INSUFFICIENT_STORAGE),
        (|| Bend::Fail(ErrorKind::Other), StatusCode::SERVICE_UNAVAILABLE),
        (|| Bend::DoneAndFail, StatusCode::SERVICE_UNAVAILABLE),
        (|| Bend::DoneTwice, StatusCode::OK),
    ];
    for (fault, status) in faults {
        let mut failing = 1;
        // Until there is no such write any more.
        while journey(&package, failing, fault, status).await {
            failing += 1;
        }
        // What an upload is described by, three parts, the package and its piece, the end, the receipt, and the
        // removal of the parts: fewer would say that the journey was none.
        assert!(failing > 9, "only {} writes", failing - 1);
    }
}

/// Sends a package while the write of this number fails. Whether there was one.
async fn journey(package: &[u8], failing: usize, fault: Fault, status: StatusCode) -> bool {
    let count = Arc::new(AtomicUsize::new(0));
    let counted = count.clone();
    let store = bent_store(move |_| {
        if counted.fetch_add(1, Ordering::Relaxed) + 1 == failing { fault() } else { Bend::Straight }
    });
    let endpoint = Running::on_store(store.clone());
    let mut failures = 0;
    let mut is_well = |reply: &Reply, well: StatusCode| {
        if reply.status != well {
            assert_eq!(reply.status, status, "write {failing}: {:?}", reply.body);
            assert!(!reply.header("retry-after").is_empty());
            failures += 1;
        }
        reply.status == well
    };
    let path = loop {
        let reply = endpoint.try_create(package, Some(&key(1))).await;
        if is_well(&reply, StatusCode::CREATED) {
            break reply.header("location").to_owned();
        }
    };
    let mut acknowledged = 0;
    while acknowledged < package.len() {
        let head = endpoint.head(&path).await;
        if !is_well(&head, StatusCode::OK) {
            continue;
        }
        // More than was acknowledged may have arrived, never less.
        assert!(head.offset() >= acknowledged, "write {failing}");
        acknowledged = head.offset();
        let piece = &package[acknowledged..package.len().min(acknowledged + 500)];
        let reply = endpoint.patch(&path, acknowledged, piece).await;
        if is_well(&reply, StatusCode::NO_CONTENT) {
            acknowledged = reply.offset();
        }
    }
    let receipt = endpoint.get(&format!("{path}/receipt")).await;
    assert_eq!(receipt.json()["sha256"], Sha256::of(package).hex(), "write {failing}");
    assert!(failures <= 1, "one fault was met {failures} times");
    // What a failure left to be done, the sweep does, if it is not what failed.
    for _ in 0..2 {
        let _ = sweep(&endpoint.state).await;
    }
    for folder in ["packages", "receipts"] {
        assert_eq!(
            store.list(&Path::from(folder)).await.expect("a list").len(),
            1,
            "write {failing}: {folder}"
        );
    }
    let left = store.list(&Path::from("uploads")).await.expect("a list");
    let mut names: Vec<_> = left.iter().filter_map(|object| object.location.filename()).collect();
    names.sort();
    assert_eq!(names, ["end.json", "info.json"], "write {failing}");
    count.load(Ordering::Relaxed) >= failing
}

/// If it broke, a client would be told that bytes are kept which another process was removing.
#[tokio::test]
async fn what_arrives_for_an_upload_that_another_process_ends_is_not_acknowledged() {
    let package = good_package(1000);
    let hash = UploadId::from_key(&[1; 16]).hash();
    let end = Path::from(format!("uploads/{}/end.json", hash.as_str()));
    let bytes = upload::upload_state::to_json(&End::Terminated);
    // Just before the part is written.
    let store = bent_store(move |path| match path.filename() {
        Some(name) if name.starts_with("part-") => Bend::OvertakenBy(end.clone(), bytes.clone()),
        _ => Bend::Straight,
    });
    let endpoint = Running::on_store(store.clone());
    let path = endpoint.create(&package, Some(&key(1))).await;
    let late = endpoint.patch(&path, 0, &package[..500]).await;
    assert_eq!((late.status, late.codes()), (StatusCode::GONE, vec!["upload-ended".to_owned()]));
    sweep(&endpoint.state).await.expect("swept");
    let left = store.list(&Path::from("uploads")).await.expect("a list");
    assert!(left.iter().all(|object| !object.location.as_ref().contains("part-")), "{left:?}");
}

/// If it broke, an application whose last byte arrived in time would run out of time while its completion
/// waited for a store that failed.
#[tokio::test]
async fn what_arrived_whole_in_time_is_completed_after_it() {
    let package = good_package(1000);
    for (hours, is_accepted) in [(1, true), (25, false)] {
        let endpoint = Running::new();
        let path = endpoint.create(&package, Some(&key(1))).await;
        let hash = UploadId::from_key(&[1; 16]).hash();
        let uploads = &endpoint.state.uploads;
        let mut info = uploads.find(&hash).await.expect("found").expect("an upload").info;
        info.expires = OffsetDateTime::now_utc() - time::Duration::hours(hours);
        let stored = endpoint.stored(format!("uploads/{}/info.json", hash.as_str()));
        std::fs::write(stored, upload::upload_state::to_json(&info)).expect("written");
        let _ = uploads.append(&hash, 0, Bytes::from(package.clone())).await.expect("a part");
        sweep(&endpoint.state).await.expect("swept");
        let found = uploads.find(&hash).await.expect("found").expect("an upload");
        match found.stage {
            Stage::Ended(End::Accepted { .. }) => assert!(is_accepted),
            Stage::Ended(End::Expired) => assert!(!is_accepted),
            other => panic!("{other:?}"),
        }
        let status = if is_accepted { StatusCode::OK } else { StatusCode::GONE };
        assert_eq!(endpoint.get(&format!("{path}/receipt")).await.status, status);
    }
}
