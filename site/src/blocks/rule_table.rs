//! The rules of a service as a table, in the order in which they decide.

use askama::Template;
use rules::{Confidence, Effect, Rule};

use crate::citations::Citations;
use crate::conditions::Wording;
use crate::words::with;

/// A rule with its place in the order of precedence.
pub(super) struct NumberedRule<'a> {
    /// Its number on the page, from 1.
    pub(super) number: usize,
    /// The rule.
    pub(super) rule: &'a Rule,
}

/// The rules in the order of precedence, which is that of `rules::decide`: where several apply, the first
/// of them makes the verdict. Those that change no verdict come last.
pub(super) fn numbered(wording: Wording<'_>) -> Vec<NumberedRule<'_>> {
    let precedence = [Effect::NotEligible, Effect::AskOffice, Effect::NotYet, Effect::Note];
    let in_order = precedence
        .into_iter()
        .flat_map(|effect| wording.service.rules.iter().filter(move |rule| rule.effect == effect));
    (1..).zip(in_order).map(|(number, rule)| NumberedRule { number, rule }).collect()
}

/// Where a rule leads to, as a class of the stylesheet.
pub(super) fn class(effect: Effect) -> &'static str {
    match effect {
        Effect::NotEligible => "no",
        Effect::NotYet => "later",
        Effect::AskOffice => "ask",
        Effect::Note => "note",
    }
}

/// The days on which a rule holds, a sentence each; nothing, if always.
pub(super) fn validity(wording: Wording<'_>, rule: &Rule) -> Vec<String> {
    let words = wording.words;
    let from = rule.from.map(|day| wording.day(&words.holds_from, &day));
    let until = rule.until.map(|day| wording.day(&words.holds_until, &day));
    from.into_iter().chain(until).collect()
}

/// Every rule, a row each: rows become cards on a phone.
#[derive(Template)]
#[template(path = "block/rules.html")]
pub struct RuleTable<'a> {
    wording: Wording<'a>,
    rules: Vec<(NumberedRule<'a>, String)>,
}

impl<'a> RuleTable<'a> {
    /// The table. Its sources are cited on the page.
    pub fn of(wording: Wording<'a>, citations: &mut Citations<'_>) -> Self {
        let cite = |rule: NumberedRule<'a>| {
            let marks = citations.marks(&rule.rule.sources);
            (rule, marks)
        };
        Self { wording, rules: numbered(wording).into_iter().map(cite).collect() }
    }

    fn columns(&self) -> [&str; 4] {
        let words = self.wording.words;
        [&words.rule_column, &words.rule_if, &words.rule_then, &words.rule_why]
    }

    fn class(&self, rule: &Rule) -> &'static str {
        class(rule.effect)
    }

    fn validity(&self, rule: &Rule) -> Vec<String> {
        validity(self.wording, rule)
    }

    /// No authority says so: every source is a secondary or an uncertain one.
    fn is_unofficial(&self, rule: &Rule) -> bool {
        let cited = &self.wording.service.cited;
        let mut sources = rule.sources.iter().filter_map(|citation| cited.get(&citation.source));
        !sources.any(|source| source.confidence == Confidence::Official)
    }
}

/// What a rule is called in the text.
pub(super) fn name(wording: Wording<'_>, number: usize) -> String {
    with(&wording.words.rule_number, "number", &number.to_string())
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use rules::{Lang, Verdict};

    use super::*;
    use crate::content;
    use crate::load::Folder;
    use crate::memory::Memory;
    use crate::report::Report;

    /// Whoever goes down the rules by hand must come to what `rules::decide` says.
    #[test]
    fn the_first_rule_that_applies_makes_the_verdict() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace");
        let folder = Folder::read(&root.join("content")).expect("the content can be read");
        let today = "2026-11-22".parse().expect("a day");
        let content =
            content::read(&folder, today, &Memory::nothing(), &mut Report::default()).expect("sound content");
        for pages in &content.services {
            let lang = Lang::En;
            let (words, form) = (content.words.get(lang), content.form.get(lang));
            let rules = numbered(Wording { service: &pages.service, lang, words, form });
            let complete = pages.examples.iter().filter(|example| example.decision.unanswered.is_empty());
            for example in complete {
                let applies = |rule: &Rule| {
                    let mut reasons = example.decision.reasons.iter();
                    reasons.any(|reason| reason.rule == rule.id && reason.text == rule.reason)
                };
                let first = rules.iter().find(|numbered| applies(numbered.rule));
                let verdict = match first.map(|numbered| numbered.rule.effect) {
                    Some(Effect::NotEligible) => Verdict::NotEligible,
                    Some(Effect::AskOffice) => Verdict::AskOffice,
                    Some(Effect::NotYet) => Verdict::NotYet,
                    Some(Effect::Note) | None => Verdict::Eligible,
                };
                assert_eq!(verdict, example.decision.verdict, "{}: {}", pages.service.id, example.name.en);
            }
        }
    }
}
