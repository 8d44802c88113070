//! The way through the rules to a verdict: a picture, and the same in words.

use askama::Template;
use rules::{Effect, Verdict};

use super::rule_table::{NumberedRule, class, name, numbered, validity};
use crate::conditions::Wording;
use crate::ladder::{End, Ladder, Legend, Rung};
use crate::outline::Outline;

/// The way to the verdict: a picture, and the same in words.
#[derive(Template)]
#[template(path = "block/path.html")]
pub struct Path<'a> {
    wording: Wording<'a>,
    rules: Vec<NumberedRule<'a>>,
}

impl<'a> Path<'a> {
    /// The way through the rules that change the verdict.
    pub fn of(wording: Wording<'a>) -> Self {
        let changes = |rule: &NumberedRule<'_>| rule.rule.effect != Effect::Note;
        Self { wording, rules: numbered(wording).into_iter().filter(changes).collect() }
    }

    fn picture(&self) -> String {
        let wording = &self.wording;
        let rungs: Vec<_> = (self.rules.iter())
            .map(|NumberedRule { number, rule }| Rung {
                name: name(*wording, *number),
                clauses: Outline::of(*wording, &rule.when).clauses(*wording),
                validity: validity(*wording, rule),
                end: End { verdict: wording.effect(rule.effect), class: class(rule.effect) },
            })
            .collect();
        let last = End { verdict: self.otherwise(), class: "yes" };
        let words = wording.words;
        let legend = Legend {
            yes: &words.yes,
            no: &words.no,
            title: &words.path,
            description: &words.path_description,
        };
        Ladder::of(&rungs, last, legend).render().expect("templates write to memory")
    }

    fn otherwise(&self) -> &str {
        self.wording.verdict(Verdict::Eligible)
    }
}
