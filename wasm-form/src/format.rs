//! Days and shares as people write them, without the browser's formatter, so that the prerendered
//! page and the hydrated one say the same.

use rules::Date;
use rules::text::fill;

use crate::words::{Word, Words};

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
        let hour = time.get(..2)?.parse::<u8>().ok()? + Date::JAKARTA_HOURS;
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

/// A moment in milliseconds since 1970, in western Indonesian time.
pub fn moment_of(moment: u64, words: &Words) -> String {
    let seconds = moment / 1000;
    let minutes = seconds / 60 + u64::from(Date::JAKARTA_HOURS) * 60;
    let two = |number: u64| [if number < 10 { "0" } else { "" }, &number.to_string()].concat();
    let time = [two(minutes / 60 % 24), two(minutes % 60)].join(":");
    let date = words.date(Date::in_jakarta(seconds as i64));
    fill(words.get(Word::Moment), &[("date", &date), ("time", &time)])
}

/// A length of time, to as much as matters: `40 s`, `3 min`, `2 h`.
pub fn duration(seconds: u64, words: &Words) -> String {
    let (count, word) = match seconds {
        0..=90 => (seconds.max(1), Word::Seconds),
        91..=5400 => (seconds.div_ceil(60), Word::Minutes),
        _ => (seconds.div_ceil(3600), Word::Hours),
    };
    fill(words.get(word), &[("count", &count.to_string())])
}

/// How much of `total` is `part`, in whole percent, rounded down: 100 is said only when all is done.
pub fn percent(part: u64, total: u64) -> u64 {
    (part * 100).checked_div(total).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use rules::Lang;

    use super::*;
    use crate::sample;

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
    fn a_moment_in_milliseconds_is_told_alike() {
        let words = sample::page(Lang::En).words;
        assert_eq!(moment_of(1_795_277_100_999, &words), moment("2026-11-21T16:05:00Z", &words));
        assert_eq!(moment_of(1_798_738_259_000, &words), moment("2026-12-31T17:30:59Z", &words));
    }

    #[test]
    fn lengths_of_time_are_told_to_as_much_as_matters() {
        let words = sample::page(Lang::En).words;
        let told = [0, 90, 91, 600, 5401].map(|seconds| duration(seconds, &words));
        assert_eq!(told, ["1 s", "90 s", "2 min", "10 min", "2 h"]);
    }

    #[test]
    fn a_hundred_percent_is_all_of_it() {
        assert_eq!(percent(999, 1_000), 99);
        assert_eq!(percent(1_000, 1_000), 100);
        assert_eq!(percent(0, 0), 0);
    }
}
