//! A condition in words, taken apart as far as a reader has to: what is written flat in a sentence, as a
//! list on a page, and line by line in a picture.

use rules::{Comparison, Condition};

use crate::conditions::Wording;
use crate::escape;

/// A condition in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outline {
    /// A question with the answers that fulfil it.
    Test {
        /// The question.
        question: String,
        /// The answers.
        answer: String,
        /// Anything but these answers.
        negated: bool,
    },
    /// Several conditions.
    Group {
        /// How many of them have to hold.
        number: Number,
        /// The opposite of that.
        negated: bool,
        /// The conditions.
        parts: Vec<Self>,
    },
}

/// How many conditions of a group have to hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Number {
    /// Each.
    All,
    /// One, at least.
    One,
}

/// A line of a condition, for where there is no room for sentences.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clause {
    /// How many groups it is within.
    pub depth: usize,
    /// How it is joined to what comes before: *and*, *or*, *not*. May be empty.
    pub joint: String,
    /// The question; or, above the parts of a group, how many of them have to hold.
    pub question: String,
    /// The answers that fulfil it.
    pub answer: String,
}

impl Outline {
    /// The outline of a condition. A group of one is that one, a group within its like is part of it, and
    /// what is asked of one question is said at once.
    pub fn of(wording: Wording<'_>, condition: &Condition) -> Self {
        match condition {
            Condition::All(all) => Self::group(wording, Number::All, all),
            Condition::Any(any) => Self::group(wording, Number::One, any),
            Condition::Not(inner) => match Self::of(wording, inner) {
                Self::Test { question, answer, negated } => {
                    Self::Test { question, answer, negated: !negated }
                }
                Self::Group { number, negated, parts } => Self::Group { number, negated: !negated, parts },
            },
            Condition::OneOf { .. } | Condition::Is { .. } | Condition::Date { .. } => {
                let (question, answer) = wording.test(condition);
                Self::Test { question: question.to_owned(), answer, negated: false }
            }
        }
    }

    fn group(wording: Wording<'_>, number: Number, conditions: &[Condition]) -> Self {
        let mut conditions: Vec<_> = conditions.iter().collect();
        for at in 1..conditions.len() {
            if ends_before_it_begins(conditions[at - 1], conditions[at]) {
                conditions.swap(at - 1, at);
            }
        }
        let mut parts: Vec<Self> = Vec::new();
        for condition in conditions {
            match Self::of(wording, condition) {
                Self::Group { number: same, negated: false, parts: inner } if same == number => {
                    inner.into_iter().for_each(|part| part.join(&mut parts, number, wording));
                }
                part => part.join(&mut parts, number, wording),
            }
        }
        match <[Self; 1]>::try_from(parts) {
            Ok([only]) => only,
            Err(parts) => Self::Group { number, negated: false, parts },
        }
    }

    /// Puts this at the end of `parts`: into the last one, if that asks the same question.
    fn join(self, parts: &mut Vec<Self>, number: Number, wording: Wording<'_>) {
        if let (
            Self::Test { question: same, answer: more, negated: false },
            Some(Self::Test { question, answer, negated: false }),
        ) = (&self, parts.last_mut())
            && same == question
        {
            *answer = format!("{answer}, {} {more}", number.joint(wording));
        } else {
            parts.push(self);
        }
    }

    /// As HTML: a group is a list.
    pub fn html(&self, wording: Wording<'_>) -> String {
        let not = |negated: &bool| {
            if *negated { format!("<i>{}</i> ", escape(&wording.words.not)) } else { String::new() }
        };
        match self {
            Self::Test { question, answer, negated } => {
                format!("{}{} <b>{}</b>", not(negated), escape(question), escape(answer))
            }
            Self::Group { number, negated, parts } => {
                let joint = format!("<i>{}</i> ", escape(number.joint(wording)));
                let items = parts.iter().enumerate().map(|(at, part)| {
                    let joint = if at == 0 { "" } else { &joint };
                    format!("<li>{joint}{}</li>", part.html(wording))
                });
                let heading = if *negated {
                    format!("{}{}", not(negated), escape(number.heading(wording)))
                } else {
                    String::new()
                };
                format!("{heading}<ul>{}</ul>", items.collect::<String>())
            }
        }
    }

    /// As a sentence.
    pub fn sentence(&self, wording: Wording<'_>) -> String {
        let not = &wording.words.not;
        match self {
            Self::Test { question, answer, negated: false } => format!("{question} {answer}"),
            Self::Test { question, answer, negated: true } => format!("{not} {question} {answer}"),
            Self::Group { number, negated, parts } => {
                let parts: Vec<_> = (parts.iter())
                    .map(|part| match part {
                        Self::Group { negated: false, .. } => format!("({})", part.sentence(wording)),
                        _ => part.sentence(wording),
                    })
                    .collect();
                let all = parts.join(&format!("; {} ", number.joint(wording)));
                if *negated { format!("{not} ({all})") } else { all }
            }
        }
    }

    /// As lines, each with how deep it lies.
    pub fn clauses(&self, wording: Wording<'_>) -> Vec<Clause> {
        let mut clauses = Vec::new();
        self.add_clauses(wording, 0, "", &mut clauses);
        clauses
    }

    fn add_clauses(&self, wording: Wording<'_>, depth: usize, joint: &str, clauses: &mut Vec<Clause>) {
        let opposite = |negated: &bool| {
            let not = if *negated { &wording.words.not } else { "" };
            [joint, not].join(" ").trim().to_owned()
        };
        match self {
            Self::Test { question, answer, negated } => {
                let (question, answer) = (question.clone(), answer.clone());
                clauses.push(Clause { depth, joint: opposite(negated), question, answer });
            }
            Self::Group { number, negated, parts } => {
                // At the top the joints alone say how many have to hold.
                let says_number = depth > 0 || *negated || !joint.is_empty();
                if says_number {
                    let question = number.heading(wording).to_owned();
                    clauses.push(Clause { depth, joint: opposite(negated), question, answer: String::new() });
                }
                for (at, part) in parts.iter().enumerate() {
                    let joint = if at == 0 { "" } else { number.joint(wording) };
                    part.add_clauses(wording, depth + usize::from(says_number), joint, clauses);
                }
            }
        }
    }
}

/// Two conditions are the end and then the beginning of the same stretch of days. Definitions have them
/// in the order of the alphabet; people read them in the order of time.
fn ends_before_it_begins(first: &Condition, second: &Condition) -> bool {
    use Comparison::{After, Before, OnOrAfter, OnOrBefore};
    match (first, second) {
        (
            Condition::Date { question, is: Before | OnOrBefore, .. },
            Condition::Date { question: same, is: After | OnOrAfter, .. },
        ) => question == same,
        _ => false,
    }
}

impl Number {
    /// Between the conditions.
    fn joint(self, wording: Wording<'_>) -> &str {
        match self {
            Self::All => &wording.words.and,
            Self::One => &wording.words.or,
        }
    }

    /// Above the conditions.
    fn heading(self, wording: Wording<'_>) -> &str {
        match self {
            Self::All => &wording.words.all_of,
            Self::One => &wording.words.one_of,
        }
    }
}
