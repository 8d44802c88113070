mod details;
mod documents;
mod focus;
mod receipts;

use package::{Code, Digest, DocumentType, FileType, Inspection};
use rules::{Answer, AnswerProblemKind, Lang, Text, Verdict};
use worker::message::Findings;
use worker::sealed::Sealed;
use worker::sending::{Drawn, Halt, Happening, Progress, Received, Sent, Upload, What};

use super::*;
use crate::chosen_file::{FileName, FileNumber};
use crate::draft::KEPT_FOR_DAYS;
use crate::missing::{missing, wrong_answers};
use crate::sample::{date, live, prerendered};

fn answer(state: State, question: &str, answer: Answer) -> State {
    reduce(state, Action::Answer(question.to_owned(), Some(answer)))
}

fn enter(state: State, name: &str, value: &str) -> State {
    reduce(state, Action::Enter(name.to_owned(), value.to_owned()))
}

fn text(text: &str) -> Answer {
    Answer::Text(text.to_owned())
}

fn file(number: FileNumber, document: &str) -> FileName {
    let name = format!("{number}.png");
    FileName { number, document: document.to_owned(), name, bytes: 1_000, page_of: None }
}

fn choose(state: State, files: Vec<FileName>, replaces: Option<FileNumber>) -> State {
    reduce(state, Action::Choose { files, replaces })
}

fn found(kind: DocumentType, bytes: u64, defects: Vec<Code>) -> Option<Findings> {
    let inspection = Inspection { kind: Some(FileType::Document(kind)), bytes, pixels: None, defects };
    Some(Findings { inspection, digest: Digest::of(b"bytes") })
}

fn right() -> Option<Findings> {
    found(DocumentType::Png, 1_000, Vec::new())
}

fn empty() -> Option<Findings> {
    found(DocumentType::Png, 0, vec![Code::Empty])
}

/// A form that can be sent.
fn complete() -> State {
    let state = answer(live(), "origin", text("visit"));
    let state = answer(state, "sponsored", Answer::Boolean(false));
    let state = answer(state, "ends", text("2026-12-31"));
    let state = enter(enter(state, "name", "Ada"), "guest.1.guest_name", "Eve");
    let state = choose(state, vec![file(1, "photo")], None);
    reduce(state, Action::Looked(1, right()))
}

fn sending() -> State {
    reduce(complete(), Action::Send(date("2026-11-21")))
}

fn drawn() -> Drawn {
    Drawn { key: "00".repeat(16), secret: "07".repeat(32) }
}

/// The one that was announced then.
fn upload() -> Upload {
    let Drawn { key, .. } = drawn();
    Upload { key, sha256: "11".repeat(32), today: date("2026-11-21"), url: None, sealed: None }
}

fn numbers(state: &State) -> Vec<FileNumber> {
    state.files.iter().map(|chosen| chosen.file.number).collect()
}

#[test]
fn nothing_is_decided_and_everything_is_asked_before_the_day_is_known() {
    let state = answer(prerendered(), "ends", text("31-12-2026"));
    let service = &state.page.service;
    assert!(state.decision.is_none());
    assert!(service.questions.iter().all(|question| state.asks(question.when.as_ref())));
    assert!(wrong_answers(&state).is_empty(), "whether a day fits depends on the day");
    assert!(missing(&state).iter().all(|missing| service.question(&missing.at).is_none()));
}

#[test]
fn a_question_is_asked_when_its_condition_holds_and_its_answer_survives_in_between() {
    let since = |state: &State| {
        let question = state.page.service.question("since").expect("the sample has it");
        state.asks(question.when.as_ref())
    };
    let state = answer(live(), "sponsored", Answer::Boolean(true));
    let state = answer(state, "since", text("2026-01-01"));
    assert!(since(&state));
    let state = answer(state, "sponsored", Answer::Boolean(false));
    assert!(!since(&state));
    assert_eq!(state.statement(date("2026-11-21")).0.answers.get("since"), None, "it is not sent");
    assert_eq!(state.answers.get("since"), Some(&text("2026-01-01")), "it is not lost");
}

