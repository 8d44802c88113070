//! The guide without a connection: the scripts that keep it on the reader's device, and what they need to know.
//!
//! - `sw.js`, the service worker (2.5 KB, brotli), keeps pages that were read and what a form needs.
//! - A page script, one for each language, on every page: 0.7 KB (brotli), with its words. It registers the
//!   worker and says when a page is a kept copy, or an older one.
//! - A second script on the page that lists what is kept ([`crate::pages`]): 1.8 KB. It saves the whole guide.
//! - [`list`] says what the whole guide is; [`app`] is what an installed guide looks like.

pub mod app;
pub mod list;
mod words;

use std::collections::BTreeSet;

use rules::Lang;
use rules::words::Words;
use serde_json::json;

use crate::content::Content;
use crate::form::Form;
use crate::hashed::{hashed, integrity};
use crate::shell::Shell;
use crate::write::File;

pub use words::OfflineWords;

/// The table of `content/ui/` with the words of these scripts, and of their page.
pub const TABLE: &str = "offline";

/// Where the service worker is: at the root, for it to see every page.
pub const WORKER: &str = "sw.js";

const WORKER_SOURCE: &str = include_str!("../assets/sw.js");
const PAGE_SOURCE: &str = include_str!("../assets/page.js");
const SHELF_SOURCE: &str = include_str!("../assets/offline.js");
/// What a preview has in the worker's place.
const NO_WORKER_SOURCE: &str = include_str!("../assets/no-sw.js");

/// Where a script's words, and the worker's languages, are filled in.
const WORDS_SLOT: &str = "WORDS = {}";
const LANGUAGES_SLOT: &str = "LANGUAGES = []";

/// What keeps the guide, in one language.
pub struct Offline {
    /// The words of the page that lists what is kept.
    pub words: OfflineWords,
    /// The script of every page.
    pub page: Script,
    /// The script of the page that lists what is kept.
    pub shelf: Script,
}

impl Offline {
    /// With the words of a language.
    pub fn of(lang: Lang, words: &Words) -> Self {
        let script =
            |name, source| Script::new(&format!("{name}-{}", lang.tag()), &filled(source, lang, words));
        Self {
            words: OfflineWords::of(words, TABLE),
            page: script("page", PAGE_SOURCE),
            shelf: script("shelf", SHELF_SOURCE),
        }
    }
}

/// A script in a file of its own, under a name with its hash.
pub struct Script(File);

impl Script {
    fn new(stem: &str, text: &str) -> Self {
        Self(File { path: hashed(stem, text.as_bytes(), "js"), bytes: text.as_bytes().to_vec() })
    }

    /// The tag that runs it once the page is there; a browser runs nothing else under its name.
    pub fn tag(&self) -> String {
        let File { path, bytes } = &self.0;
        format!("<script src=\"/{path}\" defer integrity=\"{}\"></script>", integrity(bytes))
    }
}

/// The scripts.
pub fn files(content: &Content) -> Vec<File> {
    let languages = json!(Lang::ALL.map(Lang::tag)).to_string();
    let worker = small(WORKER_SOURCE).replacen(LANGUAGES_SLOT, &format!("LANGUAGES = {languages}"), 1);
    let scripts = Lang::ALL.into_iter().flat_map(|lang| {
        let offline = content.offline.get(lang);
        [offline.page.0.clone(), offline.shelf.0.clone()]
    });
    scripts.chain([File { path: WORKER.to_owned(), bytes: worker.into_bytes() }]).collect()
}

/// The tag that tells the service worker which files the form of this page needs, those that it loads later
/// included; nothing on a page without a form.
pub fn keep_tag(content: &Content, shell: &Shell, body: &str) -> String {
    // The ones that the page loads itself come first: the browser has them by then.
    let mut files = named(&shell.form.as_ref().map(Form::starter).unwrap_or_default());
    files.extend(named(body));
    let parts = shell.form_parts().map(|(file, _)| format!("/{}", file.path));
    files.extend(parts.filter(|path| !files.contains(path)).collect::<Vec<_>>());
    if content.offices.read.is_some() {
        files.push("/offices.json".to_owned());
    }
    if files.is_empty() {
        String::new()
    } else {
        format!("<meta name=\"keep\" content=\"{}\">", files.join(" "))
    }
}

