//! The page of a form, filled in again with what was sent.

use std::collections::BTreeMap;
use std::{fs, io};

use axum::body::Body;
use axum::http::StatusCode;
use futures_util::stream;
use package::Details;
use proptest::prelude::*;
use tempfile::TempDir;
use upload::filled_page::{Filling, Note, fill_in};
use upload::form_body::MEMORY_KIB;

use crate::apply::{ADDRESS, PAGE, multipart, post};
use crate::fixture::{Reply, Running, png};
use crate::garden::{DEFINITION, SERVICE, definitions_of};

/// As `site` writes the page of the garden permit, with a field of every kind.
const APPLY: &str = r##"<!doctype html><html lang="en"><head><title>Form: Garden permit</title>
<script type="module">start()</script><link rel="modulepreload" href="/form.js"><style>a{b:c}</style></head>
<body><main><h1>Form</h1><noscript><p>No scripts.</p></noscript><div id="form"><form id="application" method="dialog">
<h2 id="check-title" tabindex="-1">Check</h2>
<fieldset class="question" aria-describedby="has_garden-help"><legend>Is there a garden?</legend>
<p class="problem" id="has_garden-problem" aria-live="polite"></p>
<input type="radio" id="has_garden" name="has_garden" value="true"><input type="radio" name="has_garden" value="false">
</fieldset>
<p class="problem" id="colour-problem"></p><input type="text" id="colour" name="colour" aria-describedby="colour-help">
<p class="problem" id="story-problem"></p><textarea id="story" name="story" rows="4"></textarea>
<p class="problem" id="kind-problem"></p><select id="kind" name="kind"><option value="">Choose</option>
<option value="herbs">Herbs</option><option value="roses">Roses</option></select>
<h2 id="documents-title">Documents</h2>
<p class="problem" id="photo-problem"></p><input type="file" id="photo" name="photo" multiple aria-describedby="photo-limits ">
</form></div>
<noscript id="no-script-sends"><button form="application">Send</button></noscript>
<div id="without-script" hidden><button disabled form="application">Send</button></div>
<script type="application/json" id="form-data">{"a":"</p>"}</script></main></body></html>"##;

const DETAILS: &str = r#"
    [[detail]]
    id = "colour"
    kind = "text"
    max_length = 10
    label = { id = "Warna", en = "Colour" }

    [[detail]]
    id = "story"
    kind = "multiline"
    max_length = 100
    label = { id = "Cerita", en = "Story" }

    [[detail]]
    id = "kind"
    kind = "choice"
    required = true
    label = { id = "Jenis", en = "Kind" }
    option = [
        { id = "herbs", label = { id = "Rempah", en = "Herbs" } },
        { id = "roses", label = { id = "Mawar", en = "Roses" } },
    ]
"#;

/// An endpoint that serves the page, and the folder that it is in.
fn running() -> (Running, TempDir) {
    let site = tempfile::tempdir().expect("a temporary folder");
    let page = site.path().join(format!("en/services/{SERVICE}/apply"));
    fs::create_dir_all(&page).expect("made");
    fs::write(page.join("index.html"), APPLY).expect("written");
    let endpoint = Running::with_site(site.path().to_owned());
    let with_details = DEFINITION.replace("[[document]]", &[DETAILS, "[[document]]"].concat());
    endpoint.state.replace_definitions(definitions_of(&with_details, &[]).into());
    (endpoint, site)
}

/// The tag with this attribute.
fn tag<'p>(page: &'p str, attribute: &str) -> &'p str {
    let at = page.find(attribute).unwrap_or_else(|| panic!("no {attribute} in {page}"));
    let start = page[..at].rfind('<').expect("a tag begins");
    let mut is_in_value = false;
    let length = page[start..].find(|letter| {
        is_in_value ^= letter == '"';
        letter == '>' && !is_in_value
    });
    &page[start..=start + length.expect("a tag ends")]
}

fn assert_page(reply: &Reply, status: StatusCode) -> String {
    assert_eq!((reply.status, reply.header("content-type")), (status, "text/html; charset=utf-8"));
    assert_eq!(reply.header("content-security-policy"), "frame-ancestors 'none'");
    assert_eq!((reply.header("cache-control"), reply.header("content-language")), ("no-store", "en"));
    reply.text().to_owned()
}