#[test]
fn the_decision_follows_the_answers() {
    let verdict = |state: &State| state.decision.as_ref().map(|decision| decision.verdict);
    assert_eq!(verdict(&live()), Some(Verdict::NeedsAnswers));
    assert_eq!(verdict(&complete()), Some(Verdict::Eligible));
    assert_eq!(verdict(&answer(complete(), "origin", text("arrival"))), Some(Verdict::NotEligible));
    let taken_back = reduce(complete(), Action::Answer("ends".to_owned(), None));
    assert_eq!(verdict(&taken_back), Some(Verdict::NeedsAnswers));
}

#[test]
fn of_two_answers_the_later_one_counts() {
    let given = |ends: &str| Answers::from_iter([("ends".to_owned(), text(ends))]);
    let mut state = prerendered();
    state.answers = given("2026-12-03");
    let mut draft = Draft::of(&complete(), 0);
    draft.answers =
        Answers::from_iter([("origin".to_owned(), text("visit")), ("ends".to_owned(), text("2026-12-01"))]);
    let begin = |linked| Action::Begin {
        today: date("2026-11-21"),
        linked,
        draft: Some(Box::new(draft.clone())),
        receipts: Vec::new(),
        keeps_drafts: true,
    };
    let state = reduce(state, begin(given("2026-12-02")));
    assert_eq!(state.answers.get("ends"), Some(&text("2026-12-03")), "typed on this page");
    assert_eq!(state.answers.get("origin"), Some(&text("visit")), "from the draft");
    let linked = reduce(prerendered(), begin(given("2026-12-02")));
    assert_eq!(linked.answers.get("ends"), Some(&text("2026-12-02")), "from the address");
}

/// If it broke, an answer that was taken back while the first part was alone would come back with the draft, and be
/// sent.
#[test]
fn an_answer_that_was_taken_back_before_the_draft_was_read_stays_taken_back() {
    let mut state = prerendered();
    state.given = vec![("ends".to_owned(), Some(text("2026-12-03"))), ("ends".to_owned(), None)];
    let begun = reduce(state.clone(), begin(Draft::of(&complete(), 0)));
    assert_eq!(begun.answers.get("ends"), None);
    assert_eq!(begun.answers.get("origin"), Some(&text("visit")), "from the draft");
    // What is being sent stays as it is.
    let resumed = reduce(state, begin(Draft::of(&sending(), 0)));
    assert_eq!(resumed.answers, sending().answers);
}

/// If it broke, what was typed on a bad link would be wiped when the rest of the form arrives, or what was deleted
/// on a shared device would be there again.
#[test]
fn whoever_comes_back_keeps_what_was_typed_since_and_gets_nothing_that_was_deleted() {
    let nothing_kept = || Action::Begin {
        today: date("2026-11-21"),
        linked: Answers::default(),
        draft: None,
        receipts: Vec::new(),
        keeps_drafts: true,
    };
    assert!(!reduce(prerendered(), nothing_kept()).has_input());

    let typed = enter(answer(prerendered(), "origin", text("visit")), "name", "Ada");
    for action in [nothing_kept(), begin(Draft::of(&enter(complete(), "name", "Eve"), 0))] {
        let state = reduce(typed.clone(), action);
        assert_eq!(state.answers.get("origin"), Some(&text("visit")));
        assert_eq!(state.details.get("name").map(String::as_str), Some("Ada"));
    }
}

#[test]
fn a_replaced_file_keeps_its_place() {
    let state = choose(live(), vec![file(1, "photo"), file(2, "photo"), file(3, "letter")], None);
    let state = choose(state, vec![file(4, "photo")], Some(2));
    assert_eq!(numbers(&state), [1, 4, 3]);
    assert_eq!(numbers(&reduce(state, Action::Remove(1))), [4, 3]);
}

