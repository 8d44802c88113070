//! How uploads end: receipts, refusals, giving up, running out of time.

use std::sync::atomic::Ordering;
use std::time::SystemTime;

use axum::body::Body;
use axum::http::{Method, StatusCode};
use object_store::path::Path;
use package::Sha256;
use time::{Duration, OffsetDateTime};
use upload::ids::{UploadHash, UploadId};
use upload::receipt::ReceiptCode;
use upload::sweep::sweep;
use upload::upload_state::{End, Info, to_json};

use crate::bent_store::{Bend, bent_store};
use crate::fixture::{Running, good_package, key};
use crate::garden::SERVICE;

#[tokio::test]
async fn a_package_sent_in_pieces_is_stored_as_it_was_and_has_a_receipt() {
    let endpoint = Running::new();
    let package = good_package(1000);
    let path = endpoint.create(&package, None).await;
    assert_eq!(endpoint.get(&format!("{path}/receipt")).await.codes(), ["upload-unfinished"]);
    for (at, piece) in package.chunks(400).enumerate() {
        let answer = endpoint.patch(&path, at * 400, piece).await;
        assert_eq!((answer.status, answer.offset()), (StatusCode::NO_CONTENT, at * 400 + piece.len()));
    }

    let receipt = endpoint.get(&format!("{path}/receipt")).await;
    assert_eq!((receipt.status, receipt.header("cache-control")), (StatusCode::OK, "no-store"));
    let receipt = receipt.json();
    let code = receipt["receipt"].as_str().expect("a code");
    assert_eq!(receipt["service"], SERVICE);
    assert_eq!(receipt["bytes"], package.len());
    assert_eq!(receipt["sha256"], Sha256::of(&package).hex());
    assert_eq!(receipt["verdict"], "eligible");
    assert_eq!(receipt["deadlines"][0]["date"], "2026-12-01");
    assert_eq!(receipt["documents"][0]["id"], "photo");
    assert_eq!(receipt["documents"][0]["bytes"], 1000);
    assert_eq!(std::fs::read(endpoint.stored(format!("packages/{code}.zip"))).expect("the package"), package);
    assert_eq!(endpoint.parts(), []);

    let status = endpoint.get(&format!("/status/{}", code.to_lowercase().replace('-', ""))).await.json();
    let told = (&status["receipt"], &status["service"], &status["state"], &status["received"]);
    assert_eq!(told, (&receipt["receipt"], &receipt["service"], &"received".into(), &receipt["received"]));
}

#[tokio::test]
async fn wrong_receipt_codes_look_alike() {
    let endpoint = Running::new();
    let never_given = ReceiptCode::of(&UploadHash::from_folder("nobody's")).to_string();
    let mut mistyped = never_given.clone();
    mistyped.replace_range(0..1, if never_given.starts_with('0') { "1" } else { "0" });
    let mut bodies = Vec::new();
    for code in [never_given.as_str(), &mistyped, "x"] {
        let answer = endpoint.get(&format!("/status/{code}")).await;
        assert_eq!(
            (answer.status, answer.codes()),
            (StatusCode::NOT_FOUND, vec!["unknown-receipt".to_owned()])
        );
        bodies.push(answer.body);
    }
    assert!(bodies.windows(2).all(|pair| pair[0] == pair[1]));
}

/// A client whose connection broke after its last byte sees only that all bytes are there.
#[tokio::test]
async fn a_lost_last_answer_can_be_asked_for_again() {
    let endpoint = Running::new();
    let package = good_package(1000);
    let (path, _lost) = endpoint.upload(&package).await;
    assert_eq!(endpoint.offset(&path).await, package.len());
    assert_eq!(endpoint.patch(&path, package.len(), b"").await.status, StatusCode::NO_CONTENT);
    let receipt = endpoint.get(&format!("{path}/receipt")).await;
    assert_eq!(receipt.status, StatusCode::OK);
    assert_eq!(endpoint.get(&format!("{path}/receipt")).await.body, receipt.body);
}

