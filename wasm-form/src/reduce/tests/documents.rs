//! Documents: what is wrong with them, smaller ones, pages of a PDF; and sending that waits.

use package::Pixels;
use worker::message::{CannotFit, Fitted};

use super::*;
use crate::chosen_file::Offer;

const LIMIT: u64 = 2_000;

fn picture(bytes: u64) -> Option<Findings> {
    found(DocumentType::Jpeg, bytes, Vec::new())
}

fn offer(number: FileNumber, bytes: u64) -> Offer {
    let mut findings = picture(bytes).expect("it was read");
    findings.inspection.pixels = Some(Pixels { width: 1600, height: 1200 });
    Offer {
        fitted: Fitted { number, findings },
        before: "blob:1".to_owned(),
        after: "blob:2".to_owned(),
        is_close: false,
    }
}

fn look(state: &State, number: FileNumber) -> Look {
    let chosen = state.files.iter().find(|chosen| chosen.file.number == number);
    chosen.expect("it is there").look.clone()
}

/// A form with a photo that is too large.
fn too_large() -> State {
    let state = choose(live(), vec![file(1, "photo")], None);
    reduce(state, Action::Looked(1, picture(LIMIT + 1)))
}

#[test]
fn a_file_is_wrong_for_every_reason_there_is() {
    let state = choose(live(), vec![file(1, "photo")], None);
    let found = found(DocumentType::Pdf, LIMIT + 1, vec![Code::EncryptedPdf]);
    let Look::Wrong(problems, None) = look(&reduce(state.clone(), Action::Looked(1, found)), 1) else {
        panic!("it is wrong")
    };
    let codes: Vec<_> = problems.iter().map(|problem| problem.code).collect();
    assert_eq!(codes, [Code::EncryptedPdf, Code::WrongType, Code::TooLarge]);
    let Look::Wrong(problems, None) = look(&reduce(state, Action::Looked(1, None)), 1) else {
        panic!("it was not read")
    };
    assert_eq!(problems[0].code, Code::Unreadable);
}

/// If it broke, a picture would be sent that nobody has looked at, or that is too large.
#[test]
fn a_smaller_picture_takes_the_place_of_a_large_one_once_somebody_has_looked() {
    let state = too_large();
    assert_eq!(look(&state, 1), Look::Fitting);
    let offered = reduce(state.clone(), Action::Fitted(1, offer(2, LIMIT)));
    assert_eq!(offered.held_files().collect::<Vec<_>>(), [1, 2]);
    assert!(missing(&offered).iter().any(|missing| missing.text.contains("1.png")), "it is not looked at");
    let accepted = reduce(offered, Action::Accept(1));
    assert_eq!(accepted.held_files().collect::<Vec<_>>(), [2]);
    assert_eq!((accepted.files[0].file.bytes, look(&accepted, 2)), (LIMIT, Look::Right));

    let still = reduce(state, Action::Fitted(1, offer(2, LIMIT + 1)));
    assert!(matches!(look(&still, 1), Look::Wrong(..)), "the result is checked again");
}

#[test]
fn what_cannot_be_made_smaller_stays_wrong_and_says_why() {
    let state = reduce(too_large(), Action::NotFitted(1, CannotFit::TooDetailed));
    let Look::Wrong(problems, Some(CannotFit::TooDetailed)) = look(&state, 1) else { panic!("it is wrong") };
    assert_eq!(problems[0].code, Code::TooLarge);
    let truncated = found(DocumentType::Jpeg, LIMIT + 1, vec![Code::TruncatedJpeg]);
    let state = reduce(too_large(), Action::Looked(1, truncated));
    assert!(matches!(look(&state, 1), Look::Wrong(_, None)), "half a picture is not made smaller");
}

/// A letter of three pages, photographed.
fn letter() -> State {
    let pages = (1..=3).map(|number| file(number, "letter")).collect();
    let state = choose(live(), pages, None);
    (1..=3).fold(state, |state, number| reduce(state, Action::Looked(number, picture(LIMIT * 5))))
}

fn pages(state: &State) -> Vec<FileNumber> {
    state.pages_of(9).map(|page| page.file.number).collect()
}

fn joined(state: State, pages: &[FileNumber]) -> State {
    let joined = Ok(found(DocumentType::Pdf, 900, Vec::new()).expect("it was made"));
    reduce(state, Action::Joined { number: 9, pages: pages.to_vec(), joined })
}

