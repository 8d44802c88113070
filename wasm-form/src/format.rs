//! Numbers and days as people write them, without the browser's formatter, so that the prerendered
//! page and the hydrated one say the same.

use rules::text::fill;
use rules::{Date, Lang};

use crate::words::{Word, Words};

/// Hours by which western Indonesian time, WIB, is ahead of UTC.
const WIB: u8 = 7;

/// A size: `640 KB`, `2 MB`, `2.1 MB` (in Indonesian `2,1 MB`), as phones show it, with powers of ten.
///
/// Rounded up, to tenths of a megabyte, so that a file over a limit never looks as large as the limit.
pub fn bytes(bytes: u64, lang: Lang) -> String {
    const KILO: u64 = 1_000;
    const MEGA: u64 = 1_000_000;
    if bytes < KILO {
        let unit = if lang == Lang::En && bytes != 1 { " bytes" } else { " byte" };
        return [&bytes.to_string(), unit].concat();
    }
    let kilobytes = bytes.div_ceil(KILO);
    if kilobytes < KILO {
        return [&kilobytes.to_string(), " KB"].concat();
    }
    let tenths = bytes.div_ceil(MEGA / 10);
    let point = match lang {
        Lang::Id => ",",
        Lang::En => ".",
    };
    let whole = (tenths / 10).to_string();
    match tenths % 10 {
        0 => [&whole, " MB"].concat(),
        tenth => [&whole, point, &tenth.to_string(), " MB"].concat(),
    }
}

/// A day: `1 Desember 2026`. `months` are the names of the twelve months, separated by commas.
pub fn date(date: Date, months: &str) -> String {
    let month = months.split(',').nth(usize::from(date.month()) - 1).unwrap_or_default();
    [&date.day().to_string(), " ", month, " ", &date.year().to_string()].concat()
}

/// A moment that is written `2026-11-21T16:05:00Z` (RFC 3339, UTC), in western Indonesian time; one
/// that is written otherwise stays as it is.
pub fn moment(moment: &str, words: &Words) -> String {
    let read = || {
        let (date, time) = moment.split_once('T')?;
        let minute = time.strip_suffix('Z')?.get(2..5)?;
        let hour = time.get(..2)?.parse::<u8>().ok()? + WIB;
        let date = date.parse::<Date>().ok()?.plus(i64::from(hour / 24));
        let hour = (hour % 24).to_string();
        let padding = if hour.len() < 2 { "0" } else { "" };
        Some((words.date(date), [padding, &hour, minute].concat()))
    };
    match read() {
        Some((date, time)) => fill(words.get(Word::Moment), &[("date", &date), ("time", &time)]),
        None => moment.to_owned(),
    }
}

/// How much of `total` is `part`, in whole percent, rounded down: 100 is said only when all is done.
pub fn percent(part: u64, total: u64) -> u64 {
    (part * 100).checked_div(total).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn sizes_are_written_as_each_language_does() {
        let cases = [
            (0, "0 byte", "0 bytes"),
            (1, "1 byte", "1 byte"),
            (999, "999 byte", "999 bytes"),
            (1_000, "1 KB", "1 KB"),
            (640_200, "641 KB", "641 KB"),
            (999_001, "1 MB", "1 MB"),
            (2_000_000, "2 MB", "2 MB"),
            (2_100_000, "2,1 MB", "2.1 MB"),
            (15_000_000, "15 MB", "15 MB"),
        ];
        for (size, id, en) in cases {
            assert_eq!(bytes(size, Lang::Id), id);
            assert_eq!(bytes(size, Lang::En), en);
        }
    }

    #[test]
    fn one_byte_over_a_limit_does_not_look_like_the_limit() {
        assert_ne!(bytes(2_000_001, Lang::Id), bytes(2_000_000, Lang::Id));
    }

    #[test]
    fn days_have_names_of_months() {
        let day = Date::new(2026, 12, 1).expect("a day");
        let months = "Januari,Februari,Maret,April,Mei,Juni,Juli,Agustus,September,Oktober,November,Desember";
        assert_eq!(date(day, months), "1 Desember 2026");
    }

    #[test]
    fn a_moment_is_told_in_western_indonesian_time() {
        let words = sample::page(Lang::En).words;
        let cases = [
            ("2026-11-21T16:05:00Z", "21 November 2026, 23:05 WIB"),
            ("2026-12-31T17:30:59.123Z", "1 January 2027, 00:30 WIB"),
            ("2026-11-21T16:05:00+02:00", "2026-11-21T16:05:00+02:00"),
            ("yesterday", "yesterday"),
        ];
        for (written, shown) in cases {
            assert_eq!(moment(written, &words), shown);
        }
    }

    #[test]
    fn a_hundred_percent_is_all_of_it() {
        assert_eq!(percent(999, 1_000), 99);
        assert_eq!(percent(1_000, 1_000), 100);
        assert_eq!(percent(0, 0), 0);
    }
}
