//! Two versions of a service: what is written differently, and which situations that changes.
//!
//! Looked at are the situations that both versions understand; of those that only one of them does it is said
//! how many there are. A question or option that got another name keeps
//! its place.

mod part;
mod rename;
mod written;

use std::collections::{BTreeMap, BTreeSet};

use rules::{Answers, Date, Decision, Service, Situation, outcome};

use crate::days::DecisionDays;
use crate::diagram::{Diagram, Join, terminal};
use crate::domain::Domains;
use crate::parts::name;
use crate::prove::{Coverage, look};
use crate::situations::{Look, TRUE, VERDICTS, World};

/// What differs between two versions of a service.
#[derive(Clone, Debug, PartialEq)]
pub struct Compared {
    /// What is written differently: one sentence for each, but for wording one for each part.
    pub written: Vec<String>,
    /// What situations lead to that is not what they led to before.
    pub changes: Vec<Change>,
    /// In how many situations anything changes.
    pub changed: u128,
    /// Situations that only the old version understands, if there are any.
    pub only_old: Option<OneSided>,
    /// Situations that only the new one does.
    pub only_new: Option<OneSided>,
    /// What was looked at.
    pub coverage: Coverage,
}

/// Situations with an answer that does not fit its question in the other version: an option that it does not
/// have, a day out of its bounds.
#[derive(Clone, Debug, PartialEq)]
pub struct OneSided {
    /// How many of those that were looked at.
    pub situations: u128,
    /// The day of one of them.
    pub today: Date,
    /// Its answers; any others may be given as well.
    pub answers: Answers,
}

/// A kind of change, in how many situations it happens, and one of them.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// What changes.
    pub what: What,
    /// What was said in the example: a day, an amount. Nothing more than that it applied, if empty.
    pub before: String,
    /// What is said in the example.
    pub after: String,
    /// In how many situations.
    pub situations: u128,
    /// The day of one of them.
    pub today: Date,
    /// Its answers; any others may be given as well.
    pub answers: Answers,
}

/// What a situation leads to, of which something changes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// The verdict, from one to another.
    Verdict(&'static str, &'static str),
    /// A part of this kind with this id.
    Part(&'static str, String, PartChange),
}

/// What becomes of a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PartChange {
    /// It applies where it did not.
    Applies,
    /// It no longer applies.
    NoLonger,
    /// It applies as before, with another day or amount, or is now optional or required.
    Other,
}

impl Compared {
    /// Nothing differs.
    pub fn is_empty(&self) -> bool {
        let Self { written, changes, changed: _, only_old, only_new, coverage: _ } = self;
        written.is_empty() && changes.is_empty() && only_old.is_none() && only_new.is_none()
    }
}

/// Compares two versions of a service: on the day `on`, or on every day on which either of them changes.
pub fn compare(old: &Service, new: &Service, on: Option<Date>) -> Compared {
    let (old, mut written) = rename::renamed(old, new);
    written.extend(written::differences(&old, new));
    let mut changes: BTreeMap<What, Change> = BTreeMap::new();
    let DecisionDays { days, all, share } = match on {
        Some(day) => DecisionDays { days: BTreeSet::from([day]), all: 1, share: 1.0 },
        None => DecisionDays::of(&[&old, new], []),
    };
    let mut coverage = Coverage { situations: 0, days: days.len(), all_days: all, share };
    let mut changed = 0u128;
    let (mut only_old, mut only_new) = (None, None);
    for today in days {
        let domains = Domains::of(today, &[&old, new], []);
        let (mut world, looks) = look(domains, |world| (world.look(&old), world.look(new)));
        let [by_old, by_new] = [&old, new].map(|service| understood(&mut world, service));
        let understood = world.both(by_old, by_new);
        for (only, there) in [(&mut only_old, by_old), (&mut only_new, by_new)] {
            let there = world.diagrams.join(Join::Differ, there, understood);
            add_one_sided(only, &world, there);
        }
        let natural = world.natural(new, &looks.1);
        let mut any = terminal(0);
        for (what, there) in differences(&mut world, (&old, &looks.0), (new, &looks.1)) {
            let there = world.both(there, understood);
            any = world.diagrams.join(Join::Greatest, any, there);
            let situations = world.diagrams.count(there, 1);
            let Some(answers) = world.best_situation(there, &natural) else { continue };
            let [before, after] = [&old, new].map(|service| said(&what, &outcome(service, &answers, today)));
            changes
                .entry(what.clone())
                .and_modify(|change| change.situations = change.situations.saturating_add(situations))
                .or_insert(Change { what, before, after, situations, today, answers });
        }
        changed = changed.saturating_add(world.diagrams.count(any, 1));
        coverage.situations = coverage.situations.saturating_add(world.domains.situations());
        let share = if world.diagrams.is_full() { 0.0 } else { world.domains.share() };
        coverage.share = coverage.share.min(share);
    }
    let changes = changes.into_values().collect();
    Compared { written, changes, changed, only_old, only_new, coverage }
}

