//! The days on which offices are closed, a table for each year, each with its calendar file.

use askama::Template;
use rules::Lang;
use rules::sources::Holiday;

use crate::calendars::holidays_path;
use crate::citations::Citations;
use crate::content::Content;
use crate::words::with;

/// The years whose holidays are known.
#[derive(Template)]
#[template(path = "block/holidays.html")]
pub struct HolidayTables<'a> {
    content: &'a Content,
    lang: Lang,
    years: Vec<Year<'a>>,
}

struct Year<'a> {
    name: String,
    /// The links to where its days were announced.
    marks: String,
    calendar: String,
    days: &'a [Holiday],
}

impl<'a> HolidayTables<'a> {
    /// The tables, with their sources cited on the page.
    pub fn of(content: &'a Content, lang: Lang, citations: &mut Citations<'_>) -> Self {
        let years = content.library.named_holidays.iter().map(|(year, announced)| Year {
            name: with(&content.words.get(lang).holidays, "year", &year.to_string()),
            marks: citations.marks(&announced.sources),
            calendar: holidays_path(*year, lang),
            days: &announced.days,
        });
        Self { content, lang, years: years.collect() }
    }

    fn date(&self, holiday: &Holiday) -> String {
        self.content.form.get(self.lang).date(holiday.date)
    }
}
