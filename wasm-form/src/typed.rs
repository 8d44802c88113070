//! What was entered into the plain HTML form before the wasm arrived.

use rules::{Answer, Answers, QuestionKind};
use web_sys::{File, FormData, HtmlFormElement};

use crate::members;
use crate::page_data::PageData;

/// Values of the form's fields, and files chosen in it.
#[derive(Clone, Default)]
pub struct Typed {
    /// Answers, of the kinds that their questions ask for.
    pub answers: Answers,
    /// Details with something in them, by the field's name.
    pub details: package::Details,
    /// Files, each with the id of its document.
    pub files: Vec<(String, File)>,
}

impl Typed {
    /// Reads the fields as a browser would send them.
    pub fn read(form: &HtmlFormElement, page: &PageData) -> Self {
        let Ok(fields) = FormData::new_with_form(form) else { return Self::default() };
        let text = |name: &str| fields.get(name).as_string().filter(|text| !text.is_empty());
        let service = &page.service;

        let answers = service.questions.iter().filter_map(|question| {
            let text = text(&question.id)?;
            let answer = match question.kind {
                QuestionKind::Boolean => Answer::Boolean(text == "true"),
                QuestionKind::Choice(_) | QuestionKind::Date { .. } => Answer::Text(text),
            };
            Some((question.id.clone(), answer))
        });
        let names = service.details.iter().flat_map(|detail| {
            let members = detail.group.as_ref().map(|group| 1..=members::at_first(service, group));
            match members {
                None => vec![detail.name(None)],
                Some(members) => members.map(|member| detail.name(Some(member))).collect(),
            }
        });
        let details = names.filter_map(|name| text(&name).map(|text| (name, text)));
        let files = service.documents.iter().flat_map(|document| {
            let chosen = fields.get_all(&document.id);
            // A field with no file chosen is sent as a file with no name.
            let files = chosen.iter().map(File::from).filter(|file| !file.name().is_empty());
            files.map(|file| (document.id.clone(), file)).collect::<Vec<_>>()
        });
        Self { answers: answers.collect(), details: details.collect(), files: files.collect() }
    }
}