/// If it broke, whoever has no scripts would lose what they typed with every mistake, or not find the mistake.
#[tokio::test]
async fn the_page_comes_back_filled_in_with_every_problem_at_its_field_and_at_the_top() {
    let (endpoint, _site) = running();
    let wrong = multipart(&[
        ("has_garden", None, b"false"),
        ("colour", None, "red & \"green\" <b>".as_bytes()),
        ("story", None, b"\r\nTwo lines\r\n</textarea><i>"),
        ("photo", Some("a&b.png"), b"<!doctype html><p>Error"),
    ]);
    let page = assert_page(&post(&endpoint, ADDRESS, PAGE, wrong).await, StatusCode::UNPROCESSABLE_ENTITY);

    assert!(page.contains("<title>Error: Form: Garden permit</title>"), "{page}");
    assert!(tag(&page, "name=\"has_garden\" value=\"false\"").contains("checked"), "{page}");
    assert!(!tag(&page, "name=\"has_garden\" value=\"true\"").contains("checked"), "{page}");
    let colour = tag(&page, "name=\"colour\"");
    for part in [
        "value=\"red &amp; &quot;green&quot; <b>\"",
        "aria-invalid=\"true\"",
        "\"colour-help colour-problem\"",
    ] {
        assert!(colour.contains(part), "{part} in {colour}");
    }
    assert!(page.contains(">\n\nTwo lines\n&lt;/textarea&gt;&lt;i&gt;</textarea>"), "{page}");
    assert!(tag(&page, "name=\"kind\"").contains("aria-describedby=\"kind-problem\""), "{page}");
    // A file that is no picture: wrong, and to be chosen again. One that is only to be chosen again is not wrong.
    let photo = tag(&page, "name=\"photo\"");
    assert!(photo.contains("aria-invalid") && photo.contains("\"photo-limits photo-problem\""), "{photo}");
    let at_photo = page.split("id=\"photo-problem\">").nth(1).expect("a paragraph");
    assert!(
        at_photo.starts_with("wrong: ") && at_photo.contains("Choose this file again: a&amp;b.png.</p>"),
        "{page}"
    );

    let summary =
        page.split("id=\"problems\"").nth(1).and_then(|rest| rest.split("</div>").next()).expect("a summary");
    for part in [
        "role=\"group\" tabindex=\"-1\" autofocus aria-labelledby=\"problems-title\"",
        "This application was not accepted",
        "<a href=\"#colour\">",
        "<a href=\"#kind\">",
        "<a href=\"#photo\">",
        "<a href=\"#check-title\">",
        "<a href=\"#has_garden\">A garden is needed.</a>",
        "Choose these again:",
        "<a href=\"#photo\">Photo: a&#38;b.png</a>",
    ] {
        assert!(summary.contains(part), "{part} in {summary}");
    }
    // In the order of the page, whatever was found first.
    let links: Vec<_> =
        summary.split("<a href=\"#").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert_eq!(
        links,
        ["check-title", "has_garden", "colour", "kind", "photo", "photo", "photo"],
        "{summary}"
    );
    // What sends without the program, and nothing of the program.
    for gone in ["<script", "modulepreload", "no-script-sends", "hidden", "disabled"] {
        assert!(!page.contains(gone), "{gone} in {page}");
    }
    assert!(page.contains("<style>a{b:c}</style>") && page.contains("No scripts."), "{page}");
}

/// If it broke, somebody would look for a mistake in a file that has none; or would not choose it again.
#[tokio::test]
async fn a_file_that_was_right_is_to_be_chosen_again_and_not_wrong() {
    let (endpoint, _site) = running();
    let wrong = multipart(&[("has_garden", None, b"true"), ("photo", Some("a.png"), &png(1000))]);
    let page = assert_page(&post(&endpoint, ADDRESS, PAGE, wrong).await, StatusCode::UNPROCESSABLE_ENTITY);
    let photo = tag(&page, "name=\"photo\"");
    assert!(!photo.contains("aria-invalid") && photo.contains("photo-problem"), "{photo}");
    assert!(page.contains("id=\"photo-problem\">Choose this file again: a.png.</p>"), "{page}");

    // Nobody who chose none is told of files.
    let none =
        multipart(&[("has_garden", None, b"true"), ("kind", None, b"roses"), ("photo", Some(""), b"")]);
    let page = assert_page(&post(&endpoint, ADDRESS, PAGE, none).await, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!page.contains("Choose th") && tag(&page, "value=\"roses\"").contains("selected"), "{page}");
}

