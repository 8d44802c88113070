//! Examples hold the rules in place: each small change to a service has to make one of them fail.
//!
//! A change that no example notices is looked at in all situations. If it shows somewhere, the example
//! that would show it is suggested; if it leaves out part of a condition and shows nowhere, that part is
//! not needed. A change that shows only in what no example can state is passed over.

use std::collections::BTreeSet;

use rules::check::Part;
use rules::examples::Example;
use rules::{Answer, Answers, Condition, Date, Decision, QuestionKind, Service, Situation, outcome};

use crate::diagram::{Diagram, Join, terminal};
use crate::domain::Domains;
use crate::mutant::Mutant;
use crate::parts::name;
use crate::prove::{Finding, look};
use crate::situations::{Look, Said, World};
use crate::suggest::{Unguarded, suggest};

/// Adds what the examples do not show on any of these `days`. Parts that are `wrong` by themselves are left
/// to that. Returns how many changes some example notices.
pub(crate) fn guard(
    service: &Service,
    days: &BTreeSet<Date>,
    examples: &[&Example],
    wrong: &BTreeSet<Part>,
    findings: &mut Vec<Finding>,
) -> usize {
    without_example(service, examples, findings);
    let mutants = Mutant::all(service);
    let all = mutants.len();
    let mut changed = service.clone();
    let unnoticed: Vec<_> = (mutants.into_iter())
        .filter_map(|mut mutant| {
            let noticed = notice(service, &mut changed, &mut mutant, examples);
            (!noticed).then_some(mutant)
        })
        .collect();
    let guarded = all - unnoticed.len();

    let unnoticed: Vec<_> = unnoticed.into_iter().filter(|mutant| !wrong.contains(&mutant.part)).collect();
    let mut unguarded = Vec::new();
    for (mutant, shown) in show(service, days, unnoticed) {
        match (shown, &mutant.left_out) {
            (Shown::By(today, answers), _) => unguarded.push(Unguarded { mutant, today, answers }),
            // Documents are only looked at where an application can be sent: `document-always-asked`. A
            // question may be kept from those to whom it would make no difference, and a deadline may say
            // again when the day it counts from is asked for.
            (Shown::Nowhere, Some(left_out))
                if !matches!(mutant.part, Part::Document(_) | Part::Question(_) | Part::Deadline(_)) =>
            {
                let (kind, id) = name(service, &mutant.part);
                let message = format!(
                    "`{left_out}` in the condition of the {kind} `{id}` changes nothing in any situation: the \
                     rest of it, or when a question is asked, settles it; leave it out, or correct it"
                );
                let code = "condition-part-changes-nothing";
                findings.push(Finding { code, part: mutant.part.clone(), message });
            }
            (Shown::Nowhere | Shown::NotByExamples, _) => {}
        }
    }
    findings.extend(suggest(service, unguarded));
    guarded
}

/// Rules, documents and options that no example is about.
fn without_example(service: &Service, examples: &[&Example], findings: &mut Vec<Finding>) {
    let decisions: Vec<_> =
        examples.iter().map(|example| outcome(service, &example.answers, example.today)).collect();
    let mut add = |code, part, message| findings.push(Finding { code, part, message });
    for (index, rule) in service.rules.iter().enumerate() {
        let holds = |day: Date| {
            rule.from.is_none_or(|from| from <= day) && rule.until.is_none_or(|until| day <= until)
        };
        let shown = |decision: &Decision| {
            holds(decision.today) && decision.reasons.iter().any(|reason| reason.rule == rule.id)
        };
        if !decisions.iter().any(shown) {
            let message = format!("no example shows the rule `{}`: add one in which it applies", rule.id);
            add("rule-without-example", Part::Rule(index), message);
        }
    }
    for (index, document) in service.documents.iter().enumerate() {
        let asked = |decision: &Decision| decision.documents.iter().any(|need| need.id == document.id);
        if !decisions.iter().any(asked) {
            let message =
                format!("in no example is the document `{}` asked for: add one in which it is", document.id);
            add("document-without-example", Part::Document(index), message);
        }
    }
    for (index, question) in service.questions.iter().enumerate() {
        let QuestionKind::Choice(options) = &question.kind else { continue };
        for (number, option) in options.iter().enumerate() {
            let chosen = Answer::Text(option.id.clone());
            if !examples.iter().any(|example| example.answers.get(&question.id) == Some(&chosen)) {
                let message = format!("no example has `{} = \"{}\"`: add one", question.id, option.id);
                add("option-without-example", Part::Option(index, number), message);
            }
        }
    }
}

