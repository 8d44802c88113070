//! The log tells what happened and to whom it did not.

use std::io;
use std::sync::{Arc, Mutex};

use axum::http::StatusCode;

use crate::fixture::{Running, good_package, key};

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("not poisoned").extend(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn requests_are_logged_without_ids_keys_and_receipts() {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt().with_writer(move || writer.clone()).finish();
    // For the whole process, as in the endpoint: what the other tests log meanwhile does no harm.
    tracing::subscriber::set_global_default(subscriber).expect("no other test sets one");
    let endpoint = Running::new();
    let package = good_package(1000);
    let path = endpoint.create(&package, Some(&key(0xab))).await;
    endpoint.patch(&path, 0, &package).await;
    let receipt = endpoint.get(&format!("{path}/receipt")).await;
    assert_eq!(receipt.status, StatusCode::OK);
    let code = receipt.json()["receipt"].as_str().expect("a code").to_owned();
    // A store that fails names the object it failed at; the log must not.
    std::fs::remove_dir_all(endpoint.stored("receipts")).expect("removed");
    std::fs::write(endpoint.stored("receipts"), "in the way").expect("written");
    assert_eq!(endpoint.get(&format!("/status/{code}")).await.status, StatusCode::SERVICE_UNAVAILABLE);

    let log = String::from_utf8(log.0.lock().expect("not poisoned").clone()).expect("text");
    assert!(log.contains("/files/{id}/receipt") && log.contains("/status/{receipt}"), "{log}");
    assert!(log.contains("the store failed"), "{log}");
    let id = path.trim_start_matches("/files/");
    let hash = upload::ids::UploadId::parse(id).expect("an id").hash();
    for secret in [id, hash.as_str(), &code, &key(0xab)] {
        assert!(!log.contains(secret), "{secret} is in the log:\n{log}");
    }
}
