//! Calendar files as a calendar reads them: with a parser that is not ours.

use std::path::Path;

use icalendar::{Calendar, Component, DatePerhapsTime};
use site::load::Folder;
use site::make;
use site::shell::Shell;

#[test]
fn another_program_reads_every_calendar_file_as_it_was_meant() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace");
    let folder = Folder::read(&root.join("content")).expect("the content can be read");
    let outcome = make(&folder, &Shell::without_form(), "2026-11-22".parse().expect("a day"));
    let library = outcome.content.expect("sound content").library;
    let files: Vec<_> = outcome.files.iter().filter(|file| file.path.ends_with(".ics")).collect();
    assert!(!files.is_empty());

    for file in files {
        let text = std::str::from_utf8(&file.bytes).expect("calendar files are UTF-8");
        let calendar: Calendar = text.parse().unwrap_or_else(|error| panic!("{}: {error}", file.path));
        let events: Vec<_> =
            calendar.components.iter().filter_map(|component| component.as_event()).collect();
        for event in &events {
            assert!(event.get_uid().is_some_and(|id| id.contains('@')), "{}", file.path);
            assert!(matches!(event.get_start(), Some(DatePerhapsTime::Date(_))), "{}: whole days", file.path);
            assert!(event.get_timestamp().is_some(), "{}", file.path);
        }
        let Some(year) = file.path.strip_prefix("en/hari-libur-").and_then(|name| name.get(..4)) else {
            continue;
        };
        let days = &library.named_holidays[&year.parse().expect("a year")].days;
        let read: Vec<_> = events.iter().map(|event| event.get_summary().unwrap_or_default()).collect();
        let written: Vec<_> = days.iter().map(|day| day.name.en.as_str()).collect();
        assert_eq!(read, written, "{}", file.path);
    }
}
