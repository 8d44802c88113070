//! What the first part of the form shows.

use std::collections::BTreeMap;
use std::rc::Rc;

use rules::{AnswerProblem, Answers, Condition, Date, Decision, Lang, Service, Situation, Truth, decide};

use crate::missing::Missing;
use crate::words::Words;

/// What it needs to know of the page.
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    /// The language of the page.
    pub lang: Lang,
    /// The definition, in this language, without what nothing is decided by.
    pub service: Service,
    /// When a question (by its id) is asked, as a sentence.
    pub conditions: BTreeMap<String, String>,
    /// The words that it uses.
    pub words: Words,
}

/// How far the application has come, as it matters to the questions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Stage {
    /// It is being filled in.
    #[default]
    Open,
    /// It is held while sending waits for the applicant.
    Held,
    /// It is being sent.
    UnderWay,
    /// It was received: the receipt is in the place of the form.
    Received,
}

/// What is shown.
#[derive(Clone)]
pub struct Check {
    /// The page that it is on.
    pub page: Rc<Page>,
    /// The day. Not known in the prerendered page, nor until hydration is over.
    pub today: Option<Date>,
    /// What was answered, fitting or not.
    pub answers: Answers,
    /// What the answers lead to, once the day is known.
    pub decision: Option<Rc<Decision>>,
    /// What is wrong, where it is shown.
    pub problems: Rc<Vec<Missing>>,
    /// The form is being filled in in another tab.
    pub is_elsewhere: bool,
    /// How far the application has come.
    pub stage: Stage,
    /// The rest of the form could not be loaded, and will be asked for again.
    pub waits_for_rest: bool,
}

impl Check {
    /// As it is prerendered, with what was answered since.
    pub fn new(page: Rc<Page>, answers: Answers) -> Self {
        Self {
            page,
            today: None,
            answers,
            decision: None,
            problems: Rc::default(),
            is_elsewhere: false,
            stage: Stage::Open,
            waits_for_rest: false,
        }
    }

    /// Whether a question is asked that depends on this. Before the day is known, everything is there to be
    /// read.
    pub fn asks(&self, when: Option<&Condition>) -> bool {
        let Some(today) = self.today else { return true };
        let situation = Situation { service: &self.page.service, answers: &self.answers, today };
        situation.optional(when).truth == Truth::True
    }

    /// Brings the decision up to date.
    pub fn decide(&mut self) {
        self.decision = self.today.map(|today| Rc::new(decide(&self.page.service, &self.answers, today)));
    }

    /// Whether it looks the same as another one.
    pub fn looks_like(&self, other: &Self) -> bool {
        let decided = |check: &Self| check.decision.as_ref().map(Rc::as_ptr);
        self.today == other.today
            && decided(self) == decided(other)
            && self.answers == other.answers
            && self.problems == other.problems
            && self.is_elsewhere == other.is_elsewhere
            && self.stage == other.stage
            && self.waits_for_rest == other.waits_for_rest
    }

    /// Answers that do not fit their question, of the questions that are asked. None before hydration is
    /// over.
    pub fn wrong_answers(&self) -> Vec<AnswerProblem> {
        wrong_answers(&self.page.service, &self.answers, self.today)
    }
}

/// Answers that do not fit their question, of the questions that are asked by then; none, before the day is
/// known.
pub fn wrong_answers(service: &Service, answers: &Answers, today: Option<Date>) -> Vec<AnswerProblem> {
    let Some(today) = today else { return Vec::new() };
    let situation = Situation { service, answers, today };
    let mut problems = answers.problems(service, today);
    problems.retain(|problem| {
        let question = service.question(&problem.question);
        question.is_some_and(|question| situation.optional(question.when.as_ref()).truth == Truth::True)
    });
    problems
}
