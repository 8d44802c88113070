//! Counting days: calendar days and working days are different types, and a working day is never
//! guessed for a year whose holidays are not known.

use serde::{Deserialize, Serialize};

use crate::{Date, Lang};

/// Calendar days: every day counts. In Permenkumham 22/2023 *hari* is a calendar day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CalendarDays(pub u16);

/// Working days (*hari kerja*): Monday to Friday without holidays and *cuti bersama*.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct WorkingDays(pub u16);

/// Calendar months. A month after 31 January is the last day of February.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Months(pub u16);

/// A length of time, in the days or months that its source counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Span {
    /// So many calendar days.
    Calendar(CalendarDays),
    /// So many working days.
    Working(WorkingDays),
    /// So many calendar months.
    Months(Months),
}

/// Which days a deadline counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DayKind {
    /// Every day.
    Calendar,
    /// Monday to Friday without holidays and collective leave.
    Working,
}

impl Span {
    /// Which days this span counts.
    pub fn kind(self) -> DayKind {
        match self {
            Self::Calendar(_) | Self::Months(_) => DayKind::Calendar,
            Self::Working(_) => DayKind::Working,
        }
    }

    /// In words, always with the kind of day: *30 calendar days*, *3 hari kerja*, *5 years*.
    pub fn in_words(self, lang: Lang) -> String {
        let (number, id, one, many) = match self {
            Self::Calendar(CalendarDays(days)) => (days, "hari kalender", "calendar day", "calendar days"),
            Self::Working(WorkingDays(days)) => (days, "hari kerja", "working day", "working days"),
            Self::Months(Months(months)) if months != 0 && months % 12 == 0 => {
                (months / 12, "tahun", "year", "years")
            }
            Self::Months(Months(months)) => (months, "bulan", "month", "months"),
        };
        let unit = match lang {
            Lang::Id => id,
            Lang::En if number == 1 => one,
            Lang::En => many,
        };
        format!("{number} {unit}")
    }

    /// How many days; none for months, which are not equally long.
    pub fn days(self) -> Option<u16> {
        match self {
            Self::Calendar(CalendarDays(days)) | Self::Working(WorkingDays(days)) => Some(days),
            Self::Months(_) => None,
        }
    }

    /// How many months; none for days.
    pub fn months(self) -> Option<u16> {
        match self {
            Self::Months(Months(months)) => Some(months),
            Self::Calendar(_) | Self::Working(_) => None,
        }
    }
}

/// The days on which offices are closed, for the years somebody has announced.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holidays {
    /// The years covered, ascending.
    pub years: Vec<i32>,
    /// Holidays and *cuti bersama* of these years, ascending.
    pub days: Vec<Date>,
}

/// Counting reached a year for which no holidays are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct YearNotCovered(pub i32);

impl Holidays {
    /// Is this day worked?
    ///
    /// # Errors
    /// The day lies in a year that is not covered.
    pub fn is_working_day(&self, date: Date) -> Result<bool, YearNotCovered> {
        if self.years.binary_search(&date.year()).is_err() {
            return Err(YearNotCovered(date.year()));
        }
        Ok(!date.is_weekend() && self.days.binary_search(&date).is_err())
    }

    /// The day `span` after `start`. The start day itself is not counted, whether it is worked or not.
    ///
    /// # Errors
    /// A working day had to be looked up in a year that is not covered.
    pub fn after(&self, start: Date, span: Span) -> Result<Date, YearNotCovered> {
        self.step(start, span, 1)
    }

    /// The day `span` before `start`.
    ///
    /// # Errors
    /// As for [`Holidays::after`].
    pub fn before(&self, start: Date, span: Span) -> Result<Date, YearNotCovered> {
        self.step(start, span, -1)
    }

    fn step(&self, start: Date, span: Span, direction: i64) -> Result<Date, YearNotCovered> {
        match span {
            Span::Calendar(CalendarDays(days)) => Ok(start.plus(direction * i64::from(days))),
            Span::Months(Months(months)) => Ok(start.plus_months(direction * i64::from(months))),
            Span::Working(WorkingDays(days)) => {
                let mut date = start;
                for _ in 0..days {
                    date = date.plus(direction);
                    while !self.is_working_day(date)? {
                        date = date.plus(direction);
                    }
                }
                Ok(date)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        text.parse().expect("a date of the test")
    }

    /// Week-long leave in the middle of March, as around Idulfitri.
    fn holidays() -> Holidays {
        Holidays {
            years: vec![2026],
            days: ["2026-03-18", "2026-03-19", "2026-03-20", "2026-03-23", "2026-03-24"].map(date).to_vec(),
        }
    }

    #[test]
    fn working_days_skip_weekends_and_holidays() {
        let three = Span::Working(WorkingDays(3));
        assert_eq!(holidays().after(date("2026-03-13"), three), Ok(date("2026-03-25")));
        assert_eq!(holidays().before(date("2026-03-25"), three), Ok(date("2026-03-13")));
    }

    #[test]
    fn calendar_days_need_no_holidays() {
        let thirty = Span::Calendar(CalendarDays(30));
        assert_eq!(Holidays::default().before(date("2026-12-31"), thirty), Ok(date("2026-12-01")));
    }

    /// The law counts so: the day of the month stays, and where there is none, its last day counts.
    #[test]
    fn months_keep_the_day_or_end_with_the_month() {
        let none = Holidays::default();
        let three = Span::Months(Months(3));
        assert_eq!(none.before(date("2027-05-31"), three), Ok(date("2027-02-28")));
        assert_eq!(none.after(date("2026-11-30"), three), Ok(date("2027-02-28")));
        assert_eq!(none.after(date("2024-02-29"), Span::Months(Months(12))), Ok(date("2025-02-28")));
        assert_eq!(three.in_words(Lang::Id), "3 bulan");
        assert_eq!(Span::Months(Months(60)).in_words(Lang::En), "5 years");
    }

    #[test]
    fn an_unknown_year_is_an_error_and_not_a_guess() {
        let one = Span::Working(WorkingDays(1));
        assert_eq!(holidays().after(date("2026-12-31"), one), Err(YearNotCovered(2027)));
    }
}
