//! Rules: each can apply, none is always hidden by a stronger one, no two contradict each other, and each
//! verdict that is promised happens.

use rules::check::Part;
use rules::{Date, Effect, Verdict};

use super::{Finding, Survey};
use crate::diagram::{Diagram, terminal};
use crate::mutant::effect_name;
use crate::situations::{Look, Said, World, promised, rank};
use crate::written;

impl Survey<'_> {
    pub(super) fn rules(&mut self, findings: &mut Vec<Finding>) {
        let mut found = Vec::new();
        let mut add =
            |code, rule: usize, message| found.push(Finding { code, part: Part::Rule(rule), message });
        let service = self.service;
        let contradicted = self.contradictory();
        for (index, rule) in service.rules.iter().enumerate() {
            let part = Part::Rule(index);
            let id = &rule.id;
            if self.never_applies(&part) {
                let message = format!(
                    "the rule `{id}` applies in no situation: parts of its condition exclude each other, or \
                     ask for an answer that cannot be given then; correct the condition or remove the rule"
                );
                add("rule-never-fires", index, message);
                continue;
            }
            if let Some(other) = contradicted.get(index).copied().flatten() {
                let earlier = &service.rules[other];
                let message = format!(
                    "the rules `{}` and `{id}` apply in exactly the same situations, one with the effect `{}`, \
                     the other with `{}`; keep one of them, or make their conditions differ",
                    earlier.id,
                    effect_name(earlier.effect),
                    effect_name(rule.effect),
                );
                add("contradictory-rules", index, message);
            } else if !contradicted.contains(&Some(index))
                && let Some((stronger, today, answers)) = self.shadowed(index)
            {
                let message = format!(
                    "whenever the rule `{id}` applies, a stronger one does ({stronger}), so that it never \
                     leads to `{}`; remove it, narrow the other rules, or make it a `note` (it applies with \
                     {})",
                    effect_name(rule.effect),
                    written::situation(today, &answers),
                );
                add("rule-shadowed", index, message);
            }
            if let Some((code, what, today, answers)) = self.not_yet(index) {
                let message = format!(
                    "the rule `{id}` says `not-yet`, but `possible_from` {what}; correct the moment, or let the \
                     condition keep such situations out. {}",
                    written::situation(today, &answers)
                );
                add(code, index, message);
            }
        }
        if self.never(|world, look| world.verdict_is(look, |verdict| verdict == Verdict::Eligible)) {
            let message = "no situation leads to `eligible`: whatever is answered, some rule stands against it \
                           or an answer is missing; narrow the rules";
            let (code, message) = ("verdict-never-happens", message.to_owned());
            found.push(Finding { code, part: Part::Service, message });
        }
        findings.append(&mut found);
    }

    /// Of each rule: an earlier one with another verdict that applies in exactly the same situations.
    fn contradictory(&mut self) -> Vec<Option<usize>> {
        let service = self.service;
        let mut where_each: Vec<Vec<Diagram>> = Vec::new();
        let mut contradictory = Vec::new();
        for (index, rule) in service.rules.iter().enumerate() {
            let here: Vec<_> = (self.days.iter_mut())
                .map(|(world, look)| world.applies(look.part(&Part::Rule(index))))
                .collect();
            let other = (0..index).find(|other| {
                let effect = service.rules[*other].effect;
                effect != rule.effect
                    && effect != Effect::Note
                    && rule.effect != Effect::Note
                    && here.iter().any(|applies| *applies != terminal(0))
                    && where_each[*other] == here
            });
            where_each.push(here);
            contradictory.push(other);
        }
        contradictory
    }

    /// If a rule's verdict never comes about where it applies: the stronger rules, and a situation.
    fn shadowed(&mut self, index: usize) -> Option<(String, Date, rules::Answers)> {
        let part = Part::Rule(index);
        let verdict = promised(self.service.rules[index].effect)?;
        let succeeds = |world: &mut World, look: &Look| {
            let (applies, verdict) =
                (world.applies(look.part(&part)), world.verdict_is(look, |found| found == verdict));
            world.both(applies, verdict)
        };
        if !self.never(succeeds) {
            return None;
        }
        let (today, answers) = self.somewhere(|world, look| world.applies(look.part(&part)))?;
        let mut stronger = Vec::new();
        for (other, rule) in self.service.rules.iter().enumerate() {
            let outdoes = promised(rule.effect).is_some_and(|other| rank(other) > rank(verdict));
            let other = Part::Rule(other);
            let meets = |world: &mut World, look: &Look| {
                let (one, other) = (world.applies(look.part(&part)), world.applies(look.part(&other)));
                world.both(one, other)
            };
            if outdoes && !self.never(meets) {
                stronger.push(format!("`{}`", rule.id));
            }
        }
        Some((stronger.join(", "), today, answers))
    }

    /// A situation in which a rule says *not yet* and no later day.
    fn not_yet(&mut self, index: usize) -> Option<(&'static str, String, Date, rules::Answers)> {
        if self.service.rules[index].effect != Effect::NotYet {
            return None;
        }
        let part = Part::Rule(index);
        self.days.iter_mut().find_map(|(world, look)| {
            let today = world.domains.today;
            let outcome = look.part(&part).outcome;
            for result in world.diagrams.results(outcome) {
                match world.said(result) {
                    Some(Said::Day(day)) if *day <= today => {
                        let what = format!("is {day} then, which is not later");
                        return Some(("not-yet-in-the-past", what, today, world.situation(outcome, result)?));
                    }
                    Some(Said::Applies) => {
                        // While answers are missing, so may be the day.
                        let no_day = world.diagrams.map(outcome, |other| u16::from(other == result));
                        let settled = world.verdict_is(look, |verdict| verdict == Verdict::NotYet);
                        let no_day = world.both(no_day, settled);
                        if let Some(answers) = world.situation(no_day, 1) {
                            let what = "is not known then".to_owned();
                            return Some(("not-yet-without-day", what, today, answers));
                        }
                    }
                    _ => {}
                }
            }
            None
        })
    }
}
