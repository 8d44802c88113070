//! The report that takes the place of a screenshot: what was tried, how far it came, and why not further.

use worker::sending::{Halt, Sending, What};

use crate::format;
use crate::state::State;
use crate::words::Word;

/// Whether there is anything to report: something was tried, and is not over well.
pub fn is_due(state: &State) -> bool {
    // Whatever happens next: what somebody reads does not vanish when the link is back for a moment.
    let has_failed = state.happenings.iter().any(|happening| !matches!(happening.what, What::Begun));
    has_failed || matches!(state.sending, Sending::Halted(_) | Sending::Refused(_))
}

/// Why it did not work, in plain words.
pub fn causes(state: &State) -> Vec<String> {
    let page = &state.page;
    let count = |wanted: fn(&What) -> bool| {
        state.happenings.iter().filter(|happening| wanted(&happening.what)).count()
    };
    let mut causes = match &state.sending {
        Sending::Halted(halt) => vec![halted(state, halt)],
        Sending::Refused(problems) => {
            problems.iter().map(|problem| problem.get(page.lang).to_owned()).collect()
        }
        _ => Vec::new(),
    };
    let lost = count(|what| *what == What::Lost);
    if lost > 0 {
        causes.push(page.words.filled(Word::CauseLost, &[("count", &lost.to_string())]));
    }
    let mut told = Vec::new();
    for happening in &state.happenings {
        if let What::Answered(status) = happening.what
            && !told.contains(&status)
        {
            told.push(status);
            causes.push(page.words.filled(Word::CauseAnswered, &[("status", &status.to_string())]));
        }
    }
    if causes.is_empty() {
        causes.push(page.words.get(Word::CauseNone).to_owned());
    }
    causes
}

/// Why sending cannot go on by itself, and what to do about it.
pub fn halted(state: &State, halt: &Halt) -> String {
    let page = &state.page;
    match halt {
        Halt::Package(problem) => page.words.package_problem(problem, &page.service, page.lang),
        Halt::Unreadable => page.words.get(Word::HaltUnreadable).to_owned(),
        Halt::NoEndpoint(status) => page.words.filled(Word::NoEndpoint, &[("status", &status.to_string())]),
        Halt::Worker => page.words.get(Word::HaltWorker).to_owned(),
    }
}

/// What happened, with its moment: the latest first.
pub fn lines(state: &State) -> impl Iterator<Item = (String, String)> {
    let page = &state.page;
    state.happenings.iter().rev().map(|happening| {
        let what = match happening.what {
            What::Begun => page.words.get(Word::Begun).to_owned(),
            What::Lost => page.words.get(Word::Lost).to_owned(),
            What::Answered(status) => page.words.filled(Word::Answered, &[("status", &status.to_string())]),
            What::Anew => page.words.get(Word::Anew).to_owned(),
            What::Ended => page.words.get(Word::Ended).to_owned(),
        };
        let size = rules::text::bytes(happening.sent, page.lang);
        let line = page.words.filled(Word::ReportLine, &[("what", &what), ("size", &size)]);
        (format::moment_of(happening.at, &page.words), line)
    })
}
