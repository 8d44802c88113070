//! Answers in the fragment of the page's address, `#visa_origin=visit-visa&has_guarantor=true`.
//!
//! A fragment is never sent to a server, so a link to one's own answers tells nobody but its reader.
//! Option ids, days and yes or no need no escaping; an answer that is none of these is left out.

use rules::{Answer, Answers, Date, QuestionKind, Service};

/// The fragment, without `#`, for these answers: in the order in which the questions are asked.
pub fn write(service: &Service, answers: &Answers) -> String {
    let mut fragment = String::new();
    for question in &service.questions {
        let value = match answers.get(&question.id) {
            Some(Answer::Boolean(true)) => "true",
            Some(Answer::Boolean(false)) => "false",
            Some(Answer::Text(text)) => text,
            None => continue,
        };
        if answer(&question.kind, value).is_some() {
            let separator = if fragment.is_empty() { "" } else { "&" };
            fragment.extend([separator, &question.id, "=", value]);
        }
    }
    fragment
}

/// The answers in a fragment, without `#`. What the service does not know is left out: an old link, or
/// one made by hand, does no harm.
pub fn read(service: &Service, fragment: &str) -> Answers {
    let mut answers = Answers::default();
    for (id, value) in fragment.split('&').filter_map(|pair| pair.split_once('=')) {
        let question = service.question(id);
        if let Some(answer) = question.and_then(|question| answer(&question.kind, value)) {
            answers.set(id, answer);
        }
    }
    answers
}

/// The answer that a value is to a question of this kind, if it is one.
fn answer(kind: &QuestionKind, value: &str) -> Option<Answer> {
    match kind {
        QuestionKind::Boolean => match value {
            "true" => Some(Answer::Boolean(true)),
            "false" => Some(Answer::Boolean(false)),
            _ => None,
        },
        QuestionKind::Choice(options) => {
            options.iter().any(|option| option.id == value).then(|| Answer::Text(value.to_owned()))
        }
        QuestionKind::Date { .. } => value.parse::<Date>().is_ok().then(|| Answer::Text(value.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn answers_are_written_in_the_order_of_the_questions_and_read_back() {
        let service = sample::service();
        let answers: Answers = [
            ("ends", Answer::Text("2026-12-31".to_owned())),
            ("origin", Answer::Text("visit".to_owned())),
            ("sponsored", Answer::Boolean(false)),
        ]
        .map(|(id, answer)| (id.to_owned(), answer))
        .into_iter()
        .collect();
        let fragment = write(&service, &answers);
        assert_eq!(fragment, "origin=visit&sponsored=false&ends=2026-12-31");
        assert_eq!(read(&service, &fragment), answers);
    }

    #[test]
    fn what_is_no_answer_is_neither_written_nor_read() {
        let service = sample::service();
        let half_typed = Answers::from_iter([("ends".to_owned(), Answer::Text("31/12".to_owned()))]);
        assert_eq!(write(&service, &half_typed), "");
        for nonsense in ["", "main", "origin=moon&sponsored=yes&ends=2026-02-30&shoe=42", "&&==="] {
            assert!(read(&service, nonsense).is_empty(), "{nonsense}");
        }
    }
}