#[test]
fn pictures_become_the_pages_of_one_pdf_in_any_order() {
    let state = reduce(letter(), Action::Join("letter".to_owned(), 9));
    assert_eq!(pages(&state), [1, 2, 3]);
    assert_eq!(state.files_for("letter").count(), 1);
    let state = joined(state, &[1, 2, 3]);
    assert_eq!((look(&state, 9), state.files[0].file.bytes), (Look::Right, 900));

    let moved = reduce(state, Action::MoveUp(3));
    assert_eq!((pages(&moved), look(&moved, 9)), (vec![1, 3, 2], Look::Reading));
    assert_eq!(look(&joined(moved.clone(), &[1, 2, 3]), 9), Look::Reading, "that was the order before");
    assert_eq!(look(&joined(moved.clone(), &[1, 3, 2]), 9), Look::Right);
    assert_eq!(pages(&reduce(moved.clone(), Action::MoveUp(1))), [1, 3, 2], "it is the first");

    let fewer = reduce(reduce(moved, Action::Remove(1)), Action::Remove(2));
    assert_eq!(pages(&fewer), [3]);
    assert!(reduce(fewer, Action::Remove(3)).files.is_empty(), "a PDF without pages is none");
}

#[test]
fn a_page_that_is_in_the_way_is_named_and_further_pictures_become_further_pages() {
    let state = reduce(letter(), Action::Join("letter".to_owned(), 9));
    let failed = Err((Some(2), CannotFit::NotDecoded));
    let failed = reduce(state, Action::Joined { number: 9, pages: vec![1, 2, 3], joined: failed });
    assert!(matches!(look(&failed, 2), Look::Wrong(_, Some(CannotFit::NotDecoded))));
    assert_eq!(look(&failed, 9), Look::Wrong(Vec::new(), None));
    let mended = reduce(failed, Action::Remove(2));
    assert_eq!((pages(&mended), look(&mended, 9)), (vec![1, 3], Look::Reading));

    let more = choose(joined(mended, &[1, 3]), vec![file(4, "letter")], None);
    let more = reduce(more, Action::Looked(4, picture(LIMIT)));
    let more = reduce(more, Action::Join("letter".to_owned(), 10));
    assert_eq!((pages(&more), look(&more, 9)), (vec![1, 3, 4], Look::Reading));
    let again = reduce(more, Action::Join("letter".to_owned(), 11));
    assert_eq!(again.files_for("letter").count(), 1, "a PDF is no page of itself");
}

/// If it broke, a page of a PDF would have to be looked at once more, and nothing could be sent.
#[test]
fn a_smaller_picture_that_comes_too_late_is_not_offered() {
    let state = reduce(letter(), Action::Join("letter".to_owned(), 9));
    let late = reduce(state, Action::Fitted(2, offer(4, 900)));
    assert_eq!((look(&late, 2), late.held_files().any(|held| held == 4)), (Look::Right, false));
    let late = reduce(late, Action::NotFitted(2, CannotFit::TooDetailed));
    assert_eq!(look(&late, 2), Look::Right);
}

#[test]
fn a_replaced_page_stays_a_page_and_a_pdf_can_be_taken_apart() {
    let state = joined(reduce(letter(), Action::Join("letter".to_owned(), 9)), &[1, 2, 3]);
    let replaced = choose(state.clone(), vec![file(4, "letter")], Some(2));
    assert_eq!((pages(&replaced), look(&replaced, 9)), (vec![1, 4, 3], Look::Reading));
    let no_page = found(DocumentType::Pdf, 900, Vec::new());
    assert!(matches!(look(&reduce(replaced.clone(), Action::Looked(4, no_page)), 4), Look::Wrong(..)));
    let large = reduce(replaced, Action::Looked(4, picture(LIMIT * 5)));
    assert_eq!(look(&large, 4), Look::Right, "its PDF makes it smaller");

    let apart = reduce(state.clone(), Action::Split(9));
    assert_eq!((numbers(&apart), look(&apart, 1)), (vec![1, 2, 3], Look::Reading));
    assert!(reduce(state, Action::Remove(9)).files.is_empty());
}

/// If it broke, a tab that was killed would send a PDF without its pages, or pages beside their PDF.
#[test]
fn pages_survive_a_reload() {
    let state = joined(reduce(letter(), Action::Join("letter".to_owned(), 9)), &[1, 2, 3]);
    let json = serde_json::to_string(&Draft::of(&state, 0)).expect("plain data");
    let state = reduce(prerendered(), begin(serde_json::from_str(&json).expect("our own draft")));
    assert_eq!((pages(&state), state.files[0].file.bytes), (vec![1, 2, 3], 900));
}

#[test]
fn what_the_worker_was_doing_when_it_failed_is_not_done_again() {
    let state = choose(too_large(), vec![file(2, "photo")], None);
    let state = reduce(state, Action::WorkerFails);
    assert!(state.files.iter().all(|chosen| matches!(chosen.look, Look::Wrong(..))));
    assert_eq!(reduce(sending(), Action::WorkerFails).sending, Sending::Halted(Halt::Worker));
}

