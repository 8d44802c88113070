//! The corpus, held against our own checker.

use rules::Date;
use site::load::Folder;

use crate::contender::Contender;
use crate::corpus::Corpus;

/// Otherwise a change of what content has to look like would be noticed only by whoever measures next, or every
/// page would carry a warning, which takes time too.
#[test]
fn our_checker_has_nothing_to_say_about_the_corpus() {
    let folder = tempfile::tempdir().expect("a folder");
    let source = folder.path().join("source");
    Contender::Panduan.prepare(Corpus { topics: 12 }, &source, "");
    let content = Folder::read(&source).expect("content that can be read");
    let today: Date = "2026-11-28".parse().expect("a date");
    let checked = site::check(&content, today);
    assert_eq!(checked.report.human("source"), "");
    let guides = checked.content.expect("content").guides;
    assert_eq!(guides.len(), 13, "topics and a first page");
}
