//! The content of this repository, seen by the rules alone: it is sound, its examples hold, and the
//! logic behind it keeps its promises in every situation.

use proptest::prelude::*;
use rules::check::{Checked, check};
use rules::{Answer, Answers, Date, Library, QuestionKind, Service, Situation, Truth, Verdict, decide};

macro_rules! content {
    ($path:literal) => {
        include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../content/", $path))
    };
}

fn service() -> Service {
    let files = [
        ("sources.toml", content!("sources.toml")),
        ("holidays/2026.toml", content!("holidays/2026.toml")),
        ("holidays/2027.toml", content!("holidays/2027.toml")),
        ("figures.toml", content!("figures.toml")),
        ("fees.toml", content!("fees.toml")),
    ];
    let (library, problems) = Library::read(files);
    assert!(problems.iter().all(|(_, problems)| problems.is_empty()), "{problems:?}");
    let text = content!("services/alih-status-itk-itas/service.toml");
    let Checked { service, problems, .. } = check("alih-status-itk-itas", text, &library);
    assert_eq!(problems, []);
    service.expect("there are no problems")
}

fn date(text: &str) -> Date {
    text.parse().expect("a date of the test")
}

#[test]
fn every_example_holds() {
    let text = content!("services/alih-status-itk-itas/examples.toml");
    let (examples, problems) = rules::examples::check(&service(), text);
    assert_eq!(problems, []);
    assert!(!examples.is_empty());
}

/// The examples of `shared/facts`, section 4: worked out by hand from the announced holidays.
#[test]
fn working_days_pass_over_weekends_holidays_and_collective_leave() {
    let service = service();
    let after = |start: Date, days| {
        let span = rules::Span::Working(rules::WorkingDays(days));
        service.holidays.after(start, span).expect("2026 and 2027 are covered")
    };
    for (paid, forwarded, decided) in [
        ("2026-03-13", "2026-03-25", "2026-04-01"),
        ("2026-05-13", "2026-05-20", "2026-05-29"),
        ("2026-11-20", "2026-11-25", "2026-12-02"),
        ("2026-12-22", "2026-12-29", "2027-01-07"),
        ("2027-03-04", "2027-03-17", "2027-03-24"),
    ] {
        assert_eq!(after(date(paid), 3), date(forwarded), "forwarded, paid on {paid}");
        assert_eq!(after(date(forwarded), 5), date(decided), "decided, paid on {paid}");
    }
}

#[test]
fn a_deadline_in_a_year_without_holidays_says_so_and_names_no_day() {
    let answers: Answers = [
        ("filing_state".to_owned(), Answer::Text("filed-and-paid".to_owned())),
        ("fee_paid_on".to_owned(), Answer::Text("2027-12-30".to_owned())),
    ]
    .into_iter()
    .collect();
    let decision = decide(&service(), &answers, date("2027-12-30"));
    let forwarded =
        decision.deadlines.iter().find(|deadline| deadline.id == "forwarded-by").expect("it applies");
    assert_eq!((forwarded.date, forwarded.missing_year), (None, Some(2028)));
}

/// If it broke, a swapped digit in a year would lead to a verdict.
#[test]
fn a_day_that_makes_no_sense_counts_as_missing_and_is_named() {
    let service = service();
    let today = date("2026-11-21");
    for (expires, code) in
        [("2106-12-31", "date-too-late"), ("1026-12-31", "date-too-early"), ("2026-02-30", "not-a-date")]
    {
        let answers: Answers =
            [("itk_expires".to_owned(), Answer::Text(expires.to_owned()))].into_iter().collect();
        let problems = answers.problems(&service, today);
        assert_eq!(problems.iter().map(|problem| problem.kind.code().0).collect::<Vec<_>>(), [code]);
        assert!(decide(&service, &answers, today).unanswered.contains(&"itk_expires".to_owned()));
    }
}

/// An answer to every question, around the days that matter; one of the days makes no sense.
fn complete() -> impl Strategy<Value = Answers> {
    let today = date("2026-11-21");
    let each: Vec<_> = (service().questions.into_iter())
        .map(|question| {
            let answers: Vec<_> = match question.kind {
                QuestionKind::Choice(options) => {
                    options.into_iter().map(|option| Answer::Text(option.id)).collect()
                }
                QuestionKind::Boolean => vec![Answer::Boolean(true), Answer::Boolean(false)],
                QuestionKind::Date { .. } => {
                    (-2..34).chain([9000]).map(|days| Answer::Text(today.plus(days).to_string())).collect()
                }
            };
            proptest::sample::select(answers).prop_map(move |answer| (question.id.clone(), answer))
        })
        .collect();
    each.prop_map(|answers| answers.into_iter().collect())
}

/// Which of the answers, in alphabetical order of the questions, are given.
fn given() -> impl Strategy<Value = Vec<bool>> {
    proptest::collection::vec(any::<bool>(), service().questions.len())
}

fn only(all: &Answers, given: Vec<bool>) -> Answers {
    all.iter()
        .zip(given)
        .filter(|(_, given)| *given)
        .map(|((question, answer), _)| (question.to_owned(), answer.clone()))
        .collect()
}

proptest! {
    /// If it broke, an answer given later could overturn what the form already told the applicant.
    #[test]
    fn what_is_known_stays_known_when_more_is_answered(all in complete(), more in given(), less in given()) {
        let service = service();
        let more = only(&all, more);
        let less: Answers = only(&all, less)
            .iter()
            .filter(|(question, _)| more.get(question).is_some())
            .map(|(question, answer)| (question.to_owned(), answer.clone()))
            .collect();
        let today = date("2026-11-21");
        let (before, after) = (
            Situation { service: &service, answers: &less, today },
            Situation { service: &service, answers: &more, today },
        );
        for rule in &service.rules {
            let (before, after) = (before.find(&rule.when).truth, after.find(&rule.when).truth);
            prop_assert!(before == Truth::Unknown || before == after, "{}: {before:?} became {after:?}", rule.id);
        }
    }

    /// If it broke, the form would tell somebody that a change helps which does not.
    #[test]
    fn a_flip_leads_where_it_says(all in complete(), given in given()) {
        let service = service();
        let today = date("2026-11-21");
        let answers = only(&all, given);
        let decision = decide(&service, &answers, today);
        for flip in &decision.flip {
            let mut changed = answers.clone();
            changed.set(flip.question.clone(), flip.to.clone());
            prop_assert_eq!(decide(&service, &changed, today).verdict, flip.verdict);
            prop_assert_ne!(flip.verdict, decision.verdict);
        }
    }

    /// If it broke, the form would ask for nothing and still not decide, or go on asking.
    #[test]
    fn answering_what_is_asked_leads_to_a_verdict(all in complete()) {
        let service = service();
        let today = date("2026-11-21");
        let mut answers = Answers::default();
        for _ in &service.questions {
            let decision = decide(&service, &answers, today);
            let Some(asked) = decision.unanswered.first() else { break };
            let answer = all.get(asked).expect("there is an answer to every question");
            answers.set(asked.clone(), answer.clone());
            prop_assume!(answers.problems(&service, today).is_empty());
        }
        prop_assert_ne!(decide(&service, &answers, today).verdict, Verdict::NeedsAnswers);
    }
}
