//! Conditions over answers, in three-valued logic: what is not answered is unknown, not false.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

use crate::{Answer, Answers, Date, Deadline, QuestionKind, Service, Span};

/// When a rule, document, question or deadline applies.
///
/// A closed set: a rule that does not fit gets a new named variant here, with its tests, rather than
/// a growing language of expressions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Condition {
    /// Every one of these.
    All(Vec<Self>),
    /// At least one of these.
    Any(Vec<Self>),
    /// The opposite.
    Not(Box<Self>),
    /// A choice is one of these options.
    OneOf {
        /// The question's id.
        question: String,
        /// The options' ids.
        options: Vec<String>,
    },
    /// A yes-or-no question has this answer.
    Is {
        /// The question's id.
        question: String,
        /// The answer.
        value: bool,
    },
    /// A day compares so to another one.
    Date {
        /// The question's id, or [`TODAY`].
        question: String,
        /// How it compares.
        is: Comparison,
        /// To what.
        moment: Moment,
    },
}

/// Stands for the day of the decision where a question's id could stand. No question has this id.
///
/// `today = { before = "permit_expires - 3 months" }` is not quite `permit_expires = { after = "today + 3
/// months" }`: months are not equally long.
pub const TODAY: &str = "today";

/// How a day compares to another, by whole calendar days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Comparison {
    /// An earlier day.
    Before,
    /// The same day or an earlier one.
    OnOrBefore,
    /// A later day.
    After,
    /// The same day or a later one.
    OnOrAfter,
}

impl Comparison {
    fn holds(self, left: Date, right: Date) -> bool {
        match self {
            Self::Before => left < right,
            Self::OnOrBefore => left <= right,
            Self::After => left > right,
            Self::OnOrAfter => left >= right,
        }
    }
}

/// A day that is worked out: a base and how far from it. Written `itk_expires - filing-window`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moment {
    /// Where counting starts.
    pub base: Base,
    /// How far from there; not at all, if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offset: Option<Offset>,
}

/// Where the counting of a moment starts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Base {
    /// The day of the decision.
    Today,
    /// A fixed day.
    Date(Date),
    /// The answer to a date question.
    Question(String),
    /// Another deadline. Only a deadline can start there.
    Deadline(String),
    /// A day that nobody knows yet. Only a deadline can start there.
    Event(String),
}

/// How far a moment lies from its base.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offset {
    /// After the base, or before it.
    pub later: bool,
    /// How far.
    pub span: Span,
}

/// Whether something holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Truth {
    /// It does not.
    False,
    /// That depends on answers that are missing.
    Unknown,
    /// It does.
    True,
}

/// The result of looking at a condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding<'a> {
    /// Does it hold?
    pub truth: Truth,
    /// The questions that settled it; if it is unknown, the unanswered ones that still could.
    pub because: BTreeSet<&'a str>,
}

impl<'a> Finding<'a> {
    fn new(truth: Truth, because: impl IntoIterator<Item = &'a str>) -> Self {
        Self { truth, because: because.into_iter().collect() }
    }

    fn known(holds: bool, because: impl IntoIterator<Item = &'a str>) -> Self {
        Self::new(if holds { Truth::True } else { Truth::False }, because)
    }

    /// All of `findings` (with `settles` false) or any of them (with `settles` true): Kleene's
    /// conjunction and disjunction. The first finding that settles the matter is the reason.
    fn join(settles: Truth, otherwise: Truth, findings: impl Iterator<Item = Self>) -> Self {
        let mut joined = Self::new(otherwise, []);
        for finding in findings {
            if finding.truth == settles {
                return finding;
            }
            if finding.truth == joined.truth {
                joined.because.extend(finding.because);
            } else if finding.truth == Truth::Unknown {
                joined = finding;
            }
        }
        joined
    }
}

/// Answers to a service's questions on a day: what conditions are looked at with.
#[derive(Clone, Copy)]
pub struct Situation<'a> {
    /// The service.
    pub service: &'a Service,
    /// The answers. One that does not fit its question counts as missing.
    pub answers: &'a Answers,
    /// The day of the decision.
    pub today: Date,
}

