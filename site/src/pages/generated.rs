//! Pages made from definitions alone: how a service is decided, and the list of services.

use askama::Template;
use rayon::prelude::*;
use rules::{Confidence, Date, Lang};

use super::{About, ArticleTemplate, Start, review_of, wording};
use crate::address::Place;
use crate::blocks::examples::Examples;
use crate::blocks::path::Path;
use crate::blocks::rule_table::RuleTable;
use crate::blocks::{Questions, Services};
use crate::citations::Citations;
use crate::content::{Content, Review, ServicePages};
use crate::frame::Frame;
use crate::markdown::Heading;
use crate::shell::Shell;
use crate::words::{GuideWords, with};
use crate::write::File;

/// The pages, in every language.
pub(super) fn pages(content: &Content, shell: &Shell, today: Date) -> Vec<File> {
    let rules = content.services.iter().flat_map(|pages| Lang::ALL.map(|lang| (pages, lang)));
    let rules = rules.collect::<Vec<_>>().into_par_iter();
    let rules = rules.map(|(pages, lang)| rules_page(content, pages, lang, shell, today));
    let mut files: Vec<_> = rules.collect();
    files.extend(Lang::ALL.into_iter().filter_map(|lang| services_page(content, lang, shell, today)));
    files
}

/// A part of a page: the words of its heading, and what is below it.
#[derive(Template)]
#[template(path = "part.html")]
struct Part<'a> {
    id: &'static str,
    title: &'a str,
    html: String,
}

impl<'a> Part<'a> {
    fn new(id: &'static str, title: &'a str, block: &impl Template) -> Self {
        Self { id, title, html: block.render().expect("templates write to memory") }
    }

    fn heading(&self) -> Heading {
        Heading { id: self.id.to_owned(), text: self.title.to_owned() }
    }
}

fn rules_page(content: &Content, pages: &ServicePages, lang: Lang, shell: &Shell, today: Date) -> File {
    let service = &pages.service;
    let wording = wording(content, service, lang);
    let words = wording.words;
    let place = Place::Rules(service.id.clone());
    let title = with(&words.rules_title, "service", service.title.get(lang));
    let frame = Frame {
        content,
        lang,
        place: Some(place.clone()),
        title: &title,
        description: &words.rules_description,
        has_form: false,
    };
    let mut citations = Citations::new(&service.cited, words);
    let parts = [
        Part::new("questions", &words.questions, &Questions { wording }),
        Part::new("path", &words.path, &Path::of(wording)),
        Part::new("rules", &words.rule_table, &RuleTable::of(wording, &mut citations)),
        Part::new("examples", &words.examples, &Examples::of(wording, &pages.examples)),
    ];
    for source in &service.sources {
        citations.number(&source.source);
    }
    let about = About { content, lang, review: review_of(pages), today, sources: citations.list() };
    let start = Start {
        form: Place::Apply(service.id.clone()).path(lang),
        other: (Place::Service(service.id.clone()).path(lang), &words.guide_link),
    };
    let contents = parts.iter().map(Part::heading).collect();
    let html = parts.iter().map(|part| part.render().expect("templates write to memory")).collect();
    let body = ArticleTemplate { frame: &frame, about, start: Some(start), contents, html };
    File { path: place.file(lang), bytes: frame.page(shell, &body) }
}

/// The list of services; none, if there are no services.
fn services_page(content: &Content, lang: Lang, shell: &Shell, today: Date) -> Option<File> {
    let words: &GuideWords = content.words.get(lang);
    let review = review_of_all(&content.services)?;
    let frame = Frame {
        content,
        lang,
        place: Some(Place::Services),
        title: &words.services,
        description: &words.services_description,
        has_form: false,
    };
    let mut citations = Citations::new(&content.library.sources, words);
    let list = Services::cited(content, lang, &mut citations);
    let html = list.render().expect("templates write to memory");
    let about = About { content, lang, review, today, sources: citations.list() };
    let body = ArticleTemplate { frame: &frame, about, start: None, contents: Vec::new(), html };
    Some(File { path: Place::Services.file(lang), bytes: frame.page(shell, &body) })
}

/// What can be said of all services: the day by which the first is due, and how far the weakest carries.
fn review_of_all(services: &[ServicePages]) -> Option<Review> {
    let reviews = services.iter().map(review_of);
    reviews.reduce(|a, b| Review {
        reviewed: a.reviewed.min(b.reviewed),
        review_by: a.review_by.min(b.review_by),
        confidence: weaker(a.confidence, b.confidence),
    })
}

fn weaker(a: Confidence, b: Confidence) -> Confidence {
    let from_the_weakest = [Confidence::Uncertain, Confidence::Secondary];
    from_the_weakest.into_iter().find(|weak| [a, b].contains(weak)).unwrap_or(Confidence::Official)
}