/// Whether an example fails under the mutant. `changed` is the service, and is so again afterwards.
fn notice(service: &Service, changed: &mut Service, mutant: &mut Mutant, examples: &[&Example]) -> bool {
    let before = condition(service, &mutant.part);
    // Where only a condition has changed, most examples do not come near the change: that is quickly seen.
    let near: Vec<_> = if matches!(mutant.part, Part::Question(_)) || before == mutant.condition() {
        examples.to_vec()
    } else {
        let after = mutant.condition();
        let near = |example: &&Example| {
            let situation = Situation { service, answers: &example.answers, today: example.today };
            situation.optional(before) != situation.optional(after)
        };
        examples.iter().copied().filter(near).collect()
    };
    mutant.swap(changed);
    let fails = |example: &&Example| {
        !example.expected.differences(&outcome(changed, &example.answers, example.today)).is_empty()
    };
    let noticed = near.iter().any(fails);
    mutant.swap(changed);
    noticed
}

/// The condition of a part.
fn condition<'a>(service: &'a Service, part: &Part) -> Option<&'a Condition> {
    match part {
        Part::Question(index) => service.questions[*index].when.as_ref(),
        Part::Rule(index) => Some(&service.rules[*index].when),
        Part::Document(index) => service.documents[*index].when.as_ref(),
        Part::Deadline(index) => service.deadlines[*index].when.as_ref(),
        Part::Fee(index) => service.fees[*index].when.as_ref(),
        Part::Detail(index) => service.details[*index].when.as_ref(),
        Part::Service | Part::ReviewBy | Part::Span(_) | Part::Option(..) => None,
    }
}

/// Where a change shows.
enum Shown {
    /// In what an example with these answers on this day can state.
    By(Date, Answers),
    /// Only in what no example can state.
    NotByExamples,
    /// Nowhere: the service means the same.
    Nowhere,
}

/// Looks for a situation that shows each of the mutants.
fn show(service: &Service, days: &BTreeSet<Date>, mutants: Vec<Mutant>) -> Vec<(Mutant, Shown)> {
    if mutants.is_empty() {
        return Vec::new();
    }
    let mut days: Vec<_> = days.iter().copied().collect();
    // An example of today's rules is easier to read than one of those of years ago.
    days.sort_by_key(|day| *day != service.reviewed);
    let mut shown: Vec<_> = mutants.into_iter().map(|mutant| (mutant, Shown::Nowhere)).collect();
    let mut changed = service.clone();
    for today in days {
        if shown.iter().all(|(_, shown)| matches!(shown, Shown::By(..))) {
            break;
        }
        let conditions = shown.iter().filter_map(|(mutant, _)| mutant.condition());
        let domains = Domains::of(today, &[service], conditions);
        let (mut world, before) = look(domains, |world| world.look(service));
        let natural = world.natural(service, &before);
        for (mutant, shown) in &mut shown {
            if matches!(shown, Shown::By(..)) {
                continue;
            }
            mutant.swap(&mut changed);
            let after = world.look_again(&changed, &mutant.part, &before);
            mutant.swap(&mut changed);
            let noticeable = noticeable(&mut world, &before, &after);
            let situation = world.best_situation(noticeable, &natural);
            let differs = world.difference(&before, &after) != terminal(0);
            // What has outgrown its room or was looked at in part only shows nothing for certain.
            let whole = !world.diagrams.is_full() && world.domains.share() == 1.0;
            match situation {
                Some(answers) if !world.diagrams.is_full() => *shown = Shown::By(today, answers),
                _ if differs || !whole => *shown = Shown::NotByExamples,
                _ => {}
            }
        }
    }
    shown
}

/// 1 where the difference is one that an example can state: in the verdict; in which rules, documents and
/// fees apply; in the known day of a deadline that applies before the change.
fn noticeable(world: &mut World, before: &Look, after: &Look) -> Diagram {
    let mut differences = vec![world.diagrams.join(Join::Differ, before.verdict, after.verdict)];
    let changed = before.parts.iter().zip(&after.parts).filter(|(before, after)| before != after);
    for (before, after) in changed {
        let difference = match before.part {
            Part::Detail(_) => continue,
            Part::Deadline(_) => {
                let results = world.diagrams.results(before.outcome);
                let days: BTreeSet<_> = (results.into_iter())
                    .filter(|result| matches!(world.said(*result), Some(Said::Day(_))))
                    .collect();
                let known = world.diagrams.map(before.outcome, |result| u16::from(days.contains(&result)));
                let differs = world.diagrams.join(Join::Differ, before.outcome, after.outcome);
                world.both(known, differs)
            }
            _ => {
                let (before, after) = (world.applies(before), world.applies(after));
                world.diagrams.join(Join::Differ, before, after)
            }
        };
        differences.push(difference);
    }
    world.diagrams.join_all(Join::Greatest, terminal(0), differences)
}
