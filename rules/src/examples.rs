//! Examples that an editor writes beside a service, and what does not hold of them.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::problem::Problem;
use crate::toml::{self, FromToml, Named, Shape, Spanned, Value, ValueInner, into_map, wrong_type};
use crate::{Answer, Answers, Date, DeadlineDay, Decision, Service, Text, Verdict, decide, toml_table};

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
            fees: Vec<String>,
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

    fn shape() -> Shape {
        Shape::Answer
    }
}

/// A situation, and what an editor expects of it.
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
    /// What they should lead to.
    pub expected: Expected,
    /// The place of the answers in the file.
    pub place: Range<usize>,
}

/// What an example should lead to. A list that is absent is not what the example is about.
#[derive(Clone, Debug, PartialEq)]
pub struct Expected {
    verdict: Spanned<Verdict>,
    rules: Option<Spanned<Vec<String>>>,
    documents: Option<Spanned<Vec<String>>>,
    deadlines: Option<Spanned<BTreeMap<String, Date>>>,
    fees: Option<Spanned<Vec<String>>>,
    unanswered: Option<Spanned<Vec<String>>>,
}

/// A point in which a decision is not what was expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// In which point.
    pub what: String,
    /// Where the expectation is written.
    pub place: Range<usize>,
    /// What was expected.
    pub expected: String,
    /// What the decision says.
    pub found: String,
}

impl Expected {
    /// The points in which `decision` is not what is expected.
    pub fn differences(&self, decision: &Decision) -> Vec<Difference> {
        let mut differences = Vec::new();
        let mut expect = |what: &str, span: toml::Span, expected: String, found: String| {
            if expected != found {
                differences.push(Difference { what: what.to_owned(), place: span.into(), expected, found });
            }
        };
        let verdict = self.verdict.value.name().to_owned();
        expect("verdict", self.verdict.span, verdict, decision.verdict.name().to_owned());
        let lists = [
            ("rules", &self.rules, ids(&decision.reasons, |reason| &reason.rule)),
            ("documents", &self.documents, ids(&decision.documents, |document| &document.id)),
            ("fees", &self.fees, ids(&decision.fees, |fee| &fee.id)),
            ("unanswered", &self.unanswered, ids(&decision.unanswered, |question| question)),
        ];
        for (what, expected, found) in lists {
            if let Some(Spanned { value, span }) = expected {
                expect(what, *span, sorted(value.iter().map(String::as_str).collect()), sorted(found));
            }
        }
        if let Some(Spanned { value, span }) = &self.deadlines {
            for (id, date) in value {
                let found = match decision.deadlines.iter().find(|deadline| deadline.id == *id) {
                    Some(DeadlineDay { date: Some(date), .. }) => date.to_string(),
                    Some(_) => "no known day".to_owned(),
                    None => "no such deadline".to_owned(),
                };
                expect(&format!("deadline `{id}`"), *span, date.to_string(), found);
            }
        }
        differences
    }
}

fn ids<T>(things: &[T], id: impl Fn(&T) -> &String) -> Vec<&str> {
    things.iter().map(|thing| id(thing).as_str()).collect()
}

fn sorted(mut ids: Vec<&str>) -> String {
    ids.sort_unstable();
    format!("[{}]", ids.join(", "))
}

/// What `examples.toml` looks like.
pub(crate) fn shape() -> Shape {
    Examples::shape()
}

/// Reads `examples.toml` and holds every example against the service.
pub fn check(service: &Service, text: &str) -> (Vec<Example>, Vec<Problem>) {
    let mut problems = Vec::new();
    let examples = toml::read::<Examples>(text, &mut problems).map(|examples| examples.example.value);
    let examples = examples.unwrap_or_default().into_iter();
    let examples: Vec<_> = examples.map(|example| Example::new(service, example)).collect();
    for example in &examples {
        problems.extend(example.problems(service));
    }
    (examples, problems)
}

impl Example {
    fn problems(&self, service: &Service) -> Vec<Problem> {
        let misfits = self.answers.problems(service, self.today).into_iter().map(|problem| {
            let message =
                format!("the answer to `{}` does not fit: {}", problem.question, problem.kind.code().0);
            Problem::error("bad-answer", self.place.clone(), message)
        });
        let differences = self.expected.differences(&self.decision).into_iter().map(|difference| {
            let Difference { what, place, expected, found } = difference;
            let message = format!("{what}: expected {expected}, but these answers lead to {found}");
            Problem::error("failing-example", place, message)
        });
        misfits.chain(differences).collect()
    }

    fn new(service: &Service, definition: ExampleDefinition) -> Self {
        let ExampleDefinition {
            name,
            today,
            answers,
            verdict,
            rules,
            documents,
            deadlines,
            fees,
            unanswered,
        } = definition;
        let place = answers.span.into();
        let answers = answers.value.0.into_iter().map(|(question, answer)| (question.value, answer));
        let answers: Answers = answers.collect();
        let deadlines = deadlines.map(|Spanned { value, span }| Spanned::with_span(into_map(value), span));
        Self {
            name: name.value,
            today: today.value,
            decision: decide(service, &answers, today.value),
            answers,
            expected: Expected { verdict, rules, documents, deadlines, fees, unanswered },
            place,
        }
    }
}
