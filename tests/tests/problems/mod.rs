//! Every code of `site check`: a mistake that has it, made in sound content, and what an editor is told.
//!
//! `docs/problems.md` is what these cases come to; `UPDATE=1 cargo test -p system-tests problems` writes
//! it anew.

mod any_input;
mod seeded;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use rules::Date;
use serde::Deserialize;
use site::load::Folder;
use site::report::Report;

#[derive(Deserialize)]
struct Cases {
    case: Vec<Case>,
}

/// A mistake.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    code: String,
    file: String,
    #[serde(default)]
    replace: String,
    #[serde(default)]
    with: String,
    #[serde(default)]
    remove: bool,
    today: Option<String>,
}

/// What stands in `docs/problems.md` before the cases.
const INTRODUCTION: &str = "\
# What `site check` can say

Each problem has a stable code, a place (`FILE:LINE:COLUMN`) and a remedy; `--format json` prints the same as
a list. Below is every code with a mistake that has it: the change to a small sound content folder, and what
is reported. This page is made by `UPDATE=1 cargo test -p system-tests problems` from
`tests/tests/problems/cases.toml`, and a test holds it to what the program says.
";

fn here(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/problems").join(path)
}

/// The sound content that mistakes are made in, with the real words of the interface.
fn base() -> Vec<(String, String)> {
    let read = |folder: &Path| Folder::read(folder).expect("the folder is there");
    let base = read(&here("base"));
    let words = read(&here("../../../content/ui"));
    let base = base.below("").map(|(path, text)| (path.to_owned(), text.to_owned()));
    let words = words.below("").map(|(path, text)| (format!("ui/{path}"), text.to_owned()));
    base.chain(words).collect()
}

fn cases() -> Vec<Case> {
    let text = fs::read_to_string(here("cases.toml")).expect("the cases are there");
    toml::from_str::<Cases>(&text).expect("the cases can be read").case
}

fn check(content: impl IntoIterator<Item = (String, String)>, today: &str) -> Report {
    let today: Date = today.parse().expect("a day");
    site::check(&content.into_iter().collect(), today).report
}

impl Case {
    /// The sound content with this mistake in it.
    fn content(&self) -> Vec<(String, String)> {
        let mut content = base();
        let at = content.iter().position(|(path, _)| *path == self.file);
        let at = at.unwrap_or_else(|| panic!("{}: there is no {}", self.code, self.file));
        if self.remove {
            content.remove(at);
            return content;
        }
        let text = &mut content[at].1;
        assert_eq!(text.matches(&self.replace).count(), 1, "{}: {:?}", self.code, self.replace);
        *text = text.replace(&self.replace, &self.with);
        content
    }

    fn report(&self) -> Report {
        check(self.content(), self.today.as_deref().unwrap_or("2026-11-22"))
    }

    /// What `docs/problems.md` says of it.
    fn told(&self, report: &Report) -> String {
        let change = if self.remove {
            format!("`{}` is taken away.", self.file)
        } else {
            let lines = |sign: char, text: &str| -> String {
                text.trim_matches('\n').lines().map(|line| format!("{sign}{line}\n")).collect()
            };
            let (old, new) = (lines('-', &self.replace), lines('+', &self.with));
            format!("In `{}`:\n\n```diff\n{old}{new}```", self.file)
        };
        let mut said = report.human("content");
        if self.code == "over-budget" {
            // A page weighs something else after every change of its style.
            said = without_figures(&said);
        }
        format!("\n## `{}`\n\n{change}\n\n```text\n{said}```\n", self.code)
    }
}

/// A report with `…` for numbers of three digits and more.
fn without_figures(report: &str) -> String {
    let is_figure =
        |word: &str| word.len() > 2 && word.bytes().all(|byte| byte.is_ascii_digit() || byte == b',');
    let words = report.split(' ').map(|word| if is_figure(word) { "…" } else { word });
    words.collect::<Vec<_>>().join(" ")
}

#[test]
fn the_content_that_mistakes_are_made_in_is_sound() {
    assert_eq!(check(base(), "2026-11-22").human("content"), "");
}

#[test]
fn each_mistake_is_reported_under_its_code_as_the_page_says() {
    let mut page = INTRODUCTION.to_owned();
    for case in cases() {
        let report = case.report();
        let codes: Vec<_> = report.entries().iter().map(|entry| entry.code).collect();
        assert!(codes.contains(&case.code.as_str()), "{}: {}", case.code, report.human("content"));
        page.push_str(&case.told(&report));
    }
    let path = here("../../../docs/problems.md");
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, &page).expect("written");
    }
    let written = fs::read_to_string(&path).unwrap_or_default();
    assert!(written == page, "docs/problems.md is not what the program says; UPDATE=1 writes it anew");
}

/// A code without a case would be one that nobody has seen.
#[test]
fn every_code_in_the_program_has_a_case() {
    let with_case: BTreeSet<_> = cases().into_iter().map(|case| case.code).collect();
    let mut in_program = BTreeSet::new();
    for folder in ["rules/src", "site/src", "proof/src"] {
        codes_below(&here("../../..").join(folder), &mut in_program);
    }
    let missing: Vec<_> = in_program.difference(&with_case).collect();
    assert!(missing.is_empty(), "codes without a case: {missing:?}");
    let unknown: Vec<_> = with_case.difference(&in_program).collect();
    assert!(unknown.is_empty(), "cases of codes that are not in the program: {unknown:?}");
}

/// The codes in Rust files: of what is reported by a call such as `error("unknown-key", …)`, and of what a
/// proof finds, where they are the only texts of their form.
fn codes_below(folder: &Path, codes: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            codes_below(&path, codes);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).expect("a source file");
            let text = text.split("#[cfg(test)]").next().expect("there is a first part");
            for call in ["error(", "warning(", "missing_file(", "Finding { code: "] {
                for (at, _) in text.match_indices(call) {
                    let call = &text[at + call.len()..];
                    let call = &call[..call.find([';', '}']).unwrap_or(call.len())];
                    codes.extend(texts(call).find(is_code).map(str::to_owned));
                }
            }
            if path.components().any(|part| part.as_os_str() == "proof") {
                let with_hyphen = texts(text).filter(|text| is_code(text) && text.contains('-'));
                codes.extend(with_hyphen.filter(|text| !VERDICTS.contains(text)).map(str::to_owned));
            }
        }
    }
}

/// Texts of a code's form that are none.
const VERDICTS: [&str; 4] = ["not-eligible", "not-yet", "ask-office", "needs-answers"];

/// The texts in quotes.
fn texts(code: &str) -> impl Iterator<Item = &str> {
    code.split('"').skip(1).step_by(2)
}

fn is_code(text: &&str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-')
}
