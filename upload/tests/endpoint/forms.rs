//! Forms without scripts under stress: limits, memory, and a store that fails.

use std::io;
use std::io::ErrorKind;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use age::x25519::Identity;
use axum::body::{Body, Bytes};
use axum::http::{Request, StatusCode};
use futures_util::{StreamExt, stream};
use object_store::path::Path;
use tokio::time::sleep;
use upload::form_body::MEMORY_KIB;
use upload::guard::Peer;
use upload::sweep::sweep;

use crate::apply::{ADDRESS, PAGE, good_form, multipart, post};
use crate::bent_store::{Bend, bent_store};
use crate::fixture::{Reply, Running, png};
use crate::garden::definitions;
use crate::sealing::{files, recipient};

/// A body in these pieces, and how many of them were taken.
fn counted(pieces: Vec<Bytes>) -> (Body, Arc<AtomicUsize>) {
    let taken = Arc::new(AtomicUsize::new(0));
    let count = taken.clone();
    let pieces = stream::iter(pieces).map(move |piece| {
        count.fetch_add(1, Ordering::Relaxed);
        Ok::<_, io::Error>(piece)
    });
    (Body::from_stream(pieces), taken)
}

fn pieces(bytes: &[u8], length: usize) -> Vec<Bytes> {
    bytes.chunks(length).map(Bytes::copy_from_slice).collect()
}

/// If it broke, a browser would say that the connection broke, or show braces, where the endpoint says why.
#[tokio::test]
async fn whoever_is_turned_away_reads_why_on_a_page() {
    let kinds = [
        (&["--max-open-uploads", "0"][..], ADDRESS, StatusCode::SERVICE_UNAVAILABLE, "Too many uploads"),
        (&["--max-creations-per-minute", "1"], ADDRESS, StatusCode::TOO_MANY_REQUESTS, "Too many requests"),
        (&["--max-store-bytes", "100"], ADDRESS, StatusCode::INSUFFICIENT_STORAGE, "Nothing was stored"),
        (&[], "/apply/nothing?lang=en", StatusCode::UNPROCESSABLE_ENTITY, "not known here"),
    ];
    for (limits, address, status, words) in kinds {
        let endpoint = Running::with_limits(limits);
        let form = pieces(&good_form(), 100);
        let mut page = None;
        // The second one is too many for the one address.
        for _ in 0..2 {
            let (body, taken) = counted(form.clone());
            let request = Request::post(address)
                .header("accept", PAGE)
                .header("content-type", "multipart/form-data; boundary=----panduan")
                .extension(Peer(IpAddr::V4(Ipv4Addr::LOCALHOST)));
            page = Some(endpoint.send(request.body(body).expect("a request")).await);
            assert_eq!(taken.load(Ordering::Relaxed), form.len(), "{limits:?}");
        }
        let page = page.expect("an answer");
        assert_eq!((page.status, page.header("content-type")), (status, "text/html; charset=utf-8"));
        assert!(page.text().contains(words), "{}", page.text());
    }

    let endpoint = Running::new();
    let (body, taken) = counted(pieces(&good_form(), 100));
    let request = Request::post(ADDRESS).header("accept", PAGE).header("content-type", "text/plain");
    let page = endpoint.send(request.body(body).expect("a request")).await;
    assert_eq!(
        (page.status, taken.load(Ordering::Relaxed)),
        (StatusCode::BAD_REQUEST, pieces(&good_form(), 100).len())
    );
}

/// If it broke, what comes before the content of a field would be kept without any memory set aside for it,
/// and looked through again with each of its bytes.
#[tokio::test]
async fn what_comes_before_a_field_is_bounded() {
    let endpoint = Running::new();
    let preamble = [vec![b'a'; 100_000], good_form()].concat();
    let name = "n".repeat(100_000);
    for form in [preamble, multipart(&[(&name, None, b"true")])] {
        for length in [1000, form.len()] {
            let body = Body::from_stream(stream::iter(pieces(&form, length)).map(Ok::<_, io::Error>));
            assert_eq!(post(&endpoint, ADDRESS, "*/*", body).await.codes(), ["bad-form"]);
        }
    }
    // However a form is cut into pieces, it is the same one; and so with a short preamble.
    let first = post(&endpoint, ADDRESS, "*/*", good_form()).await;
    assert_eq!(first.status, StatusCode::CREATED, "{}", first.text());
    let short = [b"a preamble\r\n".to_vec(), good_form()].concat();
    for (form, length) in [(good_form(), 1), (good_form(), 7), (short, 1)] {
        let body = Body::from_stream(stream::iter(pieces(&form, length)).map(Ok::<_, io::Error>));
        let again = post(&endpoint, ADDRESS, "*/*", body).await;
        assert_eq!((again.status, &again.json()["receipt"]), (StatusCode::CREATED, &first.json()["receipt"]));
    }
    assert_eq!(endpoint.state.forms.memory.available_permits(), MEMORY_KIB);
}

/// If it broke, whoever sends a form for which there will never be memory would be told to try again.
#[tokio::test]
async fn a_form_that_never_fits_into_memory_is_too_large() {
    let endpoint = Running::with_limits(&["--max-package-bytes", "1000000000"]);
    let head = Bytes::copy_from_slice(multipart(&[("photo", Some("a.png"), &png(1000))]).split_at(900).0);
    let mebibyte = Bytes::from(vec![7; 1024 * 1024]);
    let form = std::iter::once(head).chain(std::iter::repeat_n(mebibyte, 120)).collect();
    let (body, taken) = counted(form);
    let reply = post(&endpoint, ADDRESS, "*/*", body).await;
    assert_eq!(
        (reply.status, reply.codes()),
        (StatusCode::PAYLOAD_TOO_LARGE, vec!["upload-too-large".to_owned()])
    );
    assert_eq!(reply.json()["problems"][0]["params"]["limit_bytes"], 112 * 1024 * 1024);
    assert_eq!(taken.load(Ordering::Relaxed), 121);
    assert_eq!(endpoint.state.forms.memory.available_permits(), MEMORY_KIB);
}

