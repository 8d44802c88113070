//! Situations worked out: the examples that an editor wrote beside a service, which every build holds
//! against its rules.

use askama::Template;
use rules::examples::Example;
use rules::{Answer, Date, Flip, Reason};
use wasm_form::words::Word;

use super::rule_table::{NumberedRule, name, numbered};
use crate::conditions::Wording;
use crate::words::with;

/// Every example, folded.
#[derive(Template)]
#[template(path = "block/examples.html")]
pub struct Examples<'a> {
    wording: Wording<'a>,
    examples: &'a [Example],
    rules: Vec<NumberedRule<'a>>,
}

impl<'a> Examples<'a> {
    /// The examples of a service.
    pub fn of(wording: Wording<'a>, examples: &'a [Example]) -> Self {
        Self { wording, examples, rules: numbered(wording) }
    }

    fn day(&self, example: &Example) -> String {
        self.wording.day(&self.wording.words.example_day, &example.today)
    }

    /// Each question that was answered, in the order they are asked, with its answer.
    fn answers(&self, example: &Example) -> Vec<(&str, String)> {
        let questions = self.wording.service.questions.iter();
        questions
            .filter_map(|question| {
                let answer = example.answers.get(&question.id)?;
                Some((self.wording.text(&question.label), self.wording.answer(&question.id, answer)))
            })
            .collect()
    }

    /// The rule of a reason on this page: its number and its name.
    fn rule(&self, reason: &Reason) -> (usize, String) {
        let is_it = |rule: &&NumberedRule<'_>| rule.rule.id == reason.rule && rule.rule.reason == reason.text;
        let rule = self.rules.iter().find(is_it).expect("a reason is one of the service's rules");
        (rule.number, name(self.wording, rule.number))
    }

    fn unanswered(&self) -> &str {
        self.wording.form.get(Word::Unanswered)
    }

    /// The smallest single change that would change the verdict, in a sentence.
    fn flip(&self, example: &Example) -> Option<String> {
        let flip = example.decision.flip.iter().min_by_key(|flip| size(flip, example))?;
        let given = example.answers.get(&flip.question)?;
        let values = [
            ("question", self.wording.label(&flip.question)),
            ("given", &self.wording.answer(&flip.question, given)),
            ("answer", &self.wording.answer(&flip.question, &flip.to)),
            ("verdict", self.wording.verdict(flip.verdict)),
        ];
        Some(self.wording.form.filled(Word::Flip, &values))
    }

    fn count(&self) -> String {
        with(&self.wording.words.examples_introduction, "count", &self.examples.len().to_string())
    }
}

/// How large a change is: a day moved by so many days; another answer is larger than that.
fn size(flip: &Flip, example: &Example) -> u64 {
    let day = |answer: &Answer| match answer {
        Answer::Text(text) => text.parse::<Date>().ok(),
        Answer::Boolean(_) => None,
    };
    let given = example.answers.get(&flip.question).and_then(day);
    match (given, day(&flip.to)) {
        (Some(given), Some(to)) => to.days_since(given).unsigned_abs(),
        _ => u64::MAX,
    }
}
