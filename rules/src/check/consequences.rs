//! What the answers lead to: rules and their versions, deadlines, fees, the names of results, and what the
//! office does.

use std::collections::{BTreeMap, BTreeSet};

use super::{Checker, Part, conditions::Scope};
use crate::definition::{
    DeadlineDefinition, FeeDefinition, RuleDefinition, StepDefinition, VerdictDefinition,
};
use crate::periods::{Period, check_periods};
use crate::toml::{Named, Spanned};
use crate::{Date, DayKind, Deadline, Effect, Offset, Rule, ServiceFee, Step, Verdict, VerdictWords};

impl Checker<'_> {
    pub(super) fn rules(&mut self, rules: Vec<RuleDefinition>) -> Option<Vec<Rule>> {
        let mut versions: BTreeMap<String, Vec<Period>> = BTreeMap::new();
        let mut checked = Vec::new();
        for (number, rule) in rules.into_iter().enumerate() {
            let RuleDefinition { id, when, effect, reason, sources, from, until, possible_from } = rule;
            let id_span = id.span;
            self.places.add(Part::Rule(number), id_span);
            let id = self.id(id, &mut BTreeSet::new());
            versions.entry(id.clone()).or_default().push(Period {
                from: from.as_ref().map(|from| from.value),
                until: until.as_ref().map(|until| until.value),
                span: id_span,
            });
            if (effect.value == Effect::NotYet) != possible_from.is_some() {
                let message = "`possible_from` goes with the effect `not-yet`, and only with it";
                self.error("missing-key", id_span, message);
            }
            let when = self.condition(when.value);
            let possible_from = self.day(possible_from, Scope::Condition);
            let (reason, sources) = (self.sentences(reason), self.sources(sources));
            checked.push(when.and_then(|when| {
                Some(Rule {
                    id,
                    when,
                    effect: effect.value,
                    reason,
                    sources,
                    from: from.map(|from| from.value),
                    until: until.map(|until| until.value),
                    possible_from: possible_from?,
                })
            }));
        }
        for (id, periods) in versions {
            let undated = |period: &&Period| period.from.is_none() && period.until.is_none();
            match periods.iter().skip(1).find(undated) {
                Some(again) => {
                    let message = format!(
                        "the id `{id}` is used twice; versions of one rule each have a `from` or an `until`"
                    );
                    self.error("duplicate-id", again.span, message);
                }
                None => check_periods(&format!("the versions of `{id}`"), periods, &mut self.problems),
            }
        }
        checked.into_iter().collect()
    }

    pub(super) fn deadlines(
        &mut self,
        deadlines: Vec<DeadlineDefinition>,
        (reviewed, review_by): (Date, Date),
    ) -> Option<Vec<Deadline>> {
        let mut used = BTreeSet::new();
        let mut checked = Vec::new();
        for (number, deadline) in deadlines.into_iter().enumerate() {
            let DeadlineDefinition { id, label, at, sources, help, when } = deadline;
            self.places.add(Part::Deadline(number), id.span);
            let at_span = at.span;
            // `at` is checked before the deadline is known: it can count from earlier deadlines only.
            let at = self.moment(&at, Scope::Deadline);
            let working = |offset: &Offset| offset.span.kind() == DayKind::Working;
            if at.as_ref().and_then(|at| at.offset.as_ref()).is_some_and(working) {
                let known = &self.library.holidays.years;
                let missing: Vec<_> =
                    (reviewed.year()..=review_by.year()).filter(|year| !known.contains(year)).collect();
                for year in missing {
                    let message = format!(
                        "this counts working days, and no file in holidays/ covers {year}, in which the \
                         service is still to hold"
                    );
                    self.error("holidays-uncovered", at_span, message);
                }
            }
            let id = self.id(id, &mut used);
            self.deadlines.insert(id.clone());
            let (label, help) = (self.text(label), help.map(|help| self.sentences(help)));
            let sources = self.sources(sources);
            let when = self.when(when);
            checked.push(at.and_then(|at| Some(Deadline { id, label, help, at, when: when?, sources })));
        }
        checked.into_iter().collect()
    }

    pub(super) fn fees(
        &mut self,
        fees: Vec<FeeDefinition>,
        (reviewed, review_by): (Date, Date),
    ) -> Option<Vec<ServiceFee>> {
        let mut used = BTreeSet::new();
        let mut checked = Vec::new();
        for (number, FeeDefinition { id, when }) in fees.into_iter().enumerate() {
            let span = id.span;
            self.places.add(Part::Fee(number), span);
            let id = self.id(id, &mut used);
            let when = self.when(when);
            let Some(fee) = self.library.fee(&id).cloned() else {
                self.error("unknown-fee", span, format!("the fee `{id}` is not in fees.toml"));
                continue;
            };
            if let Some(day) = fee.uncovered(reviewed, review_by) {
                let message = format!(
                    "no row of the fee `{id}` covers {day}: this service is to hold from {reviewed} to \
                     {review_by}"
                );
                self.error("fee-uncovered", span, message);
            }
            let sources = fee.rows.iter().flat_map(|row| &row.sources);
            self.cited.extend(sources.map(|citation| citation.source.clone()));
            checked.push(when.map(|when| ServiceFee { id, label: fee.label, when, rows: fee.rows }));
        }
        checked.into_iter().collect()
    }

    pub(super) fn verdicts(
        &mut self,
        verdicts: Option<Spanned<Named<VerdictDefinition>>>,
    ) -> BTreeMap<String, VerdictWords> {
        let known =
            [Verdict::Eligible, Verdict::NotEligible, Verdict::NotYet, Verdict::AskOffice].map(Verdict::name);
        let mut checked = BTreeMap::new();
        for (name, VerdictDefinition { title, means }) in
            verdicts.map(|verdicts| verdicts.value.0).unwrap_or_default()
        {
            if !known.contains(&name.value.as_str()) {
                let message = format!("`{}` is no result; they are {}", name.value, known.join(", "));
                self.error("unknown-value", name.span, message);
            }
            let words = VerdictWords { title: self.text(title), means: self.sentences(means) };
            checked.insert(name.value, words);
        }
        checked
    }

    pub(super) fn steps(&mut self, steps: Vec<StepDefinition>) -> Vec<Step> {
        let check = |StepDefinition { title, text, sources }| Step {
            title: self.text(title),
            text: self.sentences(text),
            sources: self.sources(sources),
        };
        steps.into_iter().map(check).collect()
    }
}
