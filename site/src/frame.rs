//! What surrounds the content of a page: head, header, breadcrumbs, footer.

use askama::Template;
use rules::{Lang, Text};

use crate::address::Place;
use crate::content::{Content, Site};
use crate::offline;
use crate::share;
use crate::shell::Shell;
use crate::style;
use crate::words::GuideWords;

/// The surroundings of one page.
pub struct Frame<'a> {
    /// The content, for the links to every page.
    pub content: &'a Content,
    /// The language of the page.
    pub lang: Lang,
    /// Where it is; nothing for a page that has no address of its own.
    pub place: Option<Place>,
    /// Its title.
    pub title: &'a str,
    /// What it is about, in a sentence.
    pub description: &'a str,
    /// Whether it has the form.
    pub has_form: bool,
}

/// A step of the way from the first page to this one.
pub struct Crumb<'a> {
    /// The page's name.
    pub name: &'a str,
    /// Its address; nothing for this page itself.
    pub path: Option<String>,
}

#[derive(Template)]
#[template(path = "head.html")]
struct Head<'a> {
    frame: &'a Frame<'a>,
    style: &'static str,
}

impl<'a> Frame<'a> {
    /// The whole page in its shell, with `body` made by a template that extends `base.html`.
    pub fn page(&self, shell: &Shell, body: &impl Template) -> Vec<u8> {
        let head = Head { frame: self, style: style::css(self.style()) };
        let mut head = head.render().expect("templates write to memory");
        let body = body.render().expect("templates write to memory");
        if self.has_form {
            head.push_str(&offline::keep_tag(self.content, shell, &body));
        }
        shell.page(self.lang, &head, &body, self.has_form).into_bytes()
    }

    /// The tag of the script that every page has.
    pub(crate) fn script(&self) -> String {
        self.content.offline.get(self.lang).page.tag()
    }

    /// Where the page's web app manifest is.
    pub(crate) fn app(&self) -> String {
        offline::app::address(self.lang)
    }

    fn style(&self) -> style::Kind {
        match &self.place {
            _ if self.has_form => style::Kind::Form,
            // The choice of a language has no place, and looks like a first page.
            None | Some(Place::Home) => style::Kind::Home,
            Some(Place::Search) => style::Kind::Search,
            Some(_) => style::Kind::Article,
        }
    }

    pub(crate) fn site(&self) -> &'a Site {
        &self.content.site
    }

    pub(crate) fn words(&self) -> &'a GuideWords {
        self.content.words.get(self.lang)
    }

    pub(crate) fn is_home(&self) -> bool {
        self.place == Some(Place::Home)
    }

    /// The path of the first page in the language of this one.
    pub(crate) fn home(&self) -> String {
        Place::Home.path(self.lang)
    }

    /// The path of the index of every page.
    pub(crate) fn search(&self) -> String {
        Place::Search.path(self.lang)
    }

    pub(crate) fn is_search(&self) -> bool {
        self.place == Some(Place::Search)
    }

    /// The whole address of this page, for machines.
    pub(crate) fn canonical(&self) -> Option<String> {
        Some(format!("{}{}", self.site().base_url, self.place.as_ref()?.path(self.lang)))
    }

    /// The language of the page as those write it who show shared links.
    pub(crate) fn locale(&self) -> &'static str {
        share::locale(self.lang)
    }

    pub(crate) fn other_locale(&self) -> &'static str {
        share::locale(self.lang.other())
    }

    /// The whole address of the picture that stands for the guide where a link to it is shared.
    pub(crate) fn card(&self) -> String {
        format!("{}/{}", self.site().base_url, share::card(self.lang))
    }

    /// This page in every language.
    pub(crate) fn alternates(&self) -> Vec<(&'static str, String)> {
        self.place.as_ref().map_or_else(Vec::new, |place| alternates(self.site(), place))
    }

    /// The tag of the other language, the words of the link to it, and where that leads: to the same
    /// page, or else to the first one.
    pub(crate) fn other(&self) -> (&'static str, &'a str, String) {
        let other = self.lang.other();
        let place = self.place.as_ref().unwrap_or(&Place::Home);
        (other.tag(), &self.content.words.get(other).choose, place.path(other))
    }

    pub(crate) fn text(&self, text: &'a Text) -> &'a str {
        text.get(self.lang)
    }

    /// The pages of prose that have a place in the menu and the list of services, for the end of each page.
    pub(crate) fn menu(&self) -> Vec<(String, &'a str)> {
        let guides = self.content.in_menu();
        let guides =
            guides.map(|guide| (guide.place.path(self.lang), guide.pages.get(self.lang).title.as_str()));
        let services = (!self.content.services.is_empty())
            .then(|| (Place::Services.path(self.lang), self.words().services.as_str()));
        let offline =
            (Place::Offline.path(self.lang), self.content.offline.get(self.lang).words.title.as_str());
        guides.chain(services).chain([offline]).collect()
    }

    /// The way from the first page to this one. The first page needs none.
    pub(crate) fn crumbs(&self) -> Vec<Crumb<'a>> {
        let step = |name: &'a str, place: &Place| Crumb { name, path: Some(place.path(self.lang)) };
        let here = |name: &'a str| Crumb { name, path: None };
        let home = || step(&self.words().home, &Place::Home);
        let services = || step(&self.words().services, &Place::Services);
        let service = |id: &String| {
            let name =
                self.content.service(id).map_or(self.title, |pages| pages.service.title.get(self.lang));
            step(name, &Place::Service(id.clone()))
        };
        match &self.place {
            None | Some(Place::Home) => Vec::new(),
            Some(Place::Guide(_) | Place::Services | Place::Search | Place::Offline) => {
                vec![home(), here(self.title)]
            }
            Some(Place::Service(_)) => vec![home(), services(), here(self.title)],
            Some(Place::Rules(id)) => vec![home(), services(), service(id), here(&self.words().rules)],
            Some(Place::Apply(id)) => vec![home(), services(), service(id), here(&self.words().apply)],
        }
    }
}

/// The addresses of a page in every language by their tag, and the one for readers of whom no language
/// is known: where they can choose, or the page in the default language.
pub(crate) fn alternates(site: &Site, place: &Place) -> Vec<(&'static str, String)> {
    let address = |lang| format!("{}{}", site.base_url, place.path(lang));
    let default = match place {
        Place::Home => format!("{}/", site.base_url),
        _ => address(site.default_language),
    };
    Lang::ALL.map(|lang| (lang.tag(), address(lang))).into_iter().chain([("x-default", default)]).collect()
}
