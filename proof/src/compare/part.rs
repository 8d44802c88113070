//! A part of a service, of which each difference is said in a sentence.

use std::collections::{BTreeMap, BTreeSet};

use rules::{Citation, Condition};

/// A part that both versions have, and what is said so far.
pub(super) struct Part<'s> {
    /// As it is called in sentences; the service itself has no name in them.
    name: String,
    said: &'s mut Vec<String>,
}

impl<'s> Part<'s> {
    /// The service as a whole.
    pub(super) fn whole(said: &'s mut Vec<String>) -> Self {
        Self { name: String::new(), said }
    }

    /// Says that a value is another one.
    pub(super) fn value<T: PartialEq + ?Sized>(
        &mut self,
        key: &str,
        before: &T,
        after: &T,
        words: impl Fn(&T) -> String,
    ) {
        if before != after {
            self.say(format!("`{key}` {} → {}", words(before), words(after)));
        }
    }

    /// The same of one that is its own words.
    pub(super) fn plain<T: PartialEq + ToString>(&mut self, key: &str, before: &T, after: &T) {
        self.value(key, before, after, T::to_string);
    }

    /// The same of one that may be absent.
    pub(super) fn optional<T: PartialEq>(
        &mut self,
        key: &str,
        before: &Option<T>,
        after: &Option<T>,
        words: impl Fn(&T) -> String,
    ) {
        self.value(key, before, after, |value| value.as_ref().map_or("none".to_owned(), &words));
    }

    pub(super) fn sources(&mut self, before: &[Citation], after: &[Citation]) {
        self.value("sources", before, after, list);
    }

    /// What it changes is said by what becomes of situations: nothing, where both mean the same.
    pub(super) fn when(&mut self, before: Option<&Condition>, after: Option<&Condition>) {
        if before != after {
            self.say("`when` is written differently".to_owned());
        }
    }

    /// Says once that some of its words are others.
    pub(super) fn wording<T: PartialEq>(&mut self, before: &T, after: &T) {
        let name = if self.name.is_empty() { "the service" } else { &self.name };
        let sentence = format!("wording of {name} changed");
        if before != after && !self.said.contains(&sentence) {
            self.said.push(sentence);
        }
    }

    pub(super) fn say(&mut self, what: String) {
        self.said.push(if self.name.is_empty() { what } else { format!("{}: {what}", self.name) });
    }

    /// Says which things in it, by their names, are new, gone or in another order; the others are left to
    /// `compare`, with their names.
    pub(super) fn each<T>(
        &mut self,
        kind: &str,
        old: &[(String, &T)],
        new: &[(String, &T)],
        compare: impl Fn(&mut Self, &str, &T, &T),
    ) {
        let names = |all: &[(String, &T)]| all.iter().map(|(name, _)| name.clone()).collect::<BTreeSet<_>>();
        let (before, after) = (names(old), names(new));
        after.difference(&before).for_each(|name| self.say(format!("{name} added")));
        before.difference(&after).for_each(|name| self.say(format!("{name} removed")));
        let in_order = |all: &[(String, &T)]| {
            let both = all.iter().filter(|(name, _)| before.contains(name) && after.contains(name));
            both.map(|(name, _)| name.clone()).collect::<Vec<_>>()
        };
        if in_order(old) != in_order(new) {
            self.say(format!("{kind}s are in another order"));
        }
        for (name, before) in old {
            if let Some((_, after)) = new.iter().find(|(other, _)| other == name) {
                compare(self, name, before, after);
            }
        }
    }

    /// The same of parts of the whole service, each a part to compare.
    pub(super) fn parts<T>(
        &mut self,
        kind: &str,
        old: &[(String, &T)],
        new: &[(String, &T)],
        compare: impl Fn(&mut Part, &T, &T),
    ) {
        self.each(kind, old, new, |whole, name, before, after| {
            compare(&mut Part { name: name.to_owned(), said: whole.said }, before, after);
        });
    }
}

/// Things with their names in sentences: *question `origin`*.
pub(super) fn named<'a, T: 'a, I: AsRef<str>>(
    kind: &str,
    all: impl IntoIterator<Item = &'a T>,
    id: impl Fn(&'a T) -> I,
) -> Vec<(String, &'a T)> {
    all.into_iter().map(|one| (format!("{kind} `{}`", id(one).as_ref()), one)).collect()
}

/// The same of things that have their ids beside them.
pub(super) fn keyed<'a, T>(kind: &str, all: &'a BTreeMap<String, T>) -> Vec<(String, &'a T)> {
    all.iter().map(|(id, one)| (format!("{kind} `{id}`"), one)).collect()
}

/// Values as they follow on each other; *none*, if there are none.
pub(super) fn list<T: ToString>(all: &[T]) -> String {
    let all: Vec<_> = all.iter().map(T::to_string).collect();
    if all.is_empty() { "none".to_owned() } else { all.join(", ") }
}
