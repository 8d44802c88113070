//! Receipts, and the applications after them.

use worker::sending::Receipt;

use super::*;

pub(super) fn received(code: &str) -> Received {
    let document = r#"{"receipt":"CODE","received":"2026-11-21T16:05:00Z","sha256":"ab","deadlines":[
        {"id":"file-by","date":"2026-12-01","kind":"calendar","days":30,"from":"ends"},
        {"id":"decided-by","date":null,"kind":"working","days":4,"from":"notice"}]}"#;
    let document = document.replace("CODE", code);
    let receipt: Receipt = serde_json::from_str(&document).expect("a receipt as the endpoint writes it");
    assert_eq!(receipt.deadlines[0].date, Some(date("2026-12-01")));
    Received { document, receipt, is_earlier: false, sent: Vec::new() }
}

/// As the endpoint writes it of a package that it cannot read.
pub(super) fn received_sealed(code: &str) -> Received {
    let document = r#"{"receipt":"CODE","received":"2026-11-21T16:05:00Z","sha256":"ab","sealed":true,
        "deadlines":[],"documents":[]}"#;
    let document = document.replace("CODE", code);
    let receipt = serde_json::from_str(&document).expect("a receipt as the endpoint writes it");
    Received { document, receipt, is_earlier: false, sent: Vec::new() }
}

/// If it broke, whoever sent a sealed package would have a receipt without the day that counts, or with one of
/// what is in the form now.
#[test]
fn the_receipt_of_a_sealed_package_has_the_deadlines_of_the_day_it_was_decided_for() {
    let upload = Upload { today: date("2026-11-20"), ..upload() };
    let state = reduce(sending(), Action::Announce(upload));
    let expected = rules::decide(&state.page.service, &state.answers, date("2026-11-20")).deadlines;
    assert_eq!(expected[0].date, Some(date("2026-12-31")));
    let received = reduce(state.clone(), Action::Receive(received_sealed("7K3M")));
    let receipt = &received.receipts[0].receipt;
    assert!(receipt.sealed);
    assert_eq!(receipt.deadlines, expected);
    assert_eq!(received.receipts[0].sent.len(), 1);
    // Of an earlier one nothing is known.
    let earlier = Received { is_earlier: true, ..received_sealed("7K3M") };
    let state = reduce(state, Action::Receive(earlier));
    assert!(state.receipts[0].receipt.deadlines.is_empty() && state.receipts[0].sent.is_empty());
}

fn begin_with(draft: Draft, receipts: Vec<Received>) -> State {
    let Action::Begin { today, linked, draft, keeps_drafts, .. } = begin(draft) else {
        unreachable!("it begins")
    };
    reduce(prerendered(), Action::Begin { today, linked, draft, receipts, keeps_drafts })
}

#[test]
fn a_receipt_is_kept_and_what_was_sent_is_not() {
    let state = reduce(sending(), Action::Receive(received("7K3M")));
    assert!(state.files.is_empty() && state.details.is_empty());
    let sent = &state.receipts[0].sent;
    assert_eq!(*sent, [Sent { document: "photo".to_owned(), count: 1, bytes: 1_000 }]);
    let draft = Draft::of(&state, 0);
    assert_eq!(begin_with(draft.clone(), state.receipts).sending, Sending::Received);
    assert_eq!(begin_with(draft, Vec::new()).sending, Sending::NotYet, "its receipt has expired");
}

/// Two tabs: the one that was reloaded shows its own receipt, not the newest of them.
#[test]
fn the_receipt_that_a_draft_names_is_shown_and_the_others_beside_it() {
    let draft = Draft::of(&reduce(sending(), Action::Receive(received("7K3M"))), 0);
    let codes = ["9K3M", "8K3M", "7K3M", "6K3M"];
    let state = begin_with(draft, codes.map(received).into());
    assert_eq!(state.shown_receipt(), Some(&received("7K3M")));
    let codes: Vec<_> = state.receipts.iter().map(|received| &*received.receipt.receipt).collect();
    assert_eq!(codes, ["7K3M", "9K3M", "8K3M", "6K3M"]);
}

/// The tab was killed between the receipt and the draft, so the draft is sent again and arrives twice.
#[test]
fn a_receipt_that_was_kept_already_is_not_listed_twice() {
    let left = Draft::of(&sending(), 0);
    let state = begin_with(left, ["8K3M", "7K3M"].map(received).into());
    assert_eq!(state.sending, Sending::Preparing);
    let state = reduce(state, Action::Receive(received("7K3M")));
    let codes: Vec<_> = state.receipts.iter().map(|received| &*received.receipt.receipt).collect();
    assert_eq!(codes, ["7K3M", "8K3M"]);
}

#[test]
fn an_earlier_receipt_does_not_say_that_what_is_in_the_form_now_was_sent() {
    let state = reduce(sending(), Action::Receive(Received { is_earlier: true, ..received("7K3M") }));
    assert_eq!(state.receipts[0].sent, []);
}

/// If it broke, a guarantor's second worker would be lost, or sent with the first one's dates.
#[test]
fn another_application_begins_empty_and_the_first_receipt_stays() {
    let state = reduce(reduce(sending(), Action::Receive(received("7K3M"))), Action::StartAnother);
    assert_eq!(state.sending, Sending::NotYet);
    assert!(!state.has_input() && !state.shows_missing);
    assert_eq!(state.decision.as_ref().map(|decision| decision.verdict), Some(Verdict::NeedsAnswers));
    let second = State { receipts: state.receipts, ..sending() };
    let second = reduce(second, Action::Receive(received("8K3M")));
    let codes: Vec<_> = second.receipts.iter().map(|received| &*received.receipt.receipt).collect();
    assert_eq!(codes, ["8K3M", "7K3M"]);
}
