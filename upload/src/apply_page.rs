//! What a browser without scripts is shown where its form was not taken: the page of the form, filled in again,
//! with everything that is wrong; or, where that page is not at hand or nothing was read, a page of its own that
//! lists the same and says how to get back to what was entered.

use std::fs;
use std::path::PathBuf;

use askama::Template;
use axum::http::{HeaderValue, header};
use axum::response::{Html, IntoResponse, Response};
use rules::text::fill;
use rules::{Lang, Service};

use crate::app::AppState;
use crate::files::FRAME_POLICY;
use crate::filled_page::{Filling, Note, Places, fill_in};
use crate::form::Typed;
use crate::problem::Refusal;
use crate::status_page::POLICY;
use crate::words::Vocabulary;

#[derive(Template)]
#[template(path = "apply.html")]
struct Page<'a> {
    words: &'a Vocabulary,
    title: &'a str,
    /// The name of the service, where it is known, and the address of its form.
    service: Option<(&'a str, String)>,
    /// Why it was not taken, where nothing is wrong with the application.
    why: Option<&'a str>,
    problems: Vec<&'a str>,
}

#[derive(Template)]
#[template(path = "problems.html")]
struct Summary<'a> {
    words: &'a Vocabulary,
    title: &'a str,
    why: Option<&'a str>,
    /// Where each can be put right, and what it is.
    problems: Vec<(Option<&'a str>, &'a str)>,
    /// Id, label and name of each file to choose again.
    files: Vec<(&'a str, &'a str, &'a str)>,
}

/// The address of a service's form in the guide.
pub fn form_address(service: &str, lang: Lang) -> String {
    format!("/{}/services/{service}/apply/", lang.tag())
}

/// The page of a refusal, with its status and headers; filled in with what was typed, where that is known.
pub async fn answer(
    state: &AppState,
    refusal: Refusal,
    service: &str,
    lang: Lang,
    typed: Option<Typed>,
) -> Response {
    let definitions = state.definitions();
    let known = definitions.services.get(service).cloned();
    let site = state.pages.clone();
    // It reads a file, and rewrites a page of a hundred kilobytes or more.
    let made = tokio::task::spawn_blocking(move || {
        let words = definitions.words.of(lang);
        let service = known.as_ref().map(|known| &known.service);
        let filled = (typed.as_ref().zip(service).zip(site))
            .and_then(|((typed, service), site)| filled(&refusal, words, service, site, typed));
        let policy = if filled.is_some() { FRAME_POLICY } else { POLICY };
        (filled.unwrap_or_else(|| alone(&refusal, words, service)), policy, refusal)
    });
    let (html, policy, refusal) = made.await.expect("making a page does not panic");
    let mut response = refusal.into_response();
    let headers = response.headers_mut();
    headers.remove(header::CONTENT_LENGTH);
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(lang.tag()));
    *response.body_mut() = Html(html).into_response().into_body();
    response
}

/// The title of the answer, and why it was refused if nothing is wrong with the application.
fn told(refusal: &Refusal, words: &Vocabulary) -> (String, Option<String>) {
    match refusal.problems() {
        [] => (words.apply.title_failed.clone(), Some(refusal.words().get(words.lang).to_owned())),
        _ => (words.apply.title_refused.clone(), None),
    }
}

/// A page that stands alone.
fn alone(refusal: &Refusal, words: &Vocabulary, service: Option<&Service>) -> String {
    let (title, why) = told(refusal, words);
    let page = Page {
        words,
        title: &title,
        service: service.map(|known| (known.title.get(words.lang), form_address(&known.id, words.lang))),
        why: why.as_deref(),
        problems: refusal.problems().iter().map(|problem| problem.text.get(words.lang)).collect(),
    };
    page.render().expect("templates write to memory")
}

/// The form's own page, filled in; nothing, where there is none that can be.
fn filled(
    refusal: &Refusal,
    words: &Vocabulary,
    service: &Service,
    site: PathBuf,
    typed: &Typed,
) -> Option<String> {
    let lang = words.lang;
    let (title, why) = told(refusal, words);
    let path = site.join(form_address(&service.id, lang).trim_start_matches('/')).join("index.html");
    // A site without this page is that of another version, or is being replaced.
    let page = fs::read_to_string(path).ok()?;
    let mut filling = Filling {
        error: &words.apply.error,
        summary: &|places: &Places| {
            let mut problems: Vec<_> = (refusal.problems().iter())
                .map(|problem| {
                    let at = problem.at.as_deref().filter(|at| places.contains_key(*at));
                    (at, problem.text.get(lang))
                })
                .collect();
            // In the order of the page, and what has no place in it last.
            problems.sort_by_key(|(at, _)| at.map_or(usize::MAX, |at| places[at]));
            let summary = Summary {
                words,
                title: &title,
                why: why.as_deref(),
                problems,
                files: typed.files.iter().filter_map(|file| to_choose_again(file, service, lang)).collect(),
            };
            summary.render().expect("templates write to memory")
        },
        values: typed.texts.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect(),
        notes: [].into(),
    };
    for problem in refusal.problems() {
        if let Some(at) = &problem.at {
            let note: &mut Note = filling.notes.entry(at).or_default();
            note.is_wrong = true;
            say(note, problem.text.get(lang));
        }
    }
    for (at, _, name) in typed.files.iter().filter_map(|file| to_choose_again(file, service, lang)) {
        say(filling.notes.entry(at).or_default(), &fill(&words.apply.file_again, &[("name", name)]));
    }
    fill_in(&page, &filling).ok()
}

/// Id, label and name of a file that was chosen for one of the service's documents.
fn to_choose_again<'a>(
    (document, name): &'a (String, String),
    service: &'a Service,
    lang: Lang,
) -> Option<(&'a str, &'a str, &'a str)> {
    let document = service.document(document)?;
    Some((&document.id, document.label.get(lang), name))
}

/// One sentence after the other.
fn say(note: &mut Note, text: &str) {
    let space = if note.text.is_empty() { "" } else { " " };
    note.text.extend([space, text]);
}
