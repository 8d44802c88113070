//! `upload show`: an application in words, for whoever handles it at the office.
//!
//! What applicants wrote is printed as they wrote it, except for characters that a terminal would obey
//! or that would turn the text around.

use std::fmt::Write;

use package::{Accepted, Application};
use rules::text::fill;
use rules::{
    Answer, DeadlineDay, Decision, Detail, DetailKind, Effect, FeeDue, Question, QuestionKind, Reason,
    Service, Situation, Verdict,
};

use crate::words::Vocabulary;

/// How far a line of a section stands in.
const INDENT: &str = "  ";

/// The application in a package that was verified, by the service that it was verified with.
pub fn summary(accepted: &Accepted, service: &Service, words: &Vocabulary) -> String {
    let Accepted { application, decision, bytes, sha256 } = accepted;
    let teller = Teller { application, decision, service, words };
    let mut text =
        format!("{} ({})\n{}\n\n", service.title.get(words.lang), service.id, words.summary.personal);
    let head = [
        (&words.summary.day, words.date(decision.today)),
        (&words.summary.result, teller.verdict().to_owned()),
        (&words.summary.package, format!("{}, SHA-256 {sha256}", words.size(*bytes))),
    ];
    for (name, value) in head {
        writeln!(text, "{name}: {value}").expect("a string takes all");
    }
    if application.decision != *decision {
        writeln!(text, "{}", words.summary.other_decision).expect("a string takes all");
    }
    for (title, lines) in [
        (&words.form.reasons, teller.reasons()),
        (&words.summary.answers, teller.answers()),
        (&words.summary.details, teller.details()),
        (&words.form.documents, teller.documents()),
        (&words.form.deadlines, teller.deadlines()),
        (&words.form.fees, teller.fees()),
    ] {
        section(&mut text, title, &lines);
    }
    text
}

/// A heading and its lines; nothing where there are none.
fn section(text: &mut String, title: &str, lines: &[String]) {
    if lines.is_empty() {
        return;
    }
    writeln!(text, "\n{title}").expect("a string takes all");
    for line in lines {
        // The further lines of what was written in several stand further in.
        let line = line.replace('\n', &["\n", INDENT, INDENT].concat());
        writeln!(text, "{INDENT}{line}").expect("a string takes all");
    }
}

/// A name and its value. A question has its mark.
fn named(name: &str, value: &str) -> String {
    if name.ends_with('?') { format!("{name} {value}") } else { format!("{name}: {value}") }
}

/// What somebody wrote, without what is not text: controls (an escape could rewrite the lines before it)
/// and marks that change the direction of what follows. Line breaks stay.
fn plain(written: &str) -> String {
    let is_text = |letter: char| {
        letter == '\n'
            || !(letter.is_control()
                || matches!(letter, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}'))
    };
    written.chars().map(|letter| if is_text(letter) { letter } else { char::REPLACEMENT_CHARACTER }).collect()
}

/// Everything that a summary is made of.
struct Teller<'a> {
    application: &'a Application,
    decision: &'a Decision,
    service: &'a Service,
    words: &'a Vocabulary,
}