/// If it broke, a few forms that drip could keep everybody else from sending one for hours.
#[tokio::test]
async fn a_slow_form_gives_way_where_others_need_its_memory() {
    let endpoint = Running::with_limits(&["--idle-seconds", "1"]);
    let memory = endpoint.state.forms.memory.clone();
    let others = memory.clone().try_acquire_many_owned(MEMORY_KIB as u32 / 2 + 1).expect("free");
    let drips = stream::iter(pieces(&good_form(), 20)).then(|piece| async move {
        sleep(Duration::from_millis(50)).await;
        Ok::<_, io::Error>(piece)
    });
    assert_eq!(post(&endpoint, ADDRESS, "*/*", Body::from_stream(drips)).await.codes(), ["forms-busy"]);
    drop(others);
    assert_eq!(memory.available_permits(), MEMORY_KIB);
}

/// If it broke, a form that was on its way when the first key was set up would be stored readable.
#[tokio::test]
async fn a_form_is_sealed_to_the_keys_there_are_when_it_has_come() {
    let endpoint = Running::new();
    let sealed = Arc::new(definitions().sealed_to(&[recipient(&Identity::generate())]));
    let state = endpoint.state.clone();
    let form = pieces(&good_form(), 500).into_iter().enumerate();
    let body = stream::iter(form).map(move |(index, piece)| {
        // While it comes.
        if index == 1 {
            state.replace_definitions(sealed.clone());
        }
        Ok::<_, io::Error>(piece)
    });
    let reply = post(&endpoint, ADDRESS, "*/*", Body::from_stream(body)).await;
    assert_eq!((reply.status, &reply.json()["sealed"]), (StatusCode::CREATED, &true.into()));
    let packages = files(&endpoint, "packages");
    assert!(packages.len() == 1 && packages[0].ends_with(".age"), "{packages:?}");
}

/// If it broke, a process that is stopped would wait for forms that may take hours.
#[tokio::test]
async fn a_form_does_not_keep_the_endpoint_from_stopping() {
    let endpoint = Running::new();
    let body =
        stream::once(async { Ok::<_, io::Error>(good_form()[..100].to_vec()) }).chain(stream::pending());
    let stopping = endpoint.state.stopping.clone();
    let (reply, ()) = tokio::join!(post(&endpoint, ADDRESS, "*/*", Body::from_stream(body)), async {
        stopping.cancel();
    });
    assert_eq!(reply.codes(), ["shutting-down"]);
}

/// A way to fail.
type Fault = fn() -> Bend;

/// If it broke, a form whose sender was told that it was not sent would lie half in the store, be refused for
/// ever when it is sent again, or become two applications.
#[tokio::test]
async fn whichever_write_of_a_form_fails_it_can_be_sent_again() {
    let faults: [(Fault, StatusCode, &str); 3] = [
        (|| Bend::Fail(ErrorKind::StorageFull), StatusCode::INSUFFICIENT_STORAGE, "no-room"),
        (|| Bend::Fail(ErrorKind::Other), StatusCode::SERVICE_UNAVAILABLE, "store-unavailable"),
        (|| Bend::DoneAndFail, StatusCode::SERVICE_UNAVAILABLE, "store-unavailable"),
    ];
    for (fault, status, code) in faults {
        let (mut failing, mut refused) = (1, 0);
        loop {
            let count = Arc::new(AtomicUsize::new(0));
            let counted = count.clone();
            let store = bent_store(move |_| {
                if counted.fetch_add(1, Ordering::Relaxed) + 1 == failing { fault() } else { Bend::Straight }
            });
            let endpoint = Running::on_store(store.clone());
            let first = post(&endpoint, ADDRESS, "*/*", good_form()).await;
            // One fault only.
            let is_over = count.swap(failing, Ordering::Relaxed) < failing;
            let left: Vec<_> = store.list(&Path::from("uploads")).await.expect("a list");
            if first.status != StatusCode::CREATED {
                refused += 1;
                assert_eq!((first.status, first.codes()), (status, vec![code.to_owned()]), "write {failing}");
                assert!(!first.header("retry-after").is_empty());
            }
            let has_parts = left.iter().any(|object| object.location.as_ref().contains("part-"));
            // Unless it is their removal that failed.
            assert!(!has_parts || first.status == StatusCode::CREATED, "write {failing}: {left:?}");
            let again: Reply = post(&endpoint, ADDRESS, "*/*", good_form()).await;
            assert_eq!(again.status, StatusCode::CREATED, "write {failing}: {}", again.text());
            for _ in 0..2 {
                sweep(&endpoint.state).await.expect("swept");
            }
            for folder in ["packages", "receipts"] {
                let there = store.list(&Path::from(folder)).await.expect("a list").len();
                assert_eq!(there, 1, "write {failing}: {folder}");
            }
            assert_eq!(endpoint.state.open.load(Ordering::Relaxed), 0, "write {failing}");
            if is_over {
                break;
            }
            failing += 1;
        }
        // Its description, a part, the package and its piece, the end, the receipt, the removal.
        assert!(failing > 6 && refused > 2, "only {failing} writes, {refused} of them refused");
    }
}
