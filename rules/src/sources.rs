//! Where statements come from (`sources.toml`), and which days are not worked (`holidays/YEAR.toml`).

use std::collections::BTreeMap;

use crate::problem::Problem;
use crate::toml::{self, FromToml, Named, Shape, Spanned};
use crate::{Citation, Confidence, Date, Holidays, Source, Text, toml_table};

toml_table! {
    struct SourceDefinition {
        required { title: Text, publisher: String, date: String, read: Date, confidence: Confidence }
        optional { url: String, note: Text }
    }
}

toml_table! {
    struct YearDefinition {
        required { year: i32, sources: Vec<Spanned<String>>, day: Vec<DayDefinition> }
    }
}

toml_table! {
    struct DayDefinition {
        required { date: Date, kind: DayOff, name: Text }
        optional { tentative: bool }
    }
}

/// A day on which offices are closed, as it was announced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holiday {
    /// The day.
    pub date: Date,
    /// By law or by collective leave.
    pub kind: DayOff,
    /// Its name.
    pub name: Text,
    /// The day may still be moved.
    pub tentative: bool,
}

/// The days off of a year, as they were announced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HolidayYear {
    /// The days, in the order of the file.
    pub days: Vec<Holiday>,
    /// Where they were announced.
    pub sources: Vec<Citation>,
}

/// Why a day is not worked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DayOff {
    /// A public holiday.
    Holiday,
    /// *Cuti bersama*.
    CollectiveLeave,
}

crate::toml::names! {
    DayOff { "holiday" => Holiday, "collective-leave" => CollectiveLeave }
}

/// What `sources.toml` looks like.
pub(crate) fn sources_shape() -> Shape {
    Named::<SourceDefinition>::shape()
}

/// What `holidays/YEAR.toml` looks like.
pub(crate) fn holidays_shape() -> Shape {
    YearDefinition::shape()
}

/// What stands for the date of a source that carries none: somebody has looked.
const UNDATED: &str = "undated";

/// Reads `sources.toml`.
pub fn sources(text: &str) -> (BTreeMap<String, Source>, Vec<Problem>) {
    let mut problems = Vec::new();
    let named = toml::read::<Named<SourceDefinition>>(text, &mut problems).unwrap_or_default();
    let mut sources = BTreeMap::new();
    for (id, SourceDefinition { title, publisher, read, confidence, url, date, note }) in named.0 {
        let is_dated = date.value != UNDATED;
        if is_dated && !is_partial_date(&date.value) {
            let message = format!(
                "`{}` is no date; write a year, a month or a day (\"2026-09\"), or \"{UNDATED}\" if the \
                 source carries none",
                date.value
            );
            problems.push(Problem::error("not-a-date", date.span, message));
        }
        let source = Source {
            title: title.value,
            publisher: publisher.value,
            url: url.map(|url| url.value),
            date: is_dated.then_some(date.value),
            read: read.value,
            confidence: confidence.value,
            note: note.map(|note| note.value),
        };
        sources.insert(id.value, source);
    }
    (sources, problems)
}

/// `2026`, `2026-09` or `2026-09-15`.
fn is_partial_date(text: &str) -> bool {
    // What is left out is filled in with the first day, which every month has.
    matches!(text.len(), 4 | 7 | 10)
        && format!("{text}{}", &"0000-01-01"[text.len()..]).parse::<Date>().is_ok()
}

/// What a statement cites: there has to be something, and it has to be known.
pub fn citations(
    cited: Spanned<Vec<Spanned<String>>>,
    sources: &BTreeMap<String, Source>,
    problems: &mut Vec<Problem>,
) -> Vec<Citation> {
    if cited.value.is_empty() {
        let message = "name at least one source from sources.toml";
        problems.push(Problem::error("missing-source", cited.span, message));
    }
    let mut citations = Vec::new();
    for Spanned { value, span } in cited.value {
        let citation = Citation::from(value);
        if !sources.contains_key(&citation.source) {
            let message = format!("the source `{}` is not in sources.toml", citation.source);
            problems.push(Problem::error("unknown-source", span, message));
        }
        citations.push(citation);
    }
    citations
}

/// Reads the holidays of one year and adds them to `holidays`; answers the year and its days by name.
/// Years are read in their order, and follow on each other.
pub fn holidays(
    text: &str,
    sources: &BTreeMap<String, Source>,
    holidays: &mut Holidays,
) -> (Option<(i32, HolidayYear)>, Vec<Problem>) {
    let mut problems = Vec::new();
    let Some(YearDefinition { year, sources: cited, day }) = toml::read(text, &mut problems) else {
        return (None, problems);
    };
    let sources = citations(cited, sources, &mut problems);
    if holidays.years.contains(&year.value) {
        let message = format!("the holidays of {} are in another file already", year.value);
        problems.push(Problem::error("duplicate-id", year.span, message));
    } else if let Some(last) = holidays.years.last()
        && last + 1 != year.value
    {
        let message = format!("the holidays of {} are missing: no file holds them", last + 1);
        problems.push(Problem::error("dated-gap", year.span, message));
    }
    let mut days = Vec::new();
    for DayDefinition { date, kind, name, tentative } in day.value {
        if date.value.year() != year.value {
            let message = format!("{} is not in the year {}", date.value, year.value);
            problems.push(Problem::error("date-order", date.span, message));
        }
        if days.iter().any(|known: &Holiday| known.date == date.value) {
            problems.push(Problem::error(
                "duplicate-id",
                date.span,
                format!("{} is listed twice", date.value),
            ));
        }
        let tentative = tentative.is_some_and(|tentative| tentative.value);
        days.push(Holiday { date: date.value, kind: kind.value, name: name.value, tentative });
    }
    holidays.years.push(year.value);
    holidays.years.sort_unstable();
    holidays.days.extend(days.iter().map(|day| day.date));
    holidays.days.sort_unstable();
    (Some((year.value, HolidayYear { days, sources })), problems)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_of_publication_may_be_as_short_as_a_year() {
        for good in ["2026", "2026-09", "2026-09-15"] {
            assert!(is_partial_date(good), "{good}");
        }
        for bad in ["26", "2026-9", "2026-13", "2026-09-31", "2026-", "tahun 2026", "２０２６"] {
            assert!(!is_partial_date(bad), "{bad}");
        }
    }

    #[test]
    fn a_day_of_another_year_and_one_listed_twice_are_both_reported() {
        let text = r#"
            year = 2026
            sources = ["law"]
            [[day]]
            date = "2027-01-01"
            kind = "holiday"
            name = { id = "Tahun Baru", en = "New Year" }
            [[day]]
            date = "2027-01-01"
            kind = "holiday"
            name = { id = "Tahun Baru", en = "New Year" }
        "#;
        let (_, problems) = holidays(text, &BTreeMap::new(), &mut Holidays::default());
        let codes: Vec<_> = problems.iter().map(|problem| problem.code).collect();
        assert_eq!(codes, ["unknown-source", "date-order", "date-order", "duplicate-id"]);
    }
}
