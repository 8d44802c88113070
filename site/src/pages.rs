//! Every file of the site, from checked content: prose is rendered, links are looked up, templates are
//! filled.

mod apply;
mod feeds;
mod generated;
mod kept;
mod links;
mod plain;
mod search;

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Range;

use askama::Template;
use rayon::prelude::*;
use rules::{Confidence, Date, Lang, Service, Source, Text};

use crate::address::Place;
use crate::blocks;
use crate::calendars;
use crate::citations::Citations;
use crate::conditions::Wording;
use crate::content::{Content, Guide, GuidePage, Incomplete, Markdown, Review, ServicePages, Subject};
use crate::frame::Frame;
use crate::markdown::{self, Fill, Heading, Prose};
use crate::numbers;
use crate::offline;
use crate::report::Report;
use crate::shell::Shell;
use crate::words::{GuideWords, partial_date, with};
use crate::write::File;

/// Tables of contents are for pages with at least so many parts.
const CONTENTS_FROM: usize = 3;

/// Every page that an editor writes, rendered as far as it is not known, and what is wrong with all of them.
pub(crate) fn articles<'a>(content: &'a Content, report: &mut Report) -> Vec<Article<'a>> {
    let guides =
        (Lang::ALL.into_iter()).flat_map(|lang| content.guides.iter().map(move |guide| (lang, guide)));
    let services =
        (Lang::ALL.into_iter()).flat_map(|lang| content.services.iter().map(move |pages| (lang, pages)));
    let (guides, services): (Vec<_>, Vec<_>) = (guides.collect(), services.collect());
    let guides = guides.into_par_iter().map(|(lang, guide)| guide_article(content, guide, lang));
    let services = services.into_par_iter().map(|(lang, pages)| service_article(content, pages, lang));
    let articles: Vec<_> = guides.chain(services).collect();
    let incomplete = content.incomplete.par_iter().map(|page| (page, incomplete_prose(content, page)));
    let incomplete: Vec<_> = incomplete.collect();

    let ids = links::ids(content, &articles);
    let of_articles = articles.par_iter().map(|article| {
        let Markdown { file, text, .. } = article.markdown;
        let mut report = Report::default();
        report.add(file, text, links::broken(&ids, article.ids(), article.links()));
        if let Some((prose, _)) = &article.prose {
            report.add(file, text, prose.problems.clone());
            report.add(file, text, numbers::uncovered_fees(content, article.markdown, article.review));
        }
        report
    });
    let of_incomplete = incomplete.par_iter().map(|(Incomplete { prose: markdown, .. }, prose)| {
        let mut report = Report::default();
        report.add(&markdown.file, &markdown.text, links::broken(&ids, &prose.ids, &prose.links));
        report.add(&markdown.file, &markdown.text, prose.problems.clone());
        report
    });
    let problems: Vec<_> = of_articles.chain(of_incomplete).filter(|report| !report.is_empty()).collect();
    problems.into_iter().for_each(|problems| report.append(problems));
    articles
}

/// What is made of each service and of what the site is, but for the pages that editors write. `today` is the
/// day for which reviews are found to be overdue.
pub(crate) fn of_services(content: &Content, shell: &Shell, today: Date, report: &mut Report) -> Vec<File> {
    let mut files = feeds::files(content);
    files.extend(calendars::files(content));
    files.extend(generated::pages(content, shell, today));
    files.extend(kept::pages(content, shell));
    files.extend(offline::files(content));
    files.extend(offline::app::files(content));
    files.extend(apply::pages(content, shell, today, report));
    files.extend(shell.form_parts().map(|(file, _)| file.clone()));
    files
}

