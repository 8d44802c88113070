//! What would change the verdict: for each answer given, the smallest change of it alone.

use serde::{Deserialize, Serialize};

use crate::condition::{Base, Condition, Moment, Situation, TODAY, Value};
use crate::decide::{Verdict, View};
use crate::{Answer, Date, QuestionKind, Span};

/// A single change of an answer that would change the verdict.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flip {
    /// The question to answer differently.
    pub question: String,
    /// The answer, as it is written in answers; the nearest one, for a day.
    pub to: Answer,
    /// What the verdict would be.
    pub verdict: Verdict,
}

/// For each answered question and each other verdict that changing this answer alone leads to, the
/// first such answer (the nearest day, for a date). None while answers are missing: the verdict is
/// open then.
pub(crate) fn flips(situation: Situation<'_>, verdict: Verdict) -> Vec<Flip> {
    if verdict == Verdict::NeedsAnswers {
        return Vec::new();
    }
    let mut flips: Vec<Flip> = Vec::new();
    for question in &situation.service.questions {
        let Some(value) = situation.value(&question.id) else { continue };
        let first = flips.len();
        for to in alternatives(situation, &question.id, &question.kind, value) {
            let mut answers = situation.answers.clone();
            answers.set(question.id.clone(), to.clone());
            let other = View::of(Situation { answers: &answers, ..situation }).verdict();
            let seen = flips[first..].iter().any(|flip| flip.verdict == other);
            if other != verdict && other != Verdict::NeedsAnswers && !seen {
                flips.push(Flip { question: question.id.clone(), to, verdict: other });
            }
        }
    }
    flips
}

/// The other answers that a question's conditions can tell apart, the nearest first.
fn alternatives(situation: Situation<'_>, id: &str, kind: &QuestionKind, value: Value<'_>) -> Vec<Answer> {
    match (kind, value) {
        (QuestionKind::Choice(options), Value::Choice(chosen)) => (options.iter())
            .filter(|option| option.id != *chosen)
            .map(|option| Answer::Text(option.id.clone()))
            .collect(),
        (QuestionKind::Boolean, Value::Boolean(value)) => vec![Answer::Boolean(!value)],
        (QuestionKind::Date { earliest, latest }, Value::Date(date)) => {
            let mut days = Vec::new();
            for rule in &situation.service.rules {
                thresholds(situation, id, &rule.when, &mut days);
            }
            let sensible = situation.bounds(earliest, latest);
            days.retain(|day| *day != date && sensible.contains(day));
            days.sort_by_key(|day| day.days_since(date).abs());
            days.dedup();
            days.into_iter().map(|day| Answer::Text(day.to_string())).collect()
        }
        _ => Vec::new(),
    }
}

/// The days that are looked at around a threshold. A month may be up to three days shorter than the one
/// that it is counted from.
const NEAR: [i64; 7] = [-3, -2, -1, 0, 1, 2, 3];

/// The days around each threshold that a condition sets to a date question.
fn thresholds(situation: Situation<'_>, id: &str, condition: &Condition, days: &mut Vec<Date>) {
    match condition {
        Condition::All(inner) | Condition::Any(inner) => {
            inner.iter().for_each(|one| thresholds(situation, id, one, days));
        }
        Condition::Not(inner) => thresholds(situation, id, inner, days),
        Condition::OneOf { .. } | Condition::Is { .. } => {}
        Condition::Date { question, moment, .. } => {
            let threshold = if question == id {
                situation.moment(moment)
            } else if moment.base == Base::Question(id.to_owned()) {
                inverse(situation, question, moment)
            } else {
                None
            };
            days.extend(threshold.iter().flat_map(|day| NEAR.map(|step| day.plus(step))));
        }
    }
}

/// The day of the moment's base at which the moment falls on the answer to `question`.
fn inverse(situation: Situation<'_>, question: &str, moment: &Moment) -> Option<Date> {
    let date = if question == TODAY { situation.today } else { situation.date(question)? };
    match &moment.offset {
        None => Some(date),
        Some(offset) => match offset.span {
            Span::Calendar(days) if offset.later => Some(date.plus(-i64::from(days.0))),
            Span::Calendar(days) => Some(date.plus(i64::from(days.0))),
            // Near enough: the days beside it are looked at too.
            Span::Months(months) if offset.later => Some(date.plus_months(-i64::from(months.0))),
            Span::Months(months) => Some(date.plus_months(i64::from(months.0))),
            // Working days do not invert to one day; `check` keeps them out of conditions.
            Span::Working(_) => None,
        },
    }
}
