//! The words of the interface: which there are, and how they are filled.
//!
//! They are written in `content/ui/{id,en}.toml`: table `[form]` for the words below, table `[problem]`
//! for what is wrong with what was entered, by the codes of the crates `rules` and `package`.

use std::collections::BTreeMap;

use package::Param;
use rules::text::fill;
use rules::{AnswerProblemKind, Date, FeeWords, Lang, Service, Text};
use serde::{Deserialize, Serialize};

use crate::format;

pub use crate::word_list::{FORM_WORDS, Word};

/// The words in one language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Words {
    /// In the order of [`FORM_WORDS`]: in the wasm one loop reads a list, where a structure with a field
    /// for each would be paid for by the byte.
    pub(crate) form: Vec<String>,
    pub(crate) problem: BTreeMap<String, String>,
}

impl Words {
    /// Words from the two tables of a language's file.
    ///
    /// # Errors
    /// The key of the first word that is missing from `form`.
    pub fn new(
        form: &BTreeMap<String, String>,
        problem: BTreeMap<String, String>,
    ) -> Result<Self, &'static str> {
        let word = |key: &&'static str| form.get(*key).cloned().ok_or(*key);
        Ok(Self { form: FORM_WORDS.iter().map(word).collect::<Result<_, _>>()?, problem })
    }

    /// Those that the first part of the form uses; in the place of others there is nothing.
    pub fn for_check(&self) -> Self {
        // Its words are the first of the list.
        let form = self.form[..Word::Details as usize].to_vec();
        let is_of_an_answer = |code: &String| AnswerProblemKind::CODES.contains(&code.as_str());
        let problem = self.problem.iter().filter(|(code, _)| is_of_an_answer(code));
        Self { form, problem: problem.map(|(code, words)| (code.clone(), words.clone())).collect() }
    }

    /// A word, with its placeholders as they are written.
    pub fn get(&self, word: Word) -> &str {
        // A list that is too short can only come from a page that is older than the wasm.
        self.form.get(word as usize).map_or("", String::as_str)
    }

    /// A word with its placeholders filled.
    pub fn filled(&self, word: Word, values: &[(&str, &str)]) -> String {
        fill(self.get(word), values)
    }

    /// What the amount of a fee is put into words with.
    pub fn fee(&self) -> FeeWords<'_> {
        FeeWords {
            unknown: self.get(Word::FeeUnknown),
            or: self.get(Word::FeeOr),
            disagree: self.get(Word::FeeDisagree),
            per_day: self.get(Word::FeePerDay),
        }
    }

    /// A day, in words.
    pub fn date(&self, date: Date) -> String {
        format::date(date, self.get(Word::Months))
    }

    /// What is wrong with an answer.
    pub fn answer_problem(&self, problem: &AnswerProblemKind) -> String {
        let (code, value) = problem.code();
        match value {
            None => self.problem(code, &[]),
            Some((name, value)) => {
                let shown = value.parse().map_or_else(|_| value.clone(), |date| self.date(date));
                self.problem(code, &[(name, &shown)])
            }
        }
    }

    /// What is wrong with a document or an application. A particular's name says its unit.
    pub fn package_problem(&self, problem: &package::Problem, service: &Service, lang: Lang) -> String {
        let values: Vec<(&str, String)> = (problem.params.iter())
            .map(|(name, value)| (name.as_str(), self.shown(name, value, service, lang)))
            .collect();
        let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
        self.problem(problem.code.as_str(), &values)
    }

    /// What a code of the table `[problem]` says.
    pub fn problem(&self, code: &str, values: &[(&str, &str)]) -> String {
        // A code without words is shown as it is: better than nothing at all.
        fill(self.problem.get(code).map_or(code, String::as_str), values)
    }

    /// A particular of a problem, for people.
    fn shown(&self, name: &str, value: &Param, service: &Service, lang: Lang) -> String {
        match (name, value) {
            ("size" | "limit", Param::Number(size)) => rules::text::bytes(*size, lang),
            (_, Param::Number(number)) => number.to_string(),
            ("earliest" | "latest", Param::Text(day)) => {
                day.parse().map_or_else(|_| day.clone(), |date| self.date(date))
            }
            (_, Param::Text(text)) => {
                let said = |label: &Text| label.get(lang).to_owned();
                let label = match name {
                    "document" => service.document(text).map(|document| said(&document.label)),
                    "question" => service.question(text).map(|question| said(&question.label)),
                    "group" => service.groups.get(text).map(|group| said(&group.label)),
                    "detail" => service.field_label(text, lang),
                    _ => None,
                };
                label.unwrap_or_else(|| text.clone())
            }
        }
    }
}
