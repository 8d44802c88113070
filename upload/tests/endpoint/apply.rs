//! The form as browsers without scripts send it.

use age::x25519::Identity;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use futures_util::stream;
use upload::form_body::MEMORY_KIB;

use crate::fixture::{Reply, Running, good_package, png};
use crate::garden::SERVICE;
use crate::sealing::{files, opened, recipient};

const BOUNDARY: &str = "----panduan";

/// A field of a form: its name, the name of its file if it is one, its bytes.
pub type Field<'a> = (&'a str, Option<&'a str>, &'a [u8]);

pub fn multipart(fields: &[Field<'_>]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, file, bytes) in fields {
        let file =
            file.map(|file| format!("; filename=\"{file}\"\r\ncontent-type: application/octet-stream"));
        let head = format!(
            "--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"{name}\"{}\r\n\r\n",
            file.unwrap_or_default()
        );
        body.extend([head.as_bytes(), bytes, b"\r\n"].concat());
    }
    body.extend(format!("--{BOUNDARY}--\r\n").as_bytes());
    body
}

/// Sends a body as a browser does that asks for a page in English; or as a program.
pub async fn post(endpoint: &Running, address: &str, accept: &str, body: impl Into<Body>) -> Reply {
    let request = Request::post(address)
        .header("accept", accept)
        .header("content-type", format!("multipart/form-data; boundary={BOUNDARY}"));
    endpoint.send(request.body(body.into()).expect("a request")).await
}

pub const PAGE: &str = "text/html,*/*;q=0.8";

pub const ADDRESS: &str = "/apply/garden-permit?lang=en";

pub fn good_form() -> Vec<u8> {
    multipart(&[
        ("has_garden", None, b"true"),
        ("photo", Some("dapur.png"), &png(1000)),
        // A second field for which nobody chose a file.
        ("photo", Some(""), b""),
    ])
}

/// If it broke, whoever has no scripts would send something else than the others, or twice.
#[tokio::test]
async fn a_form_becomes_the_package_that_pack_makes_once() {
    let endpoint = Running::new();
    let first = post(&endpoint, ADDRESS, PAGE, good_form()).await;
    assert_eq!(first.status, StatusCode::SEE_OTHER, "{}", first.text());
    let status = first.header("location").to_owned();
    let code = status.trim_start_matches("/status/").trim_end_matches("?lang=en#receipt");
    let stored = std::fs::read(endpoint.stored(format!("packages/{code}.zip"))).expect("the package");
    assert!(stored == good_package(1000));
    let page = endpoint.browse(&status, "id").await;
    assert!(page.status == StatusCode::OK && page.text().contains(code), "{}", page.text());

    // The button was pressed twice, or the answer got lost and the page was loaded again.
    let (again, at_once) = tokio::join!(
        post(&endpoint, ADDRESS, PAGE, good_form()),
        post(&endpoint, ADDRESS, "*/*", good_form())
    );
    assert_eq!(again.header("location"), status);
    assert_eq!((at_once.status, &at_once.json()["receipt"]), (StatusCode::CREATED, &code.into()));
    assert_eq!(files(&endpoint, "packages").len(), 1);
    assert_eq!((files(&endpoint, "uploads").len(), endpoint.parts()), (1, vec![]));
    let other = multipart(&[("has_garden", None, b"true"), ("photo", Some("a.png"), &png(1001))]);
    assert_ne!(post(&endpoint, ADDRESS, PAGE, other).await.header("location"), status);
}

/// Two at the same moment, with nothing there before.
#[tokio::test]
async fn a_button_pressed_twice_sends_one_application() {
    let endpoint = Running::sealing_to(&[recipient(&Identity::generate())]);
    let (one, two) = tokio::join!(
        post(&endpoint, ADDRESS, PAGE, good_form()),
        post(&endpoint, ADDRESS, PAGE, good_form())
    );
    assert_eq!((one.status, two.status), (StatusCode::SEE_OTHER, StatusCode::SEE_OTHER));
    assert_eq!(one.header("location"), two.header("location"));
    assert_eq!(files(&endpoint, "packages").len(), 1);
}

/// If it broke, a passport of whoever has no scripts would be readable in a store where no other is.
#[tokio::test]
async fn where_packages_are_sealed_a_form_is_too() {
    let identity = Identity::generate();
    let endpoint = Running::sealing_to(&[recipient(&identity)]);
    let reply = post(&endpoint, ADDRESS, "application/json", good_form()).await;
    assert_eq!(reply.status, StatusCode::CREATED, "{}", reply.text());
    let receipt = reply.json();
    assert_eq!(receipt["sealed"], true);
    let code = receipt["receipt"].as_str().expect("a code");
    assert_eq!(files(&endpoint, "packages"), [format!("{code}.age")]);
    let stored = std::fs::read(endpoint.stored(format!("packages/{code}.age"))).expect("the package");
    assert!(opened(&identity, &stored) == good_package(1000));
}

