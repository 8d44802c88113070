//! Fees, as tables: what a service costs, and what every fee has been.

use askama::Template;
use rules::{Condition, Date, FeeRow, Lang, Text};

use crate::citations::Citations;
use crate::conditions::Wording;
use crate::content::Content;
use crate::words::{GuideWords, with};

/// Fees by date, the newest amount first.
#[derive(Template)]
#[template(path = "block/fees.html")]
pub struct FeeTable<'a> {
    words: &'a GuideWords,
    lang: Lang,
    fees: Vec<ListedFee<'a>>,
}

struct ListedFee<'a> {
    label: &'a Text,
    /// Applies only then: HTML.
    when: Option<String>,
    /// Period, amount and sources of each row.
    rows: Vec<(String, String, String)>,
}

impl<'a> FeeTable<'a> {
    /// Every fee that the guide knows.
    pub fn of_all(content: &'a Content, lang: Lang, citations: &mut Citations<'_>) -> Self {
        let (words, form) = (content.words.get(lang), content.form.get(lang));
        let fees = content.library.fees.iter().map(|fee| ListedFee {
            label: &fee.label,
            when: None,
            rows: fee.rows.iter().rev().map(|row| listed(row, words, form, lang, citations)).collect(),
        });
        Self { words, lang, fees: fees.collect() }
    }

    /// The fees of a service, as they are on the day for which the guide is made.
    pub fn of_service(wording: Wording<'a>, today: Date, citations: &mut Citations<'_>) -> Self {
        let Wording { service, lang, words, form } = wording;
        let when = |condition: &Condition| wording.condition(condition);
        let fees = service.fees.iter().map(|fee| ListedFee {
            label: &fee.label,
            when: fee.when.as_ref().map(when),
            rows: (fee.rows.iter().rev())
                .filter(|row| row.until.is_none_or(|until| today <= until))
                .map(|row| listed(row, words, form, lang, citations))
                .collect(),
        });
        Self { words, lang, fees: fees.collect() }
    }
}

fn listed(
    row: &FeeRow,
    words: &GuideWords,
    form: &wasm_form::Words,
    lang: Lang,
    citations: &mut Citations<'_>,
) -> (String, String, String) {
    let from = with(&words.fee_from, "date", &form.date(row.from));
    let until = row.until.map(|until| with(&words.fee_until, "date", &form.date(until)));
    let period = [Some(from), until].into_iter().flatten().collect::<Vec<_>>().join(", ");
    (period, form.fee().amount(&row.rupiah, row.per, lang), citations.marks(&row.sources))
}
