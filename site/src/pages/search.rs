//! The index page: every page by situation and by topic, readable without scripts, and the search above it
//! where they run.

use std::collections::BTreeMap;

use askama::Template;
use rayon::prelude::*;
use rules::{Lang, Text};

use super::Article;
use crate::address::Place;
use crate::content::{Content, Guide, Topic, TopicKind};
use crate::frame::Frame;
use crate::search::{Index, Page, Script};
use crate::shell::Shell;
use crate::words::GuideWords;
use crate::write::File;

/// Without topics all pages are listed, if they are not more than these.
const MOST_WITHOUT_TOPICS: usize = 200;

/// Pages of prose by their place: a large guide names each of them here.
type Guides<'a> = BTreeMap<&'a Place, &'a Guide>;

#[derive(Template)]
#[template(path = "search.html")]
struct SearchPage<'a> {
    frame: &'a Frame<'a>,
    /// Headings under which only the names of pages stand.
    situations: Vec<Heading<'a>>,
    /// Headings under which pages stand with what they are about.
    topics: Vec<Heading<'a>>,
    /// The address of the script and what it has to know; none where the search was not built.
    search: Option<(String, String)>,
}

struct Heading<'a> {
    /// Empty where the content has no topics.
    title: &'a str,
    pages: Vec<Entry<'a>>,
}

struct Entry<'a> {
    path: String,
    title: &'a str,
    description: &'a str,
}

impl SearchPage<'_> {
    fn words(&self) -> &GuideWords {
        self.frame.words()
    }
}

/// The index page in every language, and what its search needs.
pub(super) fn files(content: &Content, articles: &[Article<'_>], shell: &Shell) -> Vec<File> {
    let of_languages = Lang::ALL.into_par_iter().map(|lang| {
        let mut files = Vec::new();
        let search = shell.search.as_ref().map(|script| {
            let mut index = Index::new(lang);
            let searched = |article: &&Article<'_>| article.lang == lang && article.place != Place::Home;
            for article in articles.iter().filter(searched) {
                let Article { place, title, description, .. } = article;
                index.add(&Page { place, title, description, html: &article.html() });
            }
            let (made, data) = index.finish();
            files = made;
            (script.address(), data)
        });
        files.push(page(content, lang, search, shell));
        files
    });
    let script = shell.search.iter().map(Script::file).cloned();
    script.chain(of_languages.collect::<Vec<_>>().into_iter().flatten()).collect()
}

fn page(content: &Content, lang: Lang, search: Option<(String, String)>, shell: &Shell) -> File {
    let words = content.words.get(lang);
    let frame = Frame {
        content,
        lang,
        place: Some(Place::Search),
        title: &words.search_title,
        description: &words.search_description,
        has_form: false,
    };
    let guides: Guides<'_> = content.guides.iter().map(|guide| (&guide.place, guide)).collect();
    let of_kind = |kind: TopicKind| {
        let topics = content.topics.iter().filter(move |topic| topic.kind == kind);
        topics.map(|topic| heading(content, &guides, lang, topic)).collect::<Vec<_>>()
    };
    let topics =
        if content.topics.is_empty() { vec![all(content, &guides, lang)] } else { of_kind(TopicKind::Topic) };
    let body = SearchPage { frame: &frame, situations: of_kind(TopicKind::Situation), topics, search };
    File { path: Place::Search.file(lang), bytes: frame.page(shell, &body) }
}

fn heading<'a>(content: &'a Content, guides: &Guides<'a>, lang: Lang, topic: &'a Topic) -> Heading<'a> {
    let title: &'a Text = &topic.title;
    let pages = topic.pages.iter().filter_map(|place| entry(content, guides, lang, place)).collect();
    Heading { title: title.get(lang), pages }
}

/// What there is to list where nobody has sorted it: all of a small guide, or what the menu of a large one has.
fn all<'a>(content: &'a Content, guides: &Guides<'a>, lang: Lang) -> Heading<'a> {
    let is_small = content.guides.len() + content.services.len() <= MOST_WITHOUT_TOPICS;
    let listed = content.guides.iter().filter(|guide| is_small || guide.order.is_some());
    let listed = listed.map(|guide| guide.place.clone());
    let services = content.services.iter().map(|pages| Place::Service(pages.service.id.clone()));
    let places = listed.chain(services.take(if is_small { MOST_WITHOUT_TOPICS } else { 0 }));
    let pages = places.filter_map(|place| entry(content, guides, lang, &place)).collect();
    Heading { title: "", pages }
}

/// A page of the list; none, if it could not be made.
fn entry<'a>(content: &'a Content, guides: &Guides<'a>, lang: Lang, place: &Place) -> Option<Entry<'a>> {
    let (title, description): (&str, &str) = match place {
        Place::Service(id) => {
            let service = content.service(id)?;
            (service.service.title.get(lang), service.service.summary.get(lang))
        }
        _ => {
            let guide = guides.get(place)?.pages.get(lang);
            (&guide.title, &guide.description)
        }
    };
    Some(Entry { path: place.path(lang), title, description })
}
