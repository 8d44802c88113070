//! Answers as they are given, and what is wrong with them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{Date, QuestionKind, Service, Situation};

/// One answer, as JSON carries it: options and days are text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Answer {
    /// Yes or no.
    Boolean(bool),
    /// An option's id, or a day written `YYYY-MM-DD`.
    Text(String),
}

/// Answers by question id: `{"visa_origin":"visit-visa","has_guarantor":true}`.
///
/// They may be incomplete or wrong; [`Answers::problems`] says what is wrong.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Answers(BTreeMap<String, Answer>);

/// What is wrong with an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnswerProblem {
    /// The question's id.
    pub question: String,
    /// What is wrong.
    pub kind: AnswerProblemKind,
}

/// The ways in which an answer can be wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AnswerProblemKind {
    /// The service asks no such question.
    UnknownQuestion,
    /// Not the kind of answer the question takes.
    WrongKind,
    /// The question has no such option.
    UnknownOption(String),
    /// Not a day written `YYYY-MM-DD`.
    NotADate(String),
    /// Before the first day that makes sense.
    TooEarly(Date),
    /// After the last day that makes sense.
    TooLate(Date),
}

impl AnswerProblemKind {
    /// The codes of all kinds.
    pub const CODES: [&'static str; 6] =
        ["unknown-question", "wrong-kind", "unknown-option", "not-a-date", "date-too-early", "date-too-late"];

    /// Its code: the key of its message in `content/ui/`, and the message's placeholder with value.
    pub fn code(&self) -> (&'static str, Option<(&'static str, String)>) {
        match self {
            Self::UnknownQuestion => ("unknown-question", None),
            Self::WrongKind => ("wrong-kind", None),
            Self::UnknownOption(value) => ("unknown-option", Some(("value", value.clone()))),
            Self::NotADate(value) => ("not-a-date", Some(("value", value.clone()))),
            Self::TooEarly(earliest) => ("date-too-early", Some(("earliest", earliest.to_string()))),
            Self::TooLate(latest) => ("date-too-late", Some(("latest", latest.to_string()))),
        }
    }
}

impl Answers {
    /// The answer to a question.
    pub fn get(&self, question: &str) -> Option<&Answer> {
        self.0.get(question)
    }

    /// Every answer, by question id in alphabetical order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Answer)> {
        self.0.iter().map(|(question, answer)| (question.as_str(), answer))
    }

    /// Sets or changes an answer.
    pub fn set(&mut self, question: impl Into<String>, answer: Answer) {
        self.0.insert(question.into(), answer);
    }

    /// Takes an answer back.
    pub fn clear(&mut self, question: &str) {
        self.0.remove(question);
    }

    /// Nothing is answered.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Everything that is wrong with these answers, in alphabetical order of the questions.
    pub fn problems(&self, service: &Service, today: Date) -> Vec<AnswerProblem> {
        let situation = Situation { service, answers: self, today };
        self.iter()
            .filter_map(|(question, answer)| {
                let kind = problem(situation, question, answer)?;
                Some(AnswerProblem { question: question.to_owned(), kind })
            })
            .collect()
    }
}

impl FromIterator<(String, Answer)> for Answers {
    fn from_iter<I: IntoIterator<Item = (String, Answer)>>(answers: I) -> Self {
        Self(answers.into_iter().collect())
    }
}

fn problem(situation: Situation<'_>, question: &str, answer: &Answer) -> Option<AnswerProblemKind> {
    let Some(definition) = situation.service.question(question) else {
        return Some(AnswerProblemKind::UnknownQuestion);
    };
    if situation.value(question).is_some() {
        return None;
    }
    Some(match (&definition.kind, answer) {
        (QuestionKind::Choice(_), Answer::Text(text)) => AnswerProblemKind::UnknownOption(text.clone()),
        (QuestionKind::Date { earliest, latest }, Answer::Text(text)) => match text.parse::<Date>() {
            Err(_) => AnswerProblemKind::NotADate(text.clone()),
            Ok(date) => {
                let (earliest, latest) = situation.bounds(earliest, latest).into_inner();
                if date < earliest {
                    AnswerProblemKind::TooEarly(earliest)
                } else {
                    AnswerProblemKind::TooLate(latest)
                }
            }
        },
        _ => AnswerProblemKind::WrongKind,
    })
}
