//! Words for problems: templates filled with particulars, numbers written as each language does.

use std::collections::BTreeMap;

use package::Param;
use rules::{Lang, Service, Text, text};

use crate::problem::Problem;

/// The words for what can be wrong with a package, by problem code. They are content: editors change
/// them without touching Rust.
#[derive(Clone, Debug, Default)]
pub struct ProblemWords {
    templates: BTreeMap<String, Text>,
}

impl ProblemWords {
    /// The words in `templates`, by code.
    pub fn new(templates: BTreeMap<String, Text>) -> Self {
        Self { templates }
    }

    /// The codes of the `package` crate for which there are no words.
    pub fn missing(&self) -> Vec<&'static str> {
        let codes = package::Code::ALL.iter().map(|code| code.as_str());
        codes.filter(|code| !self.templates.contains_key(*code)).collect()
    }

    /// Puts a problem of a package into words, with the labels of `service` for what it names by id.
    ///
    /// A problem without words keeps its code, which is better than nothing; [`ProblemWords::missing`]
    /// is checked at start so that this does not happen.
    pub fn problem(&self, problem: package::Problem, service: Option<&Service>) -> Problem {
        let package::Problem { code, params } = problem;
        let values = params.iter().map(|(name, value)| {
            let label = service.and_then(|service| label(service, name, value));
            (name.as_str(), label.cloned().unwrap_or_else(|| written(name, value)))
        });
        let text = match self.templates.get(code.as_str()) {
            Some(template) => fill(&template.id, &template.en, &values.collect::<Vec<_>>()),
            None => Text::each(|_| code.as_str().to_owned()),
        };
        Problem { code: code.as_str().to_owned(), params, text }
    }
}

/// What applicants know a part of the service by.
fn label<'a>(service: &'a Service, name: &str, value: &Param) -> Option<&'a Text> {
    let Param::Text(id) = value else { return None };
    match name {
        "document" => service.document(id).map(|document| &document.label),
        "question" => service.question(id).map(|question| &question.label),
        "detail" => service.details.iter().find(|detail| detail.id == *id).map(|detail| &detail.label),
        _ => None,
    }
}

/// Fills the template of each language.
pub fn fill(id: &str, en: &str, values: &[(&str, Text)]) -> Text {
    Text::each(|lang| {
        let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.get(lang))).collect();
        let template = match lang {
            Lang::Id => id,
            Lang::En => en,
        };
        text::fill(template, &values)
    })
}

/// A parameter as each language writes it. Its name says its unit (see `package::Problem`).
pub fn written(name: &str, value: &Param) -> Text {
    Text::each(|lang| match value {
        Param::Number(bytes) if matches!(name, "size" | "limit") => text::bytes(*bytes, lang),
        Param::Number(number) => number.to_string(),
        Param::Text(text) => text.clone(),
    })
}