/// If it broke, one file that is too large, or a full store, would cost everything that was typed; or the memory
/// that forms share would not come back.
#[tokio::test]
async fn what_was_typed_comes_back_whatever_the_reason_is() {
    let (endpoint, site) = running();
    let typed = [("has_garden", None, &b"true"[..]), ("colour", None, b"blue"), ("kind", None, b"herbs")];
    let large = vec![7; 40_000_000];
    let form = multipart(&[&typed[..], &[("photo", Some("huge.png"), &large)]].concat());
    let pieces: Vec<_> = form.chunks(60_000).map(|piece| Ok::<_, io::Error>(piece.to_vec())).collect();
    let body = Body::from_stream(stream::iter(pieces));
    let page = assert_page(&post(&endpoint, ADDRESS, PAGE, body).await, StatusCode::PAYLOAD_TOO_LARGE);
    for part in ["value=\"blue\"", "larger than", "Choose this file again: huge.png.", "could not be sent"] {
        assert!(page.contains(part), "{part} in {page}");
    }
    assert_eq!(endpoint.state.forms.memory.available_permits(), MEMORY_KIB);

    // More than anybody types is not sent back.
    let long = "&".repeat(300_000);
    let form = multipart(&[&typed[..], &[("story", None, long.as_bytes())]].concat());
    let reply = post(&endpoint, ADDRESS, PAGE, form).await;
    assert!(reply.status == StatusCode::UNPROCESSABLE_ENTITY && !reply.text().contains("id=\"application\""));

    // Without the page there is still the list.
    fs::remove_dir_all(site.path().join("en")).expect("removed");
    let reply = post(&endpoint, ADDRESS, PAGE, multipart(&typed)).await;
    assert!(
        reply.status == StatusCode::UNPROCESSABLE_ENTITY && reply.text().contains("<div class=\"wrong\">")
    );
}

/// Everything of a page that is markup: tags with the names of their attributes.
fn markup(page: &str) -> Vec<String> {
    let tags = std::cell::RefCell::new(Vec::new());
    let settings = lol_html::RewriteStrSettings::new().append_element_content_handler(lol_html::element!(
        "*",
        |element| {
            let names: Vec<_> =
                element.attributes().iter().map(lol_html::html_content::Attribute::name).collect();
            tags.borrow_mut().push(format!("{} {}", element.tag_name(), names.join(" ")));
            Ok(())
        }
    ));
    lol_html::rewrite_str(page, settings).expect("a page");
    tags.into_inner()
}

proptest! {
    /// If it broke, what somebody typed could become part of the page: a script of theirs in their own browser, or
    /// in that of whoever they had send a form.
    #[test]
    fn nothing_typed_becomes_markup(typed in r#"[<>"'&;=/a-z \n\t-]{0,60}|</textarea><script>|"><img src=x onerror=a>|&quot;&#34;|--><!--"#) {
        let details: Details = ["colour", "story"].map(|name| (name.to_owned(), typed.clone())).into();
        let filled = |value: &str| {
            let note = |is_wrong| Note { text: format!("a{value}"), is_wrong };
            let filling = Filling {
                error: "Error:",
                summary: &|_| String::new(),
                values: details.keys().map(|name| (name.as_str(), value)).collect::<BTreeMap<_, _>>(),
                notes: [("colour", note(true)), ("story", note(true))].into(),
            };
            fill_in(APPLY, &filling).expect("a page")
        };
        let page = filled(&typed);
        prop_assert_eq!(markup(&page), markup(&filled("plain")));
        // And it is what was typed.
        let unescaped = |text: &str| text.replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
        let value = tag_value(&page);
        prop_assert_eq!(unescaped(value), typed.clone());
        let text = page.split("<textarea").nth(1).and_then(|rest| rest.split_once(">\n")).map(|(_, rest)| rest);
        let text = text.and_then(|rest| rest.split("</textarea>").next()).expect("a text area");
        prop_assert_eq!(unescaped(text), typed);
    }
}

/// The value of the field for a colour, as it is written.
fn tag_value(page: &str) -> &str {
    let rest = page.split("name=\"colour\"").nth(1).expect("a field");
    rest.split(" value=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a value")
}
