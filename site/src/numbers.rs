//! Numbers in prose: what a reference to a figure, a fee or a span stands for.

use rules::Lang;
use rules::problem::Problem;
use rules::text::{Piece, pieces};

use crate::content::{Content, Markdown, Review};

/// What `{figure.NAME}`, `{fee.NAME}` or `{SERVICE.SPAN}` stands for. A fee is the one in force on the day
/// for which the guide is made.
pub fn number(content: &Content, lang: Lang, name: &str) -> Option<String> {
    let (kind, name) = name.split_once('.')?;
    match kind {
        "figure" => content.library.figures.get(name).map(|figure| together(&figure.amount.in_words(lang))),
        "fee" => {
            let words = content.form.get(lang).fee();
            let row = content.library.fee(name)?.on(content.today);
            // Past the time for which the page was reviewed nothing is known; the page says so itself.
            Some(row.map_or_else(|| words.unknown.to_owned(), |row| words.amount(&row.rupiah, row.per, lang)))
        }
        service => {
            let service = &content.service(service)?.service;
            service.spans.get(name).map(|span| together(&span.length.in_words(lang)))
        }
    }
}

/// A number with its unit, which stay in one line: *30 calendar days*.
pub fn together(words: &str) -> String {
    words.replacen(' ', "\u{a0}", 1)
}

/// Fees that a page names and whose rows do not reach as far as its review.
pub fn uncovered_fees(content: &Content, markdown: &Markdown, review: Review) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut at = markdown.start;
    for piece in pieces(&markdown.text[markdown.start..]) {
        let (length, name) = match piece {
            Piece::Words(words) => (words.len(), None),
            Piece::Placeholder(name) => (name.len() + "{}".len(), name.strip_prefix("fee.")),
        };
        let Review { reviewed, review_by, .. } = review;
        let fee = name.and_then(|name| content.library.fee(name));
        if let Some(day) = fee.and_then(|fee| fee.uncovered(reviewed, review_by)) {
            let message = format!(
                "no row of this fee covers {day}: the page is to hold from {reviewed} to {review_by}"
            );
            problems.push(Problem::error("fee-uncovered", at..at + length, message));
        }
        at += length;
    }
    problems
}
