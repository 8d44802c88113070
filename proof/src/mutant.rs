//! Small changes to a service, each the kind of mistake that an editor makes: a comparison turned round, a
//! day too many, an option forgotten. An example has to notice each of them, or it does not say what the
//! rules mean.

use rules::check::Part;
use rules::{
    Base, CalendarDays, Comparison, Condition, Deadline, Document, Effect, Moment, Months, Offset, Question,
    Rule, Service, ServiceFee, Span, WorkingDays,
};

use crate::written;

/// A service with one part changed.
#[derive(Clone, Debug)]
pub(crate) struct Mutant {
    /// The part that is changed.
    pub part: Part,
    /// The change, in words: *`x` were `y`*.
    pub what: String,
    /// What is left out of a condition, if that is the change: it ought to matter.
    pub left_out: Option<String>,
    changed: Changed,
}

/// The part as it is after the change.
#[derive(Clone, Debug)]
enum Changed {
    Question(Question),
    Rule(Rule),
    Document(Document),
    Deadline(Deadline),
    Fee(ServiceFee),
}

impl Mutant {
    /// Every mutant of a service.
    pub(crate) fn all(service: &Service) -> Vec<Self> {
        let mut mutants = Vec::new();
        for (index, question) in service.questions.iter().enumerate() {
            let Some(when) = &question.when else { continue };
            for (when, what, left_out) in changes_of_optional(Some(when)) {
                let changed = Changed::Question(Question { when, ..question.clone() });
                mutants.push(Self { part: Part::Question(index), what, left_out, changed });
            }
        }
        for (index, rule) in service.rules.iter().enumerate() {
            for (changed, what, left_out) in changes_of_rule(rule) {
                mutants.push(Self {
                    part: Part::Rule(index),
                    what,
                    left_out,
                    changed: Changed::Rule(changed),
                });
            }
        }
        for (index, document) in service.documents.iter().enumerate() {
            for (when, what, left_out) in changes_of_optional(document.when.as_ref()) {
                let changed = Changed::Document(Document { when, ..document.clone() });
                mutants.push(Self { part: Part::Document(index), what, left_out, changed });
            }
        }
        for (index, deadline) in service.deadlines.iter().enumerate() {
            let whens = changes_of_optional(deadline.when.as_ref())
                .into_iter()
                .map(|(when, what, left_out)| (Deadline { when, ..deadline.clone() }, what, left_out));
            let days = changes_of_day(&deadline.at)
                .into_iter()
                .map(|(at, what)| (Deadline { at, ..deadline.clone() }, what, None));
            for (changed, what, left_out) in whens.chain(days) {
                let changed = Changed::Deadline(changed);
                mutants.push(Self { part: Part::Deadline(index), what, left_out, changed });
            }
        }
        for (index, fee) in service.fees.iter().enumerate() {
            for (when, what, left_out) in changes_of_optional(fee.when.as_ref()) {
                let changed = Changed::Fee(ServiceFee { when, ..fee.clone() });
                mutants.push(Self { part: Part::Fee(index), what, left_out, changed });
            }
        }
        mutants
    }

    /// Puts the changed part into the service, and what was there into the mutant: done twice, nothing has
    /// happened.
    pub(crate) fn swap(&mut self, service: &mut Service) {
        match (&self.part, &mut self.changed) {
            (Part::Question(index), Changed::Question(changed)) => {
                std::mem::swap(&mut service.questions[*index], changed);
            }
            (Part::Rule(index), Changed::Rule(changed)) => {
                std::mem::swap(&mut service.rules[*index], changed)
            }
            (Part::Document(index), Changed::Document(changed)) => {
                std::mem::swap(&mut service.documents[*index], changed);
            }
            (Part::Deadline(index), Changed::Deadline(changed)) => {
                std::mem::swap(&mut service.deadlines[*index], changed);
            }
            (Part::Fee(index), Changed::Fee(changed)) => std::mem::swap(&mut service.fees[*index], changed),
            _ => unreachable!("a mutant changes its own part"),
        }
    }

    /// The condition of the changed part.
    pub(crate) fn condition(&self) -> Option<&Condition> {
        match &self.changed {
            Changed::Question(question) => question.when.as_ref(),
            Changed::Rule(rule) => Some(&rule.when),
            Changed::Document(document) => document.when.as_ref(),
            Changed::Deadline(deadline) => deadline.when.as_ref(),
            Changed::Fee(fee) => fee.when.as_ref(),
        }
    }
}

/// A changed condition, the change in words, and what it leaves out.
type Change<T> = (T, String, Option<String>);

fn changes_of_rule(rule: &Rule) -> Vec<Change<Rule>> {
    let mut changes: Vec<Change<Rule>> = (changes_of_condition(&rule.when).into_iter())
        .chain([(always(), "it always held".to_owned(), None), (never(), "it never held".to_owned(), None)])
        .map(|(when, what, left_out)| (Rule { when, ..rule.clone() }, what, left_out))
        .collect();
    for effect in [Effect::NotEligible, Effect::NotYet, Effect::AskOffice, Effect::Note] {
        if effect != rule.effect {
            let what = format!("its effect were `{}`", effect_name(effect));
            changes.push((Rule { effect, ..rule.clone() }, what, None));
        }
    }
    for (days, what) in [(-1, "a day earlier"), (1, "a day later")] {
        if let Some(from) = rule.from {
            let from = from.plus(days);
            changes.push((Rule { from: Some(from), ..rule.clone() }, format!("`from` were {what}"), None));
        }
        if let Some(until) = rule.until {
            let until = until.plus(days);
            changes.push((Rule { until: Some(until), ..rule.clone() }, format!("`until` were {what}"), None));
        }
    }
    changes
}

