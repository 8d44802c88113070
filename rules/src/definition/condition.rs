//! Conditions as an editor writes them: tables, lists and comparisons.

use crate::Comparison;
use crate::problem::Problem;
use crate::toml::{FromToml, Shape, Spanned, Value, ValueInner, wrong_type};

/// A condition as it is written. A table is *all of*, a list is *one of*.
pub enum ConditionDefinition {
    /// A table of several entries, or `all`.
    All(Vec<Self>),
    /// `any`
    Any(Vec<Self>),
    /// `not`
    Not(Box<Self>),
    /// `question = test`
    Question(Spanned<String>, TestDefinition),
}

/// What a condition asks of one question.
pub enum TestDefinition {
    /// `"option"` or `["option", "option"]`
    Options(Vec<Spanned<String>>),
    /// `true` or `false`
    Boolean(bool),
    /// `{ before = "today" }`: all of them have to hold.
    Dates(Vec<(Comparison, Spanned<String>)>),
}

impl FromToml for ConditionDefinition {
    fn from_toml(value: &mut Value<'_>, problems: &mut Vec<Problem>) -> Option<Self> {
        let span = value.span;
        let ValueInner::Table(table) = value.take() else {
            let message = "a condition is a table such as { question = \"option\" }";
            problems.push(Problem::error("wrong-type", span, message));
            return None;
        };
        let mut all = Vec::new();
        for (key, mut value) in table {
            all.push(match key.name.as_ref() {
                "all" => Vec::from_toml(&mut value, problems).map(Self::All),
                "any" => Vec::from_toml(&mut value, problems).map(Self::Any),
                "not" => Self::from_toml(&mut value, problems).map(|inner| Self::Not(Box::new(inner))),
                question => {
                    let question = Spanned::with_span(question.to_owned(), key.span);
                    TestDefinition::from_toml(&mut value, problems).map(|test| Self::Question(question, test))
                }
            });
        }
        let mut all = all.into_iter().collect::<Option<Vec<_>>>()?;
        match all.len() {
            0 => {
                let message = "an empty condition holds always; leave the key out instead";
                problems.push(Problem::error("empty-condition", span, message));
                None
            }
            1 => all.pop(),
            _ => Some(Self::All(all)),
        }
    }

    fn shape() -> Shape {
        Shape::Condition
    }
}

impl FromToml for TestDefinition {
    fn from_toml(value: &mut Value<'_>, problems: &mut Vec<Problem>) -> Option<Self> {
        let span = value.span;
        match value.take() {
            ValueInner::Boolean(wanted) => Some(Self::Boolean(wanted)),
            ValueInner::String(option) => {
                Some(Self::Options(vec![Spanned::with_span(option.into_owned(), span)]))
            }
            ValueInner::Array(options) => {
                let options: Vec<_> = options
                    .into_iter()
                    .filter_map(|mut option| Spanned::from_toml(&mut option, problems))
                    .collect();
                Some(Self::Options(options))
            }
            ValueInner::Table(table) => {
                let mut comparisons = Vec::new();
                for (key, mut value) in table {
                    let comparison = match key.name.as_ref() {
                        "before" => Comparison::Before,
                        "on_or_before" => Comparison::OnOrBefore,
                        "after" => Comparison::After,
                        "on_or_after" => Comparison::OnOrAfter,
                        other => {
                            let message = format!(
                                "unknown comparison `{other}`; known are `before`, `on_or_before`, `after`, \
                                 `on_or_after`"
                            );
                            problems.push(Problem::error("unknown-key", key.span, message));
                            continue;
                        }
                    };
                    if let Some(moment) = Spanned::from_toml(&mut value, problems) {
                        comparisons.push((comparison, moment));
                    }
                }
                Some(Self::Dates(comparisons))
            }
            other => wrong_type("an option, a list of options, true, false or dates", &other, span, problems),
        }
    }

    // A test stands in a condition only, which has a shape of its own.
    fn shape() -> Shape {
        Shape::Condition
    }
}
