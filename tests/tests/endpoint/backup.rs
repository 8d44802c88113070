//! What docs/operators.md says of copies of the store, done.

use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use ureq::http::StatusCode;

use super::client::{create, get, offset, patch};
use super::documents::package;
use super::program::Endpoint;

/// Copies a folder of the store as it is said there. rsync says so (24) where parts are removed meanwhile,
/// because their package has just been stored: that is copied last.
fn copy(store: &Path, backup: &Path, folder: &str) {
    let mut rsync = Command::new("rsync");
    rsync.args(["--archive", "--ignore-existing"]).arg(store.join(folder)).arg(backup);
    let copied = rsync.output().expect("rsync runs");
    assert!(matches!(copied.status.code(), Some(0 | 24)), "{copied:?}");
    assert!(backup.join(folder).is_dir(), "{folder} is copied");
}

#[test]
fn a_copy_made_under_a_running_endpoint_is_a_store() {
    // If it broke, a backup would hold receipts without packages, or uploads that cannot go on.
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (store, backup) = (folder.path().join("store"), folder.path().join("backup"));
    std::fs::create_dir_all(&backup).expect("made");
    let package = package();
    let endpoint = Endpoint::start(&store);
    let done = create(&endpoint, &package, 1);
    assert_eq!(patch(&endpoint, &done, 0, &package).status, StatusCode::NO_CONTENT);
    let receipt = get(&endpoint, &format!("{done}/receipt"));
    let code = receipt.json()["receipt"].as_str().expect("a code").to_owned();
    let half = create(&endpoint, &package, 2);
    let sent = 2_000_000;
    assert_eq!(patch(&endpoint, &half, 0, &package[..sent]).status, StatusCode::NO_CONTENT);

    // Others come and end meanwhile.
    let is_copied = AtomicBool::new(false);
    let others = thread::scope(|scope| {
        let traffic = scope.spawn(|| {
            let mut others = Vec::new();
            for key in 3..20 {
                let other = create(&endpoint, &package, key);
                patch(&endpoint, &other, 0, &package);
                others.push(other);
                if is_copied.load(Ordering::Relaxed) {
                    break;
                }
            }
            others
        });
        for part in ["receipts", "uploads", "packages"] {
            copy(&store, &backup, part);
        }
        is_copied.store(true, Ordering::Relaxed);
        traffic.join().expect("sent")
    });
    drop(endpoint);

    let restored = Endpoint::start(&backup);
    assert_eq!(get(&restored, &format!("{done}/receipt")).body, receipt.body);
    assert_eq!(get(&restored, &format!("/status/{code}")).json()["state"], "received");
    assert_eq!(offset(&restored, &half), sent);
    assert_eq!(patch(&restored, &half, sent, &package[sent..]).status, StatusCode::NO_CONTENT);
    // Of what came during the copy, whatever has a receipt has its package, whole.
    for other in others {
        let receipt = get(&restored, &format!("{other}/receipt"));
        if receipt.status == StatusCode::OK {
            let code = receipt.json()["receipt"].as_str().expect("a code").to_owned();
            let stored = std::fs::read(backup.join(format!("packages/{code}.zip"))).expect("its package");
            assert!(stored == package);
        }
    }
}
