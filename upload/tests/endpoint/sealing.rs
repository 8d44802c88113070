//! Packages that are sealed to the office's keys: what is taken of them, what is not, what is stored.

use std::io::{Read, Write};
use std::iter::once;
use std::sync::Arc;

use age::x25519::Identity;
use axum::body::Body;
use axum::http::StatusCode;
use futures_util::stream;
use package::Sha256;
use seal::Recipient;
use upload::ids::UploadId;

use crate::fixture::{Running, good_package, key};
use crate::garden::{SERVICE, definitions};

pub fn recipient(identity: &Identity) -> Recipient {
    identity.to_public().to_string().parse().expect("age writes public keys")
}

/// Sealed by others than us.
fn sealed_to(identity: &Identity, plain: &[u8]) -> Vec<u8> {
    let key = identity.to_public();
    let encryptor = age::Encryptor::with_recipients(once(&key as &dyn age::Recipient)).expect("a recipient");
    encrypted(encryptor, plain)
}

fn encrypted(encryptor: age::Encryptor, plain: &[u8]) -> Vec<u8> {
    let mut sealed = Vec::new();
    let mut writer = encryptor.wrap_output(&mut sealed).expect("memory takes all");
    writer.write_all(plain).expect("memory takes all");
    writer.finish().expect("memory takes all");
    sealed
}

pub fn opened(identity: &Identity, sealed: &[u8]) -> Vec<u8> {
    let mut plain = Vec::new();
    let decryptor = age::Decryptor::new(sealed).expect("an age file");
    let mut reader = decryptor.decrypt(once(identity as &dyn age::Identity)).expect("it is for this key");
    reader.read_to_end(&mut plain).expect("whole");
    plain
}

pub fn files(endpoint: &Running, folder: &str) -> Vec<String> {
    let files = std::fs::read_dir(endpoint.stored(folder)).into_iter().flatten();
    files.map(|file| file.expect("a file").file_name().into_string().expect("a plain name")).collect()
}

/// If it broke, the office could not open what it received, or the receipt would claim what nobody saw.
#[tokio::test]
async fn a_sealed_package_is_stored_as_it_came_and_only_the_key_opens_it() {
    let identity = Identity::generate();
    let endpoint = Running::sealing_to(&[recipient(&identity)]);
    let plain = good_package(100_000);
    let sealed = sealed_to(&identity, &plain);
    let path = endpoint.create(&sealed, None).await;
    for (at, piece) in sealed.chunks(10_000).enumerate() {
        assert_eq!(endpoint.patch(&path, at * 10_000, piece).await.status, StatusCode::NO_CONTENT);
    }
    let receipt = endpoint.get(&format!("{path}/receipt")).await.json();
    assert_eq!(receipt["sealed"], true);
    assert_eq!(receipt["service"], SERVICE);
    assert_eq!(receipt["bytes"], sealed.len());
    assert_eq!(receipt["sha256"], Sha256::of(&sealed).hex());
    assert!(receipt.get("verdict").is_none(), "{receipt}");
    assert_eq!((&receipt["deadlines"], &receipt["documents"]), (&[(); 0].into(), &[(); 0].into()));

    let code = receipt["receipt"].as_str().expect("a code");
    assert_eq!(files(&endpoint, "packages"), [format!("{code}.age")]);
    let stored = std::fs::read(endpoint.stored(format!("packages/{code}.age"))).expect("the package");
    assert!(stored == sealed && opened(&identity, &stored) == plain);
    assert_eq!(endpoint.parts(), []);

    let page = endpoint.browse(&format!("/status/{code}"), "en").await;
    let text = page.text();
    assert!(text.contains("Sealed, 103\u{a0}KB.") && text.contains("this site cannot read it"), "{text}");
    assert!(!text.contains("Files: 0"), "{text}");
}

/// If it broke, a passport would lie readable on the disk of somebody who has no key to it.
#[tokio::test]
async fn where_packages_are_sealed_no_byte_of_another_is_stored() {
    let endpoint = Running::sealing_to(&[recipient(&Identity::generate())]);
    let package = good_package(1000);
    // In one piece; a byte at a time; with a beginning that looks sealed; in two requests.
    let whole: Vec<Vec<u8>> = vec![package.clone()];
    let bytes: Vec<Vec<u8>> = package.iter().map(|byte| vec![*byte]).collect();
    let mixed = vec![b"age-encr".to_vec(), package[8..].to_vec()];
    for (number, frames) in [whole, bytes, mixed].into_iter().enumerate() {
        let path = endpoint.create(&package, Some(&key(number as u8))).await;
        let frames = frames.into_iter().map(Ok::<_, std::io::Error>);
        let answer = endpoint.patch_with(&path, 0, Body::from_stream(stream::iter(frames))).await;
        assert_eq!((answer.status, answer.codes()), (StatusCode::UNPROCESSABLE_ENTITY, refused()));
        assert_eq!(endpoint.parts(), []);
        assert_eq!(endpoint.get(&format!("{path}/receipt")).await.codes(), refused());
    }
    let path = endpoint.create(&package, Some(&key(9))).await;
    assert_eq!(endpoint.patch(&path, 0, b"age-encr").await.status, StatusCode::NO_CONTENT);
    let answer = endpoint.patch(&path, 8, &package[8..]).await;
    assert_eq!((answer.status, answer.codes()), (StatusCode::UNPROCESSABLE_ENTITY, refused()));
    assert_eq!((endpoint.parts(), files(&endpoint, "packages")), (vec![], vec![]));
}

