//! What placeholders in prose stand for: lengths of time, and blocks made from a service's definition.
//!
//! A fact of the definition is never written into the prose by hand; a block prints it where the
//! editor wants it.

pub mod examples;
mod fees;
mod holidays;
mod offices;
pub mod path;
pub mod rule_table;

use askama::Template;
use rules::text::bytes;
use rules::{
    Citation, Date, Deadline, Document, DocumentType, Effect, Lang, Question, QuestionKind, Rule, Step,
};

use crate::address::Place;
use crate::calendars;
use crate::citations::Citations;
use crate::conditions::Wording;
use crate::content::{Content, ServicePages};
use crate::markdown::Fill;
use crate::numbers;
use crate::words::{GuideWords, with};

use fees::FeeTable;
use holidays::HolidayTables;
use offices::OfficeList;
use rule_table::RuleTable;

/// What the placeholder `name` of a page of prose stands for.
pub fn in_guide(content: &Content, lang: Lang, name: &str, citations: &mut Citations<'_>) -> Option<Fill> {
    match name {
        "fees" => Some(block(&FeeTable::of_all(content, lang, citations))),
        "holidays" => Some(block(&HolidayTables::of(content, lang, citations))),
        "offices" => {
            let marks = citations.marks(&content.offices.sources);
            Some(block(&OfficeList::of(content, lang, marks)))
        }
        "services" => {
            let services = content.services.iter().map(|pages| ServiceEntry::of(pages, lang, String::new()));
            Some(block(&Services { words: content.words.get(lang), services: services.collect() }))
        }
        _ => None,
    }
}

/// What the placeholder `name` of a service's page stands for.
pub fn in_service<'a>(
    wording: Wording<'a>,
    today: Date,
    name: &str,
    citations: &mut Citations<'_>,
) -> Option<Fill> {
    let service = wording.service;
    if let Some(span) = service.spans.get(name) {
        return Some(Fill::Words(numbers::together(&span.length.in_words(wording.lang))));
    }
    let mut cite = |sources: &[Citation]| citations.marks(sources);
    Some(match name {
        "checklist" => {
            let entry = |document: &'a Document| (document, cite(&document.sources));
            let documents: Vec<_> = service.documents.iter().map(entry).collect();
            block(&Checklist { wording, documents })
        }
        "cannot-apply" => reasons(wording, today, &[Effect::NotEligible, Effect::NotYet], &mut cite),
        "ask-office" => reasons(wording, today, &[Effect::AskOffice], &mut cite),
        "notes" => reasons(wording, today, &[Effect::Note], &mut cite),
        "deadlines" => {
            let entry = |deadline: &'a Deadline| (deadline, cite(&deadline.sources));
            let deadlines: Vec<_> = service.deadlines.iter().map(entry).collect();
            let calendar = calendars::deadlines_path(service, wording.lang);
            block(&Deadlines { wording, deadlines, calendar })
        }
        "steps" => {
            let steps: Vec<_> = service.steps.iter().map(|step| (step, cite(&step.sources))).collect();
            block(&Steps { wording, steps })
        }
        "limits" => block(&Limits { wording }),
        "questions" => block(&Questions { wording }),
        "fees" => block(&FeeTable::of_service(wording, today, citations)),
        "rules" => block(&RuleTable::of(wording, citations)),
        _ => return None,
    })
}

/// The rules with these effects, but for those that hold no longer.
fn reasons(
    wording: Wording<'_>,
    today: Date,
    effects: &[Effect],
    cite: &mut dyn FnMut(&[Citation]) -> String,
) -> Fill {
    let is_over = |rule: &Rule| rule.until.is_some_and(|until| until < today);
    let rules = wording.service.rules.iter().filter(|rule| effects.contains(&rule.effect) && !is_over(rule));
    let rules: Vec<_> = rules.map(|rule| (rule, cite(&rule.sources))).collect();
    block(&Reasons { wording, rules })
}

fn block(template: &impl Template) -> Fill {
    Fill::Block(template.render().expect("templates write to memory"))
}

/// Every service, with what it is for.
#[derive(Template)]
#[template(path = "block/services.html")]
pub struct Services<'a> {
    words: &'a GuideWords,
    services: Vec<ServiceEntry<'a>>,
}

struct ServiceEntry<'a> {
    path: String,
    /// The address of its form.
    form: String,
    title: &'a str,
    summary: &'a str,
    marks: String,
}