#[test]
fn a_sending_waits_over_a_reload_until_it_is_resumed() {
    let progress = Progress { sent: 5, total: 10, speed: None };
    let state = reduce(sending(), Action::Reach(Sending::Uploading(progress)));
    let state = reduce(state, Action::Pause);
    assert_eq!(state.sending, Sending::Paused(progress));
    assert_eq!(reduce(state.clone(), Action::Remove(1)).files.len(), 1, "what is sent does not change");
    let state = reduce(prerendered(), begin(Draft::of(&state, 0)));
    assert_eq!(state.sending, Sending::Paused(progress));
    let state = reduce(reduce(state, Action::Looked(1, right())), Action::Resume(date("2026-11-25")));
    assert!(state.is_ready_to_pack());
}

/// If it broke, a form would be locked with nothing at work, or come back after it was deleted.
#[test]
fn news_that_come_after_somebody_stopped_change_nothing() {
    let progress = Progress { sent: 5, total: 10, speed: None };
    let late = [
        Action::Reach(Sending::Uploading(progress)),
        Action::Reach(Sending::Waiting { seconds: 1, answered: None, progress }),
        Action::Reach(Sending::Checking),
    ];
    for stop in [Action::Pause, Action::Stop, Action::Forget] {
        let stopped = reduce(sending(), stop);
        for news in &late {
            assert_eq!(reduce(stopped.clone(), news.clone()).sending, stopped.sending);
        }
    }
    let upload = upload();
    let drawn = reduce(sending(), Action::Draw(drawn()));
    let stopped = reduce(drawn.clone(), Action::Stop);
    let announced = reduce(stopped, Action::Announce(upload.clone()));
    assert_eq!(
        (announced.upload, announced.drawn),
        (Some(upload.clone()), None),
        "it can still be gone on with"
    );
    let forgotten = reduce(reduce(drawn, Action::Forget), Action::Announce(upload));
    assert_eq!(forgotten.upload, None);
    let forgotten = reduce(forgotten, Action::Receive(receipts::received("7K3M")));
    assert!(forgotten.receipts.is_empty());
}

/// If it broke, a tab that takes over could make a second application, or other bytes of the same one.
#[test]
fn key_and_secret_are_kept_from_before_anything_is_announced_until_it_is_over() {
    let kept = |state: &State| {
        let draft = serde_json::to_string(&Draft::of(state, 0)).expect("plain values");
        reduce(prerendered(), begin(serde_json::from_str(&draft).expect("our own draft")))
    };
    let state = kept(&reduce(sending(), Action::Draw(drawn())));
    assert_eq!(state.drawn, Some(drawn()));
    let sealed = Some(Sealed { secret: drawn().secret, recipients: vec!["age1old".to_owned()] });
    let sealed = Upload { sealed, ..upload() };
    let state = kept(&reduce(state, Action::Announce(sealed.clone())));
    assert_eq!((state.drawn.clone(), state.upload.clone()), (None, Some(sealed)));
    assert!(state.seals());
    let state = kept(&reduce(state, Action::Receive(receipts::received("7K3M"))));
    assert_eq!((state.drawn, state.upload), (None, None), "a secret that is not needed any more");
}

#[test]
fn a_file_that_is_lost_while_sending_waits_is_named_instead_of_waited_for() {
    let state = reduce(sending(), Action::Pause);
    let state = reduce(prerendered(), begin(Draft::of(&state, 0)));
    let state = reduce(reduce(state, Action::Looked(1, None)), Action::Resume(date("2026-11-22")));
    assert_eq!((state.sending.clone(), state.shows_missing), (Sending::NotYet, true));
    let lost = reduce(sending(), Action::Reach(Sending::Halted(Halt::Unreadable)));
    assert_eq!(look(&lost, 1), Look::Reading, "whichever it is shows in another look");
}

/// If it broke, two tabs would write over each other's drafts.
#[test]
fn a_form_that_another_tab_has_does_not_change_and_comes_back_as_that_left_it() {
    let away = reduce(complete(), Action::Elsewhere);
    assert_eq!(Draft::of(&reduce(away.clone(), Action::Remove(1)), 0), Draft::of(&away, 0));
    let back = reduce(away, begin(Draft::of(&choose(live(), vec![file(5, "photo")], None), 0)));
    assert!(!back.is_elsewhere);
    assert_eq!((numbers(&back), back.answers.is_empty()), (vec![5], true));
}

#[test]
fn a_report_has_the_latest_of_what_happened() {
    let happened =
        |state: State, at: u64| reduce(state, Action::Happened(Happening { at, what: What::Lost, sent: 0 }));
    let state = (0..100).fold(sending(), happened);
    assert_eq!(state.happenings.len(), MOST_HAPPENINGS);
    assert_eq!(state.happenings.last().map(|last| last.at), Some(99));
    assert!(crate::report::causes(&state)[0].contains("40"));
}