/// An effect as it is written.
pub(crate) fn effect_name(effect: Effect) -> &'static str {
    match effect {
        Effect::NotEligible => "not-eligible",
        Effect::NotYet => "not-yet",
        Effect::AskOffice => "ask-office",
        Effect::Note => "note",
    }
}

/// Changes of a condition that may be absent, and then always holds.
fn changes_of_optional(when: Option<&Condition>) -> Vec<Change<Option<Condition>>> {
    let mut changes = vec![(Some(never()), "its condition never held".to_owned(), None)];
    if let Some(when) = when {
        let all = format!("when = {}", written::condition(when));
        changes.push((None, "its condition always held".to_owned(), Some(all)));
        let within = changes_of_condition(when).into_iter();
        changes.extend(within.map(|(when, what, left_out)| (Some(when), what, left_out)));
    }
    changes
}

fn always() -> Condition {
    Condition::All(Vec::new())
}

fn never() -> Condition {
    Condition::Any(Vec::new())
}

/// Every change of one thing in a condition.
fn changes_of_condition(condition: &Condition) -> Vec<Change<Condition>> {
    match condition {
        Condition::All(all) => changes_of_several(all, Condition::All),
        Condition::Any(any) => changes_of_several(any, Condition::Any),
        Condition::Not(inner) => {
            let what = format!("`not` were left out of `{}`", written::entry(condition));
            let mut changes = vec![(Condition::clone(inner), what, None)];
            let within = changes_of_condition(inner).into_iter();
            changes.extend(
                within.map(|(inner, what, left_out)| (Condition::Not(Box::new(inner)), what, left_out)),
            );
            changes
        }
        Condition::OneOf { question, options } if options.len() > 1 => {
            let without = |left_out: &String| {
                let options = options.iter().filter(|option| *option != left_out).cloned().collect();
                let changed = Condition::OneOf { question: question.clone(), options };
                let name = format!("{question} = \"{left_out}\"");
                (changed, format!("`{name}` were left out"), Some(name))
            };
            options.iter().map(without).collect()
        }
        // Without its only option it would never hold, which is tried for the whole.
        Condition::OneOf { .. } => Vec::new(),
        Condition::Is { question, value } => {
            let changed = Condition::Is { question: question.clone(), value: !value };
            let what = format!("`{}` were `{}`", written::entry(condition), written::entry(&changed));
            vec![(changed, what, None)]
        }
        Condition::Date { question, is, moment } => {
            let others =
                [Comparison::Before, Comparison::OnOrBefore, Comparison::After, Comparison::OnOrAfter];
            let turned = (others.into_iter().filter(|other| other != is)).map(|is| (is, moment.clone()));
            let moved = spans_beside(moment).into_iter().map(|moment| (*is, moment));
            let change = |(is, moment)| {
                let changed = Condition::Date { question: question.clone(), is, moment };
                let what = format!("`{}` were `{}`", written::entry(condition), written::entry(&changed));
                (changed, what, None)
            };
            turned.chain(moved).map(change).collect()
        }
    }
}

fn changes_of_several(
    several: &[Condition],
    again: impl Fn(Vec<Condition>) -> Condition,
) -> Vec<Change<Condition>> {
    let mut changes = Vec::new();
    for (index, one) in several.iter().enumerate() {
        if several.len() > 1 {
            let mut rest = several.to_vec();
            rest.remove(index);
            let name = written::entry(one);
            changes.push((again(rest), format!("`{name}` were left out"), Some(name)));
        }
        for (changed, what, left_out) in changes_of_condition(one) {
            let mut several = several.to_vec();
            several[index] = changed;
            changes.push((again(several), what, left_out));
        }
    }
    changes
}

/// The same moment with a span that is one day, or month, shorter or longer.
fn spans_beside(moment: &Moment) -> Vec<Moment> {
    let Some(Offset { later, span }) = &moment.offset else { return Vec::new() };
    let beside = |number: u16| [number.checked_sub(1), number.checked_add(1)].into_iter().flatten();
    let spans: Vec<_> = match span {
        Span::Calendar(days) => beside(days.0).map(|days| Span::Calendar(CalendarDays(days))).collect(),
        Span::Working(days) => beside(days.0).map(|days| Span::Working(WorkingDays(days))).collect(),
        Span::Months(months) => beside(months.0).map(|months| Span::Months(Months(months))).collect(),
    };
    let moved = |span| Moment { base: moment.base.clone(), offset: Some(Offset { later: *later, span }) };
    spans.into_iter().map(moved).collect()
}

/// Changes of the day of a deadline. One that nobody knows yet cannot be shown by an example.
fn changes_of_day(at: &Moment) -> Vec<(Moment, String)> {
    if matches!(at.base, Base::Event(_)) {
        return Vec::new();
    }
    let mut moments = spans_beside(at);
    if let Some(Offset { later, span }) = &at.offset {
        moments.push(Moment { base: at.base.clone(), offset: Some(Offset { later: !later, span: *span }) });
    }
    let change = |moment: Moment| {
        let what = format!("`{}` were `{}`", written::moment(at), written::moment(&moment));
        (moment, what)
    };
    moments.into_iter().map(change).collect()
}
