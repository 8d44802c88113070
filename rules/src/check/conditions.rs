//! Conditions and moments: names become references to things that exist and are of the right kind.

use super::Checker;
use crate::definition::{ConditionDefinition, QuestionKindName, TestDefinition};
use crate::toml::{self, Spanned};
use crate::{Base, CalendarDays, Comparison, Condition, Moment, Months, Offset, Span, TODAY};

/// The longest time that may be written out, in years; longer ones are slips.
const MOST_YEARS: u16 = 150;

/// Where a moment is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    /// In the bounds of an answer: it has to be known from the day alone. If it hung on another answer,
    /// that one could unsettle what was already decided.
    Bound,
    /// In a condition: it has to be known from the answers and the day alone.
    Condition,
    /// In a deadline, which may also count from other deadlines and events.
    Deadline,
}

impl Checker<'_> {
    /// A condition that may be absent. `None` if there is one and it is wrong.
    pub(super) fn when(&mut self, when: Option<Spanned<ConditionDefinition>>) -> Option<Option<Condition>> {
        when.map_or(Some(None), |when| self.condition(when.value).map(Some))
    }

    pub(super) fn condition(&mut self, condition: ConditionDefinition) -> Option<Condition> {
        match condition {
            ConditionDefinition::All(all) => self.conditions(all).map(Condition::All),
            ConditionDefinition::Any(any) => self.conditions(any).map(Condition::Any),
            ConditionDefinition::Not(inner) => {
                self.condition(*inner).map(|inner| Condition::Not(Box::new(inner)))
            }
            ConditionDefinition::Question(question, test) => self.test(question, test),
        }
    }

    fn conditions(&mut self, conditions: Vec<ConditionDefinition>) -> Option<Vec<Condition>> {
        // Collected twice on purpose: a wrong condition must not hide the problems of those after it.
        let checked: Vec<_> = conditions.into_iter().map(|one| self.condition(one)).collect();
        checked.into_iter().collect()
    }

    fn test(&mut self, question: Spanned<String>, test: TestDefinition) -> Option<Condition> {
        let Spanned { value: id, span } = question;
        if id == TODAY {
            return self.today(span, test);
        }
        let Some(known) = self.questions.iter().find(|known| known.id == id) else {
            self.unknown_reference(span, format!("no question before this is named `{id}`"));
            return None;
        };
        match (known.kind, test) {
            (QuestionKindName::Choice, TestDefinition::Options(options)) => {
                let known = known.options.clone();
                for option in &options {
                    if !known.contains(&option.value) {
                        let message =
                            format!("`{id}` has no option `{}`; it has {}", option.value, known.join(", "));
                        self.error("unknown-option", option.span, message);
                    }
                }
                let options = options.into_iter().map(|option| option.value).collect();
                Some(Condition::OneOf { question: id, options })
            }
            (QuestionKindName::Boolean, TestDefinition::Boolean(value)) => {
                Some(Condition::Is { question: id, value })
            }
            (QuestionKindName::Date, TestDefinition::Dates(comparisons)) => self.dates(&id, comparisons),
            (kind, _) => {
                let expected = match kind {
                    QuestionKindName::Choice => "an option or a list of options",
                    QuestionKindName::Boolean => "true or false",
                    QuestionKindName::Date => "a comparison such as { before = \"today\" }",
                };
                self.error("wrong-kind", span, format!("`{id}` is compared with {expected}"));
                None
            }
        }
    }

    /// `today = { before = "permit_expires - 3 months" }`
    fn today(&mut self, span: toml::Span, test: TestDefinition) -> Option<Condition> {
        let TestDefinition::Dates(comparisons) = test else {
            let message = "`today` is compared with a day, as in { before = \"permit_expires - 3 months\" }";
            self.error("wrong-kind", span, message);
            return None;
        };
        for (_, moment) in &comparisons {
            let base = moment.value.split_whitespace().next().unwrap_or_default();
            if !self.questions.iter().any(|known| known.id == base) {
                let message =
                    "this hangs on no answer; where a rule holds for some time, give it `from` and `until`";
                self.error("wrong-kind", moment.span, message);
                return None;
            }
        }
        self.dates(TODAY, comparisons)
    }

    /// All of these comparisons of one day.
    fn dates(&mut self, day: &str, comparisons: Vec<(Comparison, Spanned<String>)>) -> Option<Condition> {
        let mut all = Vec::new();
        for (is, moment) in comparisons {
            let moment = self.moment(&moment, Scope::Condition);
            all.push(moment.map(|moment| Condition::Date { question: day.to_owned(), is, moment }));
        }
        let mut all = all.into_iter().collect::<Option<Vec<_>>>()?;
        if all.len() == 1 { all.pop() } else { Some(Condition::All(all)) }
    }

    /// `BASE`, `BASE + SPAN` or `BASE - SPAN`.
    pub(super) fn moment(&mut self, moment: &Spanned<String>, scope: Scope) -> Option<Moment> {
        let span = moment.span;
        let words: Vec<_> = moment.value.split_whitespace().collect();
        let (base, offset) = match words.as_slice() {
            [base] => (*base, None),
            [base, sign @ ("+" | "-"), length @ ..] => {
                (*base, Some((*sign == "+", self.length(length, span)?)))
            }
            _ => {
                let message = format!(
                    "`{}` is no moment; write `today`, `itk_expires - filing-window` or `today + 3 days`",
                    moment.value
                );
                self.error("bad-moment", span, message);
                return None;
            }
        };
        if scope != Scope::Deadline && matches!(offset, Some((_, Span::Working(_)))) {
            let message = "conditions count calendar days; working days belong to deadlines";
            self.error("wrong-kind", span, message);
            return None;
        }
        let base = self.base(base, scope, span)?;
        Some(Moment { base, offset: offset.map(|(later, span)| Offset { later, span }) })
    }

    fn length(&mut self, words: &[&str], span: toml::Span) -> Option<Span> {
        match words {
            [number, unit] if let Some(length) = written_out(number, unit) => Some(length),
            [name] if self.spans.contains_key(*name) => self.spans.get(*name).copied(),
            _ => {
                let message = format!(
                    "`{}` is neither a span nor a number of days, months or years (up to {MOST_YEARS} years)",
                    words.join(" ")
                );
                self.unknown_reference(span, message);
                None
            }
        }
    }

    fn base(&mut self, name: &str, scope: Scope, span: toml::Span) -> Option<Base> {
        if name == "today" {
            return Some(Base::Today);
        }
        if let Ok(date) = name.parse() {
            return Some(Base::Date(date));
        }
        let question = self.questions.iter().find(|question| question.id == name && scope != Scope::Bound);
        if let Some(question) = question {
            if question.kind == QuestionKindName::Date {
                return Some(Base::Question(name.to_owned()));
            }
            self.error("wrong-kind", span, format!("`{name}` is not a date"));
            return None;
        }
        let deadline = self.deadlines.contains(name);
        if scope == Scope::Deadline && (deadline || self.events.contains(name)) {
            let name = name.to_owned();
            return Some(if deadline { Base::Deadline(name) } else { Base::Event(name) });
        }
        let message = match scope {
            Scope::Bound => format!("`{name}` is neither `today` nor a day such as 2026-12-31"),
            Scope::Condition => format!("no question before this is named `{name}`"),
            Scope::Deadline => format!("no question, deadline or event before this is named `{name}`"),
        };
        self.unknown_reference(span, message);
        None
    }
}

/// `30 days`, `3 months`, `18 years`.
fn written_out(number: &str, unit: &str) -> Option<Span> {
    let number: u16 = number.parse().ok()?;
    let (length, in_a_year) = match unit {
        "day" | "days" => (Span::Calendar(CalendarDays(number)), 365),
        "month" | "months" => (Span::Months(Months(number)), 12),
        "year" | "years" => (Span::Months(Months(number.checked_mul(12)?)), 1),
        _ => return None,
    };
    (number / in_a_year <= MOST_YEARS).then_some(length)
}
