//! Conditions, answers and examples as an editor writes them.

use rules::{
    Answer, Answers, Base, Comparison, Condition, Date, Decision, Moment, Offset, Service, Span, outcome,
};

/// A situation in one line: `today = "2026-11-22", answers = { origin = "visa" }`.
pub fn situation(today: Date, answers: &Answers) -> String {
    format!("today = \"{today}\", answers = {}", table(answers))
}

fn table(answers: &Answers) -> String {
    braces(answers.iter().map(|(question, answer)| format!("{question} = {}", one(answer))).collect())
}

fn braces(entries: Vec<String>) -> String {
    if entries.is_empty() { "{}".to_owned() } else { format!("{{ {} }}", entries.join(", ")) }
}

fn one(answer: &Answer) -> String {
    match answer {
        Answer::Boolean(value) => value.to_string(),
        Answer::Text(text) => format!("\"{text}\""),
    }
}

fn list<'a>(ids: impl Iterator<Item = &'a str>) -> String {
    let ids: Vec<_> = ids.map(|id| format!("\"{id}\"")).collect();
    format!("[{}]", ids.join(", "))
}

/// What an example may list beside the verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Listed {
    Rules,
    Documents,
    Deadlines,
    Fees,
}

impl Listed {
    /// The entry of an example that lists this.
    pub(crate) fn entry(self, decision: &Decision) -> String {
        let Decision { reasons, documents, deadlines, fees, .. } = decision;
        match self {
            Self::Rules => format!("rules = {}", list(reasons.iter().map(|reason| reason.rule.as_str()))),
            Self::Documents => {
                format!("documents = {}", list(documents.iter().map(|document| document.id.as_str())))
            }
            Self::Deadlines => {
                let known = deadlines.iter().filter_map(|deadline| Some((&deadline.id, deadline.date?)));
                let days = known.map(|(id, date)| format!("{id} = \"{date}\""));
                format!("deadlines = {}", braces(days.collect()))
            }
            Self::Fees => format!("fees = {}", list(fees.iter().map(|fee| fee.id.as_str()))),
        }
    }
}

/// An example to paste, with what the service leads to as it is.
pub(crate) fn example(
    service: &Service,
    today: Date,
    answers: &Answers,
    lists: impl IntoIterator<Item = Listed>,
) -> String {
    let decision = outcome(service, answers, today);
    let mut lines = format!(
        "[[example]]\nname.id = \"TODO\"\nname.en = \"TODO\"\ntoday = \"{today}\"\nanswers = {}\nverdict = \"{}\"\n",
        table(answers),
        decision.verdict.name(),
    );
    for listed in lists {
        lines.push_str(&listed.entry(&decision));
        lines.push('\n');
    }
    lines
}

/// A condition: `{ origin = "visa", not = { has_sponsor = true } }`.
pub(crate) fn condition(condition: &Condition) -> String {
    match condition {
        Condition::All(all) => match as_table(all) {
            Some(table) => braces(table.into_iter().map(|(key, value)| format!("{key} = {value}")).collect()),
            None => braces(vec![entry(condition)]),
        },
        _ => braces(vec![entry(condition)]),
    }
}

/// A condition without the braces around it: an entry of a table of conditions.
pub(crate) fn entry(condition: &Condition) -> String {
    let (key, value) = key_and_value(condition);
    format!("{key} = {value}")
}

/// Conditions that all have to hold, as one table, unless a key would be in it twice.
fn as_table(all: &[Condition]) -> Option<Vec<(String, String)>> {
    let mut table: Vec<(String, String)> = Vec::new();
    for one in all {
        let (key, value) = key_and_value(one);
        if table.iter().any(|(known, _)| *known == key) {
            return None;
        }
        table.push((key, value));
    }
    Some(table)
}

/// `itk_expires` and `{ on_or_after = "today", before = "today + 30 days" }`
fn dates_of_one_question(dates: &[Condition]) -> Option<(String, String)> {
    let mut of = None;
    let mut comparisons = Vec::new();
    for date in dates {
        let Condition::Date { question, is, moment: day } = date else { return None };
        if *of.get_or_insert(question) != question {
            return None;
        }
        comparisons.push(format!("{} = \"{}\"", comparison(*is), moment(day)));
    }
    Some((of?.clone(), braces(comparisons)))
}

fn key_and_value(written: &Condition) -> (String, String) {
    let several =
        |all: &[Condition]| format!("[{}]", all.iter().map(condition).collect::<Vec<_>>().join(", "));
    match written {
        Condition::All(all) => dates_of_one_question(all).unwrap_or_else(|| ("all".to_owned(), several(all))),
        Condition::Any(any) => ("any".to_owned(), several(any)),
        Condition::Not(inner) => ("not".to_owned(), condition(inner)),
        Condition::OneOf { question, options } => match options.as_slice() {
            [option] => (question.clone(), format!("\"{option}\"")),
            _ => (question.clone(), list(options.iter().map(String::as_str))),
        },
        Condition::Is { question, value } => (question.clone(), value.to_string()),
        Condition::Date { question, is, moment: day } => {
            (question.clone(), format!("{{ {} = \"{}\" }}", comparison(*is), moment(day)))
        }
    }
}

/// The key of a comparison.
pub(crate) fn comparison(is: Comparison) -> &'static str {
    match is {
        Comparison::Before => "before",
        Comparison::OnOrBefore => "on_or_before",
        Comparison::After => "after",
        Comparison::OnOrAfter => "on_or_after",
    }
}

/// A moment: `today + 30 days`.
pub(crate) fn moment(Moment { base, offset }: &Moment) -> String {
    let base = match base {
        Base::Today => "today".to_owned(),
        Base::Date(date) => date.to_string(),
        Base::Question(id) | Base::Deadline(id) | Base::Event(id) => id.clone(),
    };
    let Some(Offset { later, span }) = offset else { return base };
    let sign = if *later { '+' } else { '-' };
    let (number, unit) = match span {
        Span::Calendar(days) => (days.0, "days"),
        Span::Working(days) => (days.0, "working days"),
        Span::Months(months) => (months.0, "months"),
    };
    format!("{base} {sign} {number} {unit}")
}
