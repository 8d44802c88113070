//! The page of a service's form: the form prerendered, and what the wasm needs to take over from there.

use std::collections::BTreeMap;
use std::rc::Rc;

use askama::Template;
use icu_collator::Collator;
use icu_collator::options::CollatorOptions;
use rayon::prelude::*;
use rules::check::Part;
use rules::problem::Problem;
use rules::{Date, DetailKind, Lang, Service};
use seal::Recipient;
use wasm_form::{CHECK_DATA, Country, PageData, REST_DATA, ROOT_ELEMENT, packed};

use super::{About, feeds, review_of, wording};
use crate::address::Place;
use crate::conditions::Wording;
use crate::content::{Content, ServicePages};
use crate::frame::Frame;
use crate::hashed::{hashed, integrity};
use crate::report::Report;
use crate::shell::Shell;
use crate::words::with;
use crate::worker::Worker;
use crate::write::File;

/// Where the endpoint takes uploads, on the same host as the guide.
const ENDPOINT: &str = "/files";

#[derive(Template)]
#[template(path = "apply.html")]
struct ApplyTemplate<'a> {
    frame: &'a Frame<'a>,
    about: About<'a>,
    guide: String,
    rules: String,
    form: String,
    /// Where the form is sent without scripts.
    action: String,
    /// Who can read what is sent so.
    who_can_read: String,
    data: [String; 3],
}

/// The page of every form in every language. Reports ids that the form itself has a use for.
pub(super) fn pages(content: &Content, shell: &Shell, today: Date, report: &mut Report) -> Vec<File> {
    let all = content.services.iter().flat_map(|pages| Lang::ALL.map(|lang| (pages, lang)));
    let all: Vec<_> = all.collect();
    let made = all.into_par_iter().map(|(pages, lang)| {
        let mut report = Report::default();
        let form = prerendered(content, pages, shell, lang);
        // Elements have the same ids in every language.
        if lang == content.site.default_language {
            let file = format!("services/{}/service.toml", pages.service.id);
            report.add(&file, &pages.text, taken_ids(pages, &form.html));
        }
        (page(content, pages, lang, form, shell, today), report)
    });
    let (files, problems): (Vec<_>, Vec<_>) = made.collect();
    problems.into_iter().for_each(|problems| report.append(problems));
    files.into_iter().flatten().collect()
}

/// A form and the data from which it goes on in the browser: first part and rest.
struct Prerendered {
    html: String,
    data: [Vec<u8>; 2],
}

fn prerendered(content: &Content, pages: &ServicePages, shell: &Shell, lang: Lang) -> Prerendered {
    let worker = shell.worker.as_ref().map(Worker::address).unwrap_or_default();
    let data = Rc::new(page_data(content, wording(content, &pages.service, lang), worker));
    let files = [packed::write(&data.for_check()), data.to_json().into_bytes()];
    Prerendered { html: wasm_form::prerender(data), data: files }
}

/// Ids of questions and documents that another element of the form has too: a link or a label would lead
/// to the wrong one of them.
fn taken_ids(pages: &ServicePages, form: &str) -> Vec<Problem> {
    let service = &pages.service;
    let questions = service.questions.iter().map(|question| &question.id).enumerate();
    let documents = service.documents.iter().map(|document| &document.id).enumerate();
    let details = service.details.iter().map(|detail| &detail.id).enumerate();
    let fields = questions
        .map(|(at, id)| (Part::Question(at), id))
        .chain(documents.map(|(at, id)| (Part::Document(at), id)))
        .chain(details.map(|(at, id)| (Part::Detail(at), id)));
    let taken = fields.filter(|(_, id)| form.matches(&format!(" id=\"{id}\"")).count() > 1);
    let problem = |(part, id): (Part, &String)| {
        let message = format!("the form itself has a use for the id `{id}`; choose another");
        Problem::error("bad-id", pages.places.of(&part), message)
    };
    taken.map(problem).collect()
}

fn page(
    content: &Content,
    pages: &ServicePages,
    lang: Lang,
    form: Prerendered,
    shell: &Shell,
    today: Date,
) -> [File; 3] {
    let service = &pages.service;
    let wording = wording(content, service, lang);
    let place = Place::Apply(service.id.clone());
    let [check, rest] = form.data;
    // Beside the page, under names with a hash: nothing that is older than the page is ever taken for it.
    let folder = place.path(lang).trim_start_matches('/').to_owned();
    let check = File { path: folder.clone() + &hashed("check", &check, "bin"), bytes: check };
    let rest = File { path: folder + &hashed("rest", &rest, "json"), bytes: rest };
    let who_can_read = match content.site.recipients.is_empty() {
        false => &wording.words.sealed_without_script,
        true => &wording.words.readable_without_script,
    };
    let title = with(&wording.words.apply_title, "service", service.title.get(lang));
    let frame = Frame {
        content,
        lang,
        place: Some(place.clone()),
        title: &title,
        description: service.summary.get(lang),
        has_form: true,
    };
    let body = ApplyTemplate {
        frame: &frame,
        about: About {
            content,
            lang,
            review: review_of(pages),
            today,
            sources: service.cited.values().collect(),
        },
        guide: Place::Service(service.id.clone()).path(lang),
        rules: Place::Rules(service.id.clone()).path(lang),
        form: form.html,
        // With what is wrong in sight, if it is answered so.
        action: format!("/apply/{}?lang={}#problems", service.id, lang.tag()),
        who_can_read: with(who_can_read, "office", content.site.office.get(lang)),
        data: [format!("/{}", check.path), integrity(&check.bytes), format!("/{}", rest.path)],
    };
    [File { path: place.file(lang), bytes: frame.page(shell, &body) }, check, rest]
}

fn page_data(content: &Content, wording: Wording<'_>, worker: String) -> PageData {
    let Wording { service, lang, words, form } = wording;
    let questions = service.questions.iter().map(|question| (&question.id, &question.when));
    let documents = service.documents.iter().map(|document| (&document.id, &document.when));
    let details = service.details.iter().map(|detail| (&detail.id, &detail.when));
    let conditions: BTreeMap<_, _> = (questions.chain(details).chain(documents))
        .filter_map(|(id, when)| {
            let sentence = wording.sentence(when.as_ref()?);
            Some((id.clone(), format!("{}: {sentence}", words.only_if)))
        })
        .collect();
    PageData {
        lang,
        definition_sha256: package::Sha256::of(&feeds::definition(service)),
        endpoint: ENDPOINT.to_owned(),
        worker,
        office: content.site.office.get(lang).to_owned(),
        recipients: content.site.recipients.iter().map(Recipient::to_string).collect(),
        service: service.clone(),
        conditions,
        countries: if asks_for_state(service) { countries(content, lang) } else { Vec::new() },
        words: form.clone(),
    }
}

fn asks_for_state(service: &Service) -> bool {
    service.details.iter().any(|detail| detail.kind == DetailKind::Country)
}

/// Every state, in the order in which a reader of `lang` looks for its name: *Côte d’Ivoire* before
/// *Croatia*.
fn countries(content: &Content, lang: Lang) -> Vec<Country> {
    // Unicode's own order, which Indonesian and English use unchanged.
    let order = Collator::try_new(Default::default(), CollatorOptions::default())
        .expect("the crate brings this order with it");
    let name = |(code, name): (&String, &rules::Text)| Country {
        code: code.clone(),
        name: name.get(lang).to_owned(),
    };
    let mut countries: Vec<_> = content.library.countries.iter().map(name).collect();
    countries.sort_by(|one, other| order.compare(&one.name, &other.name));
    countries
}
