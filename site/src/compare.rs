//! Two versions of the content: which situations they decide differently. What an editor reads before
//! publishing.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use proof::{Change, Compared, OneSided, PartChange, What, compare, situation};
use rules::problem::Severity;
use rules::{Date, Library, Service, check};
use serde_json::{Value, json};

use crate::load::Folder;
use crate::prove::thousands;
use crate::report::{Entry, Report};

/// What differs between two versions of the content, by service.
pub struct Differences {
    services: Vec<(String, Difference)>,
    /// The first error in the shared files and definitions of the old version and of the new one.
    errors: [Option<Entry>; 2],
}

/// What became of a service.
enum Difference {
    Added,
    Removed,
    /// It is called so now.
    Renamed(String),
    /// Its definition is not sound in these versions.
    NotSound(&'static [&'static str]),
    Changed(Compared),
}

/// Compares two versions of the content: on the day `on`, or on every day on which something changes.
pub fn differences(old: &Folder, new: &Folder, on: Option<Date>) -> Differences {
    let ((old, error_in_old), (mut new, error_in_new)) = (services(old), services(new));
    // A service can have been renamed only to what none was called before.
    let mut added = BTreeMap::new();
    for (id, service) in std::mem::take(&mut new) {
        if old.contains_key(&id) { &mut new } else { &mut added }.insert(id, service);
    }
    let mut found = Vec::new();
    for (id, before) in old {
        let (id, after) = match new.remove(&id) {
            Some(after) => (id, after),
            None => match renamed(&before, &added) {
                Some(name) => {
                    found.push((id, Difference::Renamed(name.clone())));
                    let after = added.remove(&name).flatten();
                    (name, after)
                }
                None => {
                    found.push((id, Difference::Removed));
                    continue;
                }
            },
        };
        match (before, after) {
            (None, None) => found.push((id, Difference::NotSound(&["old", "new"]))),
            (None, Some(_)) => found.push((id, Difference::NotSound(&["old"]))),
            (Some(_), None) => found.push((id, Difference::NotSound(&["new"]))),
            (Some(before), Some(after)) => {
                let compared = compare(&before, &after, on);
                if !compared.is_empty() {
                    found.push((id, Difference::Changed(compared)));
                }
            }
        }
    }
    for (id, service) in added {
        if service.is_none() {
            found.push((id.clone(), Difference::NotSound(&["new"])));
        }
        found.push((id, Difference::Added));
    }
    found.sort_by(|(one, _), (other, _)| one.cmp(other));
    Differences { services: found, errors: [error_in_old, error_in_new] }
}

/// Services by their ids; none where a definition is not sound.
type Services = BTreeMap<String, Option<Service>>;

/// Every service, and the first error in what they are made of: in what they share, if there is one.
fn services(folder: &Folder) -> (Services, Option<Entry>) {
    // Sources come first: what cites one that cannot be read is wrong for no other reason.
    let (library, mut found) = Library::read(folder.below(""));
    let mut services = Services::new();
    for (path, text) in folder.below("services/") {
        let Some(id) = path.strip_suffix("/service.toml") else { continue };
        let check::Checked { service, problems, .. } = check::check(id, text, &library);
        services.insert(id.to_owned(), service);
        found.push((format!("services/{path}"), problems));
    }
    let error = found.into_iter().find_map(|(file, problems)| {
        let mut report = Report::default();
        let errors = problems.into_iter().filter(|problem| problem.severity == Severity::Error);
        report.add(&file, folder.text(&file).unwrap_or_default(), errors.collect());
        report.entries().first().map(|entry| (*entry).clone())
    });
    (services, error)
}

/// A service that has the title of one that is gone, among those that are new.
fn renamed(gone: &Option<Service>, added: &Services) -> Option<String> {
    let title = &gone.as_ref()?.title;
    let same =
        added.iter().find(|(_, service)| service.as_ref().is_some_and(|service| service.title == *title));
    same.map(|(id, _)| id.clone())
}

