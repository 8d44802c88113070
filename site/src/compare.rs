//! Two versions of the content: which situations they decide differently. What an editor reads before
//! publishing.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use proof::{Change, Compared, PartChange, What, compare, situation};
use rules::{Date, Library, Service, check};
use serde_json::{Value, json};

use crate::load::Folder;
use crate::prove::thousands;

/// What differs between two versions of the content, by service.
pub struct Differences {
    services: Vec<(String, Difference)>,
}

/// What became of a service.
enum Difference {
    Added,
    Removed,
    /// It is called so now.
    Renamed(String),
    /// Its definition is not sound in one of them, which is named.
    NotSound(&'static str),
    Changed(Compared),
}

/// Compares two versions of the content: on the day `on`, or on every day on which something changes.
pub fn differences(old: &Folder, new: &Folder, on: Option<Date>) -> Differences {
    let (old, mut new) = (services(old), services(new));
    let mut found = Vec::new();
    for (id, before) in old {
        let (id, after) = match new.remove(&id) {
            Some(after) => (id, after),
            None => match renamed(&before, &new) {
                Some(name) => {
                    found.push((id, Difference::Renamed(name.clone())));
                    let after = new.remove(&name).flatten();
                    (name, after)
                }
                None => {
                    found.push((id, Difference::Removed));
                    continue;
                }
            },
        };
        match (before, after) {
            (None, _) => found.push((id, Difference::NotSound("old"))),
            (_, None) => found.push((id, Difference::NotSound("new"))),
            (Some(before), Some(after)) => {
                let compared = compare(&before, &after, on);
                if !compared.is_empty() {
                    found.push((id, Difference::Changed(compared)));
                }
            }
        }
    }
    found.extend(new.into_keys().map(|id| (id, Difference::Added)));
    found.sort_by(|(one, _), (other, _)| one.cmp(other));
    Differences { services: found }
}

/// Every service by its id; none where its definition is not sound.
fn services(folder: &Folder) -> BTreeMap<String, Option<Service>> {
    let (library, _) = Library::read(folder.below(""));
    let definitions = folder.below("services/").filter_map(|(path, text)| {
        let id = path.strip_suffix("/service.toml")?;
        Some((id.to_owned(), check::check(id, text, &library).service))
    });
    definitions.collect()
}

/// A service that has the title of one that is gone.
fn renamed(gone: &Option<Service>, left: &BTreeMap<String, Option<Service>>) -> Option<String> {
    let title = &gone.as_ref()?.title;
    let same =
        left.iter().find(|(_, service)| service.as_ref().is_some_and(|service| service.title == *title));
    same.map(|(id, _)| id.clone())
}

impl Differences {
    /// For reading.
    pub fn human(&self) -> String {
        let mut lines = String::new();
        for (id, difference) in &self.services {
            match difference {
                Difference::Added => writeln!(lines, "{id}: added"),
                Difference::Removed => writeln!(lines, "{id}: removed"),
                Difference::Renamed(name) => writeln!(lines, "{id}: now called {name}"),
                Difference::NotSound(version) => {
                    writeln!(lines, "{id}: the {version} definition is not sound; nothing can be said of it")
                }
                Difference::Changed(compared) => write!(lines, "{}", changed(id, compared)),
            }
            .expect("writing to a String does not fail");
        }
        if lines.is_empty() { "nothing changed\n".to_owned() } else { lines }
    }

    /// For programs: a list of services.
    pub fn json(&self) -> Value {
        let services = self.services.iter().map(|(id, difference)| match difference {
            Difference::Added => json!({ "service": id, "status": "added" }),
            Difference::Removed => json!({ "service": id, "status": "removed" }),
            Difference::Renamed(name) => json!({ "service": id, "status": "renamed", "to": name }),
            Difference::NotSound(version) => {
                json!({ "service": id, "status": "not-sound", "version": version })
            }
            Difference::Changed(Compared { written, changes, changed, coverage }) => json!({
                "service": id,
                "status": "changed",
                "written": written,
                // Numbers that can be greater than JSON's are texts.
                "situations": coverage.situations.to_string(),
                "days": coverage.days,
                "share": coverage.share,
                "changed": changed.to_string(),
                "changes": changes.iter().map(change_json).collect::<Vec<_>>(),
            }),
        });
        services.collect()
    }
}

fn changed(id: &str, compared: &Compared) -> String {
    let Compared { written, changes, changed, coverage } = compared;
    let mut lines = format!(
        "{id}: {} of {} situations on {} days change",
        thousands(*changed),
        thousands(coverage.situations),
        coverage.days
    );
    if coverage.share < 1.0 {
        lines.push_str(", of those that were looked at: there are too many for all");
    }
    lines.push('\n');
    for sentence in written {
        writeln!(lines, "  {sentence}").expect("writing to a String does not fail");
    }
    for change in changes {
        writeln!(
            lines,
            "  {} in {} situations, for example\n    {}",
            in_words(change),
            thousands(change.situations),
            situation(change.today, &change.answers)
        )
        .expect("writing to a String does not fail");
    }
    lines
}

fn in_words(change: &Change) -> String {
    let Change { what, before, after, .. } = change;
    match what {
        What::Verdict(before, after) => format!("{before} → {after}"),
        What::Part(kind, id, PartChange::Applies) => format!(
            "{kind} `{id}` {}",
            match *kind {
                "question" | "detail" => "is newly asked",
                "document" => "is newly asked for",
                _ => "newly applies",
            }
        ),
        What::Part(kind, id, PartChange::NoLonger) => format!(
            "{kind} `{id}` {}",
            match *kind {
                "question" | "detail" => "is no longer asked",
                "document" => "is no longer asked for",
                _ => "no longer applies",
            }
        ),
        What::Part(kind, id, PartChange::Other) => format!("{kind} `{id}`: {before} → {after}"),
    }
}

fn change_json(change: &Change) -> Value {
    let Change { what, before, after, situations, today, answers } = change;
    let mut json = match what {
        What::Verdict(before, after) => json!({ "kind": "verdict", "before": before, "after": after }),
        What::Part(kind, id, PartChange::Applies) => json!({ "kind": kind, "id": id, "change": "applies" }),
        What::Part(kind, id, PartChange::NoLonger) => {
            json!({ "kind": kind, "id": id, "change": "no-longer" })
        }
        What::Part(kind, id, PartChange::Other) => {
            json!({ "kind": kind, "id": id, "change": "other", "before": before, "after": after })
        }
    };
    json["situations"] = json!(situations.to_string());
    json["example"] = json!({ "today": today, "answers": answers });
    json
}
