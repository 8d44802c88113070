//! Days of the decision: what happens on any of them is not said never to happen.

use proof::{Proof, prove};
use proptest::prelude::*;
use rules::{
    Answer, Answers, Base, CalendarDays, Comparison, Condition, Date, Moment, Offset, Question, QuestionKind,
    Rule, Service, Span, TODAY, outcome,
};

use crate::generate::{self, Size, today};
use crate::plot;

/// A sound service with this more in it.
fn plot(more: &str) -> Service {
    plot::service(&(plot::definition() + more))
}

/// A note that applies while the lease ends within these bounds.
fn note(id: &str, bounds: &str) -> String {
    format!(
        "\n[[rule]]\nid = \"{id}\"\nwhen = {{ lease_ends = {{ {bounds} }} }}\neffect = \"note\"\n\
         reason = {{ id = \"Begitu.\", en = \"So it is.\" }}\nsources = [\"garden-act\"]\n"
    )
}

fn says(proof: &Proof, code: &str) -> bool {
    proof.findings.iter().any(|finding| finding.code == code)
}

#[test]
fn a_rule_that_applies_between_the_days_of_the_definition_is_not_said_never_to() {
    for (relative, never) in [
        // From 2027-01-06.
        ("before = \"today + 5 days\"", false),
        // Up to 2027-01-09, and not at the first day.
        ("after = \"today\", before = \"today + 5 days\"", false),
        // Not before 2027-04-10, which is after the review.
        ("before = \"today - 90 days\"", true),
    ] {
        let between = "on_or_after = \"2027-01-10\", on_or_before = \"2027-01-11\"";
        let proof = prove(&plot(&note("between", &format!("{between}, {relative}"))), &[]);
        assert!(proof.coverage.is_whole(), "{relative}");
        assert_eq!(says(&proof, "rule-never-fires"), never, "{relative}: {:?}", proof.findings);
    }
}

#[test]
fn of_too_many_days_some_are_tried_and_nothing_is_said_never_to_happen() {
    let notes: String = (10..31)
        .map(|day| {
            note(
                &format!("on-{day}"),
                &format!("on_or_after = \"2027-01-{day}\", before = \"today + 5 days\""),
            )
        })
        .collect();
    let never = note("never", "after = \"today + 10 days\", before = \"today\"");
    let proof = prove(&plot(&(notes + &never)), &[]);
    assert!(
        proof.coverage.days <= 40 && proof.coverage.days < proof.coverage.all_days,
        "{:?}",
        proof.coverage
    );
    assert!(!says(&proof, "rule-never-fires"));
    assert!(says(&prove(&plot(&never), &[]), "rule-never-fires"));
}

/// A day, compared with a fixed day, the day of the decision or the answer, some days away.
fn comparison() -> impl Strategy<Value = Condition> {
    let is = prop::sample::select(vec![
        Comparison::Before,
        Comparison::OnOrBefore,
        Comparison::After,
        Comparison::OnOrAfter,
    ]);
    let base = prop::sample::select(vec![
        ("lease_ends", Base::Date(today().plus(40))),
        ("lease_ends", Base::Date(today().plus(55))),
        ("lease_ends", Base::Today),
        (TODAY, Base::Question("lease_ends".to_owned())),
    ]);
    (is, base, any::<bool>(), 0u16..10).prop_map(|(is, (question, base), later, days)| {
        let offset = Some(Offset { later, span: Span::Calendar(CalendarDays(days)) });
        Condition::Date { question: question.to_owned(), is, moment: Moment { base, offset } }
    })
}

/// The first day and answer, of all that make a difference to a comparison, with which the rule applies.
fn somewhere(service: &Service, rule: &str) -> Option<(Date, Date)> {
    let days = |range: std::ops::Range<i64>| range.map(|day| today().plus(day));
    days(0..93).flat_map(|day| days(20..75).map(move |ends| (day, ends))).find(|(day, ends)| {
        let answers = Answers::from_iter([("lease_ends".to_owned(), Answer::Text(ends.to_string()))]);
        outcome(service, &answers, *day).reasons.iter().any(|reason| reason.rule == rule)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// If it broke, an editor would be told to leave out a rule that somebody needs for a week.
    #[test]
    fn a_rule_never_applies_where_it_does_on_no_day(
        comparisons in prop::collection::vec(comparison(), 2..5), seed in any::<u64>()
    ) {
        let mut service = generate::service(Size { questions: 1, rules: 1, ..Size::default() }, seed);
        (service.reviewed, service.review_by) = (today(), today().plus(92));
        let kind = QuestionKind::Date { earliest: None, latest: None };
        let id = "lease_ends".to_owned();
        service.questions = vec![Question { id, kind, when: None, ..service.questions.remove(0) }];
        service.documents.clear();
        let rule = Rule { when: Condition::All(comparisons), from: None, until: None, possible_from: None, ..service.rules.remove(0) };
        service.rules = vec![rule];
        let proof = prove(&service, &[]);
        prop_assert!(proof.coverage.is_whole());
        if says(&proof, "rule-never-fires") {
            prop_assert_eq!(somewhere(&service, "r0"), None);
        }
    }
}