impl Differences {
    /// The first error of each version that has any, a line for each; `folders` are what the versions are
    /// called.
    pub fn errors(&self, folders: [&str; 2]) -> Vec<String> {
        let errors = ["old", "new"].into_iter().zip(folders).zip(&self.errors);
        let line = |((version, folder), error): ((&str, &str), &Option<Entry>)| {
            let Entry { file, line, column, code, severity, message } = error.as_ref()?;
            let message = message.replace('\n', "\n    ");
            let place = format!("{folder}/{file}:{line}:{column}");
            Some(format!("the {version} version is not sound; {place}: {severity}[{code}]: {message}"))
        };
        errors.filter_map(line).collect()
    }

    /// For reading.
    pub fn human(&self) -> String {
        let mut lines = String::new();
        for (id, difference) in &self.services {
            match difference {
                Difference::Added => writeln!(lines, "{id}: added"),
                Difference::Removed => writeln!(lines, "{id}: removed"),
                Difference::Renamed(name) => writeln!(lines, "{id}: now called {name}"),
                Difference::NotSound(versions) => {
                    let (versions, are) = match versions {
                        [version] => (*version, "definition is"),
                        versions => (&*versions.join(" and the "), "definitions are"),
                    };
                    writeln!(lines, "{id}: the {versions} {are} not sound; nothing can be said of it")
                }
                Difference::Changed(compared) => write!(lines, "{}", changed(id, compared)),
            }
            .expect("writing to a String does not fail");
        }
        let nothing = lines.is_empty() && self.errors.iter().all(Option::is_none);
        if nothing { "nothing changed\n".to_owned() } else { lines }
    }

    /// For programs: a list of services.
    pub fn json(&self) -> Value {
        let services = self.services.iter().map(|(id, difference)| match difference {
            Difference::Added => json!({ "service": id, "status": "added" }),
            Difference::Removed => json!({ "service": id, "status": "removed" }),
            Difference::Renamed(name) => json!({ "service": id, "status": "renamed", "to": name }),
            Difference::NotSound(versions) => {
                json!({ "service": id, "status": "not-sound", "versions": versions })
            }
            Difference::Changed(Compared { written, changes, changed, only_old, only_new, coverage }) => {
                json!({
                    "service": id,
                    "status": "changed",
                    "written": written,
                    // Numbers that can be greater than JSON's are texts.
                    "situations": coverage.situations.to_string(),
                    "days": coverage.days,
                    "all_days": coverage.all_days,
                    "share": coverage.share,
                    "changed": changed.to_string(),
                    "only_old": only_old.as_ref().map(one_sided_json),
                    "only_new": only_new.as_ref().map(one_sided_json),
                    "changes": changes.iter().map(change_json).collect::<Vec<_>>(),
                })
            }
        });
        services.collect()
    }
}

fn changed(id: &str, compared: &Compared) -> String {
    let Compared { written, changes, changed, only_old, only_new, coverage } = compared;
    let mut lines = format!(
        "{id}: {} of {} situations on {} days change",
        thousands(*changed),
        thousands(coverage.situations),
        coverage.days
    );
    if !coverage.is_whole() {
        lines.push_str(", of those that were looked at: there are too many for all");
    }
    lines.push('\n');
    for sentence in written {
        writeln!(lines, "  {sentence}").expect("writing to a String does not fail");
    }
    for (version, only) in [("old", only_old), ("new", only_new)] {
        let Some(OneSided { situations, today, answers }) = only else { continue };
        writeln!(
            lines,
            "  only the {version} version understands {} situations, for example\n    {}",
            thousands(*situations),
            situation(*today, answers)
        )
        .expect("writing to a String does not fail");
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

fn one_sided_json(OneSided { situations, today, answers }: &OneSided) -> Value {
    json!({ "situations": situations.to_string(), "example": { "today": today, "answers": answers } })
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
