//! Every file of the site, from checked content: prose is rendered, links are looked up, templates are
//! filled.

mod apply;
mod feeds;
mod generated;
mod kept;
mod links;
mod plain;
mod search;

use askama::Template;
use rules::{Confidence, Date, Lang, Service, Source, Text};

use crate::address::Place;
use crate::blocks;
use crate::calendars;
use crate::citations::Citations;
use crate::conditions::Wording;
use crate::content::{Content, Guide, Incomplete, Markdown, Review, ServicePages, Subject};
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

/// Makes every file. `today` is the day for which reviews are found to be overdue.
pub fn make(content: &Content, shell: &Shell, today: Date, report: &mut Report) -> Vec<File> {
    let articles: Vec<_> = articles(content).collect();
    let incomplete: Vec<_> =
        content.incomplete.iter().map(|page| (page, incomplete_prose(content, page))).collect();
    let proses = (articles.iter().map(|article| (article.markdown, &article.prose)))
        .chain(incomplete.iter().map(|(page, prose)| (&page.prose, prose)));
    links::check(&links::ids(content, &articles), proses, report);
    for article in &articles {
        let Markdown { file, text, .. } = article.markdown;
        report.add(file, text, numbers::uncovered_fees(content, article.markdown, article.review));
    }
    let search = search::files(content, &articles, shell);
    let mut files: Vec<_> = articles.into_iter().map(|article| article.file(shell, today)).collect();
    files.extend(search);
    files.extend(plain::pages(content, shell));
    files.extend(feeds::files(content));
    files.extend(calendars::files(content));
    files.extend(generated::pages(content, shell, today));
    files.extend(kept::pages(content, shell));
    files.extend(offline::files(content));
    files.extend(offline::app::files(content));
    files.extend(apply::pages(content, shell, today, report));
    files.extend(shell.form_parts().map(|(file, _)| file.clone()));
    files
}

/// A page of prose, rendered, that has not been put into its frame.
struct Article<'a> {
    content: &'a Content,
    lang: Lang,
    place: Place,
    title: &'a str,
    description: &'a str,
    review: Review,
    markdown: &'a Markdown,
    prose: Prose,
    sources: Vec<&'a Source>,
}

fn articles(content: &Content) -> impl Iterator<Item = Article<'_>> {
    Lang::ALL.into_iter().flat_map(move |lang| {
        let guides = content.guides.iter().map(move |guide| guide_article(content, guide, lang));
        let services = content.services.iter().map(move |pages| service_article(content, pages, lang));
        guides.chain(services)
    })
}

fn guide_article<'a>(content: &'a Content, guide: &'a Guide, lang: Lang) -> Article<'a> {
    let page = guide.pages.get(lang);
    let (prose, sources) = prose(content, lang, &page.prose, &|name, citations| {
        blocks::in_guide(content, lang, name, citations)
    });
    Article {
        content,
        lang,
        place: guide.place.clone(),
        title: &page.title,
        description: &page.description,
        review: page.review,
        markdown: &page.prose,
        prose,
        sources,
    }
}

fn service_article<'a>(content: &'a Content, pages: &'a ServicePages, lang: Lang) -> Article<'a> {
    let service = &pages.service;
    let wording = wording(content, service, lang);
    let markdown = pages.prose.get(lang);
    let (prose, sources) = prose(content, lang, markdown, &|name, citations| {
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
        prose,
        sources,
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
    fn file(self, shell: &Shell, today: Date) -> File {
        let Self { content, lang, place, title, description, review, prose, sources, .. } = self;
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