impl<'a> Situation<'a> {
    /// Looks at a condition that may be absent; an absent one always holds.
    pub fn optional(self, condition: Option<&'a Condition>) -> Finding<'a> {
        condition.map_or_else(|| Finding::new(Truth::True, []), |condition| self.find(condition))
    }

    /// Looks at a deadline. One that counts from a question applies only where that is asked.
    pub(crate) fn deadline(self, deadline: &'a Deadline) -> Finding<'a> {
        let mut base = &deadline.at.base;
        while let Base::Deadline(id) = base {
            match self.service.deadline(id) {
                Some(earlier) => base = &earlier.at.base,
                None => break,
            }
        }
        let applies = self.optional(deadline.when.as_ref());
        match base {
            Base::Question(id) => {
                Finding::join(Truth::False, Truth::True, [applies, self.asks(id)].into_iter())
            }
            _ => applies,
        }
    }

    /// Looks at a condition.
    pub fn find(self, condition: &'a Condition) -> Finding<'a> {
        match condition {
            Condition::All(all) => {
                Finding::join(Truth::False, Truth::True, all.iter().map(|one| self.find(one)))
            }
            Condition::Any(any) => {
                Finding::join(Truth::True, Truth::False, any.iter().map(|one| self.find(one)))
            }
            Condition::Not(inner) => {
                let Finding { truth, because } = self.find(inner);
                let truth = match truth {
                    Truth::False => Truth::True,
                    Truth::Unknown => Truth::Unknown,
                    Truth::True => Truth::False,
                };
                Finding { truth, because }
            }
            Condition::OneOf { question, options } => self.ask(question, |value| match value {
                Value::Choice(choice) => Finding::known(options.contains(choice), [question.as_str()]),
                _ => Finding::new(Truth::Unknown, [question.as_str()]),
            }),
            Condition::Is { question, value: wanted } => self.ask(question, |value| match value {
                Value::Boolean(value) => Finding::known(value == *wanted, [question.as_str()]),
                _ => Finding::new(Truth::Unknown, [question.as_str()]),
            }),
            Condition::Date { question, is, moment } => {
                let compare = |value: Value<'a>, because: &[&'a str]| match (value, self.moment(moment)) {
                    (Value::Date(date), Some(bound)) => {
                        Finding::known(is.holds(date, bound), because.iter().copied())
                    }
                    _ => Finding::new(Truth::Unknown, because.iter().copied()),
                };
                let today = Value::Date(self.today);
                match &moment.base {
                    Base::Question(other) if question == TODAY => {
                        self.ask(other, |_| compare(today, &[other]))
                    }
                    Base::Question(other) => {
                        self.ask(question, |value| self.ask(other, |_| compare(value, &[question, other])))
                    }
                    _ if question == TODAY => compare(today, &[]),
                    _ => self.ask(question, |value| compare(value, &[question])),
                }
            }
        }
    }

    /// Looks at a question's answer. A question that is not asked makes what depends on it false; one
    /// of which it is not known yet whether it will be asked makes it unknown.
    fn ask(self, id: &'a str, look: impl FnOnce(Value<'a>) -> Finding<'a>) -> Finding<'a> {
        let Some(question) = self.service.question(id) else {
            unreachable!("check lets no condition name an unknown question");
        };
        let asked = self.optional(question.when.as_ref());
        match asked.truth {
            Truth::True => match self.value(id) {
                Some(value) => look(value),
                None => Finding::new(Truth::Unknown, [id]),
            },
            Truth::Unknown | Truth::False => asked,
        }
    }

    /// The answer to a question, if there is one that fits the question.
    pub fn value(self, id: &str) -> Option<Value<'a>> {
        match (&self.service.question(id)?.kind, self.answers.get(id)?) {
            (QuestionKind::Choice(options), Answer::Text(text)) => {
                options.iter().any(|option| option.id == *text).then_some(Value::Choice(text))
            }
            (QuestionKind::Boolean, Answer::Boolean(value)) => Some(Value::Boolean(*value)),
            (QuestionKind::Date { earliest, latest }, Answer::Text(text)) => {
                let date = text.parse().ok()?;
                self.bounds(earliest, latest).contains(&date).then_some(Value::Date(date))
            }
            _ => None,
        }
    }

    /// Whether a question is asked.
    pub(crate) fn asks(self, id: &str) -> Finding<'a> {
        self.service
            .question(id)
            .map_or_else(|| Finding::new(Truth::False, []), |question| self.optional(question.when.as_ref()))
    }

    /// The answer to a date question that is asked, if there is one that fits the question.
    pub(crate) fn date(self, id: &str) -> Option<Date> {
        if self.asks(id).truth != Truth::True {
            return None;
        }
        match self.value(id)? {
            Value::Date(date) => Some(date),
            Value::Choice(_) | Value::Boolean(_) => None,
        }
    }

    /// The first and the last day that make sense as an answer.
    pub(crate) fn bounds(self, earliest: &Option<Moment>, latest: &Option<Moment>) -> RangeInclusive<Date> {
        let day = |bound: &Option<Moment>, open| {
            bound.as_ref().and_then(|bound| self.moment(bound)).unwrap_or(open)
        };
        day(earliest, Date::MIN)..=day(latest, Date::MAX)
    }

    /// The day a moment of a condition falls on, if its base is known.
    pub fn moment(self, moment: &Moment) -> Option<Date> {
        let base = match &moment.base {
            Base::Today => self.today,
            Base::Date(date) => *date,
            Base::Question(id) => self.date(id)?,
            Base::Deadline(_) | Base::Event(_) => return None,
        };
        match &moment.offset {
            None => Some(base),
            Some(offset) => offset.from(base, self.service).ok(),
        }
    }
}

impl Offset {
    /// The day this far from `base`.
    ///
    /// # Errors
    /// Working days in a year whose holidays are not known.
    pub fn from(&self, base: Date, service: &Service) -> Result<Date, crate::YearNotCovered> {
        if self.later {
            service.holidays.after(base, self.span)
        } else {
            service.holidays.before(base, self.span)
        }
    }
}

/// An answer that fits its question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value<'a> {
    /// An option's id.
    Choice(&'a String),
    /// Yes or no.
    Boolean(bool),
    /// A day.
    Date(Date),
}
