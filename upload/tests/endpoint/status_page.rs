//! What a browser is shown of a receipt, and programs are not.

use axum::http::StatusCode;
use upload::ids::UploadHash;
use upload::receipt::ReceiptCode;

use crate::fixture::{Reply, Running, good_package};

/// An endpoint that has received a package, and the code of its receipt.
async fn received() -> (Running, String) {
    let endpoint = Running::new();
    let (path, _) = endpoint.upload(&good_package(1_500_000)).await;
    let receipt = endpoint.get(&format!("{path}/receipt")).await.json();
    (endpoint, receipt["receipt"].as_str().expect("a code").to_owned())
}

/// Checks what holds for every page, and returns its text.
fn page<'a>(reply: &'a Reply, lang: &str) -> &'a str {
    assert_eq!(reply.header("content-type"), "text/html; charset=utf-8");
    // The address holds the code: no cache keeps the page, and no other site is told of it.
    assert_eq!(reply.header("cache-control"), "no-store");
    assert_eq!(reply.header("referrer-policy"), "no-referrer");
    let policy = reply.header("content-security-policy");
    assert!(policy.starts_with("default-src 'none';"), "{policy}");
    let text = reply.text();
    assert!(text.contains(&format!("<html lang=\"{lang}\">")), "{text}");
    assert!(text.contains(&format!("href=\"/{lang}/status-layanan/\"")), "{text}");
    assert_eq!(text.matches("<h1>").count(), 1);
    assert!(text.contains("<label for=\"code\">") && text.contains("name=\"code\""), "{text}");
    text
}

fn all(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "{part} is not in\n{text}");
    }
}

#[tokio::test]
async fn a_browser_is_told_what_was_received_in_its_language() {
    let (endpoint, code) = received().await;
    let path = format!("/status/{}", code.to_lowercase());
    let reply = endpoint.browse(&path, "en-GB,en;q=0.9,id;q=0.8").await;
    assert_eq!((reply.status, reply.header("content-language")), (StatusCode::OK, "en"));
    let english = page(&reply, "en");
    all(
        english,
        &[&code, "Garden permit", " WIB</time>", "Photo: files: 1, 1.5\u{a0}MB", "no proof of filing"],
    );
    all(english, &["<a href=\"?lang=id\" hreflang=\"id\" lang=\"id\">", "name=\"code\" value=\"\""]);

    let reply = endpoint.browse(&path, "de").await;
    let indonesian = page(&reply, "id");
    all(indonesian, &[&code, "Izin kebun", "Foto: 1 berkas, 1,5\u{a0}MB", "bukan bukti pengajuan"]);
    let asked = endpoint.browse(&format!("{path}?lang=en"), "id").await;
    // Only here does the form keep the language: elsewhere the browser's settings do.
    all(page(&asked, "en"), &["<input type=\"hidden\" name=\"lang\" value=\"en\">"]);
    assert!(!english.contains("type=\"hidden\""));
    assert_eq!(asked.header("vary"), "accept, accept-language");
}

#[tokio::test]
async fn a_program_gets_data_as_ever() {
    let (endpoint, code) = received().await;
    let reply = endpoint.get(&format!("/status/{code}?lang=en")).await;
    assert_eq!(reply.header("content-type"), "application/json");
    let status = reply.json();
    let mut keys: Vec<_> = status.as_object().expect("an object").keys().collect();
    keys.sort();
    assert_eq!(keys, ["deadlines", "history", "receipt", "received", "service", "state"]);
    assert_eq!((&status["receipt"], &status["state"]), (&code.as_str().into(), &"received".into()));
}

#[tokio::test]
async fn whose_code_is_wrong_is_told_how_to_check_it() {
    let endpoint = Running::new();
    let never_given = ReceiptCode::of(&UploadHash::from_folder("nobody's")).to_string();
    let reply = endpoint.browse(&format!("/status/{never_given}"), "en").await;
    assert_eq!(reply.status, StatusCode::NOT_FOUND);
    all(page(&reply, "en"), &["not known here", "Is this the site", &format!("value=\"{never_given}\"")]);

    let mut mistyped = never_given.clone();
    mistyped.replace_range(0..1, if never_given.starts_with('0') { "1" } else { "0" });
    let reply = endpoint.browse(&format!("/status/{mistyped}"), "id").await;
    assert_eq!(reply.status, StatusCode::NOT_FOUND);
    all(page(&reply, "id"), &["salah ketik", "angka nol", "aria-invalid=\"true\"", &mistyped]);
}

/// What was typed comes back in the page.
#[tokio::test]
async fn nothing_in_the_address_becomes_part_of_the_page() {
    let endpoint = Running::new();
    for path in ["/status/%22%3E%3Cscript%3E", "/status/?code=%22%3E%3Cscript%3E"] {
        let reply = endpoint.browse(path, "id").await;
        assert_eq!(reply.status, StatusCode::NOT_FOUND);
        let text = page(&reply, "id");
        assert!(!text.contains("<script") && text.contains("&#60;script&#62;"), "{text}");
    }
}

#[tokio::test]
async fn the_entry_leads_to_the_page_of_a_code_however_it_is_written() {
    let (endpoint, code) = received().await;
    for path in ["/status", "/status/", "/status/?code=++", "/status/?code=1&code=2"] {
        let entry = endpoint.browse(path, "id").await;
        assert_eq!(entry.status, StatusCode::OK, "{path}");
        all(page(&entry, "id"), &["<form action=\"/status/\">", "value=\"\""]);
    }
    let written = code.to_lowercase().replace('-', "+").replace('0', "o").replace('1', "I");
    for (query, language) in [("", ""), ("&lang=en", "?lang=en"), ("&lang=xx", "")] {
        let found = endpoint.browse(&format!("/status/?code=+{written}+{query}"), "id").await;
        assert_eq!(found.status, StatusCode::SEE_OTHER);
        assert_eq!(found.header("location"), format!("/status/{code}{language}"));
        assert_eq!(
            (found.header("cache-control"), found.header("referrer-policy")),
            ("no-store", "no-referrer")
        );
    }
    let wrong = endpoint.browse("/status/?code=7K3M", "id").await;
    assert_eq!(wrong.status, StatusCode::NOT_FOUND);
    all(page(&wrong, "id"), &["salah ketik", "value=\"7K3M\""]);
}

#[tokio::test]
async fn a_store_that_fails_is_told_as_well() {
    let (endpoint, code) = received().await;
    std::fs::remove_dir_all(endpoint.stored("receipts")).expect("removed");
    std::fs::write(endpoint.stored("receipts"), "in the way").expect("written");
    let reply = endpoint.browse(&format!("/status/{code}"), "en").await;
    assert_eq!(reply.status, StatusCode::SERVICE_UNAVAILABLE);
    all(page(&reply, "en"), &["The storage cannot be used at the moment."]);
}
