//! Where an application stands after it was received, as the office notes it: `upload status --set`.
//!
//! Each note is an object of its own beside the receipt, `receipts/CODE.status-N.json`, written once, so that
//! of two officers who note different things at the same time both are kept, one after the other; the same
//! state and day, noted at the same time, are one note. A note holds a state and a day, and no words: free
//! text would hold names sooner or later.

use std::fmt::Write;

use anyhow::{Context, anyhow, ensure};
use clap::ValueEnum;
use object_store::path::Path;
use rules::{Date, DayKind, DeadlineDay, Lang, Service, deadlines_after};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use crate::complete::{RECEIPTS, receipt_path};
use crate::problem::Refusal;
use crate::receipt::{Receipt, ReceiptCode};
use crate::store::{Created, Store};
use crate::upload_state::{from_json, to_json};
use crate::words::StatusWords;

/// The event in a service's definition that happens when an application has to be corrected: the office
/// gives notice of it.
pub const NOTICE: &str = "notice";

/// Most notes of one application: each is an object that is read whenever somebody asks.
const MOST: usize = 50;

/// Where an application stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// It arrived, and nobody has noted more.
    Received,
    /// Somebody at the office looks at it.
    UnderReview,
    /// Its applicant has to correct or add something: a time for this begins.
    NeedsCorrection,
    /// It was handed on to Immigration.
    Forwarded,
    /// It was rejected.
    Rejected,
    /// It is finished.
    Completed,
}

impl State {
    /// Its name, for applicants.
    pub fn word(self, words: &StatusWords) -> &str {
        match self {
            Self::Received => &words.received,
            Self::UnderReview => &words.under_review,
            Self::NeedsCorrection => &words.needs_correction,
            Self::Forwarded => &words.forwarded,
            Self::Rejected => &words.rejected,
            Self::Completed => &words.completed,
        }
    }

    fn name(self) -> String {
        self.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
    }
}

/// A note.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Where the application stands.
    pub state: State,
    /// Since this day, in Jakarta.
    pub on: Date,
}

/// All notes on an application, from the first, which is that it was received.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct History(pub Vec<Entry>);

impl History {
    /// The last note.
    pub fn now(&self) -> Entry {
        *self.0.last().expect("the first note is that it was received")
    }

    /// By when the applicant has to do what, as the application stands: while it has to be corrected, what
    /// its service counts from the notice.
    pub fn deadlines(&self, service: Option<&Service>) -> Vec<DeadlineDay> {
        match (self.now(), service) {
            (Entry { state: State::NeedsCorrection, on }, Some(service)) => {
                deadlines_after(service, NOTICE, on)
            }
            _ => Vec::new(),
        }
    }

    /// The notes for the office, a line for each, then the deadlines.
    pub fn for_people(&self, service: Option<&Service>) -> String {
        let mut text = String::new();
        for Entry { state, on } in &self.0 {
            writeln!(text, "{on} {}", state.name()).expect("a string takes all");
        }
        for due in self.deadlines(service) {
            let label = service.and_then(|service| service.deadline(&due.id));
            let label = label.map_or(due.id.as_str(), |deadline| deadline.label.get(Lang::En));
            let day = match (due.date, due.missing_year) {
                (Some(date), _) => date.to_string(),
                (None, Some(year)) => format!("not known: the holidays of {year} are not announced"),
                (None, None) => "not known".to_owned(),
            };
            let kind = match due.kind {
                DayKind::Calendar => "calendar days",
                DayKind::Working => "working days",
            };
            writeln!(text, "{label}: {day} ({kind})").expect("a string takes all");
        }
        text
    }

    /// The same as a document.
    pub fn into_status(self, receipt: Receipt, service: Option<&Service>) -> Status {
        let Receipt { receipt, service: id, received, .. } = receipt;
        let (state, deadlines) = (self.now().state, self.deadlines(service));
        Status { receipt, service: id, state, received, history: self.0, deadlines }
    }
}

/// What is told of an application: by `GET /status/{receipt}` to whoever has the code, and by
/// `upload status --format json` to the office.
#[derive(Serialize)]
pub struct Status {
    receipt: ReceiptCode,
    service: String,
    /// Where the application stands, as far as the office has noted.
    state: State,
    #[serde(with = "time::serde::rfc3339")]
    received: OffsetDateTime,
    /// Where it stood before, from the first to the last.
    history: Vec<Entry>,
    /// By when its applicant has to do what, as it stands.
    deadlines: Vec<DeadlineDay>,
}

/// A receipt and all notes on its application, if there is one.
pub async fn look_up(store: &Store, code: &ReceiptCode) -> Result<Option<(Receipt, History)>, Refusal> {
    let Some(receipt) = store.read(&receipt_path(code)).await? else { return Ok(None) };
    let receipt: Receipt = from_json(&receipt)?;
    let on = Date::in_jakarta(receipt.received.unix_timestamp());
    let mut history = vec![Entry { state: State::Received, on }];
    // By their numbers, rather than by a list of all receipts.
    while history.len() <= MOST {
        let Some(entry) = store.read(&path(code, history.len())).await? else { break };
        history.push(from_json(&entry)?);
    }
    Ok(Some((receipt, History(history))))
}

/// Adds a note, if there is one to add, and says how the application then stands.
///
/// # Errors
/// No receipt has this code; the day is before it was received or has not come; the store fails.
pub async fn note(
    store: &Store,
    code: &ReceiptCode,
    entry: Option<Entry>,
    today: Date,
) -> anyhow::Result<(Receipt, History)> {
    loop {
        let found = look_up(store, code).await;
        let found = found.map_err(|refusal| anyhow!("{}", refusal.words().get(Lang::En)))?;
        let (receipt, history) = found.context("there is no receipt with this code in this store")?;
        let Some(entry) = entry else { return Ok((receipt, history)) };
        let received = history.0[0].on;
        ensure!(entry.on >= received, "it was received on {received}: nothing can be noted for a day before");
        ensure!(entry.on <= today, "{} has not come: today is {today}", entry.on);
        ensure!(history.0.len() <= MOST, "there are {MOST} notes on this application, the most possible");
        // Somebody else may note something in the same moment: then this is the next one.
        if store.create(&path(code, history.0.len()), to_json(&entry)).await? == Created::New {
            return Ok((receipt, History([history.0, vec![entry]].concat())));
        }
    }
}

fn path(code: &ReceiptCode, number: usize) -> Path {
    // A code of its own is before the first dot, as in the receipt's name: the sweep reads it there.
    Path::from(RECEIPTS).join(format!("{code}.status-{number}.json"))
}