#[test]
fn what_is_missing_is_said_where_it_can_be_put_right() {
    let state = reduce(live(), Action::Send(date("2026-11-21")));
    assert_eq!(state.sending, Sending::NotYet);
    assert!(state.shows_missing);
    let at: Vec<_> = missing(&state).into_iter().map(|missing| missing.at).collect();
    assert_eq!(at, ["origin", "sponsored", "ends", "name", "guest.1.guest_name", "photo"]);

    let state = answer(complete(), "origin", text("arrival"));
    assert_eq!(missing(&state)[0].at, "verdict");
    for address in ["ada", "ada@", "@example.com", "ada@@example.com"] {
        let state = enter(complete(), "mail", address);
        assert_eq!(missing(&state)[0].at, "mail", "{address}");
    }
    let state = choose(complete(), vec![file(2, "photo"), file(3, "photo")], None);
    let texts: Vec<_> = missing(&state).into_iter().map(|missing| missing.text).collect();
    assert!(texts.iter().any(|text| text.contains("2.png")), "it is still being looked at: {texts:?}");
    assert!(texts.iter().any(|text| text.contains("at most 1")), "too many photos: {texts:?}");
    assert!(texts.iter().any(|text| text.contains("at most 2")), "too many files: {texts:?}");
}

#[test]
fn a_wrong_date_is_told_and_kept() {
    let state = answer(live(), "ends", text("31-12-2026"));
    let wrong = wrong_answers(&state);
    assert_eq!(wrong[0].kind, AnswerProblemKind::NotADate("31-12-2026".to_owned()));
    assert_eq!(state.answers.get("ends"), Some(&text("31-12-2026")));
}

/// If it broke, somebody would gather documents for an application that cannot be made.
#[test]
fn what_cannot_be_applied_for_is_said_alone_however_much_is_missing() {
    let at: Vec<_> =
        missing(&answer(live(), "origin", text("arrival"))).into_iter().map(|one| one.at).collect();
    assert_eq!(at, ["verdict"]);
}

#[test]
fn files_for_documents_that_are_not_needed_stay_and_are_not_sent() {
    let state = choose(complete(), vec![file(2, "letter")], None);
    assert_eq!(numbers(&state), [1, 2]);
    assert_eq!(state.files_to_send().count(), 1);
    assert!(missing(&state).is_empty());
}

#[test]
fn nothing_changes_while_it_is_sent() {
    let state = sending();
    assert!(state.is_ready_to_pack());
    for action in [
        Action::Answer("origin".to_owned(), Some(text("arrival"))),
        Action::Enter("name".to_owned(), "Eve".to_owned()),
        Action::AddMember("guest".to_owned()),
        Action::Choose { files: vec![file(9, "photo")], replaces: Some(1) },
        Action::Remove(1),
        Action::Send(date("2026-11-22")),
    ] {
        let after = reduce(state.clone(), action);
        assert_eq!(Draft::of(&after, 0), Draft::of(&state, 0));
        assert_eq!(after.today, state.today);
    }
}

#[test]
fn a_draft_resumes_where_it_was_left() {
    let progress = Progress { sent: 5, total: 10, speed: Some(7) };
    let upload = Upload { today: date("2026-11-20"), url: Some("/files/x".to_owned()), ..upload() };
    let state = reduce(sending(), Action::Announce(upload.clone()));
    let state = reduce(state, Action::Reach(Sending::Uploading(progress)));
    let draft = Draft::of(&state, 1_000);
    assert_eq!(draft.expires, 1_000 + KEPT_FOR_DAYS * 86_400_000);
    let json = serde_json::to_string(&draft).expect("plain data");
    let draft: Draft = serde_json::from_str(&json).expect("our own draft");

    let state = reduce(prerendered(), begin(draft));
    assert_eq!(state.sending, Sending::Preparing);
    assert_eq!(state.upload, Some(upload));
    assert!(!state.is_ready_to_pack(), "its file has not been looked at yet");
    let ready = reduce(state.clone(), Action::Looked(1, right()));
    assert!(ready.is_ready_to_pack());
    let wrong = reduce(state, Action::Looked(1, empty()));
    assert_eq!(wrong.sending, Sending::NotYet);
    assert!(wrong.shows_missing);
}

