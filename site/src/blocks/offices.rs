//! The immigration offices by province and city.

use askama::Template;
use rules::Lang;

use crate::content::{Content, Office};
use crate::words::{GuideWords, with};

/// Every office; a province is opened to see its own.
#[derive(Template)]
#[template(path = "block/offices.html")]
pub struct OfficeList<'a> {
    lang: Lang,
    words: &'a GuideWords,
    provinces: Vec<(&'a str, Vec<&'a Office>)>,
    /// When the lists were read, and where they are from.
    read: String,
    marks: String,
}

impl<'a> OfficeList<'a> {
    /// The offices, with links to their sources.
    pub fn of(content: &'a Content, lang: Lang, marks: String) -> Self {
        let words = content.words.get(lang);
        let day = content.offices.read.map(|day| content.form.get(lang).date(day));
        let read = with(&words.office_read, "date", &day.unwrap_or_default());
        Self { lang, words, provinces: content.offices.by_province(), read, marks }
    }

    fn count(&self, offices: &[&Office]) -> String {
        with(&self.words.office_count, "count", &offices.len().to_string())
    }

    fn class(&self, office: &Office) -> Option<String> {
        let classes = office.classes.join(&format!(" {} ", self.words.or));
        (!classes.is_empty()).then(|| with(&self.words.office_class, "class", &classes))
    }
}
