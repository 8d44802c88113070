//! What placeholders in prose stand for: lengths of time, and blocks made from a service's definition.
//!
//! A fact of the definition is never written into the prose by hand; a block prints it where the
//! editor wants it.

use askama::Template;
use rules::text::bytes;
use rules::{Deadline, Document, DocumentType, Effect, Lang, Question, QuestionKind, Rule, Step};

use crate::address::Place;
use crate::citations::Citations;
use crate::conditions::Wording;
use crate::content::{Content, ServicePages};
use crate::markdown::Fill;
use crate::words::{GuideWords, with};

/// What the placeholder `name` of a page of prose stands for.
pub fn in_guide(content: &Content, lang: Lang, name: &str) -> Option<Fill> {
    match name {
        "services" => {
            let entry = |pages: &ServicePages| {
                let service = &pages.service;
                let path = Place::Service(service.id.clone()).path(lang);
                (path, service.title.get(lang).to_owned(), service.summary.get(lang).to_owned())
            };
            Some(block(&Services { services: content.services.iter().map(entry).collect() }))
        }
        _ => None,
    }
}

/// What the placeholder `name` of a service's page stands for.
pub fn in_service<'a>(wording: Wording<'a>, name: &str, citations: &mut Citations<'_>) -> Option<Fill> {
    let service = wording.service;
    if let Some(span) = service.spans.get(name) {
        return Some(Fill::Words(span.length.in_words(wording.lang)));
    }
    let mut cite = |sources: &[String]| citations.marks(sources);
    Some(match name {
        "checklist" => {
            let entry = |document: &'a Document| (document, cite(&document.sources));
            let documents: Vec<_> = service.documents.iter().map(entry).collect();
            block(&Checklist { wording, documents })
        }
        "cannot-apply" => reasons(wording, &[Effect::NotEligible, Effect::NotYet], &mut cite),
        "ask-office" => reasons(wording, &[Effect::AskOffice], &mut cite),
        "notes" => reasons(wording, &[Effect::Note], &mut cite),
        "deadlines" => {
            let entry = |deadline: &'a Deadline| (deadline, cite(&deadline.sources));
            let deadlines: Vec<_> = service.deadlines.iter().map(entry).collect();
            block(&Deadlines { wording, deadlines })
        }
        "steps" => {
            let steps: Vec<_> = service.steps.iter().map(|step| (step, cite(&step.sources))).collect();
            block(&Steps { wording, steps })
        }
        "limits" => block(&Limits { wording }),
        "questions" => block(&Questions { wording }),
        _ => return None,
    })
}

fn reasons(wording: Wording<'_>, effects: &[Effect], cite: &mut dyn FnMut(&[String]) -> String) -> Fill {
    let rules = wording.service.rules.iter().filter(|rule| effects.contains(&rule.effect));
    let rules: Vec<_> = rules.map(|rule| (rule, cite(&rule.sources))).collect();
    block(&Reasons { wording, rules })
}

fn block(template: &impl Template) -> Fill {
    Fill::Block(template.render().expect("templates write to memory"))
}

#[derive(Template)]
#[template(path = "block/services.html")]
struct Services {
    /// Path, title and summary of each.
    services: Vec<(String, String, String)>,
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
        match rule.effect {
            Effect::NotEligible => "no",
            Effect::NotYet => "later",
            Effect::AskOffice => "ask",
            Effect::Note => "note",
        }
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

#[derive(Template)]
#[template(path = "block/questions.html")]
struct Questions<'a> {
    wording: Wording<'a>,
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