/// The index of every page, and what its search finds: the text of all of them.
pub(crate) fn of_search(content: &Content, articles: &[Article<'_>], shell: &Shell) -> Vec<File> {
    search::files(content, articles, shell)
}

/// What says something of every page, or of the first one: its title, its description, when it was reviewed.
pub(crate) fn of_all(content: &Content, shell: &Shell) -> Vec<File> {
    let mut files = plain::pages(content, shell);
    files.push(feeds::sitemap(content));
    files
}

/// A page that an editor writes, in one language, that has not been put into its frame.
pub(crate) struct Article<'a> {
    content: &'a Content,
    /// Its language.
    pub lang: Lang,
    /// Where it is.
    pub place: Place,
    title: &'a str,
    description: &'a str,
    review: Review,
    /// Its text.
    pub markdown: &'a Markdown,
    /// The page of prose that it is; none, for a service's.
    pub guide: Option<(&'a Guide, &'a GuidePage)>,
    /// Its text rendered, and its sources; none, where everything else about it is known.
    pub prose: Option<(Prose, Vec<&'a Source>)>,
}

fn guide_article<'a>(content: &'a Content, guide: &'a Guide, lang: Lang) -> Article<'a> {
    let page = guide.pages.get(lang);
    Article {
        content,
        lang,
        place: guide.place.clone(),
        title: &page.title,
        description: &page.description,
        review: page.review,
        markdown: &page.prose,
        guide: Some((guide, page)),
        prose: page.known.is_none().then(|| guide_prose(content, &page.prose, lang)),
    }
}

fn guide_prose<'a>(content: &'a Content, markdown: &Markdown, lang: Lang) -> (Prose, Vec<&'a Source>) {
    prose(content, lang, markdown, &|name, citations| blocks::in_guide(content, lang, name, citations))
}

fn service_article<'a>(content: &'a Content, pages: &'a ServicePages, lang: Lang) -> Article<'a> {
    let service = &pages.service;
    let wording = wording(content, service, lang);
    let markdown = pages.prose.get(lang);
    let prose = prose(content, lang, markdown, &|name, citations| {
        blocks::in_service(wording, content.today, name, citations)
    });
    Article {
        content,
        lang,
        place: Place::Service(service.id.clone()),
        title: service.title.get(lang),
        description: service.summary.get(lang),
        review: review_of(pages),
        markdown,
        guide: None,
        prose: Some(prose),
    }
}

fn wording<'a>(content: &'a Content, service: &'a Service, lang: Lang) -> Wording<'a> {
    Wording { service, lang, words: content.words.get(lang), form: content.form.get(lang) }
}

fn review_of(pages: &ServicePages) -> Review {
    let service = &pages.service;
    Review { reviewed: service.reviewed, review_by: service.review_by, confidence: service.confidence }
}

/// Renders prose, and answers the sources of the page too: those that the prose cites, and then those
/// that stand for the page as a whole.
fn prose<'a>(
    content: &'a Content,
    lang: Lang,
    markdown: &Markdown,
    fill: &dyn Fn(&str, &mut Citations<'a>) -> Option<Fill>,
) -> (Prose, Vec<&'a Source>) {
    let words = content.words.get(lang);
    let mut citations = Citations::new(&content.library.sources, words);
    let fill = |name: &str, citations: &mut Citations<'a>| match numbers::number(content, lang, name) {
        Some(number) => Some(Fill::Words(number)),
        None => fill(name, citations),
    };
    let context = markdown::Context { words, citations: &mut citations, fill: &fill };
    let prose = markdown::render(&markdown.text, markdown.start, context);
    for source in &markdown.sources {
        citations.number(source);
    }
    (prose, citations.list())
}

/// Prose that will not be published: rendered for what is wrong with it.
fn incomplete_prose(content: &Content, page: &Incomplete) -> Prose {
    let Incomplete { lang, prose: markdown, about } = page;
    let (prose, _) = match about {
        Subject::Guide => prose(content, *lang, markdown, &|name, citations| {
            blocks::in_guide(content, *lang, name, citations)
        }),
        Subject::Service(Some(service)) => prose(content, *lang, markdown, &|name, citations| {
            blocks::in_service(wording(content, service, *lang), content.today, name, citations)
        }),
        // Of a service that is not sound it is not known which placeholders there are.
        Subject::Service(None) => {
            let (mut prose, sources) =
                prose(content, *lang, markdown, &|_, _| Some(Fill::Words(String::new())));
            // Blocks would have brought their sources.
            prose.problems.retain(|problem| problem.code != "uncited-part");
            (prose, sources)
        }
    };
    prose
}

