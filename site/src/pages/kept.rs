//! The page that lists what is kept on the reader's device, and saves the whole guide there. The service worker
//! shows it in the place of a page that is not kept while the site cannot be reached.

use askama::Template;
use rules::Lang;

use crate::address::Place;
use crate::content::Content;
use crate::frame::Frame;
use crate::offline::OfflineWords;
use crate::shell::Shell;
use crate::words::with;
use crate::write::File;

#[derive(Template)]
#[template(path = "kept.html")]
struct Kept<'a> {
    frame: &'a Frame<'a>,
    words: &'a OfflineWords,
    /// The reader's own first.
    languages: [Language<'a>; 2],
    /// The tag of the script.
    script: String,
}

/// The guide in a language, to be saved.
struct Language<'a> {
    tag: &'static str,
    name: &'a str,
    save: String,
    remove: String,
    progress: String,
}

/// The page, in every language.
pub(super) fn pages(content: &Content, shell: &Shell) -> Vec<File> {
    Lang::ALL.map(|lang| page(content, lang, shell)).into()
}

fn page(content: &Content, lang: Lang, shell: &Shell) -> File {
    let offline = content.offline.get(lang);
    let words = &offline.words;
    let languages = [lang, lang.other()].map(|each| {
        let name = content.words.get(each).choose.as_str();
        let named = |template: &str| with(template, "language", name);
        Language {
            tag: each.tag(),
            name,
            save: named(&words.save_in),
            remove: named(&words.remove_in),
            progress: named(&words.progress),
        }
    });
    let frame = Frame {
        content,
        lang,
        place: Some(Place::Offline),
        title: &words.title,
        description: &words.description,
        has_form: false,
    };
    let body = Kept { frame: &frame, words, languages, script: offline.shelf.tag() };
    File { path: Place::Offline.file(lang), bytes: frame.page(shell, &body) }
}