/// Adds the situations of a day in which the diagram is 1.
fn add_one_sided(only: &mut Option<OneSided>, world: &World, there: Diagram) {
    let Some(answers) = world.situation(there, 1) else { return };
    let situations = world.diagrams.count(there, 1);
    match only {
        Some(before) => before.situations = before.situations.saturating_add(situations),
        None => *only = Some(OneSided { situations, today: world.domains.today, answers }),
    }
}

/// 1 where every answer that is given fits its question, if the service has it.
fn understood(world: &mut World, service: &Service) -> Diagram {
    let today = world.domains.today;
    let mut all = Vec::new();
    for question in &service.questions {
        let Some(variable) = world.domains.variable(&question.id) else { continue };
        let fits = world.domains.answers(variable).iter().map(|answer| {
            let Some(answer) = answer else { return true };
            let answers = Answers::from_iter([(question.id.clone(), answer.clone())]);
            Situation { service, answers: &answers, today }.value(&question.id).is_some()
        });
        let fits: Vec<_> = fits.collect();
        all.push(world.diagrams.test(variable, |value| terminal(u16::from(fits[value]))));
    }
    world.diagrams.join_all(Join::Least, terminal(1), all)
}

/// Everything that can change, each with where it does.
fn differences(world: &mut World, old: (&Service, &Look), new: (&Service, &Look)) -> Vec<(What, Diagram)> {
    let mut found = Vec::new();
    let number = VERDICTS.len() as u16;
    let verdicts = world.diagrams.join(Join::Pair(number), old.1.verdict, new.1.verdict);
    for result in world.diagrams.results(verdicts) {
        let [before, after] =
            [result / number, result % number].map(|index| VERDICTS[usize::from(index)].name());
        if before != after {
            let there = world.diagrams.map(verdicts, |found| u16::from(found == result));
            found.push((What::Verdict(before, after), there));
        }
    }
    let (before, after) = (outcomes(world, old), outcomes(world, new));
    let mut ids: Vec<_> = before.keys().chain(after.keys()).copied().collect();
    ids.sort_unstable();
    ids.dedup();
    for (kind, id) in ids {
        let outcome = |outcomes: &BTreeMap<_, _>| outcomes.get(&(kind, id)).copied();
        let (before, after) = match (outcome(&before), outcome(&after)) {
            // A question that only one version has is said to be added or removed.
            (None, _) | (_, None) if kind == "question" => continue,
            (before, after) => (before.unwrap_or(terminal(0)), after.unwrap_or(terminal(0))),
        };
        // 0, 1 and 2 for: does not apply in either, in the new one, in the old one; 3 for both.
        let applies = [before, after].map(|one| world.diagrams.map(one, |outcome| u16::from(outcome > 0)));
        let applies = world.diagrams.join(Join::Pair(2), applies[0], applies[1]);
        let differ = world.diagrams.join(Join::Differ, before, after);
        for (change, wanted) in [(PartChange::Applies, 1), (PartChange::NoLonger, 2), (PartChange::Other, 3)]
        {
            let there = world.diagrams.map(applies, |found| u16::from(found == wanted));
            let there = world.both(there, differ);
            found.push((What::Part(kind, id.to_owned(), change), there));
        }
    }
    found
}

/// What becomes of each part by its kind and id: 0 where it does not apply. Versions of a rule are one.
fn outcomes<'a>(
    world: &mut World,
    (service, look): (&'a Service, &Look),
) -> BTreeMap<(&'static str, &'a str), Diagram> {
    let mut outcomes = BTreeMap::new();
    for part in &look.parts {
        let outcome = outcomes.entry(name(service, &part.part)).or_insert(terminal(0));
        *outcome = world.diagrams.join(Join::Greatest, *outcome, part.outcome);
    }
    for (question, asked) in service.questions.iter().zip(&look.asked) {
        let asked = world.diagrams.map(*asked, |truth| u16::from(truth == TRUE));
        outcomes.insert(("question", &question.id), asked);
    }
    outcomes
}

/// What a decision says of something beside that it applies.
fn said(what: &What, decision: &Decision) -> String {
    let What::Part(kind, id, _) = what else { return String::new() };
    let day = |day: Option<Date>| day.map_or("no known day".to_owned(), |day| day.to_string());
    match *kind {
        "rule" => decision
            .reasons
            .iter()
            .find(|reason| reason.rule == *id)
            .and_then(|reason| reason.possible_from)
            .map(|day| day.to_string()),
        "deadline" => {
            decision.deadlines.iter().find(|deadline| deadline.id == *id).map(|deadline| day(deadline.date))
        }
        "fee" => decision.fees.iter().find(|fee| fee.id == *id).map(|fee| {
            let amounts: Vec<_> = fee.rupiah.iter().map(|rupiah| format!("Rp{rupiah}")).collect();
            if amounts.is_empty() { "no known amount".to_owned() } else { amounts.join(" or ") }
        }),
        "document" => decision
            .documents
            .iter()
            .find(|document| document.id == *id)
            .map(|document| if document.required { "required" } else { "optional" }.to_owned()),
        _ => None,
    }
    .unwrap_or_default()
}