/// One mistake at a time would mean one more sending of all files for each.
#[tokio::test]
async fn everything_that_is_wrong_is_listed_and_nothing_stored() {
    let endpoint = Running::new();
    let wrong = multipart(&[
        ("photo", Some("<b>.png"), b"<!doctype html><p>Error"),
        ("colour", None, b"blue"),
        ("passport", Some("a.png"), &png(1000)),
        ("left_empty", None, b" \r\n"),
    ]);
    let reply = post(&endpoint, ADDRESS, "application/json", wrong.clone()).await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(
        reply.codes(),
        ["looks-like-html", "missing-document", "missing-answer", "detail-not-listed", "document-not-listed"]
    );
    let page = post(&endpoint, ADDRESS, PAGE, wrong).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
    assert!(page.header("content-security-policy").starts_with("default-src 'none'"));
    let text = page.text();
    assert_eq!(text.matches("<li>").count(), 5, "{text}");
    for part in
        ["<html lang=\"en\">", "Nothing was stored", "Is there a garden?", "&#60;b&#62;.png", "colour"]
    {
        assert!(text.contains(part), "no {part} in {text}");
    }
    assert!(text.contains(&format!("href=\"/en/services/{SERVICE}/apply/\"")) && !text.contains("<b>"));

    let refused = multipart(&[("has_garden", None, b"false"), ("photo", Some("a.png"), &png(1000))]);
    let page = post(&endpoint, &format!("/apply/{SERVICE}"), PAGE, refused).await;
    assert!(
        page.text().contains("<html lang=\"id\">") && page.text().contains("Perlu kebun."),
        "{}",
        page.text()
    );
    assert_eq!((files(&endpoint, "uploads"), files(&endpoint, "packages")), (vec![], vec![]));
}

/// Whoever sends too much has to read why, and nobody may take the memory of all.
#[tokio::test]
async fn what_is_no_form_or_too_large_is_refused_and_gives_its_memory_back() {
    let endpoint = Running::with_limits(&["--max-package-bytes", "200000"]);
    let large = multipart(&[("photo", Some("a.png"), &png(3_000_000))]);
    let page = post(&endpoint, ADDRESS, PAGE, large).await;
    assert_eq!(page.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(page.text().contains("larger than 200000 bytes"), "{}", page.text());
    let whole = good_form();
    for broken in [&whole[..whole.len() - 20], b"nothing".as_slice(), b""] {
        let reply = post(&endpoint, ADDRESS, "*/*", broken.to_vec()).await;
        assert_eq!((reply.status, reply.codes()), (StatusCode::BAD_REQUEST, vec!["bad-form".to_owned()]));
    }
    let breaks = stream::iter([Ok(whole[..500].to_vec()), Err(std::io::Error::other("gone"))]);
    assert_eq!(post(&endpoint, ADDRESS, "*/*", Body::from_stream(breaks)).await.codes(), ["bad-form"]);
    let many: Vec<Field> = (0..2_001).map(|_| ("colour", None, &b"blue"[..])).collect();
    assert_eq!(post(&endpoint, ADDRESS, "*/*", multipart(&many)).await.codes(), ["bad-form"]);
    let typed = vec![b'a'; 1024 * 1024 + 1];
    let typed = multipart(&[("colour", None, &typed)]);
    assert_eq!(post(&endpoint, ADDRESS, "*/*", typed).await.codes(), ["bad-form"]);
    assert_eq!(post(&endpoint, "/apply/nothing", "*/*", good_form()).await.codes(), ["unknown-service"]);

    let forms: Vec<_> = (0..300).map(|_| post(&endpoint, ADDRESS, "*/*", good_form())).collect();
    for reply in futures_util::future::join_all(forms).await {
        assert_eq!(reply.status, StatusCode::CREATED);
    }
    // What is given back last may be on its way.
    endpoint.state.tasks.close();
    endpoint.state.tasks.wait().await;
    assert_eq!(endpoint.state.forms.memory.available_permits(), MEMORY_KIB);
    assert_eq!(files(&endpoint, "packages").len(), 1);

    let led = endpoint.browse(&format!("/apply/{SERVICE}"), "en").await;
    assert_eq!(led.header("location"), format!("/en/services/{SERVICE}/apply/"));
    assert_eq!(endpoint.get("/apply/nothing").await.status, StatusCode::NOT_FOUND);
}
