//! `topics.toml`: what the index page lists the pages under, by topic and by situation.

use std::collections::BTreeSet;

use rules::problem::Problem;
use rules::toml::{self, FromToml, Shape, Spanned, Value};
use rules::{Text, toml_table};

use crate::address::Place;

/// A heading of the index page, with the pages below it.
#[derive(Debug)]
pub struct Topic {
    /// What it sorts by.
    pub kind: TopicKind,
    /// Its title.
    pub title: Text,
    /// The pages, in the order in which they are listed.
    pub pages: Vec<Place>,
}

/// What a heading of the index page sorts by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TopicKind {
    /// What pages are about. Every page has one.
    Topic,
    /// What a reader is in. A page may be for none.
    Situation,
}

impl TopicKind {
    const NAMES: [(&'static str, Self); 2] = [("topic", Self::Topic), ("situation", Self::Situation)];
}

impl FromToml for TopicKind {
    fn from_toml(value: &mut Value<'_>, problems: &mut Vec<Problem>) -> Option<Self> {
        let span = value.span;
        let name = String::from_toml(value, problems)?;
        let found = Self::NAMES.iter().find(|(known, _)| *known == name);
        if found.is_none() {
            let message = format!("`{name}` is not known here; known are `topic`, `situation`");
            problems.push(Problem::error("unknown-value", span, message));
        }
        found.map(|(_, kind)| *kind)
    }

    fn shape() -> Shape {
        Shape::OneOf(Self::NAMES.map(|(name, _)| name).to_vec())
    }
}

toml_table! {
    struct TopicsDefinition {
        required {
            /// The headings, in the order of the page.
            topic: Vec<TopicDefinition>,
        }
    }
}

toml_table! {
    struct TopicDefinition {
        required {
            /// `topic` for what pages are about, `situation` for what a reader is in.
            kind: TopicKind,
            /// The heading.
            title: Text,
            /// The pages below it: `biaya` is content/guide/biaya.id.md, `services/paspor` is a service.
            pages: Vec<Spanned<String>>,
        }
    }
}

/// What the file looks like.
pub fn shape() -> Shape {
    TopicsDefinition::shape()
}

/// Reads `topics.toml`. `places` are the pages that there are.
pub(super) fn read(text: &str, places: &BTreeSet<Place>, problems: &mut Vec<Problem>) -> Vec<Topic> {
    let Some(TopicsDefinition { topic }) = toml::read(text, problems) else { return Vec::new() };
    let topics = topic.value.into_iter().map(|TopicDefinition { kind, title, pages }| {
        let (mut listed, mut seen) = (Vec::new(), BTreeSet::new());
        for page in pages.value {
            let place = place(&page.value);
            if !places.contains(&place) {
                let message = format!(
                    "there is no page `{}`: write the name of a page in guide/, or services/ and the name of a service",
                    page.value
                );
                problems.push(Problem::error("unknown-page", page.span, message));
            } else if !seen.insert(place.clone()) {
                let message = format!("`{}` is listed here already", page.value);
                problems.push(Problem::error("duplicate-page", page.span, message));
            } else {
                listed.push(place);
            }
        }
        Topic { kind: kind.value, title: title.value, pages: listed }
    });
    topics.collect()
}

/// The pages that have no topic: nobody would find them on the index page.
pub(super) fn without_topic<'a>(topics: &[Topic], places: &'a BTreeSet<Place>) -> Vec<&'a Place> {
    let topics = topics.iter().filter(|topic| topic.kind == TopicKind::Topic);
    let listed: BTreeSet<_> = topics.flat_map(|topic| &topic.pages).collect();
    let is_listed = |place: &&Place| listed.contains(place);
    let has_to_be = |place: &&Place| matches!(place, Place::Guide(_) | Place::Service(_));
    places.iter().filter(has_to_be).filter(|place| !is_listed(place)).collect()
}

fn place(id: &str) -> Place {
    match id.strip_prefix("services/") {
        Some(service) => Place::Service(service.to_owned()),
        None => Place::Guide(id.to_owned()),
    }
}
