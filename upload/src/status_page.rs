//! What a browser is shown of a receipt: a page that stands alone, in one language, with the way to the
//! other. What a program gets is in [`crate::status`].

use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use rules::text::fill;
use rules::{Date, DayKind, DeadlineDay, Lang, Service};
use time::format_description::well_known::Rfc3339;

use crate::history::{Entry, History, NOTICE};
use crate::load::Definitions;
use crate::receipt::{Receipt, ReceiptCode};
use crate::words::Vocabulary;

/// Nothing but the page itself, its style and the guide's icon; forms lead to this endpoint only.
pub(crate) const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; form-action 'self'; \
    base-uri 'none'; frame-ancestors 'none'";

/// What a page tells.
pub enum Told {
    /// What was received.
    Received(Box<Received>),
    /// Nobody was given this code.
    Unknown,
    /// This cannot be a code.
    Mistyped,
    /// Why it cannot be told now.
    Failed(String),
    /// Nothing: it asks for a code.
    Nothing,
}

/// What was received, in words.
pub struct Received {
    code: ReceiptCode,
    service: String,
    /// The moment for machines.
    instant: String,
    moment: String,
    /// How many files, and how large they are; of a sealed package only the latter.
    files: String,
    documents: Vec<String>,
    is_sealed: bool,
    /// Where it stands: the last state, the day for machines and for people.
    stands: Vec<Stood>,
    /// By when what is due: what, and the day with how it counts.
    deadlines: Vec<(String, String)>,
}

/// A state that an application was in.
struct Stood {
    state: String,
    day: String,
    date: String,
}

impl Received {
    /// A receipt in words. A service or a document that is not known any more is told by its id.
    pub fn new(receipt: &Receipt, history: &History, definitions: &Definitions, words: &Vocabulary) -> Self {
        let service = definitions.services.get(&receipt.service).map(|known| &known.service);
        let title = service.map_or(receipt.service.as_str(), |service| service.title.get(words.lang));
        let mut sent: Vec<(&str, usize, u64)> = Vec::new();
        for document in &receipt.documents {
            match sent.iter_mut().find(|(id, ..)| *id == document.id) {
                Some((_, count, bytes)) => (*count, *bytes) = (*count + 1, *bytes + document.bytes),
                None => sent.push((&document.id, 1, document.bytes)),
            }
        }
        // A number and its unit stay in one line.
        let size = |bytes| words.size(bytes).replace(' ', "\u{a0}");
        let documents = sent.iter().map(|(id, count, bytes)| {
            let document = service.and_then(|service| service.document(id));
            let label = document.map_or(*id, |document| document.label.get(words.lang));
            let (count, size) = (count.to_string(), size(*bytes));
            fill(&words.form.sent_document, &[("document", label), ("count", &count), ("size", &size)])
        });
        let bytes = receipt.documents.iter().map(|document| document.bytes).sum();
        let (count, size_of_all) = (receipt.documents.len().to_string(), size(bytes));
        let files = match receipt.sealed {
            true => fill(&words.status.sealed, &[("size", &size(receipt.bytes))]),
            false => fill(&words.status.files, &[("count", &count), ("size", &size_of_all)]),
        };
        Self {
            code: receipt.receipt.clone(),
            service: title.to_owned(),
            instant: receipt.received.format(&Rfc3339).unwrap_or_default(),
            moment: words.moment(receipt.received),
            files,
            documents: documents.collect(),
            is_sealed: receipt.sealed,
            // The last one first: it is what was asked for.
            stands: history.0.iter().rev().map(|entry| Stood::new(entry, words)).collect(),
            deadlines: history
                .deadlines(service)
                .iter()
                .filter_map(|due| deadline(due, history.now().on, service?, words))
                .collect(),
        }
    }
}

impl Stood {
    fn new(entry: &Entry, words: &Vocabulary) -> Self {
        let state = entry.state.word(&words.status).to_owned();
        Self { state, day: words.date(entry.on), date: entry.on.to_string() }
    }
}

/// A deadline in words: what is due, and the day, with the days that it counts.
fn deadline(
    due: &DeadlineDay,
    since: Date,
    service: &Service,
    words: &Vocabulary,
) -> Option<(String, String)> {
    let label = service.deadline(&due.id)?.label.get(words.lang);
    let day = match (due.date, due.missing_year) {
        (Some(date), _) => words.date(date),
        (None, Some(year)) => fill(&words.form.missing_year, &[("year", &year.to_string())]),
        (None, None) => words.form.day_not_known.clone(),
    };
    let counts = match due.kind {
        DayKind::Calendar => &words.status.counts_calendar,
        DayKind::Working => &words.status.counts_working,
    };
    // One that counts from another deadline would need that one's day.
    let counts = due.days.filter(|_| due.from == NOTICE).map(|days| {
        let days = days.to_string();
        format!(" ({})", fill(counts, &[("days", &days), ("date", &words.date(since))]))
    });
    Some((label.to_owned(), day + &counts.unwrap_or_default()))
}

#[derive(Template)]
#[template(path = "status.html")]
struct Page<'a> {
    words: &'a Vocabulary,
    other: &'a Vocabulary,
    title: &'a str,
    told: &'a Told,
    typed: &'a str,
    asks_for_language: bool,
}

/// Who reads the page, and what they typed.
pub struct Reader<'a> {
    /// The language of the page.
    pub lang: Lang,
    /// The language was asked for by the address, not by the browser's settings.
    pub asks_for_language: bool,
    /// The code as it was typed.
    pub typed: &'a str,
}

/// The page, with the status of what it tells.
pub fn answer(told: &Told, definitions: &Definitions, reader: Reader<'_>) -> Response {
    let Reader { lang, asks_for_language, typed } = reader;
    let words = definitions.words.of(lang);
    let (status, title) = match told {
        Told::Received(_) => (StatusCode::OK, &words.status.title_received),
        Told::Nothing => (StatusCode::OK, &words.status.title_entry),
        Told::Unknown => (StatusCode::NOT_FOUND, &words.status.title_unknown),
        Told::Mistyped => (StatusCode::NOT_FOUND, &words.status.title_mistyped),
        Told::Failed(_) => (StatusCode::SERVICE_UNAVAILABLE, &words.status.title_failed),
    };
    let other = definitions.words.of(lang.other());
    // What was found is not asked for again.
    let typed = if matches!(told, Told::Received(_)) { "" } else { typed };
    let page = Page { words, other, title, told, typed, asks_for_language };
    let html = page.render().expect("templates write to memory");
    let headers = [
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY)),
        (header::CONTENT_LANGUAGE, HeaderValue::from_static(lang.tag())),
        // The address holds the code.
        (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    ];
    (status, headers, Html(html)).into_response()
}
