//! Golden small sites: a folder of content for each case, and the pages or the report it has to come to.
//!
//! `UPDATE=1 cargo test -p system-tests golden` writes what comes out now; read the difference before
//! committing it. The words of the interface are stand-ins such as `[cite {number}]`, so that a better
//! wording changes no golden.

mod real_content;

use std::fs;
use std::path::{Path, PathBuf};

use rules::words::Words;
use rules::{Date, Lang};
use site::load::Folder;
use site::shell::Shell;
use site::{Outcome, make};

/// The content of a case, with stand-ins for the words of the interface.
struct Case {
    folder: PathBuf,
    content: Folder,
}

impl Case {
    fn new(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/cases").join(name);
        let content = Folder::read(&folder.join("content")).expect("the case has content");
        let texts = content.below("").map(|(path, text)| (path.to_owned(), text.to_owned()));
        let words = Lang::ALL.map(|lang| (format!("ui/{}.toml", lang.tag()), stand_ins()));
        let content = texts.chain(words).collect();
        Self { folder, content }
    }

    /// The same case with a file changed.
    fn with(self, path: &str, change: impl Fn(&str) -> String) -> Self {
        let texts = self.content.below("").map(|(name, text)| {
            let text = if name == path { change(text) } else { text.to_owned() };
            (name.to_owned(), text)
        });
        let content = texts.collect();
        Self { content, ..self }
    }

    fn make(&self) -> Outcome {
        let today: Date = "2026-11-21".parse().expect("a day");
        make(&self.content, &Shell::without_form(), today)
    }

    /// Holds `found` against the file `expected/NAME` of the case, or writes it there.
    fn expect(&self, name: &str, found: &str) {
        let path = self.folder.join("expected").join(name);
        if std::env::var_os("UPDATE").is_some() {
            fs::create_dir_all(path.parent().expect("below the case")).expect("made");
            fs::write(&path, found).expect("written");
        }
        let expected = fs::read_to_string(&path).unwrap_or_default();
        assert!(expected == found, "{} differs; it came to:\n{found}", path.display());
    }
}

/// Words for every key that the real words have, with the same placeholders.
fn stand_ins() -> String {
    let (words, _) = Words::read(real_content::folder().text("ui/id.toml").expect("there are words"));
    let mut text = String::new();
    for table in ["guide", "offline", "form", "problem"] {
        text.push_str(&format!("[{table}]\n"));
        for (key, words) in words.table(table) {
            let placeholders: String = rules::text::pieces(words)
                .filter_map(|piece| match piece {
                    rules::text::Piece::Placeholder(name) => Some(format!(" {{{name}}}")),
                    rules::text::Piece::Words(_) => None,
                })
                .collect();
            let words = if key == "months" { words.to_owned() } else { format!("[{key}{placeholders}]") };
            text.push_str(&format!("{key} = \"{words}\"\n"));
        }
    }
    text
}

/// The body of a page, a tag to a line: what a reader gets, without the style and the head.
fn body(page: &[u8]) -> String {
    let page = String::from_utf8(page.to_vec()).expect("pages are UTF-8");
    let (_, body) = page.split_once("<body>").expect("a page has a body");
    body.replace("><", ">\n<").replace("</body>\n</html>", "")
}

#[test]
fn a_small_site_comes_to_these_pages() {
    let case = Case::new("small-site");
    let outcome = case.make();
    assert_eq!(outcome.report.human("content"), "");
    for file in &outcome.files {
        // The form's own HTML is the matter of wasm-form.
        if file.path.ends_with(".html") && !file.path.contains("/apply/") {
            case.expect(&file.path, &body(&file.bytes));
        }
        if file.path == "sitemap.xml" || file.path == "robots.txt" {
            case.expect(&file.path, &String::from_utf8_lossy(&file.bytes));
        }
    }
    let paths: Vec<_> = outcome.files.iter().map(|file| file.path.as_str()).collect();
    case.expect("files.txt", &format!("{}\n", paths.join("\n")));
}

#[test]
fn a_definition_with_three_mistakes_reports_all_three() {
    let case = Case::new("three-mistakes");
    let report = case.make().report;
    assert!(report.has_errors());
    assert_eq!(report.entries().len(), 3, "{}", report.human("content"));
    case.expect("report.txt", &report.human("content"));
    case.expect("report.json", &report.json("content"));
}

#[test]
fn everything_wrong_with_pages_is_reported_at_once() {
    let case = Case::new("broken-pages");
    case.expect("report.txt", &case.make().report.human("content"));
}

#[test]
fn words_have_to_be_the_same_in_every_language_and_in_the_program() {
    let case = Case::new("small-site").with("ui/en.toml", |words| {
        words
            .replace("skip = \"[skip]\"\n", "skipp = \"[skip]\"\n")
            .replace("cite = \"[cite {number}]\"", "cite = \"[cite {no}]\"")
    });
    let codes: Vec<_> =
        case.make().report.entries().iter().map(|entry| (entry.file.clone(), entry.code)).collect();
    let at = |file: &str, code| (file.to_owned(), code);
    assert_eq!(
        codes,
        [
            at("ui/en.toml", "missing-translation"),
            at("ui/en.toml", "placeholder-mismatch"),
            at("ui/en.toml", "unknown-key"),
            at("ui/id.toml", "placeholder-mismatch"),
        ]
    );
}

#[test]
fn a_review_that_is_overdue_is_said_on_the_page() {
    let case = Case::new("small-site");
    let page = |today: &str| {
        let today = today.parse().expect("a day");
        let files = make(&case.content, &Shell::without_form(), today).files;
        let page = files.iter().find(|file| file.path == "id/contoh/index.html").expect("a page");
        body(&page.bytes)
    };
    assert!(!page("2027-02-21").contains("[review_overdue"));
    assert!(page("2027-02-22").contains("[review_overdue 21 Februari 2027]"));
}