fn refused() -> Vec<String> {
    vec!["not-sealed".to_owned()]
}

/// If it broke, the rest of a passport would be stored readable after the office has got its key, and its
/// sender told that a seal is damaged which there never was.
#[tokio::test]
async fn an_upload_that_was_begun_readable_ends_when_there_is_a_key() {
    let (endpoint, package) = (Running::new(), good_package(1000));
    let seal = |endpoint: &Running| {
        let sealing = definitions().sealed_to(&[recipient(&Identity::generate())]);
        endpoint.state.replace_definitions(Arc::new(sealing));
    };
    let path = endpoint.create(&package, None).await;
    assert_eq!(endpoint.patch(&path, 0, &package[..600]).await.status, StatusCode::NO_CONTENT);
    // One that begins as sealed ones do, in one request, and goes on as others do, in the next.
    let mixed = [b"age-encr", &package[8..]].concat();
    let other = endpoint.create(&mixed, Some(&key(1))).await;
    for (at, to) in [(0, 8), (8, 600)] {
        assert_eq!(endpoint.patch(&other, at, &mixed[at..to]).await.status, StatusCode::NO_CONTENT);
    }
    seal(&endpoint);
    for (path, package) in [(&path, &package), (&other, &mixed)] {
        let answer = endpoint.patch(path, 600, &package[600..700]).await;
        assert_eq!((answer.status, answer.codes()), (StatusCode::UNPROCESSABLE_ENTITY, refused()));
        assert_eq!(endpoint.get(&format!("{path}/receipt")).await.codes(), refused());
    }
    assert_eq!(endpoint.parts(), []);

    // All of it was there already, and only its end was not.
    let endpoint = Running::new();
    let path = endpoint.create(&package, Some(&key(2))).await;
    let hash = UploadId::from_key(&[2; 16]).hash();
    let _ = endpoint.state.uploads.append(&hash, 0, package.into()).await.expect("a part");
    seal(&endpoint);
    assert_eq!(endpoint.get(&format!("{path}/receipt")).await.codes(), refused());
    assert_eq!((endpoint.parts(), files(&endpoint, "packages")), (vec![], vec![]));
}

/// Nobody could ever open it.
#[tokio::test]
async fn where_there_is_no_key_a_sealed_package_is_refused_at_once() {
    let endpoint = Running::new();
    let sealed = sealed_to(&Identity::generate(), &good_package(1000));
    let path = endpoint.create(&sealed, None).await;
    let answer = endpoint.patch(&path, 0, &sealed[..100]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(answer.codes(), ["sealed-without-key"]);
    assert_eq!(endpoint.parts(), []);
}

/// What is not a whole age file would be noticed at the office only, when its sender believes all is well.
#[tokio::test]
async fn a_sealed_package_that_nobody_could_open_is_refused() {
    let identity = Identity::generate();
    let endpoint = Running::sealing_to(&[recipient(&identity)]);
    let sealed = sealed_to(&identity, &good_package(1000));
    let header = sealed.windows(4).position(|bytes| bytes == b"\n---").expect("the end of the header");
    let mut scrypt = age::scrypt::Recipient::new("password".to_owned().into());
    scrypt.set_work_factor(2);
    let by_password = age::Encryptor::with_recipients(once(&scrypt as &dyn age::Recipient));
    // Larger than the service takes, and as much as its documents may have several times over.
    let huge = sealed_to(&identity, &vec![0; 12_000_000]);
    for (damaged, code) in [
        (sealed[..header].to_vec(), "seal-damaged"),
        (sealed[..header + 60].to_vec(), "seal-damaged"),
        ([b"age-encryption.org/v1\n", &good_package(1000)[..]].concat(), "seal-damaged"),
        ([b"age-encryption.org/v1\n", "-> X25519 a\n".repeat(10_000).as_bytes()].concat(), "seal-damaged"),
        (encrypted(by_password.expect("one recipient"), b"plain"), "seal-damaged"),
        (huge, "package-too-large"),
    ] {
        let (path, answer) = endpoint.upload(&damaged).await;
        assert_eq!(
            (answer.status, answer.codes()),
            (StatusCode::UNPROCESSABLE_ENTITY, vec![code.to_owned()])
        );
        assert_eq!(endpoint.get(&format!("{path}/receipt")).await.codes(), [code]);
    }
    let path = endpoint.create(&sealed, None).await;
    let mut changed = sealed;
    *changed.last_mut().expect("a byte") ^= 1;
    assert_eq!(endpoint.patch(&path, 0, &changed).await.codes(), ["digest-mismatch"]);
    assert_eq!((endpoint.parts(), files(&endpoint, "packages")), (vec![], vec![]));
}
