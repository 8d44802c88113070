use super::*;
use crate::{Answer, Answers, Confidence, Date, Source, Verdict, decide};

const SOUND: &str = r#"
title = { id = "Layanan", en = "Service" }
summary = { id = "Ringkasan", en = "Summary" }
sources = ["law"]
reviewed = "2026-11-21"
review_by = "2027-02-21"
confidence = "official"
limits = { max_total_bytes = 1000, max_files = 2, note = { id = "Kebijakan", en = "Policy" } }

[span.window]
days = 30
kind = "calendar"
sources = ["law"]

[[question]]
id = "origin"
kind = "choice"
label = { id = "Asal?", en = "Origin?" }
option = [
  { id = "visa", label = { id = "Visa", en = "Visa" } },
  { id = "exemption", label = { id = "Bebas visa", en = "Exemption" } },
]

[[question]]
id = "expires"
kind = "date"
label = { id = "Berakhir?", en = "Expires?" }

[[rule]]
id = "origin"
when = { origin = "exemption" }
effect = "not-eligible"
reason = { id = "Tidak bisa.", en = "It cannot." }
sources = ["law"]

[[rule]]
id = "late"
when = { expires = { before = "today + window" } }
effect = "ask-office"
reason = { id = "Kurang dari {window}.", en = "Less than {window}." }
sources = ["law"]

[[document]]
id = "passport"
label = { id = "Paspor", en = "Passport" }
types = ["image/jpeg"]
max_bytes = 100
max_files = 1
sources = ["law"]

[[deadline]]
id = "file-by"
label = { id = "Ajukan", en = "File" }
at = "expires - window"
sources = ["law"]

[[fee]]
id = "stamp"
"#;

fn sources() -> BTreeMap<String, Source> {
    let source = Source {
        title: Text { id: "Undang-undang".to_owned(), en: "Law".to_owned() },
        publisher: "State".to_owned(),
        url: None,
        date: None,
        read: date("2026-11-21"),
        confidence: Confidence::Official,
        note: None,
    };
    BTreeMap::from([("law".to_owned(), source)])
}

fn date(text: &str) -> Date {
    text.parse().expect("a date of the test")
}

fn checked(text: &str) -> (Option<Service>, Vec<Problem>) {
    let fees = r#"
        [stamp]
        label = { id = "Meterai", en = "Stamp" }
        row = [
          { from = "2026-01-01", rupiah = [10_000], sources = ["law"] },
          { from = "2020-01-01", until = "2025-12-31", rupiah = [6_000], sources = ["law"] },
        ]
    "#;
    let (fees, problems) = crate::fee::fees(fees, &sources());
    assert_eq!(problems, []);
    let Checked { service, problems, .. } =
        check("service", text, &Library { sources: sources(), fees, ..Library::default() });
    (service, problems)
}

/// The codes and lines of the problems after replacing parts of the sound definition.
fn problems(replacements: &[(&str, &str)]) -> Vec<(&'static str, usize)> {
    let mut text = SOUND.to_owned();
    for (old, new) in replacements {
        assert_eq!(text.matches(old).count(), 1, "{old:?} has to stand in the definition once");
        text = text.replace(old, new);
    }
    let (service, problems) = checked(&text);
    let is_in_the_way =
        |problem: &Problem| problem.severity == Severity::Error && problem.code != "unfinished";
    assert_eq!(service.is_none(), problems.iter().any(is_in_the_way));
    problems.iter().map(|problem| (problem.code, problem.line_and_column(&text).0)).collect()
}

#[test]
fn a_sound_definition_becomes_a_service_with_its_texts_filled() {
    let (service, problems) = checked(SOUND);
    assert_eq!(problems, []);
    let service = service.expect("the definition is sound");
    assert_eq!(service.rules[1].reason.en, "Less than 30 calendar days.");
    assert_eq!(service.rules[1].reason.id, "Kurang dari 30 hari kalender.");
    assert_eq!(service.cited.keys().collect::<Vec<_>>(), ["law"]);
}

#[test]
fn three_mistakes_of_three_kinds_are_reported_in_one_run() {
    let found = problems(&[
        ("kind = \"calendar\"", "kind = \"calendar\"\ncolour = \"red\""),
        (", en = \"Origin?\"", ""),
        ("{ origin = \"exemption\" }", "{ orign = \"exemption\" }"),
    ]);
    assert_eq!(found, [("unknown-key", 13), ("missing-translation", 19), ("unknown-reference", 32)]);
}