impl Article<'_> {
    /// Every id in it that can be linked to.
    pub fn ids(&self) -> &BTreeSet<String> {
        static NONE: BTreeSet<String> = BTreeSet::new();
        let known = || self.guide.and_then(|(_, page)| page.known.as_ref()).map_or(&NONE, |known| &known.ids);
        self.prose.as_ref().map_or_else(known, |(prose, _)| &prose.ids)
    }

    /// Its links within the site, with their place in the file.
    pub fn links(&self) -> &[(String, Range<usize>)] {
        let known =
            || self.guide.and_then(|(_, page)| page.known.as_ref()).map_or(&[][..], |known| &known.links);
        self.prose.as_ref().map_or_else(known, |(prose, _)| &prose.links)
    }

    /// Its text as HTML, rendered for this if it was not yet.
    fn html(&self) -> Cow<'_, str> {
        match &self.prose {
            Some((prose, _)) => Cow::Borrowed(&prose.html),
            None => Cow::Owned(guide_prose(self.content, self.markdown, self.lang).0.html),
        }
    }

    /// The page in its frame.
    pub fn file(self, shell: &Shell, today: Date) -> File {
        let Self { content, lang, place, title, description, review, markdown, prose, .. } = self;
        let (prose, sources) = prose.unwrap_or_else(|| guide_prose(content, markdown, lang));
        let frame = Frame { content, lang, place: Some(place.clone()), title, description, has_form: false };
        let contents = if place != Place::Home && prose.contents.len() >= CONTENTS_FROM {
            prose.contents
        } else {
            Vec::new()
        };
        let start = match &place {
            Place::Service(id) => Some(Start {
                form: Place::Apply(id.clone()).path(lang),
                other: (Place::Rules(id.clone()).path(lang), &content.words.get(lang).rules),
            }),
            _ => None,
        };
        let about = About { content, lang, review, today, sources };
        let body = ArticleTemplate { frame: &frame, about, start, contents, html: prose.html };
        File { path: place.file(lang), bytes: frame.page(shell, &body) }
    }
}

/// Where a page has its statements from, and how well that was checked.
struct About<'a> {
    content: &'a Content,
    lang: Lang,
    review: Review,
    today: Date,
    sources: Vec<&'a Source>,
}

impl About<'_> {
    fn words(&self) -> &GuideWords {
        self.content.words.get(self.lang)
    }

    /// A sentence about a day, from a template with the placeholder `{date}`.
    fn day(&self, template: &str, day: Date) -> String {
        with(template, "date", &self.content.form.get(self.lang).date(day))
    }

    fn reviewed(&self) -> String {
        self.day(&self.words().reviewed, self.review.reviewed)
    }

    fn review_by(&self) -> String {
        self.day(&self.words().review_by, self.review.review_by)
    }

    fn overdue(&self) -> Option<String> {
        let day = self.review.review_by;
        (day < self.today).then(|| self.day(&self.words().review_overdue, day))
    }

    fn published(&self, day: &str) -> String {
        partial_date(self.content.form.get(self.lang), day)
    }

    fn confident(&self) -> String {
        with(&self.words().confidence, "confidence", self.confidence(&self.review.confidence))
    }

    fn confidence(&self, confidence: &Confidence) -> &str {
        match confidence {
            Confidence::Official => &self.words().confidence_official,
            Confidence::Secondary => &self.words().confidence_secondary,
            Confidence::Uncertain => &self.words().confidence_uncertain,
        }
    }

    fn text<'t>(&self, text: &'t Text) -> &'t str {
        text.get(self.lang)
    }

    fn read_on(&self, source: &Source) -> String {
        self.day(&self.words().read_on, source.read)
    }
}

#[derive(Template)]
#[template(path = "article.html")]
struct ArticleTemplate<'a> {
    frame: &'a Frame<'a>,
    about: About<'a>,
    /// The ways on, from the pages of a service.
    start: Option<Start<'a>>,
    contents: Vec<Heading>,
    html: String,
}

/// Where to go on from a page of a service.
struct Start<'a> {
    /// The address of its form.
    form: String,
    /// The address and the name of another page of it.
    other: (String, &'a str),
}
