//! Every page of the real content: what holds for each of them, whoever wrote it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use rules::{Date, Lang};
use site::content::Content;
use site::load::Folder;
use site::make;
use site::shell::Shell;

/// A shell as Trunk leaves it: with the tags that start the form.
const SHELL: &str = "<!doctype html><html><head><meta charset=\"utf-8\"><!--slot:head-->\
    <script type=\"module\">import init from '/form.js'; init({ module_or_path: '/form.wasm' })</script>\
    <link rel=\"modulepreload\" href=\"/form.js\"></head><body><!--slot:body--></body></html>";

/// Bytes of brotli: what a server sends before it waits for the first answer (ten segments).
const FIRST_WINDOW: usize = 14_000;

pub(super) fn folder() -> Folder {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace");
    Folder::read(&root.join("content")).expect("the content can be read")
}

/// The content, and every HTML page by its address.
fn pages() -> (Content, BTreeMap<String, String>) {
    let (content, pages, _) = files();
    (content, pages)
}

/// The content, every HTML page by its address, and the addresses of all other files.
fn files() -> (Content, BTreeMap<String, String>, BTreeSet<String>) {
    let today: Date = "2026-11-21".parse().expect("a day");
    let outcome = make(&folder(), &Shell::parse(SHELL).expect("a shell"), today);
    assert!(!outcome.report.has_errors(), "{}", outcome.report.human("content"));
    let (pages, others): (Vec<_>, Vec<_>) =
        outcome.files.into_iter().partition(|file| file.path.ends_with(".html"));
    let pages = pages.into_iter().map(|file| {
        let address = format!("/{}", file.path.strip_suffix("index.html").unwrap_or(&file.path));
        (address, String::from_utf8(file.bytes).expect("pages are UTF-8"))
    });
    let others = others.into_iter().map(|file| format!("/{}", file.path));
    (outcome.content.expect("sound content"), pages.collect(), others.collect())
}

/// The values of an attribute, in order.
fn attributes<'p>(page: &'p str, name: &'p str) -> impl Iterator<Item = &'p str> {
    let start = format!(" {name}=\"");
    page.match_indices(&start)
        .map(|(at, start)| &page[at + start.len()..])
        .filter_map(|rest| rest.split_once('"').map(|(value, _)| value))
        .collect::<Vec<_>>()
        .into_iter()
}

/// The language of a page that has one: the choice and the bilingual page for what is missing have two.
fn language(address: &str) -> Option<Lang> {
    Lang::from_tag(address.get(1..3)?).filter(|_| address.as_bytes().get(3) == Some(&b'/'))
}

#[test]
fn each_page_has_a_title_a_heading_a_language_and_says_whose_it_is() {
    let (content, pages) = pages();
    for (address, page) in &pages {
        let lang = language(address).unwrap_or(content.site.default_language);
        assert_eq!(page.matches("<h1").count(), 1, "{address}: one level 1 heading");
        assert!(page.contains(&format!("<html lang=\"{}\">", lang.tag())), "{address}: language");
        assert_eq!(page.matches("<title>").count(), 1, "{address}: title");
        assert_eq!(page.matches("<main").count(), 1, "{address}: main");
        assert!(page.contains(content.site.independence.get(lang)), "{address}: independence");
    }
}

#[test]
fn each_page_names_its_sources_and_its_translations() {
    let (_, pages) = pages();
    let has_statements = |address: &str| {
        // These say nothing that needs a source: what is not there, which language, what to read, what is kept.
        address != "/" && !["404.html", "/cari/", "/offline/"].iter().any(|end| address.ends_with(end))
    };
    for (address, page) in pages.iter().filter(|(address, _)| has_statements(address)) {
        assert!(page.contains("<h2 id=\"sources\">"), "{address}: sources");
        assert!(page.contains("<li id=\"source-1\">"), "{address}: a source");
        let alternates: BTreeSet<_> = attributes(page, "hreflang").collect();
        assert!(
            alternates.is_superset(&BTreeSet::from(["id", "en", "x-default"])),
            "{address}: {alternates:?}"
        );
    }
}

#[test]
fn only_the_pages_with_the_form_run_more_than_the_scripts_that_wait_for_the_page() {
    let (_, pages) = pages();
    for (address, page) in &pages {
        let has_form = address.ends_with("/apply/");
        assert_eq!(page.contains("<script type=\"module\">"), has_form, "{address}");
        let scripts: Vec<_> =
            page.split("<script ").skip(1).filter(|script| script.starts_with("src=")).collect();
        let wait = |script: &&str| script.split_once('>').is_some_and(|(tag, _)| tag.contains(" defer"));
        assert!(!scripts.is_empty() && scripts.iter().all(wait), "{address}: {scripts:?}");
        if !has_form {
            assert_eq!(page.matches("<script").count(), scripts.len(), "{address}");
        }
        assert!(!page.contains("modulepreload"), "{address} has its reader wait for the form");
    }
}

#[test]
fn every_link_and_every_reference_within_the_site_leads_somewhere() {
    let (_, pages, others) = files();
    let ids: BTreeMap<_, BTreeSet<_>> =
        pages.iter().map(|(address, page)| (address.as_str(), attributes(page, "id").collect())).collect();
    for (address, page) in &pages {
        assert_eq!(
            ids[address.as_str()].len(),
            attributes(page, "id").count(),
            "{address}: an id is used twice"
        );
        for target in attributes(page, "href").filter(|target| target.starts_with(['/', '#'])) {
            let (path, fragment) = target.split_once('#').unwrap_or((target, ""));
            let path = if path.is_empty() { address } else { path };
            // The endpoint answers for receipts; its own tests say so.
            if others.contains(path) || path == "/form.js" || path.starts_with("/status/?lang=") {
                continue;
            }
            let ids =
                ids.get(path).unwrap_or_else(|| panic!("{address} links to {target}, which is no page"));
            assert!(fragment.is_empty() || ids.contains(fragment), "{address} links to {target}: no such id");
        }
        let described = attributes(page, "aria-labelledby").chain(attributes(page, "aria-describedby"));
        for id in described.flat_map(str::split_whitespace) {
            assert!(
                ids[address.as_str()].contains(id),
                "{address}: `{id}` labels something and is not there"
            );
        }
    }
}

#[test]
fn a_guide_page_arrives_with_the_first_packets() {
    let (_, pages) = pages();
    for (address, page) in pages.iter().filter(|(address, _)| !address.ends_with("/apply/")) {
        let bytes = site::write::brotli(page.as_bytes()).len();
        assert!(bytes <= FIRST_WINDOW, "{address} is {bytes} bytes of brotli");
    }
}

/// A guide that nobody has reviewed is still there, and says so; it does not fail to be built on the day
/// after.
#[test]
fn the_guide_can_be_built_long_after_its_review() {
    for today in ["2027-02-23", "2027-12-31", "2030-01-01"] {
        let today: Date = today.parse().expect("a day");
        let report = make(&folder(), &Shell::parse(SHELL).expect("a shell"), today).report;
        assert!(!report.has_errors(), "{today}: {}", report.human("content"));
    }
}