/// The files under names with a hash that a page names, each once, in order.
fn named(html: &str) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let quoted = html.split(['"', '\'']).filter(|text| text.starts_with('/') && is_hashed(text));
    quoted.filter(|path| seen.insert(*path)).map(str::to_owned).collect()
}

/// Whether a path's name carries a hash of its content: as the endpoint has it (`upload/src/files.rs`).
fn is_hashed(path: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/-_.".contains(&byte);
    let is_hash = |piece: &str| {
        piece.len() >= 12 && piece.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
    };
    let name = path.rsplit('/').next().unwrap_or_default();
    path.bytes().all(is_plain) && name.split(['-', '_', '.']).skip(1).any(is_hash)
}

/// Makes a page one of a preview: no worker keeps it, and the one of an earlier guide goes.
pub fn for_preview(file: &mut File) {
    if file.path == WORKER {
        file.bytes = small(NO_WORKER_SOURCE).into_bytes();
    }
    if !file.path.ends_with(".html") {
        return;
    }
    let mut page = String::from_utf8_lossy(&file.bytes).into_owned();
    for start in ["<script src=\"/page-", "<script src=\"/shelf-"] {
        if let Some((before, rest)) = page.split_once(start)
            && let Some((_, after)) = rest.split_once("</script>")
        {
            page = [before, after].concat();
        }
    }
    file.bytes = page.into_bytes();
}

/// A script with the words that it uses, each written there as `WORDS.key`.
fn filled(source: &str, lang: Lang, words: &Words) -> String {
    let keys: BTreeSet<_> = keys(source).filter(|key| *key != "lang").collect();
    let known = keys.into_iter().filter_map(|key| Some((key, words.get(TABLE, key)?)));
    let known = known.chain([("lang", lang.tag())]).collect::<std::collections::BTreeMap<_, _>>();
    small(source).replacen(WORDS_SLOT, &format!("WORDS = {}", json!(known)), 1)
}

fn keys(source: &str) -> impl Iterator<Item = &str> {
    let is_part = |letter: char| letter.is_ascii_lowercase() || letter == '_';
    source
        .split("WORDS.")
        .skip(1)
        .map(move |rest| rest.split(|letter| !is_part(letter)).next().unwrap_or(rest))
}

/// Leaves out comments that have a line to themselves, and indentation. Compression takes the rest: names made
/// short would save 0.1 KB of a page's script.
fn small(script: &str) -> String {
    let lines =
        script.lines().map(str::trim_start).filter(|line| !line.is_empty() && !line.starts_with("//"));
    lines.flat_map(|line| [line, "\n"]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// If it broke, a reader would see `undefined` where words belong.
    #[test]
    fn every_word_that_a_script_uses_is_one_that_there_has_to_be() {
        for source in [PAGE_SOURCE, SHELF_SOURCE] {
            assert!(source.contains(WORDS_SLOT));
            for key in keys(source).filter(|key| *key != "lang") {
                assert!(OfflineWords::KEYS.contains(&key), "{key}");
            }
        }
        assert!(WORKER_SOURCE.contains(LANGUAGES_SLOT));
    }

    /// If it broke, a form would be kept without a part of it, and fail where there is no connection.
    #[test]
    fn what_a_page_names_is_found_and_what_it_only_speaks_of_is_not() {
        let page = "<script>import init from '/form-4f2a9c0b1d3e5f60.js';</script>\
            <link href=\"/form-4f2a9c0b1d3e5f60.js\"><link href=\"/form-4f2a9c0b1d3e5f60_bg.wasm\">\
            <a href=\"/id/services/\">/no-4f2a9c0b1d3e5f60.js</a><p data-x=\"/a b-4f2a9c0b1d3e5f60.js\">";
        assert_eq!(named(page), ["/form-4f2a9c0b1d3e5f60.js", "/form-4f2a9c0b1d3e5f60_bg.wasm"]);
    }

    /// If it broke, an editor would see the page of a moment ago.
    #[test]
    fn a_preview_has_no_worker() {
        let script = Script::new("page-id", "1");
        let bytes = format!("<p>{}<b>", script.tag()).into_bytes();
        let mut page = File { path: "id/index.html".to_owned(), bytes };
        for_preview(&mut page);
        assert_eq!(page.bytes, b"<p><b>");
        let mut worker = File { path: WORKER.to_owned(), bytes: WORKER_SOURCE.as_bytes().to_vec() };
        for_preview(&mut worker);
        assert!(String::from_utf8_lossy(&worker.bytes).contains("unregister"));
    }
}
