//! What is wrong with sentences, in a definition as on a page: numbers written by hand, and words that
//! nobody has written yet.
//!
//! A number with a unit is a fact. It is written once, as data with its source, and sentences refer to
//! it; otherwise the sentence and the rule drift apart.

use std::ops::Range;

use crate::problem::Problem;
use crate::text::{Piece, pieces};

/// Units after a number, in both languages, in whatever case.
const UNITS: [&str; 28] = [
    "hari", "minggu", "bulan", "tahun", "jam", "menit", "persen", "piksel", "day", "days", "week", "weeks",
    "month", "months", "year", "years", "hour", "hours", "minute", "minutes", "percent", "pixel", "pixels",
    "px", "kb", "mb", "gb", "rupiah",
];

/// Words between a number and its unit: *30 calendar days*, *2 juta rupiah*.
const BETWEEN: [&str; 7] = ["calendar", "working", "business", "kalender", "kerja", "juta", "ribu"];

/// What stands before an amount of money.
const CURRENCIES: [&str; 3] = ["Rp", "Rp.", "IDR"];

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
            at = start + number.trim_end_matches(['.', ',']).len();
            let before = text[..start].trim_end();
            if let Some(currency) = CURRENCIES.into_iter().find(|currency| before.ends_with(currency)) {
                return Some(before.len() - currency.len()..at);
            }
            // `C12` and `e-KTP2` are names; in `3x24` a number goes before.
            let is_name = text[..start].ends_with(char::is_alphabetic)
                && !text[..start].trim_end_matches('x').ends_with(|digit: char| digit.is_ascii_digit());
            if is_name {
                continue;
            }
            if let Some(end) = end_of_unit(&text[at..]) {
                let range = start..at + end;
                at = range.end;
                return Some(range);
            }
        }
    })
}

/// How far a unit at the beginning of `after` reaches, with what is between it and the number.
fn end_of_unit(after: &str) -> Option<usize> {
    let mut rest = after.trim_start_matches(|letter: char| letter.is_whitespace() || letter == '-');
    // Another paragraph begins.
    if after[..after.len() - rest.len()].matches('\n').count() > 1 {
        return None;
    }
    // As laws write it: 30 (tiga puluh) hari.
    if let Some((spelled, behind)) = rest.strip_prefix('(').and_then(|rest| rest.split_once(')'))
        && spelled.chars().all(|letter| letter.is_alphabetic() || letter == ' ')
    {
        rest = behind.trim_start();
    }
    if let Some(unit) = rest.strip_prefix('%') {
        return Some(after.len() - unit.len());
    }
    // The other side of a picture, or of a count such as 1×24 jam.
    if let Some(other) = rest.strip_prefix(['×', 'x'])
        && other.starts_with(|digit: char| digit.is_ascii_digit())
    {
        let digits = other.trim_start_matches(|digit: char| digit.is_ascii_digit());
        return end_of_unit(digits).map(|end| after.len() - digits.len() + end);
    }
    let (word, behind) = first_word(rest);
    if BETWEEN.contains(&word.to_lowercase().as_str()) {
        let (unit, behind) = first_word(behind.trim_start());
        return is_unit(unit).then(|| after.len() - behind.len());
    }
    // The name of a law: *Permenkumham 22 Tahun 2023*.
    let is_year = word == "Tahun" && behind.trim_start().starts_with(|digit: char| digit.is_ascii_digit());
    (is_unit(word) && !is_year).then(|| after.len() - behind.len())
}

fn is_unit(word: &str) -> bool {
    UNITS.contains(&word.to_lowercase().as_str())
}

fn first_word(text: &str) -> (&str, &str) {
    text.split_at(text.find(|letter: char| !letter.is_alphabetic()).unwrap_or(text.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        numbers_outside_references(text).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn numbers_with_a_unit_are_found() {
        for number in [
            "30 hari",
            "2\u{a0}MB",
            "60-day",
            "50 %",
            "Rp500.000",
            "Rp. 500.000",
            "IDR 500,000",
            "400×600 piksel",
            "3 bulan",
            "30 calendar days",
            "14 working days",
            "30 (tiga puluh) hari",
            "3x24 jam",
            "1×24 jam",
            "30 Hari",
            "2 Mb",
            "2 juta rupiah",
            "30   hari",
            "30\nhari",
        ] {
            assert_eq!(found(&format!("Paling lama {number}, lalu.")), [number]);
        }
        assert_eq!(found("30 hari dan 2 MB"), ["30 hari", "2 MB"]);
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
            "UU 6 Tahun 2011",
            "PP 45 (2024)",
            "kelas 1 (satu)",
        ] {
            assert_eq!(found(text), Vec::<&str>::new(), "{text}");
        }
    }

    #[test]
    fn what_is_still_to_be_written_is_found() {
        assert_eq!(unfinished("TODO: why").count(), 1);
    }
}