#[test]
fn each_mistake_has_its_code() {
    let cases: &[(&str, &str, &str)] = &[
        ("days = 30", "days = \"thirty\"", "wrong-type"),
        ("days = 30", "days = -1", "out-of-range"),
        ("days = 30", "", "bad-length"),
        ("max_files = 1\n", "", "missing-key"),
        ("en = \"It cannot.\"", "en = \"TODO\"", "unfinished"),
        ("en = \"It cannot.\"", "en = \"Not for 30 days.\"", "number-in-prose"),
        ("\"exemption\" }\neffect", "\"exemptions\" }\neffect", "unknown-option"),
        ("{ origin = \"exemption\" }", "{ origin = true }", "wrong-kind"),
        ("{ origin = \"exemption\" }", "{}", "empty-condition"),
        ("{ origin = \"exemption\" }", "{ today = { before = \"2027-01-01\" } }", "wrong-kind"),
        ("{ origin = \"exemption\" }", "{ today = true }", "wrong-kind"),
        ("today + window", "today + windw", "unknown-reference"),
        ("today + window", "today + 60000 days", "unknown-reference"),
        ("today + window", "today plus window", "bad-moment"),
        ("expires - window", "origin - window", "wrong-kind"),
        ("kind = \"date\"", "kind = \"date\"\nlatest = \"expires\"", "unknown-reference"),
        ("Less than {window}.", "Less than {windw}.", "unknown-placeholder"),
        ("effect = \"not-eligible\"", "effect = \"forbidden\"", "unknown-value"),
        ("effect = \"not-eligible\"", "effect = \"not-yet\"", "missing-key"),
        ("id = \"late\"", "id = \"origin\"", "duplicate-id"),
        ("id = \"passport\"", "id = \"../passport\"", "bad-id"),
        ("id = \"passport\"", "id = \"-passport\"", "bad-id"),
        ("types = [\"image/jpeg\"]", "types = [\"image/tiff\"]", "unknown-value"),
        ("review_by = \"2027-02-21\"", "review_by = \"2026-02-21\"", "review-order"),
        ("review_by = \"2027-02-21\"", "review_by = \"2027-02-30\"", "not-a-date"),
        ("confidence = \"official\"", "confidence = official", "syntax"),
        ("days = 30", "days = 30\nmonths = 1", "bad-length"),
        ("id = \"file-by\"", "id = \"file-by\"\nwhen = { origin = \"x\" }", "unknown-option"),
        ("id = \"stamp\"", "id = \"ribbon\"", "unknown-fee"),
        ("reviewed = \"2026-11-21\"", "reviewed = \"2019-11-21\"", "fee-uncovered"),
        ("kind = \"calendar\"", "kind = \"working\"", "holidays-uncovered"),
        ("Less than {window}.", "Less than {figure.window}.", "unknown-placeholder"),
    ];
    for (old, new, code) in cases {
        let found = problems(&[(old, new)]);
        assert!(found.iter().any(|(found, _)| found == code), "{new}: {found:?}");
    }
}

#[test]
fn a_source_that_nobody_listed_and_a_rule_without_one_are_refused() {
    let text =
        SOUND.replace("at = \"expires - window\"\nsources = [\"law\"]", "at = \"expires\"\nsources = []");
    let text = text.replacen("sources = [\"law\"]", "sources = [\"rumour\"]", 1);
    let codes: Vec<_> = checked(&text).1.iter().map(|problem| problem.code).collect();
    assert_eq!(codes, ["unknown-source", "missing-source"]);
}

/// A version that begins a day too early or too late would leave a day with two rules, or with none.
#[test]
fn versions_of_a_rule_meet_day_by_day() {
    let version = |dates: &str| {
        format!(
            "[[rule]]\nid = \"late\"\n{dates}\nwhen = {{ origin = \"visa\" }}\neffect = \"note\"\n\
             reason = {{ id = \"Catatan.\", en = \"Note.\" }}\nsources = [\"law\"]\n"
        )
    };
    let codes = |from: &str| {
        let late = "id = \"late\"";
        let text = SOUND.replace(late, &format!("{late}\nuntil = \"2026-12-31\""));
        let (_, problems) = checked(&(text + &version(from)));
        problems.into_iter().map(|problem| problem.code).collect::<Vec<_>>()
    };
    assert_eq!(codes("from = \"2027-01-01\""), Vec::<&str>::new());
    assert_eq!(codes("from = \"2026-12-31\""), ["dated-overlap"]);
    assert_eq!(codes("from = \"2027-01-02\""), ["dated-gap"]);
    assert_eq!(codes(""), ["duplicate-id"]);
}

