//! What is found is what trying every situation finds, one by one.

use std::collections::{BTreeMap, BTreeSet};

use proof::{PartChange, What, compare, prove};
use proptest::prelude::*;
use rules::check::Part;
use rules::{Answer, Answers, Condition, Decision, Effect, QuestionKind, Service, Verdict, outcome};

use crate::generate::{self, Size};

/// Every combination of answers, none included. For services without dates.
fn all_answers(service: &Service) -> Vec<Answers> {
    let mut all = vec![Answers::default()];
    for question in &service.questions {
        let answers: Vec<_> = match &question.kind {
            QuestionKind::Choice(options) => {
                options.iter().map(|option| Answer::Text(option.id.clone())).collect()
            }
            QuestionKind::Boolean => vec![Answer::Boolean(true), Answer::Boolean(false)],
            QuestionKind::Date { .. } => panic!("there are too many days to try"),
        };
        let with = |before: &Answers| {
            let given = answers.iter().map(|answer| {
                let mut after = before.clone();
                after.set(question.id.clone(), answer.clone());
                after
            });
            given.chain([before.clone()]).collect::<Vec<_>>()
        };
        all = all.iter().flat_map(with).collect();
    }
    all
}

/// Every decision on every day that is looked at.
fn decisions(service: &Service) -> Vec<Decision> {
    let mut days = BTreeSet::from([service.reviewed, service.review_by]);
    for rule in &service.rules {
        days.extend(rule.from.iter().flat_map(|from| [from.plus(-1), *from]));
        days.extend(rule.until.iter().flat_map(|until| [*until, until.plus(1)]));
    }
    let answers = all_answers(service);
    days.iter().flat_map(|day| answers.iter().map(|answers| outcome(service, answers, *day))).collect()
}

fn applies(decision: &Decision, rule: &str) -> bool {
    decision.reasons.iter().any(|reason| reason.rule == rule)
}

fn small() -> impl Strategy<Value = Service> {
    (1usize..5, 1usize..6, 1u64..4, any::<u64>()).prop_map(|(questions, rules, width, seed)| {
        generate::service(Size { questions, rules, width, ..Size::default() }, seed)
    })
}

/// What is said of the parts, but for what examples have to show.
fn expected(service: &Service) -> BTreeSet<(&'static str, Part)> {
    let decisions = decisions(service);
    let mut expected = BTreeSet::new();
    for (index, rule) in service.rules.iter().enumerate() {
        let there: Vec<_> = decisions.iter().filter(|decision| applies(decision, &rule.id)).collect();
        let verdict = match rule.effect {
            Effect::NotEligible => Some(Verdict::NotEligible),
            Effect::NotYet => Some(Verdict::NotYet),
            Effect::AskOffice => Some(Verdict::AskOffice),
            Effect::Note => None,
        };
        if there.is_empty() {
            expected.insert(("rule-never-fires", Part::Rule(index)));
        } else if verdict.is_some_and(|verdict| there.iter().all(|decision| decision.verdict != verdict)) {
            expected.insert(("rule-shadowed", Part::Rule(index)));
        }
    }
    if decisions.iter().all(|decision| decision.verdict != Verdict::Eligible) {
        expected.insert(("verdict-never-happens", Part::Service));
    }
    let sent: Vec<_> = decisions.iter().filter(|decision| decision.verdict.may_apply()).collect();
    for (index, document) in service.documents.iter().enumerate() {
        let asked = |decision: &&&Decision| decision.documents.iter().any(|need| need.id == document.id);
        let asked = sent.iter().filter(asked).count();
        if !sent.is_empty() && asked == 0 {
            expected.insert(("document-never-asked", Part::Document(index)));
        } else if document.when.is_some() && !sent.is_empty() && asked == sent.len() {
            expected.insert(("document-always-asked", Part::Document(index)));
        }
    }
    expected
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// If it broke, an editor would be told that something never happens which does, or not be told.
    #[test]
    fn what_never_happens_is_what_no_situation_leads_to(service in small()) {
        let findings = prove(&service, &[]).findings;
        let codes = [
            "rule-never-fires", "rule-shadowed", "verdict-never-happens", "document-never-asked",
            "document-always-asked",
        ];
        // Of two rules that contradict each other that is said, and not that one hides the other.
        let contradictory: BTreeSet<_> = (findings.iter())
            .filter(|finding| finding.code == "contradictory-rules")
            .map(|finding| finding.part.clone())
            .collect();
        let found: BTreeSet<_> = (findings.into_iter())
            .filter(|finding| codes.contains(&finding.code))
            .map(|finding| (finding.code, finding.part))
            .collect();
        let mut expected = expected(&service);
        if !contradictory.is_empty() {
            expected.retain(|(code, _)| *code != "rule-shadowed");
            prop_assert!(expected.is_subset(&found));
        } else {
            prop_assert_eq!(found, expected);
        }
    }

    /// If it broke, `site diff` would count situations that do not change, or miss some that do.
    #[test]
    fn changes_are_counted_one_by_one(service in small(), seed in any::<u64>()) {
        let other = generate::service(
            Size { questions: service.questions.len(), rules: service.rules.len(), ..Size::default() },
            seed,
        );
        // The same questions, and another condition for the first rule; it looks at the same questions.
        let mut changed = service.clone();
        let when = Condition::Not(Box::new(service.rules[0].when.clone()));
        changed.rules[0].when = if seed % 2 == 0 { when } else { Condition::All(vec![]) };
        changed.rules[0].effect = other.rules[0].effect;
        changed.rules[0].possible_from = None;

        let today = service.reviewed;
        let mut verdicts: BTreeMap<_, u128> = BTreeMap::new();
        let (mut applies_newly, mut no_longer) = (0, 0);
        let rule = &service.rules[0].id;
        for answers in all_answers(&service) {
            let (before, after) = (outcome(&service, &answers, today), outcome(&changed, &answers, today));
            if before.verdict != after.verdict {
                *verdicts.entry((before.verdict.name(), after.verdict.name())).or_default() += 1;
            }
            applies_newly += u128::from(!applies(&before, rule) && applies(&after, rule));
            no_longer += u128::from(applies(&before, rule) && !applies(&after, rule));
        }
        let compared = compare(&service, &changed, Some(today));
        let mut counted = BTreeMap::new();
        let (mut counted_newly, mut counted_no_longer) = (0, 0);
        for change in &compared.changes {
            let (before, after) =
                (outcome(&service, &change.answers, today), outcome(&changed, &change.answers, today));
            match &change.what {
                What::Verdict(from, to) => {
                    counted.insert((*from, *to), change.situations);
                    prop_assert_eq!((before.verdict.name(), after.verdict.name()), (*from, *to));
                }
                What::Part("rule", id, PartChange::Applies) if id == rule => counted_newly = change.situations,
                What::Part("rule", id, PartChange::NoLonger) if id == rule => {
                    counted_no_longer = change.situations;
                }
                _ => {}
            }
        }
        prop_assert_eq!(counted, verdicts);
        prop_assert_eq!((counted_newly, counted_no_longer), (applies_newly, no_longer));
        prop_assert!(compare(&service, &service, None).is_empty());
    }
}
