//! Days as a file that calendars read: iCalendar (RFC 5545), one all-day event for each day.
//!
//! The same writer makes the files of the guide and those that the form makes in the browser, so it is
//! small. It says nothing of who reads the file: identifiers are made of what the guide publishes.

use crate::{Date, Deadline, Lang, Service};

/// A calendar to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CalendarFile<'a> {
    /// Its name, as calendars show it.
    pub name: &'a str,
    /// The day on which its content was settled: that of the check for the guide, today for the form.
    pub stamp: Date,
    /// Its events.
    pub events: Vec<CalendarEvent<'a>>,
}

/// A day with its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CalendarEvent<'a> {
    /// An identifier that stays the same when the file is made again, so that a calendar takes the new
    /// event in place of the old one. It must hold nothing personal.
    pub id: String,
    /// The day.
    pub day: Date,
    /// What the day is.
    pub summary: String,
    /// More on it; may be empty.
    pub description: &'a str,
    /// The day may still be moved.
    pub tentative: bool,
    /// So many days before it, at nine in the morning, the calendar calls to mind; never, if absent.
    pub reminder: Option<u16>,
}

/// A calendar calls a deadline to mind so many days before: time to fetch a document or to ask the office.
const REMINDER: u16 = 7;

/// The most bytes of a line, its end aside (RFC 5545, section 3.1).
const LINE: usize = 75;

/// The hour of the day at which a calendar calls to mind.
const REMINDER_HOUR: u16 = 9;

impl<'a> CalendarEvent<'a> {
    /// A deadline of a service. From the guide and from the form it is the same event, so that it does not
    /// stand twice in the calendar of whoever takes both.
    pub fn deadline(
        service: &Service,
        deadline: &Deadline,
        day: Date,
        lang: Lang,
        description: &'a str,
    ) -> Self {
        Self {
            // With its date: whoever applies for several people has several such days, and one must not
            // take the place of another.
            id: [&deadline.id, ".", &service.id, ".", &day.to_string(), "@panduan"].concat(),
            day,
            summary: [deadline.label.get(lang), " (", service.title.get(lang), ")"].concat(),
            description,
            tentative: false,
            reminder: Some(REMINDER),
        }
    }
}

impl CalendarFile<'_> {
    /// The text of the file, of the type `text/calendar`.
    pub fn text(&self) -> String {
        let mut text = String::new();
        let mut line = |name: &str, value: &str| add_line(&mut text, name, value);
        line("BEGIN", "VCALENDAR");
        line("VERSION", "2.0");
        line("PRODID", "-//Panduan//Panduan//ID");
        line("CALSCALE", "GREGORIAN");
        line("METHOD", "PUBLISH");
        line("X-WR-CALNAME", &escape(self.name));
        for event in &self.events {
            let CalendarEvent { id, day, summary, description, tentative, reminder } = event;
            line("BEGIN", "VEVENT");
            line("UID", &escape(id));
            line("DTSTAMP", &[&digits(self.stamp), "T000000Z"].concat());
            line("DTSTART;VALUE=DATE", &digits(*day));
            line("SUMMARY", &escape(summary));
            if !description.is_empty() {
                line("DESCRIPTION", &escape(description));
            }
            line("STATUS", if *tentative { "TENTATIVE" } else { "CONFIRMED" });
            // A deadline does not keep anybody busy.
            line("TRANSP", "TRANSPARENT");
            if let Some(days) = reminder {
                line("BEGIN", "VALARM");
                line("ACTION", "DISPLAY");
                line("TRIGGER", &trigger(*days));
                line("DESCRIPTION", &escape(summary));
                line("END", "VALARM");
            }
            line("END", "VEVENT");
        }
        line("END", "VCALENDAR");
        text
    }
}

/// Nine in the morning so many days before: counted from the midnight at which the day begins.
fn trigger(days: u16) -> String {
    match days.checked_sub(1) {
        Some(whole) => ["-P", &whole.to_string(), "DT", &(24 - REMINDER_HOUR).to_string(), "H"].concat(),
        None => ["PT", &REMINDER_HOUR.to_string(), "H"].concat(),
    }
}

/// A day without its hyphens.
fn digits(day: Date) -> String {
    day.to_string().replace('-', "")
}

/// Text as a value (RFC 5545, section 3.3.11).
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\\' | ';' | ',' => escaped.extend(['\\', letter]),
            '\n' => escaped.push_str("\\n"),
            letter if letter.is_control() => {}
            letter => escaped.push(letter),
        }
    }
    escaped
}

