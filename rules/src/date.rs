//! A calendar day: parsed strictly, printed as ISO 8601, counted in whole days.
//!
//! A thin face on [`time::Date`]: `time`'s own parser and formatter would add 30 KB to the wasm for
//! one fixed format of ten characters.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use time::{Duration, Month, Weekday};

/// A day of the proleptic Gregorian calendar, with no time and no zone.
///
/// Written `YYYY-MM-DD` (ISO 8601), in content, answers, packages and JSON alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(time::Date);

/// The text is not a day that exists, written `YYYY-MM-DD`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotADate;

impl Date {
    /// The first day that can be written.
    pub const MIN: Self = Self(time::Date::MIN);
    /// The last day that can be written.
    pub const MAX: Self = Self(time::Date::MAX);

    /// The day with this year, month (1 to 12) and day of month, if there is one.
    pub fn new(year: i32, month: u8, day: u8) -> Option<Self> {
        let month = Month::try_from(month).ok()?;
        time::Date::from_calendar_date(year, month, day).ok().map(Self)
    }

    /// Hours by which Jakarta (western Indonesian time, WIB) is ahead of UTC, all year round.
    pub const JAKARTA_HOURS: u8 = 7;

    /// The day in Jakarta at a moment, in seconds since 1970 in UTC.
    pub fn in_jakarta(unix_seconds: i64) -> Self {
        const HOUR: i64 = 60 * 60;
        let first = Self::new(1970, 1, 1).expect("the day exists");
        let there = unix_seconds.saturating_add(i64::from(Self::JAKARTA_HOURS) * HOUR);
        first.plus(there.div_euclid(24 * HOUR))
    }

    /// The year.
    pub fn year(self) -> i32 {
        self.0.year()
    }

    /// The month, 1 to 12.
    pub fn month(self) -> u8 {
        self.0.month().into()
    }

    /// The day of the month, 1 to 31.
    pub fn day(self) -> u8 {
        self.0.day()
    }

    /// Saturday or Sunday.
    pub fn is_weekend(self) -> bool {
        matches!(self.0.weekday(), Weekday::Saturday | Weekday::Sunday)
    }

    /// The day `days` calendar days later (earlier if negative).
    ///
    /// Stays at the first or last day that can be written when the count would leave the calendar.
    pub fn plus(self, days: i64) -> Self {
        Self(self.0.saturating_add(Duration::days(days)))
    }

    /// The same day of the month `months` later (earlier if negative), or the last day of that month if
    /// it has no such day.
    ///
    /// Stays at the first or last day that can be written when the count would leave the calendar.
    pub fn plus_months(self, months: i64) -> Self {
        let month = i64::from(self.year()) * 12 + i64::from(self.month()) - 1 + months;
        let (year, month) = (month.div_euclid(12), month.rem_euclid(12) + 1);
        let first = i32::try_from(year).ok().and_then(|year| Self::new(year, month as u8, 1));
        let Some(first) = first else { return if months < 0 { Self::MIN } else { Self::MAX } };
        let last = first.0.month().length(first.year());
        first.plus(i64::from(self.day().min(last)) - 1)
    }

    /// Calendar days from `earlier` to this day; negative if this day comes first.
    pub fn days_since(self, earlier: Self) -> i64 {
        i64::from(self.0.to_julian_day()) - i64::from(earlier.0.to_julian_day())
    }
}

impl FromStr for Date {
    type Err = NotADate;

    fn from_str(text: &str) -> Result<Self, NotADate> {
        let bytes = text.as_bytes();
        if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
            return Err(NotADate);
        }
        let number = |range: std::ops::Range<usize>| {
            bytes[range].iter().try_fold(0i32, |sum, byte| match byte {
                b'0'..=b'9' => Ok(sum * 10 + i32::from(byte - b'0')),
                _ => Err(NotADate),
            })
        };
        let (year, month, day) = (number(0..4)?, number(5..7)?, number(8..10)?);
        // Two digits always fit a byte.
        Self::new(year, month as u8, day as u8).ok_or(NotADate)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year(), self.month(), self.day())
    }
}

impl fmt::Display for NotADate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a day written YYYY-MM-DD")
    }
}

impl std::error::Error for NotADate {}

impl Serialize for Date {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.to_string())
    }
}

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_days_that_exist_are_dates() {
        for good in ["2026-11-21", "2028-02-29", "0001-01-01", "9999-12-31"] {
            assert_eq!(good.parse::<Date>().map(|date| date.to_string()), Ok(good.to_owned()));
        }
        for bad in [
            "2026-02-29",
            "2026-13-01",
            "2026-00-10",
            "26-11-21",
            "2026-11-2",
            "2026/11/21",
            "21-11-2026",
            "２026-1-1",
            "",
        ] {
            assert_eq!(bad.parse::<Date>(), Err(NotADate), "{bad}");
        }
    }

    #[test]
    fn days_are_counted_across_leap_days_and_years() {
        let date = |text: &str| text.parse::<Date>().expect("a date of the test");
        assert_eq!(date("2028-02-28").plus(2), date("2028-03-01"));
        assert_eq!(date("2027-01-01").plus(-1), date("2026-12-31"));
        assert_eq!(date("2027-01-01").days_since(date("2026-01-01")), 365);
    }

    /// Decided a day too early or too late, an application can miss a deadline that it met.
    #[test]
    fn the_day_changes_in_jakarta_at_17_utc() {
        let midnight = 1_798_736_400; // 2026-12-31T17:00:00Z
        assert_eq!(Date::in_jakarta(midnight - 1).to_string(), "2026-12-31");
        assert_eq!(Date::in_jakarta(midnight).to_string(), "2027-01-01");
        assert_eq!(Date::in_jakarta(-7 * 60 * 60 - 1).to_string(), "1969-12-31");
    }
}
