//! Deadlines as a file for a calendar: with nothing in it that says who has them.

use rules::calendar_file::{CalendarEvent, CalendarFile};
use rules::{Date, DeadlineDay};

use crate::page_data::PageData;

/// Whether there is a day among them that has not passed.
pub fn has_days(days: &[DeadlineDay], today: Date) -> bool {
    days.iter().any(|day| day.date.is_some_and(|date| today <= date))
}

/// The text of the file for the days that have not passed. `address`: that of the page, without the
/// answers in it.
pub fn text(page: &PageData, days: &[DeadlineDay], today: Date, address: &str) -> String {
    let PageData { service, lang, .. } = page;
    let events = days.iter().filter_map(|day| {
        let date = day.date.filter(|date| today <= *date)?;
        Some(CalendarEvent::deadline(service, service.deadline(&day.id)?, date, *lang, address))
    });
    CalendarFile { name: service.title.get(*lang), stamp: today, events: events.collect() }.text()
}

#[cfg(test)]
mod tests {
    use rules::Lang;

    use super::*;
    use crate::sample::{self, date};

    fn day(id: &str, on: Option<&str>) -> DeadlineDay {
        let json = serde_json::json!({"id": id, "date": on, "kind": "calendar", "from": "ends"});
        serde_json::from_value(json).expect("a deadline of a decision")
    }

    #[test]
    fn days_to_come_are_in_the_file_each_under_the_same_name_every_time() {
        let days = [day("leave", Some("2026-12-31")), day("file-by", Some("2026-11-20")), day("leave", None)];
        let today = date("2026-11-21");
        assert!(has_days(&days, today) && !has_days(&days[1..], today));
        let text = |today| super::text(&sample::page(Lang::En), &days, today, "https://example.org/en/stay/");
        let file = text(today);
        assert_eq!(file.matches("BEGIN:VEVENT").count(), 1, "{file}");
        for line in [
            "UID:leave.stay.2026-12-31@panduan",
            "DTSTART;VALUE=DATE:20261231",
            "SUMMARY:Leave by (Stay)",
            "DESCRIPTION:https://example.org/en/stay/",
        ] {
            assert!(file.contains(line), "{file}");
        }
        assert!(text(date("2026-12-31")).contains("UID:leave.stay.2026-12-31@panduan"), "the last day too");
    }
}