/// Adds a line, folded where it is too long: never inside a letter.
fn add_line(text: &mut String, name: &str, value: &str) {
    let mut used = 0;
    for letter in name.chars().chain([':']).chain(value.chars()) {
        if used + letter.len_utf8() > LINE {
            text.push_str("\r\n ");
            used = 1;
        }
        text.push(letter);
        used += letter.len_utf8();
    }
    text.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn event(summary: &str) -> CalendarEvent<'_> {
        CalendarEvent {
            id: "file-by@panduan.example".to_owned(),
            day: "2026-12-01".parse().expect("a date of the test"),
            summary: summary.to_owned(),
            description: "",
            tentative: false,
            reminder: None,
        }
    }

    fn file(events: Vec<CalendarEvent<'_>>) -> String {
        let stamp = "2026-11-22".parse().expect("a date of the test");
        CalendarFile { name: "Tenggat", stamp, events }.text()
    }

    #[test]
    fn a_day_comes_to_this_text() {
        let tentative =
            CalendarEvent { tentative: true, reminder: Some(7), ..event("Ajukan, paling lambat") };
        let expected = [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "PRODID:-//Panduan//Panduan//ID",
            "CALSCALE:GREGORIAN",
            "METHOD:PUBLISH",
            "X-WR-CALNAME:Tenggat",
            "BEGIN:VEVENT",
            "UID:file-by@panduan.example",
            "DTSTAMP:20261122T000000Z",
            "DTSTART;VALUE=DATE:20261201",
            "SUMMARY:Ajukan\\, paling lambat",
            "STATUS:TENTATIVE",
            "TRANSP:TRANSPARENT",
            "BEGIN:VALARM",
            "ACTION:DISPLAY",
            "TRIGGER:-P6DT15H",
            "DESCRIPTION:Ajukan\\, paling lambat",
            "END:VALARM",
            "END:VEVENT",
            "END:VCALENDAR",
            "",
        ];
        assert_eq!(file(vec![tentative]), expected.join("\r\n"));
    }

    /// The guide's file and the form's would otherwise put the same deadline into a calendar twice.
    #[test]
    fn a_deadline_is_the_same_event_wherever_it_comes_from() {
        let service = r#"{"id": "stay", "title": {"id": "Tinggal", "en": "Stay"}, "summary": {"id": "", "en": ""},
            "reviewed": "2026-11-21", "review_by": "2027-02-21", "confidence": "official", "sources": [],
            "limits": {"max_total_bytes": 1, "max_files": 1, "note": {"id": "", "en": ""}}, "spans": {}, "events": {},
            "questions": [], "details": [], "rules": [], "documents": [], "steps": [], "cited": {},
            "holidays": {"years": [], "days": []}, "deadlines": [{"id": "leave", "at": {"base": "today"},
            "label": {"id": "Keluar paling lambat", "en": "Leave by"}, "sources": []}]}"#;
        let service: Service = serde_json::from_str(service).expect("a service of the test");
        let day = "2026-12-01".parse().expect("a date of the test");
        let event = |lang, more| CalendarEvent::deadline(&service, &service.deadlines[0], day, lang, more);
        let (guide, form) = (event(Lang::En, "When it applies."), event(Lang::Id, ""));
        assert_eq!(guide.id, "leave.stay.2026-12-01@panduan");
        assert_eq!((&form.id, form.reminder), (&guide.id, guide.reminder));
        assert_eq!(guide.summary, "Leave by (Stay)");
    }

    #[test]
    fn a_reminder_comes_at_nine_in_the_morning() {
        assert_eq!(trigger(0), "PT9H");
        assert_eq!(trigger(1), "-P0DT15H");
        assert_eq!(trigger(30), "-P29DT15H");
    }

    proptest! {
        /// A line that is too long, or folded inside a letter, makes some calendars refuse the whole file.
        #[test]
        fn lines_are_short_enough_and_unfold_to_what_was_written(summary in "\\PC{0,200}") {
            let text = file(vec![event(&summary)]);
            for line in text.split("\r\n") {
                prop_assert!(line.len() <= LINE, "{line}");
            }
            let unfolded = text.replace("\r\n ", "");
            let written = ["SUMMARY:", &escape(&summary)].concat();
            prop_assert!(unfolded.split("\r\n").any(|line| line == written), "{unfolded}");
        }

        /// What is in a text must not look like a line of its own.
        #[test]
        fn no_text_breaks_out_of_its_line(summary in any::<String>()) {
            let text = file(vec![event(&summary)]);
            prop_assert_eq!(text.replace("\r\n ", "").matches("\r\n").count(), 15);
            prop_assert_eq!(text.matches('\r').count(), text.matches('\n').count());
        }
    }
}
