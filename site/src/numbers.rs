//! Numbers in prose: what a reference to a figure, a fee or a span stands for.

use rules::text::{fill, rupiah};
use rules::{FeeRow, FeeUnit, Lang};

use crate::content::Content;
use crate::words::{GuideWords, with};

/// What `{figure.NAME}`, `{fee.NAME}` or `{SERVICE.SPAN}` stands for. A fee is the one in force on the day
/// for which the guide is made.
pub fn number(content: &Content, lang: Lang, name: &str) -> Option<String> {
    let (kind, name) = name.split_once('.')?;
    match kind {
        "figure" => content.library.figures.get(name).map(|figure| together(&figure.amount.in_words(lang))),
        "fee" => {
            let row = content.library.fee(name)?.on(content.today)?;
            Some(amount(row, content.words.get(lang), lang))
        }
        service => {
            let service = content.services.iter().find(|pages| pages.service.id == service)?;
            service.service.spans.get(name).map(|span| together(&span.length.in_words(lang)))
        }
    }
}

/// A number with its unit, which stay in one line: *30 calendar days*.
pub fn together(words: &str) -> String {
    words.replacen(' ', "\u{a0}", 1)
}

/// What a row of a fee says, sources that disagree included: *Rp 500,000*, *Rp 1,000,000 or Rp 2,000,000
/// (sources disagree)*, *not found*.
pub fn amount(row: &FeeRow, words: &GuideWords, lang: Lang) -> String {
    let amounts: Vec<_> = row.rupiah.iter().map(|amount| rupiah(*amount, lang)).collect();
    let amount = match amounts.as_slice() {
        [] => return words.fee_unknown.clone(),
        [amount] => amount.clone(),
        several => with(&words.fee_disagree, "amounts", &several.join(&format!(" {} ", words.or))),
    };
    match row.per {
        None => amount,
        Some(FeeUnit::Day) => fill(&words.fee_per_day, &[("amount", &amount)]),
    }
}
