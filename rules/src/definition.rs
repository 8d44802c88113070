//! The shape of `service.toml`: what an editor may write, before anything is known to make sense.
//!
//! Every value keeps its place in the file, for [`crate::check`] to point at.

use crate::problem::Problem;
use crate::toml::{FromToml, Named, Spanned, Value, ValueInner, wrong_type};
use crate::{Comparison, Confidence, Date, DayKind, Effect, Text, TextFormat, toml_table};

toml_table! {
    /// A whole `service.toml`.
    pub struct Definition {
        required {
            title: Text,
            summary: Text,
            sources: Vec<Spanned<String>>,
            reviewed: Date,
            review_by: Date,
            confidence: Confidence,
            limits: LimitsDefinition,
            question: Vec<QuestionDefinition>,
            rule: Vec<RuleDefinition>,
            document: Vec<DocumentDefinition>,
        }
        optional {
            span: Named<SpanDefinition>,
            event: Named<EventDefinition>,
            group: Named<GroupDefinition>,
            detail: Vec<DetailDefinition>,
            fee: Vec<FeeDefinition>,
            deadline: Vec<DeadlineDefinition>,
            step: Vec<StepDefinition>,
        }
    }
}

toml_table! {
    /// `[limits]`
    pub struct LimitsDefinition {
        required { max_total_bytes: u64, max_files: u32, note: Text }
    }
}

toml_table! {
    /// `[span.NAME]`
    pub struct SpanDefinition {
        required { sources: Vec<Spanned<String>> }
        optional { days: u16, kind: DayKind, months: u16, years: u16 }
    }
}

toml_table! {
    /// `[event.NAME]`
    pub struct EventDefinition {
        required { label: Text }
    }
}

toml_table! {
    /// `[[question]]`
    pub struct QuestionDefinition {
        required { id: String, kind: QuestionKindName, label: Text }
        optional {
            help: Text,
            when: ConditionDefinition,
            option: Vec<OptionDefinition>,
            earliest: String,
            latest: String,
        }
    }
}

toml_table! {
    /// `[[question.option]]`
    pub struct OptionDefinition {
        required { id: String, label: Text }
        optional { detail: bool }
    }
}

toml_table! {
    /// `[group.NAME]`
    pub struct GroupDefinition {
        required { label: Text, at_least: u32, at_most: u32 }
    }
}

toml_table! {
    /// `[[detail]]`
    pub struct DetailDefinition {
        required { id: String, kind: DetailKindName, label: Text }
        optional {
            help: Text,
            when: ConditionDefinition,
            group: String,
            required: bool,
            autocomplete: String,
            max_length: u32,
            format: TextFormat,
            option: Vec<OptionDefinition>,
            earliest: String,
            latest: String,
        }
    }
}

toml_table! {
    /// `[[fee]]`
    pub struct FeeDefinition {
        required { id: String }
        optional { when: ConditionDefinition }
    }
}

toml_table! {
    /// `[[rule]]`
    pub struct RuleDefinition {
        required {
            id: String,
            when: ConditionDefinition,
            effect: Effect,
            reason: Text,
            sources: Vec<Spanned<String>>,
        }
        optional { from: Date, until: Date, possible_from: String }
    }
}

toml_table! {
    /// `[[document]]`
    pub struct DocumentDefinition {
        required {
            id: String,
            label: Text,
            types: Vec<Spanned<String>>,
            max_bytes: u64,
            max_files: u32,
            sources: Vec<Spanned<String>>,
        }
        optional { help: Text, when: ConditionDefinition, required: bool, min_long_side: u32 }
    }
}

toml_table! {
    /// `[[deadline]]`
    pub struct DeadlineDefinition {
        required { id: String, label: Text, at: String, sources: Vec<Spanned<String>> }
        optional { help: Text, when: ConditionDefinition }
    }
}

toml_table! {
    /// `[[step]]`
    pub struct StepDefinition {
        required { title: Text, text: Text, sources: Vec<Spanned<String>> }
    }
}

/// The `kind` of a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QuestionKindName {
    /// One of its options.
    Choice,
    /// Yes or no.
    Boolean,
    /// A day.
    Date,
}

crate::toml::names! {
    QuestionKindName { "choice" => Choice, "boolean" => Boolean, "date" => Date }
}

/// The `kind` of a detail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DetailKindName {
    /// A line of text.
    Text,
    /// Several lines of text.
    Multiline,
    /// An e-mail address.
    Email,
    /// A telephone number.
    Tel,
    /// A day.
    Date,
    /// A state.
    Country,
    /// One of its options.
    Choice,
}

crate::toml::names! {
    DetailKindName {
        "text" => Text, "multiline" => Multiline, "email" => Email, "tel" => Tel, "date" => Date,
        "country" => Country, "choice" => Choice,
    }
}

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
}
