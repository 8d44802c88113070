//! What is still missing, or wrong, before an application can be sent.

use package::{Code, Param, Problem, check_details, check_documents};
use rules::{AnswerProblem, Verdict};

use crate::check;
use crate::chosen_file::Look;
use crate::members::member_id;
use crate::state::State;
use crate::view::offer::accept_id;
use crate::words::Word;

/// One thing that is missing or wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// The id of the element where it can be put right.
    pub at: String,
    /// What it is.
    pub text: String,
    /// It will be put right by itself.
    pub is_passing: bool,
}

/// Everything that keeps an application from being sent, in the order of the page. Where it cannot be
/// made at all that stands alone: nobody should gather documents for it first.
pub fn missing(state: &State) -> Vec<Missing> {
    if state.decision.as_ref().is_some_and(|decision| decision.verdict == Verdict::NotEligible) {
        return vec![not_acceptable(state)];
    }
    [in_answers(state), in_details(state), in_documents(state)].concat()
}

/// What is shown at the fields: everything that is missing, once sending was asked for; before that what
/// is wrong in fields that were left, but not that something is missing: it may come yet.
pub fn shown_at_fields(state: &State) -> Vec<Missing> {
    let mut shown = if state.shows_missing { missing(state) } else { Vec::new() };
    for problem in detail_problems(state) {
        let at = told(state, &problem);
        let is_new = !shown.iter().any(|one| one.at == at.at);
        if is_new && problem.code != Code::MissingDetail && state.left.contains(&at.at) {
            shown.push(at);
        }
    }
    shown
}

/// Answers that do not fit their question, of the questions that are asked. None before the form has come to
/// life.
pub fn wrong_answers(state: &State) -> Vec<AnswerProblem> {
    check::state::wrong_answers(&state.page.service, &state.answers, state.today)
}

/// Whether an application can be sent as soon as every file has been looked at.
pub fn can_be_sent(state: &State) -> bool {
    missing(state).iter().all(|missing| missing.is_passing)
}

fn in_answers(state: &State) -> Vec<Missing> {
    let page = &state.page;
    let Some(decision) = &state.decision else { return Vec::new() };
    let wrong = wrong_answers(state);
    let mut missing = Vec::new();
    for question in &page.service.questions {
        let label = question.label.get(page.lang);
        let text = if let Some(problem) = wrong.iter().find(|problem| problem.question == question.id) {
            [label, " ", &page.words.answer_problem(&problem.kind)].concat()
        } else if decision.unanswered.contains(&question.id) {
            page.words.filled(Word::MissingAnswer, &[("question", label)])
        } else {
            continue;
        };
        missing.push(Missing { at: question.id.clone(), text, is_passing: false });
    }
    // While answers are missing, those are what to put right.
    if missing.is_empty() && !decision.verdict.may_apply() {
        missing.push(not_acceptable(state));
    }
    missing
}

/// The verdict is one with which nothing can be sent.
fn not_acceptable(state: &State) -> Missing {
    let text = state.page.words.get(Word::MissingEligibility).to_owned();
    Missing { at: "verdict".to_owned(), text, is_passing: false }
}

fn in_details(state: &State) -> Vec<Missing> {
    detail_problems(state).iter().map(|problem| told(state, problem)).collect()
}

/// What is missing or wrong in the details.
fn detail_problems(state: &State) -> Vec<Problem> {
    let Some(situation) = state.situation() else { return Vec::new() };
    // What was entered before an answer changed stays, but is not asked for now.
    let fields = situation.fields(&state.details);
    let mut asked = state.details.clone();
    asked.retain(|name, _| fields.iter().any(|field| field.name == *name));
    check_details(situation, &asked)
}

fn in_documents(state: &State) -> Vec<Missing> {
    let mut missing = Vec::new();
    for chosen in state.files_needed() {
        let at = &chosen.file.document;
        missing.extend(
            (chosen.problems().iter()).map(|problem| Missing { at: at.clone(), ..told(state, problem) }),
        );
        let word = match chosen.look {
            Look::Reading => Word::MissingLook,
            Look::Fitting => Word::MissingFit,
            Look::Offered(_) => Word::MissingAccept,
            Look::Wrong(..) | Look::Right => continue,
        };
        let text = state.page.words.filled(word, &[("name", &chosen.file.name)]);
        let is_passing = !matches!(chosen.look, Look::Offered(_));
        let at = if is_passing { at.clone() } else { accept_id(chosen.file.number) };
        missing.push(Missing { at, text, is_passing });
    }
    missing.extend(set_problems(state).iter().map(|problem| told(state, problem)));
    missing
}

/// What is wrong with the files taken together.
pub fn set_problems(state: &State) -> Vec<Problem> {
    let Some(decision) = &state.decision else { return Vec::new() };
    let files: Vec<_> =
        state.files_to_send().map(|chosen| (chosen.file.document.as_str(), chosen.file.bytes)).collect();
    check_documents(&state.page.service, decision, &files)
}

/// A problem in words, at the detail, group or document that it names, or else at the documents.
fn told(state: &State, problem: &Problem) -> Missing {
    let page = &state.page;
    let named = |name| match problem.params.get(name) {
        Some(Param::Text(id)) => Some(id.clone()),
        _ => None,
    };
    let last = || Some(member_id(&named("group")?, page.service.members(&named("group")?, &state.details)));
    let at = named("document").or_else(|| named("detail")).or_else(last);
    let at = at.unwrap_or_else(|| "documents-title".to_owned());
    let text = page.words.package_problem(problem, &page.service, page.lang);
    Missing { at, text, is_passing: false }
}
