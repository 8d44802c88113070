//! Figures (`figures.toml`): numbers that prose needs and that no service owns. Prose refers to them, so
//! that a number is written once, with its source.

use std::collections::BTreeMap;

use crate::problem::Problem;
use crate::text::{bytes, rupiah, thousands};
use crate::toml::{self, FromToml, Named, Shape, Spanned};
use crate::{
    CalendarDays, Citation, DayKind, Lang, Months, Source, Span, WorkingDays, citations, toml_table,
};

/// A number with its unit and its sources.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// The number.
    pub amount: Amount,
    /// Where it comes from.
    pub sources: Vec<Citation>,
}

/// A number with its unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Amount {
    /// A length of time in days or months.
    Span(Span),
    /// Hours.
    Hours(u16),
    /// The size of a file, in bytes.
    Bytes(u64),
    /// Width and height of a picture.
    Pixels(u32, u32),
    /// Money.
    Rupiah(u64),
    /// Hundredths.
    Percent(u16),
    /// How many of something that the prose names.
    Count(u64),
}

impl Amount {
    /// In words, as prose prints it.
    pub fn in_words(self, lang: Lang) -> String {
        match self {
            Self::Span(span) => span.in_words(lang),
            Self::Hours(hours) => match (lang, hours) {
                (Lang::Id, _) => format!("{hours} jam"),
                (Lang::En, 1) => format!("{hours} hour"),
                (Lang::En, _) => format!("{hours} hours"),
            },
            Self::Bytes(size) => bytes(size, lang),
            Self::Pixels(width, height) => match lang {
                Lang::Id => format!("{width}×{height} piksel"),
                Lang::En => format!("{width}×{height} pixels"),
            },
            Self::Rupiah(amount) => rupiah(amount, lang),
            Self::Percent(percent) => format!("{percent}%"),
            Self::Count(count) => thousands(count, lang),
        }
    }
}

toml_table! {
    struct FigureDefinition {
        required { sources: Vec<Spanned<String>> }
        optional {
            days: u16,
            kind: DayKind,
            months: u16,
            years: u16,
            hours: u16,
            bytes: u64,
            pixels: Vec<u32>,
            rupiah: u64,
            percent: u16,
            count: u64,
        }
    }
}

/// What `figures.toml` looks like.
pub(crate) fn shape() -> Shape {
    Named::<FigureDefinition>::shape()
}

/// Reads `figures.toml`.
pub fn figures(text: &str, sources: &BTreeMap<String, Source>) -> (BTreeMap<String, Figure>, Vec<Problem>) {
    let mut problems = Vec::new();
    let named = toml::read::<Named<FigureDefinition>>(text, &mut problems).unwrap_or_default();
    let mut figures = BTreeMap::new();
    for (id, definition) in named.0 {
        let FigureDefinition {
            sources: cited,
            days,
            kind,
            months,
            years,
            hours,
            bytes,
            pixels,
            rupiah,
            percent,
            count,
        } = definition;
        let sources = citations(cited, sources, &mut problems);
        let amounts = [
            span(days, kind, months, years).map(Amount::Span),
            hours.map(|hours| Amount::Hours(hours.value)),
            bytes.map(|bytes| Amount::Bytes(bytes.value)),
            pixels.and_then(|pixels| match pixels.value[..] {
                [width, height] => Some(Amount::Pixels(width, height)),
                _ => None,
            }),
            rupiah.map(|rupiah| Amount::Rupiah(rupiah.value)),
            percent.map(|percent| Amount::Percent(percent.value)),
            count.map(|count| Amount::Count(count.value)),
        ];
        let mut amounts = amounts.into_iter().flatten();
        match (amounts.next(), amounts.next()) {
            (Some(amount), None) => {
                figures.insert(id.value, Figure { amount, sources });
            }
            _ => {
                let message = "a figure has one of `days` with `kind`, `months`, `years`, `hours`, `bytes`, \
                               `pixels = [width, height]`, `rupiah`, `percent`, `count`";
                problems.push(Problem::error("bad-length", id.span, message));
            }
        }
    }
    (figures, problems)
}

/// A length of time from the keys by which it is written: `days` with `kind`, `months` or `years`; exactly
/// one of them.
pub(crate) fn span(
    days: Option<Spanned<u16>>,
    kind: Option<Spanned<DayKind>>,
    months: Option<Spanned<u16>>,
    years: Option<Spanned<u16>>,
) -> Option<Span> {
    let value = |number: Option<Spanned<u16>>| number.map(|number| number.value);
    match (value(days), kind.map(|kind| kind.value), value(months), value(years)) {
        (Some(days), Some(DayKind::Calendar), None, None) => Some(Span::Calendar(CalendarDays(days))),
        (Some(days), Some(DayKind::Working), None, None) => Some(Span::Working(WorkingDays(days))),
        (None, None, Some(months), None) => Some(Span::Months(Months(months))),
        (None, None, None, Some(years)) => years.checked_mul(12).map(|months| Span::Months(Months(months))),
        _ => None,
    }
}