/// Three months before 31 May is 28 February; but three months after 28 February is 28 May. A window that is
/// counted forward would open later than the law says.
#[test]
fn months_are_counted_back_from_the_day_that_is_asked_for() {
    let text = SOUND.replace("days = 30\nkind = \"calendar\"", "months = 3").replace(
        "{ expires = { before = \"today + window\" } }",
        "{ today = { after = \"expires - window\" } }",
    );
    let (service, problems) = checked(&text);
    assert_eq!(problems, []);
    let service = service.expect("there are no problems");
    let applies = |today: &str| {
        let expires = ("expires".to_owned(), Answer::Text("2027-05-31".to_owned()));
        let decision = decide(&service, &[expires].into_iter().collect(), date(today));
        decision.reasons.iter().any(|reason| reason.rule == "late")
    };
    assert!(!applies("2027-02-28"));
    assert!(applies("2027-03-01"));
}

/// The form keeps an answer to a question that is no longer asked; a deadline must not be counted from it.
#[test]
fn an_answer_to_a_question_that_is_not_asked_counts_for_nothing() {
    let label = "label = { id = \"Berakhir?\", en = \"Expires?\" }";
    let (service, problems) =
        checked(&SOUND.replace(label, &format!("{label}\nwhen = {{ origin = \"visa\" }}")));
    assert_eq!(problems, []);
    let service = service.expect("there are no problems");
    let deadlines = |origin: &str| {
        let answers = [("origin", origin), ("expires", "2026-12-31")];
        let answers = answers.map(|(id, text)| (id.to_owned(), Answer::Text(text.to_owned())));
        decide(&service, &answers.into_iter().collect(), date("2026-11-21")).deadlines.len()
    };
    assert_eq!((deadlines("visa"), deadlines("exemption")), (1, 0));
}

#[test]
fn a_question_cannot_depend_on_itself_or_on_a_later_one() {
    for when in ["{ origin = \"visa\" }", "{ expires = { before = \"today\" } }"] {
        let label = "label = { id = \"Asal?\", en = \"Origin?\" }";
        let found = problems(&[(label, &format!("{label}\nwhen = {when}"))]);
        assert_eq!(found.first().map(|(code, _)| *code), Some("unknown-reference"), "{when}");
    }
}

#[test]
fn a_service_survives_the_journey_through_json() {
    let service = checked(SOUND).0.expect("the definition is sound");
    let json = serde_json::to_string(&service).expect("a service is plain data");
    assert_eq!(serde_json::from_str::<Service>(&json).expect("written by us"), service);
}

#[test]
fn the_precedence_of_verdicts() {
    let service = checked(SOUND).0.expect("the definition is sound");
    let verdict = |answers: &[(&str, &str)]| {
        let answers: Answers =
            answers.iter().map(|(id, text)| ((*id).to_owned(), Answer::Text((*text).to_owned()))).collect();
        decide(&service, &answers, date("2026-11-21")).verdict
    };
    assert_eq!(verdict(&[]), Verdict::NeedsAnswers);
    assert_eq!(verdict(&[("origin", "exemption")]), Verdict::NotEligible);
    assert_eq!(verdict(&[("expires", "2026-12-20")]), Verdict::NeedsAnswers);
    assert_eq!(verdict(&[("origin", "visa"), ("expires", "2026-12-20")]), Verdict::AskOffice);
    assert_eq!(verdict(&[("origin", "visa"), ("expires", "2026-12-21")]), Verdict::Eligible);
    assert_eq!(verdict(&[("origin", "nonsense"), ("expires", "2026-12-21")]), Verdict::NeedsAnswers);
    assert_eq!(verdict(&[("origin", "visa"), ("expires", "21/12/2026")]), Verdict::NeedsAnswers);
}
