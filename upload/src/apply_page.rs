//! What a browser without scripts is shown where its form was not taken: everything that is wrong, in one
//! language, and how to get back to what was entered.

use askama::Template;
use axum::http::{HeaderValue, header};
use axum::response::{Html, IntoResponse, Response};
use rules::Lang;

use crate::load::Definitions;
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

/// The address of a service's form in the guide.
pub fn form_address(service: &str, lang: Lang) -> String {
    format!("/{}/services/{service}/apply/", lang.tag())
}

/// The page of a refusal, with its status and headers.
pub fn answer(refusal: Refusal, definitions: &Definitions, service: &str, lang: Lang) -> Response {
    let words = definitions.words.of(lang);
    let known = definitions.services.get(service).map(|known| &known.service);
    let told = refusal.words();
    let problems: Vec<_> = refusal.problems().iter().map(|problem| problem.text.get(lang)).collect();
    let is_refused = !problems.is_empty();
    let page = Page {
        words,
        title: if is_refused { &words.apply.title_refused } else { &words.apply.title_failed },
        service: known.map(|known| (known.title.get(lang), form_address(&known.id, lang))),
        why: (!is_refused).then(|| told.get(lang)),
        problems,
    };
    let html = page.render().expect("templates write to memory");
    let mut response = refusal.into_response();
    let headers = response.headers_mut();
    headers.remove(header::CONTENT_LENGTH);
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(lang.tag()));
    *response.body_mut() = Html(html).into_response().into_body();
    response
}