impl Teller<'_> {
    fn verdict(&self) -> &str {
        match self.decision.verdict {
            Verdict::Eligible => &self.words.summary.eligible,
            Verdict::AskOffice => &self.words.summary.ask_office,
            // No package with one of these is accepted.
            verdict @ (Verdict::NotEligible | Verdict::NotYet | Verdict::NeedsAnswers) => verdict.name(),
        }
    }

    fn reasons(&self) -> Vec<String> {
        self.decision.reasons.iter().map(|reason| self.reason(reason)).collect()
    }

    fn reason(&self, reason: &Reason) -> String {
        let form = &self.words.form;
        let effect = match reason.effect {
            Effect::NotEligible => &form.not_eligible,
            Effect::NotYet => &form.not_yet,
            Effect::AskOffice => &form.ask_office,
            Effect::Note => &form.note,
        };
        let from = reason.possible_from.map(|day| {
            let possible = fill(&form.possible_from, &[("date", &self.words.date(day))]);
            [" ", &possible].concat()
        });
        named(effect, reason.text.get(self.words.lang)) + &from.unwrap_or_default()
    }

    /// The answers in the order of the questions.
    fn answers(&self) -> Vec<String> {
        let answered = self.service.questions.iter().filter_map(|question| {
            let answer = self.application.answers.get(&question.id)?;
            Some(named(question.label.get(self.words.lang), &self.answer(question, answer)))
        });
        answered.collect()
    }

    fn answer(&self, question: &Question, answer: &Answer) -> String {
        match (answer, &question.kind) {
            (Answer::Boolean(true), _) => self.words.form.yes.clone(),
            (Answer::Boolean(false), _) => self.words.form.no.clone(),
            (Answer::Text(id), QuestionKind::Choice(options)) => self.option(options, id),
            (Answer::Text(text), QuestionKind::Date { .. }) => self.day(text),
            (Answer::Text(text), QuestionKind::Boolean) => plain(text),
        }
    }

    /// The details in the order of the form: the members of a group one after the other.
    fn details(&self) -> Vec<String> {
        let Application { answers, details, .. } = self.application;
        let situation = Situation { service: self.service, answers, today: self.decision.today };
        let given = situation.fields(details).into_iter().filter_map(|field| {
            let label = self.service.field_label(&field.name, self.words.lang)?;
            Some(named(&label, &self.detail(field.detail, details.get(&field.name)?)))
        });
        given.collect()
    }

    fn detail(&self, detail: &Detail, value: &str) -> String {
        match &detail.kind {
            DetailKind::Choice(options) => self.option(options, value),
            DetailKind::Date { .. } => self.day(value),
            DetailKind::Country => match self.words.state(value) {
                Some(name) => format!("{name} ({value})"),
                None => plain(value),
            },
            DetailKind::Text { .. } | DetailKind::Multiline | DetailKind::Email | DetailKind::Tel => {
                plain(value)
            }
        }
    }

    fn option(&self, options: &[rules::ChoiceOption], id: &str) -> String {
        let option = options.iter().find(|option| option.id == id);
        option.map_or_else(|| plain(id), |option| option.label.get(self.words.lang).to_owned())
    }

    fn day(&self, text: &str) -> String {
        text.parse().map_or_else(|_| plain(text), |day| self.words.date(day))
    }

    fn documents(&self) -> Vec<String> {
        let lines = self.application.documents.iter().map(|document| {
            let label = self.service.document(&document.id).map(|known| known.label.get(self.words.lang));
            let size = self.words.size(document.bytes);
            format!("{}: {size}, {}", label.unwrap_or(&document.id), document.file)
        });
        lines.collect()
    }

    fn deadlines(&self) -> Vec<String> {
        self.decision.deadlines.iter().filter_map(|due| self.deadline(due)).collect()
    }

    fn deadline(&self, due: &DeadlineDay) -> Option<String> {
        let day = match (due.date, due.missing_year) {
            (Some(date), _) => self.words.date(date),
            (None, Some(year)) => fill(&self.words.form.missing_year, &[("year", &year.to_string())]),
            (None, None) => self.words.form.day_not_known.clone(),
        };
        Some(named(self.service.deadline(&due.id)?.label.get(self.words.lang), &day))
    }

    fn fees(&self) -> Vec<String> {
        self.decision.fees.iter().filter_map(|due| self.fee(due)).collect()
    }

    fn fee(&self, due: &FeeDue) -> Option<String> {
        let fee = self.service.fees.iter().find(|fee| fee.id == due.id)?;
        Some(named(fee.label.get(self.words.lang), &self.words.fee(due)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A name could otherwise clear the screen, or show an amount backwards.
    #[test]
    fn what_a_terminal_would_obey_is_not_printed() {
        assert_eq!(plain("Ani\u{1b}[2J\r\u{202e}\nBudi é"), "Ani\u{fffd}[2J\u{fffd}\u{fffd}\nBudi é");
    }
}
