//! Examples that an editor writes beside a service, and what does not hold of them.

use std::collections::BTreeMap;

use crate::problem::Problem;
use crate::toml::{self, FromToml, Named, Spanned, Value, ValueInner, into_map, wrong_type};
use crate::{Answer, Answers, Date, Decision, Service, Text, Verdict, decide, toml_table};

toml_table! {
    struct Examples {
        required { example: Vec<ExampleDefinition> }
    }
}

toml_table! {
    struct ExampleDefinition {
        required { name: Text, today: Date, answers: Named<Answer>, verdict: Verdict }
        optional {
            rules: Vec<String>,
            documents: Vec<String>,
            deadlines: Named<Date>,
            unanswered: Vec<String>,
        }
    }
}

impl FromToml for Answer {
    fn from_toml(value: &mut Value<'_>, problems: &mut Vec<Problem>) -> Option<Self> {
        let span = value.span;
        match value.take() {
            ValueInner::Boolean(value) => Some(Self::Boolean(value)),
            ValueInner::String(text) => Some(Self::Text(text.into_owned())),
            other => wrong_type("an option, a day in quotes, true or false", &other, span, problems),
        }
    }
}

/// A situation with what an editor expects of it, after it was found to hold.
#[derive(Clone, Debug, PartialEq)]
pub struct Example {
    /// What it shows.
    pub name: Text,
    /// The day.
    pub today: Date,
    /// The answers.
    pub answers: Answers,
    /// What they lead to.
    pub decision: Decision,
}

/// Reads `examples.toml` and holds every example against the service.
pub fn check(service: &Service, text: &str) -> (Vec<Example>, Vec<Problem>) {
    let mut problems = Vec::new();
    let examples = toml::read::<Examples>(text, &mut problems).map(|examples| examples.example.value);
    let mut held = Vec::new();
    for example in examples.unwrap_or_default() {
        held.push(hold(service, example, &mut problems));
    }
    (held, problems)
}

fn hold(service: &Service, example: ExampleDefinition, problems: &mut Vec<Problem>) -> Example {
    let ExampleDefinition { name, today, answers, verdict, rules, documents, deadlines, unanswered } =
        example;
    let span = answers.span;
    let answers: Answers =
        answers.value.0.into_iter().map(|(question, answer)| (question.value, answer)).collect();
    for problem in answers.problems(service, today.value) {
        let message = format!("the answer to `{}` does not fit: {}", problem.question, problem.kind.code().0);
        problems.push(Problem::error("bad-answer", span, message));
    }
    let decision = decide(service, &answers, today.value);
    let mut expect = |what: &str, span: toml::Span, expected: String, found: String| {
        if expected != found {
            let message = format!("{what}: expected {expected}, but these answers lead to {found}");
            problems.push(Problem::error("failing-example", span, message));
        }
    };
    expect("verdict", verdict.span, verdict.value.name().to_owned(), decision.verdict.name().to_owned());
    let found = |ids: &mut dyn Iterator<Item = &String>| ids.cloned().collect::<Vec<_>>();
    let lists = [
        ("rules", rules, found(&mut decision.reasons.iter().map(|reason| &reason.rule))),
        ("documents", documents, found(&mut decision.documents.iter().map(|document| &document.id))),
        ("unanswered", unanswered, found(&mut decision.unanswered.iter())),
    ];
    for (what, expected, found) in lists {
        if let Some(Spanned { value, span }) = expected {
            expect(what, span, sorted(value), sorted(found));
        }
    }
    if let Some(Spanned { value, span }) = deadlines {
        let days: BTreeMap<_, _> =
            decision.deadlines.iter().map(|deadline| (&deadline.id, deadline.date)).collect();
        for (id, date) in into_map(value) {
            let found = match days.get(&id) {
                Some(Some(date)) => date.to_string(),
                Some(None) => "no known day".to_owned(),
                None => "no such deadline".to_owned(),
            };
            expect(&format!("deadline `{id}`"), span, date.to_string(), found);
        }
    }
    Example { name: name.value, today: today.value, answers, decision }
}

fn sorted(mut ids: Vec<String>) -> String {
    ids.sort();
    format!("[{}]", ids.join(", "))
}