impl<'a> ServiceEntry<'a> {
    fn of(pages: &'a ServicePages, lang: Lang, marks: String) -> Self {
        let service = &pages.service;
        let path = Place::Service(service.id.clone()).path(lang);
        let form = Place::Apply(service.id.clone()).path(lang);
        Self { path, form, title: service.title.get(lang), summary: service.summary.get(lang), marks }
    }
}

impl<'a> Services<'a> {
    /// Every service with its first source, which is the main one.
    pub fn cited(content: &'a Content, lang: Lang, citations: &mut Citations<'_>) -> Self {
        let entry = |pages: &'a ServicePages| {
            let first = pages.service.sources.first();
            let first = first.map(|citation| Citation::from(citation.source.clone()));
            ServiceEntry::of(pages, lang, citations.marks(&first))
        };
        Self { words: content.words.get(lang), services: content.services.iter().map(entry).collect() }
    }
}

#[derive(Template)]
#[template(path = "block/checklist.html")]
struct Checklist<'a> {
    wording: Wording<'a>,
    documents: Vec<(&'a Document, String)>,
}

impl Checklist<'_> {
    /// The documents that everyone needs, and those that depend on the answers, each with its title.
    fn parts(&self) -> Vec<(&str, Vec<&(&Document, String)>)> {
        let words = self.wording.words;
        let (general, conditional): (Vec<_>, Vec<_>) =
            self.documents.iter().partition(|(document, _)| document.when.is_none());
        let parts =
            [(words.documents_general.as_str(), general), (&words.documents_conditional, conditional)];
        parts.into_iter().filter(|(_, documents)| !documents.is_empty()).collect()
    }
}

#[derive(Template)]
#[template(path = "block/reasons.html")]
struct Reasons<'a> {
    wording: Wording<'a>,
    rules: Vec<(&'a Rule, String)>,
}

#[derive(Template)]
#[template(path = "block/deadlines.html")]
struct Deadlines<'a> {
    wording: Wording<'a>,
    deadlines: Vec<(&'a Deadline, String)>,
    /// The address of the calendar file, if there is one.
    calendar: Option<String>,
}

#[derive(Template)]
#[template(path = "block/steps.html")]
struct Steps<'a> {
    wording: Wording<'a>,
    steps: Vec<(&'a Step, String)>,
}

#[derive(Template)]
#[template(path = "block/limits.html")]
struct Limits<'a> {
    wording: Wording<'a>,
}

impl Reasons<'_> {
    fn class(&self, rule: &Rule) -> &'static str {
        rule_table::class(rule.effect)
    }
}

impl Limits<'_> {
    fn words(&self) -> &GuideWords {
        self.wording.words
    }

    fn total(&self) -> String {
        let limits = &self.wording.service.limits;
        let size = bytes(limits.max_total_bytes, self.wording.lang);
        rules::text::fill(
            &self.words().limit_total,
            &[("size", &size), ("count", &limits.max_files.to_string())],
        )
    }

    /// The limits of a document, a phrase each.
    fn of(&self, document: &Document) -> Vec<String> {
        let words = self.words();
        let mut phrases = vec![
            format!("{}: {}", words.limit_types, DocumentType::names(&document.types)),
            format!("{}: {}", words.limit_size, bytes(document.max_bytes, self.wording.lang)),
            format!("{}: {}", words.limit_files, document.max_files),
        ];
        let pixels = document.min_long_side.map(|side| side.to_string());
        phrases.extend(pixels.map(|pixels| with(&words.limit_pixels, "pixels", &pixels)));
        phrases
    }
}

/// Every question, in the order they are asked, with what can be answered.
#[derive(Template)]
#[template(path = "block/questions.html")]
pub struct Questions<'a> {
    /// What they are put into words with.
    pub wording: Wording<'a>,
}

impl Questions<'_> {
    /// What can be answered, an answer each.
    fn answers<'q>(&'q self, question: &'q Question) -> Vec<&'q str> {
        let words = self.wording.words;
        match &question.kind {
            QuestionKind::Choice(options) => {
                options.iter().map(|option| option.label.get(self.wording.lang)).collect()
            }
            QuestionKind::Boolean => vec![&words.yes, &words.no],
            QuestionKind::Date { .. } => vec![&words.answer_date],
        }
    }
}
