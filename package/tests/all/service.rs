//! A small service with one of everything that a package is checked against.

use std::collections::BTreeMap;

use rules::{
    ChoiceOption, Condition, Confidence, Detail, DetailKind, Document, Effect, Holidays, Limits, Question,
    QuestionKind, Rule, Service, Text,
};

pub fn service() -> Service {
    let day = |text: &str| text.parse().unwrap();
    let is = |option: &str| Condition::OneOf {
        question: "visa_origin".to_owned(),
        options: vec![option.to_owned()],
    };
    Service {
        id: "small-permit".to_owned(),
        title: text("Small permit"),
        summary: text("A permit."),
        reviewed: day("2026-11-21"),
        review_by: day("2027-02-21"),
        confidence: Confidence::Official,
        sources: Vec::new(),
        limits: Limits { max_total_bytes: 4_000, max_files: 4, note: text("Ours.") },
        spans: BTreeMap::new(),
        events: BTreeMap::new(),
        questions: vec![
            question(
                "visa_origin",
                QuestionKind::Choice(vec![option("visit-visa"), option("visa-on-arrival")]),
            ),
            question("has_guarantor", QuestionKind::Boolean),
        ],
        groups: BTreeMap::new(),
        details: vec![detail("full_name", true), detail("remark", false)],
        rules: vec![
            Rule { from: None, ..not_eligible("visa-origin", is("visa-on-arrival")) },
            Rule { from: Some(day("2027-01-01")), ..not_eligible("no-more-visit-visas", is("visit-visa")) },
        ],
        documents: vec![
            document("passport", &["image/jpeg", "image/png"], None),
            document(
                "guarantee",
                &["application/pdf"],
                Some(Condition::Is { question: "has_guarantor".to_owned(), value: true }),
            ),
        ],
        deadlines: Vec::new(),
        fees: Vec::new(),
        steps: Vec::new(),
        verdicts: BTreeMap::new(),
        holidays: Holidays::default(),
        cited: BTreeMap::new(),
    }
}

fn text(words: &str) -> Text {
    Text::each(|_| words.to_owned())
}

fn question(id: &str, kind: QuestionKind) -> Question {
    Question { id: id.to_owned(), label: text(id), help: None, kind, when: None }
}

fn option(id: &str) -> ChoiceOption {
    ChoiceOption { id: id.to_owned(), label: text(id), detail: false }
}

fn detail(id: &str, required: bool) -> Detail {
    Detail {
        id: id.to_owned(),
        label: text(id),
        help: None,
        kind: DetailKind::Text { format: None },
        when: None,
        group: None,
        max_length: 20,
        autocomplete: None,
        required,
    }
}

fn not_eligible(id: &str, when: Condition) -> Rule {
    Rule {
        id: id.to_owned(),
        when,
        effect: Effect::NotEligible,
        reason: text(id),
        sources: Vec::new(),
        from: None,
        until: None,
        possible_from: None,
    }
}

pub fn document(id: &str, types: &[&str], when: Option<Condition>) -> Document {
    Document {
        id: id.to_owned(),
        label: text(id),
        help: None,
        when,
        required: true,
        types: types.iter().map(|media_type| (*media_type).to_owned()).collect(),
        max_bytes: 2_000,
        max_files: 2,
        min_long_side: Some(1_000),
        sources: Vec::new(),
    }
}