fn begin(draft: Draft) -> Action {
    Action::Begin {
        today: date("2026-11-22"),
        linked: Answers::default(),
        draft: Some(Box::new(draft)),
        receipts: Vec::new(),
        keeps_drafts: true,
    }
}

#[test]
fn a_file_whose_bytes_were_not_kept_is_named_and_not_left_out() {
    let state = choose(complete(), vec![file(2, "letter")], None);
    let state = answer(state, "sponsored", Answer::Boolean(true));
    let state = answer(state, "since", text("2026-01-01"));
    let state = enter(state, "sponsor_nik", "3171234567890123");
    let letter = found(DocumentType::Pdf, 1_000, Vec::new());
    let state = reduce(reduce(state, Action::Looked(2, letter)), Action::Send(date("2026-11-21")));
    assert_eq!(state.sending, Sending::Preparing);

    let state = reduce(prerendered(), begin(Draft::of(&state, 0)));
    let state = reduce(state, Action::Looked(2, None));
    let state = reduce(state, Action::Looked(1, right()));
    assert_eq!(numbers(&state), [1, 2]);
    assert_eq!(state.sending, Sending::NotYet);
    assert!(state.shows_missing);
    assert!(missing(&state)[0].text.contains("2.png"), "{:?}", missing(&state));
}

#[test]
fn a_wrong_file_that_is_not_sent_does_not_keep_a_sending_from_resuming() {
    let state = choose(complete(), vec![file(2, "letter")], None);
    let state = reduce(state, Action::Send(date("2026-11-21")));
    let state = reduce(prerendered(), begin(Draft::of(&state, 0)));
    let state = reduce(reduce(state, Action::Looked(2, empty())), Action::Looked(1, right()));
    assert!(state.is_ready_to_pack());
}

#[test]
fn files_chosen_before_the_draft_was_open_are_added_to_it() {
    let early = choose(prerendered(), vec![file(7, "photo")], None);
    assert!(early.has_input() && !prerendered().has_input());
    let state = reduce(early.clone(), begin(Draft::of(&complete(), 0)));
    assert_eq!(numbers(&state), [1, 7]);
    let state = reduce(early, begin(Draft::of(&sending(), 0)));
    assert_eq!(numbers(&state), [1, 7]);
    assert_eq!(state.sending, Sending::NotYet, "it would be sent without having been asked for");
}

#[test]
fn a_refusal_keeps_what_was_entered_and_makes_the_next_try_a_new_upload() {
    let refusal = Text::each(|_: Lang| "No.".to_owned());
    let state = reduce(sending(), Action::Reach(Sending::Refused(vec![refusal])));
    assert_eq!(state.upload, None);
    assert_eq!(numbers(&state), [1]);
    let again = reduce(state, Action::Send(date("2026-11-21")));
    assert_eq!(again.sending, Sending::Preparing);
}

#[test]
fn what_halts_a_sending_loses_nothing_of_it() {
    let upload = upload();
    let before = reduce(sending(), Action::Announce(upload));
    let state = reduce(before.clone(), Action::Reach(Sending::Halted(Halt::NoEndpoint(404))));
    assert_eq!(Draft::of(&state, 0), Draft { sending: false, ..Draft::of(&before, 0) });
    let again = reduce(state, Action::Send(date("2026-11-21")));
    assert_eq!(again.sending, Sending::Preparing);
}

#[test]
fn forgetting_leaves_nothing() {
    let state = reduce(complete(), Action::Forget);
    let left = Draft::of(&state, 0);
    assert!(left.answers.is_empty() && left.details.is_empty() && left.files.is_empty());
    assert!(
        reduce(State { receipts: vec![receipts::received("7K3M")], ..complete() }, Action::Forget)
            .receipts
            .is_empty()
    );
    assert_eq!(state.today, live().today, "the form is still alive");
}
