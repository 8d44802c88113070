//! What is kept in the browser, so that a reload or a killed tab loses nothing.

use rules::Answers;
use serde::{Deserialize, Serialize};

use worker::sending::{Drawn, Happening, Progress, Receipt, Received, Sending, Upload};

use crate::action::Action;
use crate::chosen_file::FileName;
use crate::state::State;

/// Days for which a draft is kept after the last change: long enough to fetch a missing document,
/// short enough for a borrowed device.
pub const KEPT_FOR_DAYS: u64 = 7;

/// A form that is not finished. The bytes of its files are kept beside it, by their numbers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Draft {
    /// When it may no longer be read, in milliseconds since 1970.
    pub expires: u64,
    /// The answers.
    pub answers: Answers,
    /// The details.
    pub details: package::Details,
    /// The files, in the order in which they were chosen.
    pub files: Vec<FileName>,
    /// It was being sent.
    pub sending: bool,
    /// Sending was to wait, so far.
    #[serde(default)]
    pub paused: Option<Progress>,
    /// What was drawn for the next one, from when sending was asked for.
    #[serde(default)]
    pub drawn: Option<Drawn>,
    /// The upload, once there is one.
    pub upload: Option<Upload>,
    /// What happened while it was being sent.
    #[serde(default)]
    pub happenings: Vec<Happening>,
    /// The code of its receipt, once it was received.
    #[serde(default)]
    pub received: Option<String>,
    /// The receipt itself, where the first form kept it. Nothing that old is left [`KEPT_FOR_DAYS`] after
    /// the last site with that form.
    #[serde(default, skip_serializing)]
    pub(crate) receipt: Option<Received>,
}

/// Between a service and the moment and code of a receipt, in the name of a receipt that is kept.
pub const RECEIPT: &str = "/receipt/";

/// A receipt as it is kept: beside the draft, so that nothing that is entered later is written over it.
#[derive(Serialize, Deserialize)]
pub struct KeptReceipt {
    /// When it may no longer be read, in milliseconds since 1970.
    pub expires: u64,
    /// The receipt.
    pub received: Received,
}

impl Draft {
    /// What is to be kept of `state`, at `now` (milliseconds since 1970).
    pub fn of(state: &State, now: u64) -> Self {
        Self {
            expires: now + KEPT_FOR_DAYS * 24 * 60 * 60 * 1000,
            answers: state.answers.clone(),
            details: state.details.clone(),
            files: state.files.iter().map(|chosen| chosen.file.clone()).collect(),
            sending: state.sending.is_under_way(),
            paused: match state.sending {
                Sending::Paused(progress) => Some(progress),
                _ => None,
            },
            drawn: state.drawn.clone(),
            upload: state.upload.clone(),
            happenings: state.happenings.clone(),
            received: state.shown_receipt().map(|received| received.receipt.receipt.clone()),
            receipt: None,
        }
    }

    /// Takes a receipt out that was kept in the draft: it is to be kept beside it.
    pub fn take_receipt(&mut self) -> Option<Received> {
        let received = self.receipt.take()?;
        self.received = Some(received.receipt.receipt.clone());
        Some(received)
    }

    /// What to write for a service, under which names, one after the other: a receipt before the draft
    /// that names it, so that a tab that is killed in between loses neither.
    pub fn entries(&self, service: &str, received: Option<Received>) -> Vec<(String, String)> {
        let receipt = received.map(|received| {
            // RFC 3339 in UTC: the order of the texts is that of the moments.
            let Receipt { received: moment, receipt: code, .. } = &received.receipt;
            let name = [service, RECEIPT, moment, "/", code].concat();
            (name, json(&KeptReceipt { expires: self.expires, received }))
        });
        receipt.into_iter().chain([(service.to_owned(), json(self))]).collect()
    }
}

/// Whether a draft has all that is in the fields after an action, where it had (`before_it`) before the action.
pub fn has_all(before_it: bool, before: &State, after: &State, action: &Action) -> bool {
    match action {
        // What was deleted is not to come back either.
        Action::Kept(_) | Action::Forget => after.keeps_drafts,
        // What is shown is the draft.
        Action::Begin { .. } if !before.has_input() => after.keeps_drafts,
        // Until it is written.
        _ => {
            before_it
                && after.keeps_drafts
                && before.answers == after.answers
                && before.details == after.details
        }
    }
}

fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("maps with text keys and plain values are always JSON")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reduce::reduce;
    use crate::sample::{date, live, prerendered};

    fn received() -> Received {
        let receipt = Receipt {
            receipt: "7K3M".to_owned(),
            received: "2026-11-21T16:05:00Z".to_owned(),
            sha256: "ab".to_owned(),
            deadlines: Vec::new(),
            sealed: false,
        };
        Received { document: "{}".to_owned(), receipt, is_earlier: false, sent: Vec::new() }
    }

    /// Phones kill tabs at any moment: after each write all that was written so far has to make sense.
    #[test]
    fn a_receipt_is_written_before_the_draft_that_names_it() {
        let state = State { sending: Sending::Received, receipts: vec![received()], ..live() };
        let draft = Draft::of(&state, 0);
        let [(receipt_name, receipt), (name, last)] =
            draft.entries("stay", state.shown_receipt().cloned()).try_into().expect("two");
        assert_eq!((&*receipt_name, &*name), ("stay/receipt/2026-11-21T16:05:00Z/7K3M", "stay"));
        let kept: KeptReceipt = serde_json::from_str(&receipt).expect("our own receipt");
        assert_eq!((kept.expires, kept.received), (draft.expires, received()));
        let last: Draft = serde_json::from_str(&last).expect("our own draft");
        assert_eq!(last.received.as_deref(), Some("7K3M"));
        assert_eq!(draft.entries("stay", None).len(), 1);
    }

    /// If it said so too early, what was typed before the draft was written would be lost with *back*; if it never
    /// did, what was deleted would come back with it.
    #[test]
    fn the_draft_has_all_once_it_is_written_and_until_something_changes() {
        let after = |before_it, before: &State, action: Action| {
            let after = reduce(before.clone(), action.clone());
            (has_all(before_it, before, &after, &action), after)
        };
        let begin = |keeps_drafts| Action::Begin {
            today: date("2026-11-21"),
            linked: Default::default(),
            draft: None,
            receipts: Vec::new(),
            keeps_drafts,
        };
        let enter = || Action::Enter("name".to_owned(), "Ada".to_owned());
        assert!(after(false, &prerendered(), begin(true)).0, "there is nothing else");
        assert!(!after(false, &prerendered(), begin(false)).0, "nothing is kept");
        // The first part alone: it is not in the draft yet.
        let early = reduce(prerendered(), enter());
        let (is_kept, begun) = after(false, &early, begin(true));
        assert!(!is_kept);
        let (is_kept, kept) = after(is_kept, &begun, Action::Kept(5));
        assert!(is_kept);
        assert!(after(true, &kept, Action::OpenReport(true)).0, "nothing was entered");
        assert!(!after(true, &kept, Action::DraftsFail).0);
        let answer = Action::Answer("origin".to_owned(), Some(rules::Answer::Text("visit".to_owned())));
        let (is_kept, changed) = after(true, &kept, answer);
        assert!(!is_kept);
        assert!(after(is_kept, &changed, Action::Forget).0, "it is not to come back");
    }

    /// As the first form wrote them: whoever sent an application with it comes back for the receipt.
    #[test]
    fn drafts_of_the_first_form_are_taken_over_with_their_receipts() {
        const UNSENT: &str = r#"{"expires":5,"answers":{"origin":"visit","sponsored":true},
            "details":{"name":"Ani"},"files":[{"number":3,"document":"photo","name":"a.png","bytes":1000}],
            "sending":true,"upload":{"key":"00","sha256":"11","today":"2026-09-20","url":"/files/x"},
            "receipt":null}"#;
        let mut unsent: Draft = serde_json::from_str(UNSENT).expect("it can still be read");
        assert_eq!(unsent.take_receipt(), None);
        assert_eq!((unsent.received, unsent.sending, unsent.files.len()), (None, true, 1));
        // It goes on as it was begun: not sealed.
        assert_eq!(unsent.upload.expect("it was announced").sealed, None);

        const SENT: &str = r#"{"expires":5,"answers":{"origin":"visit"},"details":{},"files":[],"sending":false,
            "upload":null,"receipt":{"document":"{}","receipt":{"receipt":"7K3M",
            "received":"2026-09-20T16:05:00Z","sha256":"ab","deadlines":[{"id":"leave","date":"2026-10-01",
            "kind":"calendar","days":4,"from":"ends"}]},"is_earlier":false}}"#;
        let mut sent: Draft = serde_json::from_str(SENT).expect("it can still be read");
        let receipt = sent.take_receipt();
        let entries = sent.entries("stay", receipt);
        let kept: KeptReceipt = serde_json::from_str(&entries[0].1).expect("our own receipt");
        assert_eq!((kept.expires, &*kept.received.receipt.receipt), (5, "7K3M"));
        assert!(!kept.received.receipt.sealed);
        let mut draft: Draft = serde_json::from_str(&entries[1].1).expect("our own draft");
        assert_eq!(draft.received.as_deref(), Some("7K3M"));
        assert_eq!(draft.take_receipt(), None, "it is beside it");
    }
}