#[tokio::test]
async fn a_refusal_lists_every_problem_and_can_be_asked_for_again() {
    let endpoint = Running::new();
    let mut package = good_package(1000);
    let sent = package.len();
    // One byte of the photo and one of the application are other than what the manifests say.
    let photo = find(&package, b"IDAT") + 4;
    package[photo] ^= 1;
    let answer = find(&package, br#""has_garden":true"#);
    package.splice(answer + 13..answer + 17, *b"null");
    assert_eq!(package.len(), sent);

    let (path, refusal) = endpoint.upload(&package).await;
    assert_eq!(refusal.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(refusal.json()["code"], "package-refused");
    let codes = refusal.codes();
    assert!(codes.iter().filter(|code| *code == "digest-mismatch").count() >= 2, "{codes:?}");
    assert_eq!(endpoint.offset(&path).await, package.len());
    let again = endpoint.get(&format!("{path}/receipt")).await;
    assert_eq!(
        (again.status, again.json()["problems"].clone()),
        (StatusCode::UNPROCESSABLE_ENTITY, refusal.json()["problems"].clone())
    );
    // What was refused is not kept.
    assert_eq!(endpoint.parts(), []);
    assert!(!endpoint.stored("packages").exists());
}

#[tokio::test]
async fn bytes_other_than_those_announced_are_refused() {
    let endpoint = Running::new();
    let (announced, sent) =
        (good_package(1000), good_package(1000).iter().map(|byte| !byte).collect::<Vec<_>>());
    let path = endpoint.create(&announced, None).await;
    let refusal = endpoint.patch(&path, 0, &sent).await;
    assert_eq!(refusal.codes(), ["digest-mismatch", "not-a-zip"]);
}

#[tokio::test]
async fn an_upload_that_was_given_up_is_gone() {
    let endpoint = Running::new();
    let package = good_package(1000);
    let path = endpoint.create(&package, Some(&key(1))).await;
    endpoint.patch(&path, 0, &package[..500]).await;
    assert_eq!(endpoint.tus(Method::DELETE, &path, &[], Body::empty()).await.status, StatusCode::NO_CONTENT);
    assert_eq!(endpoint.parts(), []);
    assert_eq!(endpoint.head(&path).await.status, StatusCode::GONE);
    for answer in [
        endpoint.patch(&path, 500, &package[500..]).await,
        endpoint.get(&format!("{path}/receipt")).await,
        endpoint.try_create(&package, Some(&key(1))).await,
        endpoint.tus(Method::DELETE, &path, &[], Body::empty()).await,
    ] {
        assert_eq!((answer.status, answer.codes()), (StatusCode::GONE, vec!["upload-ended".to_owned()]));
    }
}

#[tokio::test]
async fn what_was_received_cannot_be_given_up() {
    let endpoint = Running::new();
    let (path, _) = endpoint.upload(&good_package(1000)).await;
    let answer = endpoint.tus(Method::DELETE, &path, &[], Body::empty()).await;
    assert_eq!((answer.status, answer.codes()), (StatusCode::CONFLICT, vec!["upload-received".to_owned()]));
    assert_eq!(endpoint.get(&format!("{path}/receipt")).await.status, StatusCode::OK);
}

/// Giving up wins over a completion that has not been committed: no package stays behind.
#[tokio::test]
async fn a_completion_that_comes_too_late_leaves_nothing() {
    let hash = UploadId::from_key(&[1; 16]).hash();
    let end = Path::from(format!("uploads/{}/end.json", hash.as_str()));
    // Just before the end is written, another process carries out a DELETE.
    let is_end = end.clone();
    let store = bent_store(move |path| match *path == is_end {
        true => Bend::OvertakenBy(end.clone(), to_json(&End::Terminated)),
        false => Bend::Straight,
    });
    let endpoint = Running::on_store(store.clone());
    let package = good_package(1000);
    let path = endpoint.create(&package, Some(&key(1))).await;
    let late = endpoint.patch(&path, 0, &package).await;
    assert_eq!((late.status, late.codes()), (StatusCode::GONE, vec!["upload-ended".to_owned()]));
    for folder in ["packages", "receipts"] {
        assert_eq!(store.list(&Path::from(folder)).await.expect("a list"), [], "{folder}");
    }
}

/// The process that completed too late ended before it could remove the package: the sweep does.
#[tokio::test]
async fn a_package_without_an_accepted_end_is_removed_and_never_told_of() {
    let endpoint = Running::new();
    let path = endpoint.create(&good_package(1000), Some(&key(1))).await;
    let hash = UploadId::from_key(&[1; 16]).hash();
    let code = ReceiptCode::of(&hash);
    assert_eq!(endpoint.tus(Method::DELETE, &path, &[], Body::empty()).await.status, StatusCode::NO_CONTENT);
    let late = endpoint.stored(format!("packages/{code}.zip"));
    std::fs::create_dir_all(endpoint.stored("packages")).expect("made");
    std::fs::write(&late, "the whole package").expect("written");
    assert_eq!(endpoint.get(&format!("/status/{code}")).await.status, StatusCode::NOT_FOUND);
    sweep(&endpoint.state).await.expect("swept");
    assert!(!late.exists());
}

/// The process ended between the upload's end and the receipt's own object: the sweep publishes it.
#[tokio::test]
async fn a_receipt_that_was_not_published_is_made_up_for() {
    let endpoint = Running::new();
    let (path, _) = endpoint.upload(&good_package(1000)).await;
    let receipt = endpoint.get(&format!("{path}/receipt")).await;
    let code = receipt.json()["receipt"].as_str().expect("a code").to_owned();
    let published = endpoint.stored(format!("receipts/{code}.json"));
    let bytes = std::fs::read(&published).expect("a receipt");
    assert_eq!(bytes, receipt.body);
    std::fs::remove_file(&published).expect("removed");
    sweep(&endpoint.state).await.expect("swept");
    assert_eq!(std::fs::read(&published).expect("a receipt"), bytes);
    assert_eq!(endpoint.get(&format!("/status/{code}")).await.status, StatusCode::OK);
}

#[tokio::test]
async fn time_runs_out_for_what_is_unfinished_and_the_sweep_removes_it() {
    let endpoint = Running::new();
    let package = good_package(1000);
    let info = |expires| Info {
        length: package.len() as u64,
        service: SERVICE.to_owned(),
        sha256: Sha256::of(&package).hex(),
        created: OffsetDateTime::now_utc(),
        expires,
    };
    let (late, early) = (UploadId::from_key(&[1; 16]), UploadId::from_key(&[2; 16]));
    let now = OffsetDateTime::now_utc();
    for (id, expires) in [(&late, now - Duration::SECOND), (&early, now + Duration::HOUR)] {
        let uploads = &endpoint.state.uploads;
        let _ = uploads.append(&id.hash(), 0, "the first bytes".into()).await.expect("a part");
        let _ = uploads.create(&id.hash(), &info(expires)).await.expect("an upload");
    }
    assert_eq!(endpoint.head(&format!("/files/{}", late.as_str())).await.status, StatusCode::GONE);
    assert_eq!(endpoint.parts().len(), 2);
    sweep(&endpoint.state).await.expect("swept");
    assert_eq!(endpoint.parts().len(), 1);
    assert_eq!(endpoint.offset(&format!("/files/{}", early.as_str())).await, 15);
    assert_eq!(endpoint.state.open.load(Ordering::Relaxed), 1);
    let end = endpoint.state.uploads.ended(&late.hash()).await.expect("an answer");
    assert!(matches!(end, Some(End::Expired)), "{end:?}");
}

/// Creating uploads costs nothing; those who send nothing must not keep others out for a week.
#[tokio::test]
async fn an_upload_that_nobody_began_is_gone_after_an_hour() {
    let endpoint = Running::new();
    let package = good_package(1000);
    let now = OffsetDateTime::now_utc();
    for (at, minutes, has_bytes, status) in
        [(1, 59, false, StatusCode::OK), (2, 61, false, StatusCode::GONE), (3, 61, true, StatusCode::OK)]
    {
        let id = UploadId::from_key(&[at; 16]);
        let info = Info {
            length: package.len() as u64,
            service: SERVICE.to_owned(),
            sha256: Sha256::of(&package).hex(),
            created: now - Duration::minutes(minutes),
            expires: now + Duration::DAY,
        };
        if has_bytes {
            let _ = endpoint.state.uploads.append(&id.hash(), 0, "bytes".into()).await.expect("a part");
        }
        let _ = endpoint.state.uploads.create(&id.hash(), &info).await.expect("an upload");
        assert_eq!(endpoint.head(&format!("/files/{}", id.as_str())).await.status, status, "{at}");
    }
    assert_eq!(endpoint.try_create(&package, Some(&key(1))).await.status, StatusCode::CREATED);
    sweep(&endpoint.state).await.expect("swept");
    assert_eq!(endpoint.state.open.load(Ordering::Relaxed), 2);
}

/// One broken object in the store must not keep all other uploads from being looked after.
#[tokio::test]
async fn the_sweep_passes_over_what_it_cannot_read() {
    let endpoint = Running::new();
    let package = good_package(1000);
    for folder in ["0", "z"] {
        let folder = endpoint.stored("uploads").join(folder);
        std::fs::create_dir_all(&folder).expect("made");
        std::fs::write(folder.join("info.json"), "").expect("written");
    }
    let path = endpoint.create(&package, Some(&key(1))).await;
    let hash = UploadId::from_key(&[1; 16]).hash();
    let _ = endpoint.state.uploads.append(&hash, 0, package.into()).await.expect("a part");
    // A process killed while it wrote leaves this, in no list.
    let left_behind = std::fs::File::create(endpoint.stored("uploads/z/part-0#1")).expect("made");
    left_behind.set_modified(SystemTime::now() - Duration::DAY).expect("dated");
    sweep(&endpoint.state).await.expect("swept");
    assert_eq!(endpoint.parts(), []);
    assert_eq!(endpoint.get(&format!("{path}/receipt")).await.status, StatusCode::OK);
}

fn find(package: &[u8], what: &[u8]) -> usize {
    package.windows(what.len()).position(|window| window == what).expect("it is in the package")
}
