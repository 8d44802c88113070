//! What was answered in the plain HTML form before the wasm arrived.

use rules::{Answer, Answers, QuestionKind, Service};
use web_sys::{FormData, HtmlFormElement};

/// The fields of a form as a browser would send them.
pub fn fields(form: &HtmlFormElement) -> Option<FormData> {
    FormData::new_with_form(form).ok()
}

/// The text in the field with this name; none, if it is empty.
pub fn text(fields: &FormData, name: &str) -> Option<String> {
    fields.get(name).as_string().filter(|text| !text.is_empty())
}

/// Answers, of the kinds that their questions ask for. Set one by one: to collect them is a thousand bytes more.
pub fn answers(fields: &FormData, service: &Service) -> Answers {
    let mut answers = Answers::default();
    for question in &service.questions {
        if let Some(text) = text(fields, &question.id) {
            let answer = match question.kind {
                QuestionKind::Boolean => Answer::Boolean(text == "true"),
                QuestionKind::Choice(_) | QuestionKind::Date { .. } => Answer::Text(text),
            };
            answers.set(question.id.as_str(), answer);
        }
    }
    answers
}
