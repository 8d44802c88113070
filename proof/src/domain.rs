//! The answers that are tried: for each question, enough of them that trying these is trying all.
//!
//! - A choice has its options, a yes-or-no question has both answers, and every question can be left
//!   unanswered. That is all there is.
//! - Of days there are too many; [`crate::days`] says which are enough, and why.
//! - An answer that makes no sense (a day out of bounds, an unknown option) counts as missing, and is
//!   tried as that.
//!
//! Where even these are too many for the memory, answers are left out, always every second one to the
//! question that has most, and [`Domains::share`] says which part is left.

use rules::{Answer, Answers, Condition, Date, QuestionKind, Service};

use crate::days::Days;

/// The answers to one question that are tried. Which of them comes first is which of them is shown: a day
/// near the day of the decision, and an answer before none.
#[derive(Clone, Debug)]
struct Domain {
    question: String,
    /// No answer is the last one.
    answers: Vec<Option<Answer>>,
    /// How many answers there were before any was left out.
    complete: usize,
}

/// The answers to all questions that are tried on a day.
#[derive(Clone, Debug)]
pub struct Domains {
    /// The day of the decision.
    pub today: Date,
    domains: Vec<Domain>,
    /// The share of the chains that lead to days which was followed.
    chains: f64,
}

impl Domains {
    /// The answers that tell apart all that these services, and these further conditions on the answers
    /// to their questions, can tell apart on a day.
    pub fn of<'a>(
        today: Date,
        services: &[&'a Service],
        more: impl IntoIterator<Item = &'a Condition>,
    ) -> Self {
        let days = Days::of(today, services, more);
        let mut domains: Vec<Domain> = Vec::new();
        for question in services.iter().flat_map(|service| &service.questions) {
            let mut answers: Vec<_> = match &question.kind {
                QuestionKind::Choice(options) => {
                    options.iter().map(|option| Answer::Text(option.id.clone())).collect()
                }
                QuestionKind::Boolean => vec![Answer::Boolean(true), Answer::Boolean(false)],
                QuestionKind::Date { .. } => {
                    let mut days: Vec<_> = days.to_try(&question.id).collect();
                    days.sort_by_key(|day| (day.days_since(today).abs(), *day < today));
                    days.into_iter().map(|day| Answer::Text(day.to_string())).collect()
                }
            };
            let domain = match domains.iter_mut().find(|domain| domain.question == question.id) {
                Some(domain) => domain,
                None => {
                    domains.push(Domain { question: question.id.clone(), answers: vec![None], complete: 1 });
                    domains.last_mut().expect("it was put there")
                }
            };
            answers.retain(|answer| !domain.answers.contains(&Some(answer.clone())));
            let end = domain.answers.len() - 1;
            domain.answers.splice(end..end, answers.into_iter().map(Some));
            domain.complete = domain.answers.len();
        }
        Self { today, domains, chains: days.share }
    }

    /// How many answers to each question are tried.
    pub fn sizes(&self) -> Vec<usize> {
        self.domains.iter().map(|domain| domain.answers.len()).collect()
    }

    /// The number of the variable that stands for the answer to a question.
    pub fn variable(&self, question: &str) -> Option<usize> {
        self.domains.iter().position(|domain| domain.question == question)
    }

    /// The answers to a question that are tried; `None` is no answer, and the last one.
    pub fn answers(&self, variable: usize) -> &[Option<Answer>] {
        &self.domains[variable].answers
    }

    /// How many combinations of answers are tried.
    pub fn situations(&self) -> u128 {
        self.domains.iter().fold(1, |product, domain| product.saturating_mul(domain.answers.len() as u128))
    }

    /// Which part of all combinations that would have to be tried these are, from 0 to 1.
    pub fn share(&self) -> f64 {
        let tried = self.domains.iter().map(|domain| domain.answers.len() as f64 / domain.complete as f64);
        self.chains * tried.product::<f64>()
    }

    /// Leaves out every second answer to the question that has most of them; of two, the second. There
    /// may be nothing left to leave out.
    pub fn halve(&mut self) -> bool {
        let Some(largest) = self.domains.iter_mut().max_by_key(|domain| domain.answers.len()) else {
            return false;
        };
        let (mut index, last) = (0, largest.answers.len() - 1);
        largest.answers.retain(|_| {
            index += 1;
            // No answer is an answer to keep, while there are others to leave out.
            index % 2 == 1 || (index > last && last > 1)
        });
        last > 0
    }

    /// Values of variables as answers; what is not named is not answered.
    pub fn situation(&self, values: &[(usize, usize)]) -> Answers {
        let given = values.iter().filter_map(|(variable, value)| {
            let Domain { question, answers, .. } = &self.domains[*variable];
            Some((question.clone(), answers[*value].clone()?))
        });
        given.collect()
    }
}
