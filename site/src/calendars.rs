//! Calendar files: the days on which offices are closed, and the deadlines whose day is known to all.

use rules::calendar_file::{CalendarEvent, CalendarFile};
use rules::{Base, Date, Deadline, Lang, Service};

use crate::address::Place;
use crate::conditions::Wording;
use crate::content::Content;
use crate::words::with;
use crate::write::File;

/// The path of the days on which offices are closed in a year.
pub fn holidays_path(year: i32, lang: Lang) -> String {
    format!("/{}/hari-libur-{year}.ics", lang.tag())
}

/// The path of a service's deadlines; nothing, if none falls on the same day for everyone.
pub fn deadlines_path(service: &Service, lang: Lang) -> Option<String> {
    let has_fixed = service.deadlines.iter().any(|deadline| fixed_day(service, deadline).is_some());
    has_fixed.then(|| format!("{}deadlines.ics", Place::Service(service.id.clone()).path(lang)))
}

/// The day of a deadline that falls on the same day for everyone.
fn fixed_day(service: &Service, deadline: &Deadline) -> Option<Date> {
    let base = match &deadline.at.base {
        Base::Date(day) => *day,
        Base::Deadline(id) => fixed_day(service, service.deadline(id)?)?,
        Base::Today | Base::Question(_) | Base::Event(_) => return None,
    };
    match &deadline.at.offset {
        None => Some(base),
        // A day in a year whose holidays are not known yet is not known either.
        Some(offset) => offset.from(base, service).ok(),
    }
}

/// The files, in every language.
pub fn files(content: &Content) -> Vec<File> {
    let years = content.library.named_holidays.keys();
    let holidays = years.flat_map(|year| Lang::ALL.map(|lang| holidays(content, *year, lang)));
    let services = content.services.iter().flat_map(|pages| Lang::ALL.map(|lang| (&pages.service, lang)));
    let deadlines = services.filter_map(|(service, lang)| deadlines(content, service, lang));
    holidays.chain(deadlines).collect()
}

fn holidays(content: &Content, year: i32, lang: Lang) -> File {
    let announced = &content.library.named_holidays[&year];
    let sources =
        announced.sources.iter().filter_map(|citation| content.library.sources.get(&citation.source));
    let events = announced.days.iter().map(|holiday| CalendarEvent {
        id: format!("{}.hari-libur@{}", holiday.date, host(content)),
        day: holiday.date,
        summary: holiday.name.get(lang).to_owned(),
        description: if holiday.tentative { &content.words.get(lang).holiday_tentative } else { "" },
        tentative: holiday.tentative,
        reminder: None,
    });
    let calendar = CalendarFile {
        name: &with(&content.words.get(lang).holidays, "year", &year.to_string()),
        stamp: sources.map(|source| source.read).max().unwrap_or(content.today),
        events: events.collect(),
    };
    file(&holidays_path(year, lang), &calendar)
}

/// The deadlines of a service that fall on the same day for everyone; nothing, if there are none.
fn deadlines(content: &Content, service: &Service, lang: Lang) -> Option<File> {
    let path = deadlines_path(service, lang)?;
    let wording = Wording { service, lang, words: content.words.get(lang), form: content.form.get(lang) };
    let page = format!("{}{}", content.site.base_url, Place::Service(service.id.clone()).path(lang));
    let fixed: Vec<_> = (service.deadlines.iter())
        .filter_map(|deadline| Some((deadline, fixed_day(service, deadline)?)))
        .map(|(deadline, day)| (deadline, day, description(wording, deadline, &page)))
        .collect();
    let events = (fixed.iter()).map(|(deadline, day, description)| {
        CalendarEvent::deadline(service, deadline, *day, lang, description)
    });
    let calendar =
        CalendarFile { name: service.title.get(lang), stamp: service.reviewed, events: events.collect() };
    Some(file(&path, &calendar))
}

/// When a deadline applies, more on it, and where to read on.
fn description(wording: Wording<'_>, deadline: &Deadline, page: &str) -> String {
    let when =
        deadline.when.as_ref().map(|when| format!("{}: {}.", wording.words.only_if, wording.sentence(when)));
    let help = deadline.help.as_ref().map(|help| wording.text(help).to_owned());
    when.into_iter().chain(help).chain([page.to_owned()]).collect::<Vec<_>>().join("\n")
}

/// The site's host: what makes identifiers of events unlike those of other sites.
fn host(content: &Content) -> &str {
    let url = &content.site.base_url;
    url.split_once("://").map_or(url.as_str(), |(_, host)| host)
}

fn file(path: &str, calendar: &CalendarFile<'_>) -> File {
    File { path: path.trim_start_matches('/').to_owned(), bytes: calendar.text().into_bytes() }
}
