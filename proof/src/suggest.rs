//! Examples that an editor can paste: as few as notice every change that none notices yet.

use std::collections::{BTreeMap, BTreeSet};

use rules::check::Part;
use rules::{Answers, Date, Decision, Service, outcome};

use crate::mutant::Mutant;
use crate::parts::name;
use crate::prove::Finding;
use crate::written::{self, Listed};

/// Examples that are printed at once for a part. Pasting them leaves fewer for the next time.
const MOST_PRINTED: usize = 6;

/// A change that no example notices, and a situation that shows it.
pub(crate) struct Unguarded {
    pub(crate) mutant: Mutant,
    pub(crate) today: Date,
    pub(crate) answers: Answers,
}

/// An example that is suggested.
struct Suggested {
    /// The part for which it was thought of.
    part: Part,
    today: Date,
    answers: Answers,
    before: Decision,
    /// What it has to list.
    lists: BTreeSet<Listed>,
}

/// One finding for each part: what can change in it without any example noticing, and examples that would.
/// An example that is suggested for one part is not suggested for another.
pub(crate) fn suggest(service: &Service, unguarded: Vec<Unguarded>) -> Vec<Finding> {
    let mut changed = service.clone();
    let mut suggested: Vec<Suggested> = Vec::new();
    let mut parts: BTreeMap<Part, (BTreeSet<String>, BTreeSet<usize>)> = BTreeMap::new();
    for Unguarded { mut mutant, today, answers } in unguarded {
        mutant.swap(&mut changed);
        let known = suggested.iter_mut().position(|suggested| suggested.shows(&changed));
        let number = known.unwrap_or_else(|| {
            let before = outcome(service, &answers, today);
            let lists = BTreeSet::from([about(&mutant.part)]);
            let mut new = Suggested { part: mutant.part.clone(), today, answers, before, lists };
            new.shows(&changed);
            suggested.push(new);
            suggested.len() - 1
        });
        mutant.swap(&mut changed);
        let (whats, numbers) = parts.entry(mutant.part).or_default();
        whats.insert(mutant.what);
        numbers.insert(number);
    }
    let finding = |(part, (whats, numbers)): (Part, (BTreeSet<String>, BTreeSet<usize>))| {
        let own = numbers.iter().map(|number| &suggested[*number]).filter(|suggested| suggested.part == part);
        let own: Vec<_> = own.map(|suggested| suggested.example(service)).collect();
        let others = numbers.iter().map(|number| &suggested[*number].part).filter(|other| **other != part);
        let others: BTreeSet<_> = others.map(|other| name(service, other)).collect();

        let (kind, id) = name(service, &part);
        let whats: Vec<_> = whats.into_iter().collect();
        let mut message =
            format!("no example would fail if, in the {kind} `{id}`,\n  {}.", whats.join(";\n  or "));
        if !own.is_empty() {
            message.push_str(
                "\nAdd to examples.toml what the sources say of such situations, with a name; the rules now say:\n",
            );
            message.push_str(own[..own.len().min(MOST_PRINTED)].concat().trim_end());
        }
        if own.len() > MOST_PRINTED {
            message.push_str(&format!("\nThere are {} more, for after these.", own.len() - MOST_PRINTED));
        }
        if !others.is_empty() {
            let others: Vec<_> = others.iter().map(|(kind, id)| format!("the {kind} `{id}`")).collect();
            message.push_str(&format!("\nAn example suggested for {} would show it.", others.join(" and ")));
        }
        Finding { code: "unguarded", part, message }
    };
    parts.into_iter().map(finding).collect()
}

impl Suggested {
    /// Whether it shows the change that was made, by the verdict or a list. A list that it takes is added.
    fn shows(&mut self, changed: &Service) -> bool {
        let (before, after) = (&self.before, outcome(changed, &self.answers, self.today));
        if before.verdict != after.verdict {
            return true;
        }
        let lists = [Listed::Rules, Listed::Documents, Listed::Deadlines, Listed::Fees];
        // The deadlines listed are those whose day is known.
        let differs = |listed: &Listed| match listed {
            Listed::Deadlines => {
                before.deadlines.iter().filter(|deadline| deadline.date.is_some()).any(|before| {
                    let after = after.deadlines.iter().find(|after| after.id == before.id);
                    after.and_then(|after| after.date) != before.date
                })
            }
            _ => listed.entry(before) != listed.entry(&after),
        };
        let Some(listed) = lists.into_iter().find(differs) else { return false };
        self.lists.insert(listed);
        true
    }

    fn example(&self, service: &Service) -> String {
        written::example(service, self.today, &self.answers, self.lists.iter().copied())
    }
}

/// What an example about a part lists.
fn about(part: &Part) -> Listed {
    match part {
        Part::Document(_) => Listed::Documents,
        Part::Deadline(_) => Listed::Deadlines,
        Part::Fee(_) => Listed::Fees,
        _ => Listed::Rules,
    }
}
