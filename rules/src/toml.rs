//! Reading TOML for editors: every problem is collected with its place, and reading goes on past it as
//! far as it can, so that one run shows them all. `serde` would stop at the first.

mod shape;

use std::collections::BTreeMap;

pub use shape::{Key, Shape};
pub use toml_span::{Span, Spanned, Value, value::ValueInner};

use crate::problem::Problem;
use crate::{Confidence, Date, DayKind, Effect, Text, Verdict};

/// A value that can be read from TOML.
///
/// `None` means that there is no value to go on with; why is in `problems` then.
pub trait FromToml: Sized {
    /// Reads the value, which it may take apart.
    fn from_toml(value: &mut Value<'_>, problems: &mut Vec<Problem>) -> Option<Self>;

    /// What such a value looks like: for a schema, from which an editor program completes.
    fn shape() -> Shape;
}

/// Reads a whole file.
pub fn read<T: FromToml>(text: &str, problems: &mut Vec<Problem>) -> Option<T> {
    match toml_span::parse(text) {
        Ok(mut value) => T::from_toml(&mut value, problems),
        Err(error) => {
            problems.push(Problem::error("syntax", error.span, error.to_string()));
            None
        }
    }
}

/// Declares a table of a TOML file: a struct with the keys that must be there and those that may be,
/// each value with its span, and the reading of it. Any other key is a problem.
#[macro_export]
macro_rules! toml_table {
    (
        $(#[$meta:meta])* $visibility:vis struct $name:ident {
            $(required { $($(#[doc = $req_doc:literal])* $req:ident: $req_type:ty),* $(,)? })?
            $(optional { $($(#[doc = $opt_doc:literal])* $opt:ident: $opt_type:ty),* $(,)? })?
        }
    ) => {
        $(#[$meta])*
        $visibility struct $name {
            $($($(#[doc = $req_doc])* pub $req: $crate::toml::Spanned<$req_type>,)*)?
            $($($(#[doc = $opt_doc])* pub $opt: Option<$crate::toml::Spanned<$opt_type>>,)*)?
        }

        impl $crate::toml::FromToml for $name {
            fn from_toml(
                value: &mut $crate::toml::Value<'_>,
                problems: &mut Vec<$crate::problem::Problem>,
            ) -> Option<Self> {
                let mut table = $crate::toml::Table::open(value, problems)?;
                $($(let $req = table.required(stringify!($req), problems);)*)?
                $($(let $opt = table.optional(stringify!($opt), problems);)*)?
                table.close(problems);
                Some(Self { $($($req: $req?,)*)? $($($opt,)*)? })
            }

            fn shape() -> $crate::toml::Shape {
                $crate::toml::Shape::Table(vec![
                    $($($crate::toml::Key {
                        name: stringify!($req),
                        is_required: true,
                        about: concat!($($req_doc),*),
                        shape: <$req_type as $crate::toml::FromToml>::shape(),
                    },)*)?
                    $($($crate::toml::Key {
                        name: stringify!($opt),
                        is_required: false,
                        about: concat!($($opt_doc),*),
                        shape: <$opt_type as $crate::toml::FromToml>::shape(),
                    },)*)?
                ])
            }
        }
    };
}

/// A table that is being read: which keys were asked for, and what is left.
pub struct Table<'de> {
    entries: toml_span::value::Table<'de>,
    asked: Vec<&'static str>,
    span: Span,
}

impl<'de> Table<'de> {
    /// Takes the table out of `value`.
    pub fn open(value: &mut Value<'de>, problems: &mut Vec<Problem>) -> Option<Self> {
        let span = value.span;
        match value.take() {
            ValueInner::Table(entries) => Some(Self { entries, asked: Vec::new(), span }),
            other => wrong_type("a table", &other, span, problems),
        }
    }

    /// Reads a key that must be there.
    pub fn required<T: FromToml>(
        &mut self,
        key: &'static str,
        problems: &mut Vec<Problem>,
    ) -> Option<Spanned<T>> {
        if !self.entries.contains_key(key) {
            let message = format!("`{key}` is missing here; add it");
            problems.push(Problem::error("missing-key", first_line(self.span), message));
        }
        self.optional(key, problems)
    }

    /// Reads a key that may be there.
    pub fn optional<T: FromToml>(
        &mut self,
        key: &'static str,
        problems: &mut Vec<Problem>,
    ) -> Option<Spanned<T>> {
        self.asked.push(key);
        let mut value = self.entries.remove(key)?;
        let span = value.span;
        T::from_toml(&mut value, problems).map(|value| Spanned::with_span(value, span))
    }

    /// Reports every key that was not asked for.
    pub fn close(self, problems: &mut Vec<Problem>) {
        for key in self.entries.into_keys() {
            let message = format!("unknown key `{key}`; known here are {}", listed(&self.asked));
            problems.push(Problem::error("unknown-key", key.span, message));
        }
    }
}

/// A table whose keys are chosen by the editor, in the order of the file.
pub struct Named<T>(pub Vec<(Spanned<String>, T)>);

impl<T> Default for Named<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T: FromToml> FromToml for Named<T> {
    fn from_toml(value: &mut Value<'_>, problems: &mut Vec<Problem>) -> Option<Self> {
        let table = Table::open(value, problems)?;
        let mut entries: Vec<_> = table.entries.into_iter().collect();
        entries.sort_by_key(|(key, _)| key.span.start);
        let read = |(key, mut value): (toml_span::value::Key<'_>, Value<'_>)| {
            let read = T::from_toml(&mut value, problems)?;
            Some((Spanned::with_span(key.name.into_owned(), key.span), read))
        };
        Some(Self(entries.into_iter().filter_map(read).collect()))
    }

    fn shape() -> Shape {
        Shape::Named(Box::new(T::shape()))
    }
}

impl<T: FromToml> FromToml for Vec<T> {
    fn from_toml(value: &mut Value<'_>, problems: &mut Vec<Problem>) -> Option<Self> {
        let span = value.span;
        match value.take() {
            ValueInner::Array(array) => {
                Some(array.into_iter().filter_map(|mut one| T::from_toml(&mut one, problems)).collect())
            }
            other => wrong_type("a list", &other, span, problems),
        }
    }

    fn shape() -> Shape {
        Shape::List(Box::new(T::shape()))
    }
}

impl<T: FromToml> FromToml for Spanned<T> {
    fn from_toml(value: &mut Value<'_>, problems: &mut Vec<Problem>) -> Option<Self> {
        let span = value.span;
        T::from_toml(value, problems).map(|value| Self::with_span(value, span))
    }

    fn shape() -> Shape {
        T::shape()
    }
}

impl FromToml for String {
    fn from_toml(value: &mut Value<'_>, problems: &mut Vec<Problem>) -> Option<Self> {
        let span = value.span;
        match value.take() {
            ValueInner::String(text) => Some(text.into_owned()),
            other => wrong_type("a text in quotes", &other, span, problems),
        }
    }

    fn shape() -> Shape {
        Shape::Text
    }
}

impl FromToml for bool {
    fn from_toml(value: &mut Value<'_>, problems: &mut Vec<Problem>) -> Option<Self> {
        let span = value.span;
        match value.take() {
            ValueInner::Boolean(value) => Some(value),
            other => wrong_type("true or false", &other, span, problems),
        }
    }

    fn shape() -> Shape {
        Shape::Boolean
    }
}

macro_rules! whole_numbers {
    ($($number:ty),*) => {$(
        impl FromToml for $number {
            fn from_toml(value: &mut Value<'_>, problems: &mut Vec<Problem>) -> Option<Self> {
                let span = value.span;
                match value.take() {
                    ValueInner::Integer(number) => number.try_into().ok().or_else(|| {
                        let message = format!("{number} does not fit: {} to {} do", <$number>::MIN, <$number>::MAX);
                        problems.push(Problem::error("out-of-range", span, message));
                        None
                    }),
                    other => wrong_type("a whole number", &other, span, problems),
                }
            }

            fn shape() -> Shape {
                Shape::Integer(<$number>::MIN.into(), <$number>::MAX.into())
            }
        }
    )*};
}
whole_numbers!(i32, i64, u16, u32, u64);

impl FromToml for Date {
    fn from_toml(value: &mut Value<'_>, problems: &mut Vec<Problem>) -> Option<Self> {
        let span = value.span;
        let text = String::from_toml(value, problems)?;
        text.parse().ok().or_else(|| {
            let message = format!("`{text}` is not a day that exists; write it as \"2026-12-31\"");
            problems.push(Problem::error("not-a-date", span, message));
            None
        })
    }

    fn shape() -> Shape {
        Shape::Day
    }
}

impl FromToml for Text {
    fn from_toml(value: &mut Value<'_>, problems: &mut Vec<Problem>) -> Option<Self> {
        let mut table = Table::open(value, problems)?;
        let span = table.span;
        let id = table.optional::<String>("id", problems);
        let en = table.optional::<String>("en", problems);
        table.close(problems);
        let mut missing = |lang: &str, there: &Spanned<String>| {
            let message = format!("the translation `{lang}` is missing");
            problems.push(Problem::error("missing-translation", there.span, message));
            // Something to go on with: the problem keeps it from being published.
            there.value.clone()
        };
        match (id, en) {
            (Some(id), Some(en)) => Some(Self { id: id.value, en: en.value }),
            (Some(id), None) => Some(Self { en: missing("en", &id), id: id.value }),
            (None, Some(en)) => Some(Self { id: missing("id", &en), en: en.value }),
            (None, None) => {
                let message = "a text needs `id` and `en`";
                problems.push(Problem::error("missing-translation", first_line(span), message));
                None
            }
        }
    }

    fn shape() -> Shape {
        Shape::Translated
    }
}

/// Declares the names by which an editor writes the variants of an enum.
macro_rules! names {
    ($($type:ident { $($name:literal => $variant:ident),* $(,)? })*) => {$(
        impl $crate::toml::FromToml for $type {
            fn from_toml(
                value: &mut $crate::toml::Value<'_>,
                problems: &mut Vec<$crate::problem::Problem>,
            ) -> Option<Self> {
                $crate::toml::one_of(value, problems, &[$(($name, Self::$variant)),*])
            }

            fn shape() -> $crate::toml::Shape {
                $crate::toml::Shape::OneOf(vec![$($name),*])
            }
        }
    )*};
}
pub(crate) use names;

names! {
    Confidence { "official" => Official, "secondary" => Secondary, "uncertain" => Uncertain }
    DayKind { "calendar" => Calendar, "working" => Working }
    Effect { "not-eligible" => NotEligible, "not-yet" => NotYet, "ask-office" => AskOffice, "note" => Note }
    Verdict {
        "eligible" => Eligible, "not-eligible" => NotEligible, "not-yet" => NotYet,
        "ask-office" => AskOffice, "needs-answers" => NeedsAnswers,
    }
}

/// Reads one of a closed set of names.
pub(crate) fn one_of<T: Copy>(
    value: &mut Value<'_>,
    problems: &mut Vec<Problem>,
    known: &[(&str, T)],
) -> Option<T> {
    let span = value.span;
    let name = String::from_toml(value, problems)?;
    let found = known.iter().find(|(known, _)| *known == name).map(|(_, variant)| *variant);
    if found.is_none() {
        let known: Vec<_> = known.iter().map(|(known, _)| *known).collect();
        let message = format!("`{name}` is not known here; known are {}", listed(&known));
        problems.push(Problem::error("unknown-value", span, message));
    }
    found
}

/// Reports a value of the wrong type. Answers `None`, for the caller to pass on.
pub(crate) fn wrong_type<T>(
    expected: &str,
    found: &ValueInner<'_>,
    span: Span,
    problems: &mut Vec<Problem>,
) -> Option<T> {
    let message = format!("expected {expected}, found {}", found.type_str());
    problems.push(Problem::error("wrong-type", span, message));
    None
}

/// Takes a plain mapping from the order of the file to the order of its keys.
pub(crate) fn into_map<T>(named: Named<T>) -> BTreeMap<String, T> {
    named.0.into_iter().map(|(key, value)| (key.value, value)).collect()
}

fn listed(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// A table's span covers all of it; a problem with it is shown where it begins.
fn first_line(span: Span) -> Span {
    Span::new(span.start, span.start)
}
