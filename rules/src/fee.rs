//! Fees (`fees.toml`): amounts that change by date. A day that no row covers is an error, never the last
//! row.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::periods::{Period, check_periods};
use crate::problem::Problem;
use crate::text::{fill, rupiah};
use crate::toml::{self, FromToml, Named, Shape, Spanned};
use crate::{Citation, Date, Lang, Source, Text, citations, toml_table};

/// An official fee and what it has been.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fee {
    /// Its id.
    pub id: String,
    /// What it is for.
    pub label: Text,
    /// Its amounts, one row after the other, in the order of their dates.
    pub rows: Vec<FeeRow>,
}

/// The amount of a fee for some time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeeRow {
    /// The first day.
    pub from: Date,
    /// The last day; still in force, if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
    /// The amount in rupiah; several where the sources disagree, none where it was not found.
    pub rupiah: Vec<u64>,
    /// What the amount is for, if not for the whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per: Option<FeeUnit>,
    /// Its sources.
    pub sources: Vec<Citation>,
}

/// What a fee is counted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FeeUnit {
    /// Each day.
    Day,
}

crate::toml::names! {
    FeeUnit { "day" => Day }
}

impl Fee {
    /// The row in force on a day.
    pub fn on(&self, day: Date) -> Option<&FeeRow> {
        on(&self.rows, day)
    }

    /// The first day from `first` to `last` that no row covers. Rows follow on each other, so only the
    /// ends can be open.
    pub fn uncovered(&self, first: Date, last: Date) -> Option<Date> {
        [first, last].into_iter().find(|day| self.on(*day).is_none())
    }
}

/// What amounts are put into words with.
#[derive(Clone, Copy, Debug)]
pub struct FeeWords<'a> {
    /// Instead of an amount that was not found.
    pub unknown: &'a str,
    /// Between the amounts of sources that disagree.
    pub or: &'a str,
    /// What is said of them: a template with `{amounts}`.
    pub disagree: &'a str,
    /// An amount for each day: a template with `{amount}`.
    pub per_day: &'a str,
}

impl FeeWords<'_> {
    /// An amount in rupiah: *Rp 1,000,000 per day*, *Rp 500,000 or Rp 800,000 (the sources disagree)*. Where
    /// sources disagree each amount is said, and where none was found that is said.
    pub fn amount(self, amounts: &[u64], per: Option<FeeUnit>, lang: Lang) -> String {
        if amounts.is_empty() {
            return self.unknown.to_owned();
        }
        let written: Vec<_> = amounts.iter().map(|amount| rupiah(*amount, lang)).collect();
        let written = written.join(&[" ", self.or, " "].concat());
        let written = match per {
            None => written,
            Some(FeeUnit::Day) => fill(self.per_day, &[("amount", &written)]),
        };
        if amounts.len() == 1 { written } else { fill(self.disagree, &[("amounts", &written)]) }
    }
}

/// The row in force on a day.
pub(crate) fn on(rows: &[FeeRow], day: Date) -> Option<&FeeRow> {
    rows.iter().find(|row| row.from <= day && row.until.is_none_or(|until| day <= until))
}

toml_table! {
    struct FeeDefinition {
        required { label: Text, row: Vec<RowDefinition> }
    }
}

toml_table! {
    struct RowDefinition {
        required { from: Date, rupiah: Vec<u64>, sources: Vec<Spanned<String>> }
        optional { until: Date, per: FeeUnit }
    }
}

/// What `fees.toml` looks like.
pub(crate) fn shape() -> Shape {
    Named::<FeeDefinition>::shape()
}

/// Reads `fees.toml`: the fees in the order of the file.
pub fn fees(text: &str, sources: &BTreeMap<String, Source>) -> (Vec<Fee>, Vec<Problem>) {
    let mut problems = Vec::new();
    let named = toml::read::<Named<FeeDefinition>>(text, &mut problems).unwrap_or_default();
    let mut fees = Vec::new();
    for (id, FeeDefinition { label, row }) in named.0 {
        let mut periods = Vec::new();
        let mut rows = Vec::new();
        for RowDefinition { from, rupiah, sources: cited, until, per } in row.value {
            let until = until.map(|until| until.value);
            periods.push(Period { from: Some(from.value), until, span: from.span });
            rows.push(FeeRow {
                from: from.value,
                until,
                rupiah: rupiah.value,
                per: per.map(|per| per.value),
                sources: citations(cited, sources, &mut problems),
            });
        }
        if rows.is_empty() {
            problems.push(Problem::error("missing-key", row.span, "a fee needs at least one `row`"));
        }
        check_periods(&format!("the rows of `{}`", id.value), periods, &mut problems);
        rows.sort_by_key(|row| row.from);
        fees.push(Fee { id: id.value, label: label.value, rows });
    }
    (fees, problems)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_said_with_its_unit_and_with_the_doubt_about_it() {
        let words = FeeWords {
            unknown: "not found",
            or: "or",
            disagree: "{amounts} (they disagree)",
            per_day: "{amount} per day",
        };
        let amount = |amounts: &[u64], per| words.amount(amounts, per, Lang::En).replace('\u{a0}', " ");
        let day = Some(FeeUnit::Day);
        assert_eq!(amount(&[500_000], None), "Rp 500,000");
        assert_eq!(amount(&[500_000], day), "Rp 500,000 per day");
        assert_eq!(amount(&[1_000, 2_000], None), "Rp 1,000 or Rp 2,000 (they disagree)");
        assert_eq!(amount(&[1_000, 2_000], day), "Rp 1,000 or Rp 2,000 per day (they disagree)");
        assert_eq!(amount(&[], day), "not found");
    }
}
