//! What is decided for all situations at once is what `rules` decides for each. This is what makes the
//! proofs trustworthy; the services are made at random, and are more tangled than any editor's.

use std::collections::BTreeMap;

use proof::diagram::{Join, terminal};
use proof::domain::Domains;
use proof::situations::{Look, Said, VERDICTS, World};
use proptest::prelude::*;
use rules::check::Part;
use rules::{Answer, Answers, Date, Decision, QuestionKind, Service, Verdict, outcome};

use crate::generate::{self, Size, today};

/// What a decision says, by *kind:id*.
type Outcomes = (Verdict, BTreeMap<String, Option<Date>>);

fn decided(decision: &Decision) -> Outcomes {
    let rules = decision.reasons.iter().map(|reason| (format!("rule:{}", reason.rule), reason.possible_from));
    let documents = decision.documents.iter().map(|document| (format!("document:{}", document.id), None));
    let deadlines =
        (decision.deadlines.iter()).map(|deadline| (format!("deadline:{}", deadline.id), deadline.date));
    (decision.verdict, rules.chain(documents).chain(deadlines).collect())
}

fn name(service: &Service, part: &Part) -> String {
    match part {
        Part::Rule(index) => format!("rule:{}", service.rules[*index].id),
        Part::Document(index) => format!("document:{}", service.documents[*index].id),
        Part::Deadline(index) => format!("deadline:{}", service.deadlines[*index].id),
        _ => unreachable!("no service of these tests has fees or details"),
    }
}

fn looked_up(service: &Service, world: &World, look: &Look, values: &[usize]) -> Outcomes {
    let evaluate = |diagram| world.diagrams.evaluate(diagram, |variable| values[variable]);
    let parts = look.parts.iter().filter_map(|part| {
        let day = match world.said(evaluate(part.outcome))? {
            Said::Day(day) => Some(*day),
            _ => None,
        };
        Some((name(service, &part.part), day))
    });
    (VERDICTS[usize::from(evaluate(look.verdict))], parts.collect())
}

fn sized(months: bool) -> impl Strategy<Value = Service> {
    (1usize..7, 0usize..6, 0usize..3, 0usize..3, 1u64..4, any::<u64>()).prop_map(
        move |(questions, rules, documents, deadlines, width, seed)| {
            generate::service(
                Size { questions, rules, documents, deadlines, width, months, dates: true },
                seed,
            )
        },
    )
}

fn world(service: &Service) -> (World, Look) {
    let mut world = World::new(Domains::of(today(), &[service], []), 10_000_000);
    let look = world.look(service);
    assert!(!world.diagrams.is_full());
    (world, look)
}

/// An answer to each question, by its number among all that there are.
fn any_answers(service: &Service, choose: impl Fn(usize) -> u64) -> Answers {
    let answer = |(number, question): (usize, &rules::Question)| {
        let chosen = choose(number);
        let answer = match &question.kind {
            _ if chosen.is_multiple_of(8) => return None,
            QuestionKind::Boolean => Answer::Boolean(chosen.is_multiple_of(2)),
            QuestionKind::Choice(options) => {
                Answer::Text(options[(chosen / 8) as usize % options.len()].id.clone())
            }
            QuestionKind::Date { .. } => {
                Answer::Text(today().plus((chosen / 8 % 220) as i64 - 110).to_string())
            }
        };
        Some((question.id.clone(), answer))
    };
    service.questions.iter().enumerate().filter_map(answer).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    /// If it broke, a proof would be about something else than what applicants are told.
    #[test]
    fn each_situation_is_decided_as_the_rules_decide_it(
        service in any::<bool>().prop_flat_map(sized), choices in proptest::collection::vec(any::<u64>(), 7)
    ) {
        let (world, look) = world(&service);
        let sizes = world.domains.sizes();
        let values: Vec<_> =
            sizes.iter().zip(&choices).map(|(size, choice)| (choice % *size as u64) as usize).collect();
        let situation: Vec<_> = values.iter().copied().enumerate().collect();
        let answers = world.domains.situation(&situation);
        prop_assert_eq!(
            looked_up(&service, &world, &look, &values),
            decided(&outcome(&service, &answers, today())),
            "{:?}", answers
        );
    }

    /// If it broke, there would be situations that no proof has looked at: days between those tried.
    #[test]
    fn whatever_any_days_lead_to_the_days_tried_lead_to(
        service in any::<bool>().prop_flat_map(sized), choices in proptest::collection::vec(any::<u64>(), 7)
    ) {
        let (mut world, look) = world(&service);
        let answers = any_answers(&service, |number| choices[number]);
        let (verdict, found) = decided(&outcome(&service, &answers, today()));

        // Where the same applies: the verdict, and each part, whatever day it names.
        let index = VERDICTS.iter().position(|known| *known == verdict).expect("every verdict is listed");
        let mut same = world.diagrams.map(look.verdict, |result| u16::from(usize::from(result) == index));
        for part in &look.parts {
            let applies = found.contains_key(&name(&service, &part.part));
            let there = world.diagrams.map(part.outcome, |outcome| u16::from((outcome > 0) == applies));
            same = world.diagrams.join(Join::Least, same, there);
        }
        // With every answer that is no day given as it was.
        for question in &service.questions {
            let variable = world.domains.variable(&question.id).expect("it is in the domains");
            let answer = answers.get(&question.id).cloned();
            let free = matches!(question.kind, QuestionKind::Date { .. }) && answer.is_some();
            let tried = world.domains.answers(variable).to_vec();
            let fits = world.diagrams.test(variable, |value| {
                terminal(u16::from(if free { true } else { tried[value] == answer }))
            });
            same = world.diagrams.join(Join::Least, same, fits);
        }
        prop_assert!(world.situation(same, 1).is_some(), "no days tried lead where {:?} leads", answers);
    }

    /// If it broke, changes to a service would be compared with the wrong thing.
    #[test]
    fn looking_again_after_a_change_is_looking(service in sized(false), other in sized(false), number in 0usize..6) {
        let mut changed = service.clone();
        if service.rules.is_empty() {
            return Ok(());
        }
        let number = number % service.rules.len();
        changed.rules[number].effect = other.rules.first().map_or(rules::Effect::Note, |rule| rule.effect);
        changed.rules[number].possible_from = None;
        let (mut world, before) = world(&service);
        let again = world.look_again(&changed, &Part::Rule(number), &before);
        prop_assert_eq!(again, world.look(&changed));
    }
}
