//! Pages with no prose of their own: the language choice, and the page for what is not there.

use askama::Template;
use rules::Lang;

use crate::address::Place;
use crate::content::{Content, GuidePage};
use crate::frame::Frame;
use crate::shell::Shell;
use crate::words::GuideWords;
use crate::write::File;

/// A page that speaks every language.
#[derive(Template)]
#[template(path = "choice.html")]
struct Choice<'a> {
    frame: &'a Frame<'a>,
    languages: Vec<Language<'a>>,
    /// It stands in for a page that is not there.
    not_found: bool,
}

/// What a page that speaks every language says in one of them.
struct Language<'a> {
    lang: Lang,
    words: &'a GuideWords,
    title: &'a str,
    independence: &'a str,
    /// The first page, if it could be made.
    home: Option<&'a GuidePage>,
    path: String,
}

#[derive(Template)]
#[template(path = "missing.html")]
struct Missing<'a> {
    frame: &'a Frame<'a>,
}

/// The pages with no prose.
pub(super) fn pages(content: &Content, shell: &Shell) -> Vec<File> {
    let not_found = Lang::ALL.map(|lang| content.words.get(lang).not_found.as_str()).join(" · ");
    let mut files = vec![
        choice(content, shell, "index.html", &content.site.name, false),
        choice(content, shell, "404.html", &not_found, true),
    ];
    files.extend(Lang::ALL.map(|lang| {
        let title = &content.words.get(lang).not_found;
        let frame = Frame { content, lang, place: None, title, description: "", has_form: false };
        File {
            path: format!("{}/404.html", lang.tag()),
            bytes: frame.page(shell, &Missing { frame: &frame }),
        }
    }));
    files
}

fn choice(content: &Content, shell: &Shell, path: &str, title: &str, not_found: bool) -> File {
    let home = content.guides.iter().find(|guide| guide.place == Place::Home);
    let languages = Lang::ALL.map(|lang| Language {
        lang,
        words: content.words.get(lang),
        title: content.site.title.get(lang),
        independence: content.site.independence.get(lang),
        home: home.map(|home| home.pages.get(lang)),
        path: Place::Home.path(lang),
    });
    let lang = content.site.default_language;
    let description = home.map_or("", |home| &home.pages.get(lang).description);
    let frame = Frame { content, lang, place: None, title, description, has_form: false };
    let body = Choice { frame: &frame, languages: languages.into(), not_found };
    File { path: path.to_owned(), bytes: frame.page(shell, &body) }
}
