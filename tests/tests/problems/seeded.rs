//! Mistakes seeded into the content of this repository, everywhere such a mistake can be made: each is
//! refused, with its code, in the file where it was made or in the examples that notice it.

use std::ops::Range;

use rules::check::{Checked, check};
use rules::{Date, Library, examples};
use site::load::Folder;

/// The content of this repository.
fn content() -> Folder {
    Folder::read(&super::here("../../../content")).expect("there is content")
}

/// The codes of what is wrong with a service when its definition is this.
fn codes(folder: &Folder, library: &Library, id: &str, definition: &str) -> Vec<&'static str> {
    let Checked { service, problems, .. } = check(id, definition, library);
    let mut codes: Vec<_> = problems.iter().map(|problem| problem.code).collect();
    if let Some(service) = service {
        let text = folder.text(&format!("services/{id}/examples.toml")).expect("it has examples");
        let (examples, problems) = examples::check(&service, text);
        codes.extend(problems.iter().map(|problem| problem.code));
        // What examples notice need not be proved as well.
        if codes.is_empty() {
            codes.extend(proof::prove(&service, &examples).findings.iter().map(|finding| finding.code));
        }
    }
    codes
}

/// Makes a mistake in every place where `places` says that one can be made (byte range and what to put
/// there), and holds that each is refused with one of `expected`.
fn refuses(places: impl Fn(&str) -> Vec<(Range<usize>, String)>, expected: &[&str]) {
    let folder = content();
    let (library, _) = Library::read(folder.below(""));
    let mut made = 0;
    for (path, text) in folder.below("services/") {
        let Some(id) = path.strip_suffix("/service.toml") else { continue };
        for (range, with) in places(text) {
            let definition = [&text[..range.start], &with, &text[range.end..]].concat();
            let found = codes(&folder, &library, id, &definition);
            let line = text[..range.start].matches('\n').count() + 1;
            assert!(
                found.iter().any(|code| expected.contains(code)),
                "{path}:{line}: {:?} became {with:?}, and what is said is {found:?}",
                &text[range.clone()]
            );
            made += 1;
        }
    }
    assert!(made > 0, "no such mistake can be made");
}

/// The places of `words` that are no comment.
fn places_of<'t>(text: &'t str, words: &'t str) -> impl Iterator<Item = Range<usize>> + 't {
    text.match_indices(words).map(|(at, found)| at..at + found.len()).filter(move |range| {
        let line = text[..range.start].rfind('\n').map_or(0, |newline| newline + 1);
        !text[line..range.start].contains('#')
    })
}

#[test]
fn a_comparison_that_is_reversed() {
    let reversed = [
        ("{ before = ", "{ on_or_after = "),
        ("{ after = ", "{ on_or_before = "),
        ("{ on_or_before = ", "{ after = "),
        ("{ on_or_after = ", "{ before = "),
    ];
    let places = |text: &str| {
        let made = reversed.iter().flat_map(|(from, to)| {
            places_of(text, from).map(|range| (range, (*to).to_owned())).collect::<Vec<_>>()
        });
        made.collect()
    };
    // Two comparisons of one question may come to have the same name.
    refuses(places, &["failing-example", "unguarded", "syntax"]);
}

#[test]
fn a_translation_that_is_deleted() {
    let places = |text: &str| {
        let deleted = places_of(text, ", en = \"").map(|range| {
            let end = range.end + text[range.end..].find('"').expect("the text ends") + 1;
            (range.start..end, String::new())
        });
        deleted.collect()
    };
    refuses(places, &["missing-translation"]);
}

#[test]
fn an_option_that_is_removed() {
    let places = |text: &str| {
        let questions = text.find("[[detail]]").unwrap_or(text.len());
        let removed = places_of(&text[..questions], "\n  { id = \"").map(|range| {
            let end = range.end + text[range.end..].find('\n').expect("the list goes on");
            (range.start..end, String::new())
        });
        removed.collect()
    };
    refuses(places, &["unknown-option", "bad-answer"]);
}

#[test]
fn a_source_that_is_dropped() {
    let places = |text: &str| {
        let dropped = places_of(text, "\nsources = [").map(|range| {
            let end = range.end + text[range.end..].find(']').expect("the list ends");
            (range.end..end, String::new())
        });
        dropped.collect()
    };
    refuses(places, &["missing-source"]);
}

#[test]
fn a_fee_that_is_not_there() {
    let places = |text: &str| {
        places_of(text, "[[fee]]\nid = \"").map(|range| (range.end..range.end, "no-".to_owned())).collect()
    };
    refuses(places, &["unknown-fee"]);
}

#[test]
fn a_rule_that_can_never_apply() {
    let places = |text: &str| {
        let never = places_of(text, "\nwhen = { ").filter(|range| {
            let table = text[..range.start].rfind("\n[[").expect("it belongs to a table");
            text[table..].starts_with("\n[[rule]]")
        });
        let question = text.split("kind = \"choice\"").next().and_then(|before| {
            let (_, id) = before.rsplit_once("id = \"")?;
            Some(id.split('"').next()?.to_owned())
        });
        let option = text.split("\n  { id = \"").nth(1).and_then(|after| after.split('"').next());
        let (Some(question), Some(option)) = (question, option) else { return Vec::new() };
        let contradiction =
            format!("all = [{{ {question} = \"{option}\" }}, {{ not = {{ {question} = \"{option}\" }} }}], ");
        never.map(|range| (range.end..range.end, contradiction.clone())).collect()
    };
    refuses(places, &["rule-never-fires", "failing-example"]);
}

/// The days after this key, moved.
fn moved<'t>(text: &'t str, key: &'t str, days: i64) -> Vec<(Range<usize>, String)> {
    let day = |range: Range<usize>| {
        let day = range.end..range.end + "2026-01-01".len();
        let date: Date = text[day.clone()].parse().expect("a day");
        (day, date.plus(days).to_string())
    };
    places_of(text, key).map(day).collect()
}

/// A rule with one version has nothing to overlap with; its first day is guarded by examples.
#[test]
fn versions_of_a_rule_that_overlap_or_leave_a_day_out() {
    refuses(|text| moved(text, "\nfrom = \"", -1), &["dated-overlap", "failing-example", "unguarded"]);
    refuses(|text| moved(text, "\nfrom = \"", 1), &["dated-gap", "failing-example", "unguarded"]);
}

#[test]
fn rows_of_a_fee_that_overlap_or_leave_a_day_out() {
    let folder = content();
    let text = folder.text("fees.toml").expect("there are fees");
    for (days, code) in [(1, "dated-overlap"), (-1, "dated-gap")] {
        let rows = moved(text, " until = \"", days);
        assert!(!rows.is_empty(), "no fee has an earlier row");
        for (range, with) in rows {
            let fees = [&text[..range.start], &with, &text[range.end..]].concat();
            let files =
                folder.below("").map(|(path, text)| (path, if path == "fees.toml" { &fees } else { text }));
            let (_, problems) = Library::read(files);
            let found: Vec<_> =
                problems.iter().flat_map(|(_, problems)| problems).map(|found| found.code).collect();
            assert_eq!(found, [code], "fees.toml: {:?}", &text[range]);
        }
    }
}
