//! What is wrong with sentences, in a definition as on a page: numbers written by hand, and words that
//! nobody has written yet.
//!
//! A number with a unit is a fact. It is written once, as data with its source, and sentences refer to
//! it; otherwise the sentence and the rule drift apart.

use std::ops::Range;

use crate::problem::Problem;
use crate::text::{Piece, pieces};

/// Units after a number, in both languages; those of a law's name (*Nomor 22 Tahun 2023*) are written with
/// a capital letter.
const UNITS: [&str; 28] = [
    "hari", "minggu", "bulan", "tahun", "jam", "menit", "persen", "piksel", "day", "days", "week", "weeks",
    "month", "months", "year", "years", "hour", "hours", "minute", "minutes", "percent", "pixel", "pixels",
    "px", "KB", "MB", "GB", "rupiah",
];

/// What stands for words that are still to be written.
pub const UNFINISHED: &str = "TODO";

/// Numbers written by hand in a sentence, with places in bytes of it.
pub fn numbers(sentence: &str) -> impl Iterator<Item = Problem> {
    numbers_outside_references(sentence).into_iter().map(|range| {
        let message = format!(
            "`{}` is a number written by hand; name it as a span, a fee or a figure, and refer to that \
             (`{{filing-window}}`, `{{fee.itk-30-days}}`, `{{figure.evisa-photo-max}}`)",
            &sentence[range.clone()]
        );
        Problem::error("number-in-prose", range, message)
    })
}

/// What is still to be written in a text, with places in bytes of it.
pub fn unfinished(text: &str) -> impl Iterator<Item = Problem> {
    text.match_indices(UNFINISHED)
        .map(|(at, mark)| Problem::error("unfinished", at..at + mark.len(), "this is still to be written"))
}

/// The places of numbers by hand; `{figure.billing-2-hours}` is none.
fn numbers_outside_references(sentence: &str) -> Vec<Range<usize>> {
    let mut at = 0;
    let mut found = Vec::new();
    for piece in pieces(sentence) {
        match piece {
            Piece::Words(words) => {
                found.extend(numbers_by_hand(words).map(|range| range.start + at..range.end + at));
                at += words.len();
            }
            Piece::Placeholder(name) => at += name.len() + "{}".len(),
        }
    }
    found
}

/// The places of numbers with a unit: *30 hari*, *2 MB*, *60-day*, *50 %*, *Rp 500.000*, *400×600*.
fn numbers_by_hand(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let start = at + text[at..].find(|letter: char| letter.is_ascii_digit())?;
            let is_inside = |letter: char| letter.is_ascii_digit() || matches!(letter, '.' | ',' | '_');
            let number = &text[start..];
            let number = &number[..number.find(|letter| !is_inside(letter)).unwrap_or(number.len())];
            let number = number.trim_end_matches(['.', ',']);
            at = start + number.len();
            let before = text[..start].trim_end_matches([' ', '\u{a0}']);
            // `C12` and `e-KTP2` are names.
            if text[..start].ends_with(|letter: char| letter.is_alphabetic()) && !before.ends_with("Rp") {
                continue;
            }
            if let Some(end) = end_of_unit(&text[at..]) {
                return Some(start..at + end);
            }
            if before.ends_with("Rp") {
                return Some(before.len() - 2..at);
            }
        }
    })
}

/// How far a unit at the beginning of `after` reaches, with what is between it and the number.
fn end_of_unit(after: &str) -> Option<usize> {
    let unit = after.trim_start_matches([' ', '\u{a0}', '-']);
    // Something else stands between, or much of it.
    let between = after.len() - unit.len();
    if between > '\u{a0}'.len_utf8() {
        return None;
    }
    if unit.starts_with('%')
        || unit.starts_with('×') && unit[2..].starts_with(|next: char| next.is_ascii_digit())
    {
        return Some(between + 1 + usize::from(unit.starts_with('×')));
    }
    let word = &unit[..unit.find(|letter: char| !letter.is_alphabetic()).unwrap_or(unit.len())];
    UNITS.contains(&word).then_some(between + word.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        numbers_outside_references(text).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn numbers_with_a_unit_are_found() {
        let text =
            "Paling lama 30 hari, 2\u{a0}MB, 60-day, 50 %, Rp500.000, Rp 1,5, 400×600 piksel, 3 bulan.";
        assert_eq!(
            found(text),
            [
                "30 hari",
                "2\u{a0}MB",
                "60-day",
                "50 %",
                "Rp500.000",
                "Rp 1,5",
                "400×",
                "600 piksel",
                "3 bulan"
            ]
        );
    }

    #[test]
    fn names_of_laws_dates_and_indices_are_not() {
        for text in [
            "Permenkumham 22 Tahun 2023",
            "sejak 29 Mei 2025",
            "indeks C12 dan D2",
            "Pasal 163–167",
            "ISO 19005",
            "{filing-window}",
            "{figure.bill-2-hours}",
            "pukul 15.00",
            "2026-12-31",
            "Act 6 of 2011",
        ] {
            assert_eq!(found(text), Vec::<&str>::new(), "{text}");
        }
    }

    #[test]
    fn what_is_still_to_be_written_is_found() {
        assert_eq!(unfinished("TODO: why").count(), 1);
    }
}
