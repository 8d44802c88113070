//! The reducer: a state and an action make the next state, without a browser.

use std::rc::Rc;

use rules::{Answer, Answers};
use worker::sending::{Halt, MOST_HAPPENINGS, Sending};

use crate::action::Action;
use crate::chosen_file::{ChosenFile, Look};
use crate::draft::Draft;
use crate::missing::can_be_sent;
use crate::state::State;
use crate::typed::Typed;
use crate::{documents, members};

/// The state after an action.
///
/// While a package is being sent what it is made of does not change: such actions are ignored.
pub fn reduce(mut state: State, action: Action) -> State {
    let edits = matches!(
        action,
        Action::Answer(..)
            | Action::Enter(..)
            | Action::AddMember(_)
            | Action::RemoveMember(..)
            | Action::Choose { .. }
            | Action::Accept(_)
            | Action::Join(..)
            | Action::MoveUp(_)
            | Action::Split(_)
            | Action::Remove(_)
            | Action::Send(_)
    );
    // Nothing else decides anything, and what is typed is drawn with every keystroke.
    let decides = matches!(
        action,
        Action::Begin { .. }
            | Action::Answer(..)
            | Action::Send(_)
            | Action::Resume(_)
            | Action::StartAnother
            | Action::Forget
    );
    if edits && (state.sending.holds_the_form() || state.is_elsewhere) {
        return state;
    }
    match action {
        Action::Begin { today, linked, draft, receipts, keeps_drafts } => {
            // It was alive before another tab took it over: what is kept now is newer.
            if state.today.is_some() {
                state = emptied(&state);
            }
            state.is_elsewhere = false;
            state.expires = draft.as_ref().map(|draft| draft.expires);
            state.today = Some(today);
            state.keeps_drafts = keeps_drafts;
            state.receipts = receipts;
            let given = std::mem::take(&mut state.given);
            begin(&mut state, linked, draft);
            // An answer that was taken back is nowhere in what was typed, but may be in the draft.
            if state.sending == Sending::NotYet {
                given.into_iter().for_each(|(question, answer)| answered(&mut state, question, answer));
            }
        }
        Action::Answer(question, answer) => {
            if state.today.is_none() {
                state.given.push((question.clone(), answer.clone()));
            }
            answered(&mut state, question, answer);
        }
        Action::Enter(detail, value) => {
            state.details.insert(detail, value);
        }
        Action::Leave(detail) => {
            state.left.push(detail);
        }
        Action::AddMember(group) => members::add(&state.page.service, &group, &mut state.details),
        Action::RemoveMember(group, member) => {
            members::remove(&state.page.service, &group, member, &mut state.details);
            // Their numbers say something else now.
            state.left.retain(|name| !members::is_of(&group, name));
        }
        Action::Choose { files, replaces } => documents::choose(&mut state, files, replaces),
        Action::Looked(number, findings) => {
            documents::change(&mut state, number, |chosen, document| chosen.take_in(findings, document));
            stop_if_wrong(&mut state);
        }
        Action::Fitted(number, offer) => {
            documents::change(&mut state, number, |chosen, document| chosen.offer(offer, document));
            stop_if_wrong(&mut state);
        }
        Action::NotFitted(number, why) => {
            documents::change(&mut state, number, |chosen, document| {
                if chosen.look == Look::Fitting {
                    chosen.cannot_fit(why, document);
                }
            });
            stop_if_wrong(&mut state);
        }
        Action::Accept(number) => {
            documents::change(&mut state, number, |chosen, _| chosen.accept());
        }
        Action::Zoom(number, is_close) => documents::change(&mut state, number, |chosen, _| {
            if let Look::Offered(offer) = &mut chosen.look {
                offer.is_close = is_close;
            }
        }),
        Action::Thumbnail(number, address) => {
            documents::change(&mut state, number, |chosen, _| chosen.thumbnail = Some(address));
        }
        Action::Join(document, number) => documents::join(&mut state, &document, number),
        Action::Joined { number, pages, joined } => {
            documents::joined(&mut state, number, &pages, joined);
            stop_if_wrong(&mut state);
        }
        Action::MoveUp(number) => documents::move_up(&mut state, number),
        Action::Split(number) => documents::split(&mut state, number),
        Action::Remove(number) => documents::remove(&mut state, number),
        Action::ShowMissing => state.shows_missing = true,
        Action::Send(today) => {
            state.today = Some(today);
            state.decide();
            state.shows_missing = !can_be_sent(&state);
            if !state.shows_missing {
                state.sending = Sending::Preparing;
                if state.upload.is_none() {
                    state.happenings.clear();
                }
            }
        }
        // It may come late: what was stopped is kept all the same, what was forgotten is not.
        Action::Announce(upload) => {
            let is_known = state.upload.as_ref().is_some_and(|known| known.key == upload.key);
            let is_drawn = state.drawn.as_ref().is_some_and(|drawn| drawn.key == upload.key);
            if state.sending.holds_the_form() || is_known || is_drawn {
                state.drawn = None;
                state.upload = Some(upload);
            }
        }
        // So may this, after somebody has stopped it.
        Action::Reach(_) if !state.sending.is_under_way() => {}
        Action::Reach(sending) => {
            // A package that was refused is not sent again.
            if matches!(sending, Sending::Refused(_)) {
                (state.drawn, state.upload) = (None, None);
            }
            state.speed = sending.progress().and_then(|progress| progress.speed).or(state.speed);
            if sending == Sending::Halted(Halt::Unreadable) {
                documents::look_again(&mut state);
            }
            state.sending = sending;
        }
        Action::Happened(_) if !state.sending.holds_the_form() => {}
        Action::Happened(happening) => {
            let surplus = (state.happenings.len() + 1).saturating_sub(MOST_HAPPENINGS);
            state.happenings.drain(..surplus);
            state.happenings.push(happening);
        }
        Action::Pause => {
            if state.sending.is_under_way() {
                state.sending = Sending::Paused(state.sending.progress().unwrap_or_default());
            }
        }
        Action::Resume(today) => {
            state.today = Some(today);
            state.sending = Sending::Preparing;
            stop_if_wrong(&mut state);
        }
        // Everything was deleted meanwhile.
        Action::Receive(_) if state.upload.is_none() && !state.sending.is_under_way() => {}
        Action::Receive(mut received) => {
            // What an earlier one contained is not what is in the form now.
            if !received.is_earlier {
                received.sent = documents::sent(state.files_to_send());
                if received.receipt.sealed {
                    received.receipt.deadlines = state.deadlines_of_upload();
                }
            }
            // A tab that was killed while it kept this receipt asks for it again.
            state.receipts.retain(|kept| kept.receipt.receipt != received.receipt.receipt);
            state.receipts.insert(0, received);
            state.sending = Sending::Received;
            // What was received needs no address, and need not be kept here: the device may be somebody
            // else's.
            (state.drawn, state.upload) = (None, None);
            state.files.clear();
            state.details.clear();
            state.happenings.clear();
        }
        // With no answers: those of the last one may be wrong for the next one.
        Action::StartAnother => {
            state = State { receipts: std::mem::take(&mut state.receipts), ..emptied(&state) };
        }
        Action::DraftsFail => state.keeps_drafts = false,
        Action::Kept(expires) => {
            state.keeps_drafts = true;
            state.expires = Some(expires).filter(|_| state.has_input() || !state.receipts.is_empty());
        }
        Action::NotKept(number) => {
            documents::change(&mut state, number, |chosen, _| chosen.is_loose = true);
        }
        Action::NotExported => documents::look_again(&mut state),
        Action::Draw(drawn) => state.drawn = Some(drawn),
        Action::OpenReport(is_open) => state.is_report_open = is_open,
        Action::Elsewhere => {
            state.is_elsewhere = true;
            state.sending = Sending::NotYet;
        }
        Action::Worker(ready) => {
            state.waits_for_worker = ready.is_none();
            state.speed = ready.flatten().or(state.speed);
        }
        Action::WorkerFails => {
            documents::worker_fails(&mut state);
            documents::look_again(&mut state);
            if state.sending.is_under_way() {
                state.sending = Sending::Halted(Halt::Worker);
            }
        }
        Action::Offices(offices) => state.offices = Some(offices),
        Action::Province(province) => state.province = province,
        Action::NameInReport(is_named) => state.is_named_in_report = is_named,
        Action::Stop => state.sending = Sending::NotYet,
        Action::Forget => {
            state = emptied(&state);
        }
    }
    if decides {
        state.decide();
    }
    state
}

/// Takes in an answer, or takes it back.
fn answered(state: &mut State, question: String, answer: Option<Answer>) {
    match answer {
        Some(answer) => state.answers.set(question, answer),
        None => state.answers.clear(&question),
    }
}

/// The form with nothing in it.
fn emptied(state: &State) -> State {
    State {
        today: state.today,
        keeps_drafts: state.keeps_drafts,
        speed: state.speed,
        offices: state.offices.clone(),
        ..State::new(Rc::clone(&state.page), &Typed::default())
    }
}

/// Puts together what an earlier visit left, what the address says, and what was just typed and chosen:
/// of two answers the one that was given later counts.
fn begin(state: &mut State, linked: Answers, draft: Option<Box<Draft>>) {
    let typed = std::mem::take(&mut state.answers);
    let entered = std::mem::take(&mut state.details);
    if let Some(draft) = draft {
        let Draft {
            expires: _,
            answers,
            details,
            files,
            sending,
            paused,
            drawn,
            upload,
            happenings,
            received,
            receipt: _,
        } = *draft;
        // A receipt that was kept no longer is shown no longer. Another tab may have got one since.
        let shown = received
            .and_then(|code| state.receipts.iter().position(|received| received.receipt.receipt == code));
        if let Some(shown) = shown {
            state.receipts[..=shown].rotate_right(1);
        }
        state.answers = answers;
        state.details = details;
        state.drawn = drawn;
        state.upload = upload;
        state.happenings = happenings;
        // A receipt is shown in the place of the form, and of what was chosen in it.
        if shown.is_some() {
            state.files.clear();
        }
        state.sending = match shown {
            Some(_) => Sending::Received,
            // Whoever has already chosen another file is not done yet.
            None if !state.files.is_empty() => Sending::NotYet,
            None => match paused {
                Some(progress) => Sending::Paused(progress),
                None if sending => Sending::Preparing,
                None => Sending::NotYet,
            },
        };
        let kept = files.into_iter().map(ChosenFile::new);
        state.files.splice(0..0, kept);
    }
    if state.sending == Sending::NotYet {
        for (question, answer) in linked.iter().chain(typed.iter()) {
            state.answers.set(question, answer.clone());
        }
        state.details.extend(entered);
    }
}

/// A file that turns out wrong, or that somebody has to look at, ends a sending that waits for the files:
/// there is nothing right to send.
fn stop_if_wrong(state: &mut State) {
    let is_wrong = |look: &Look| matches!(look, Look::Wrong(..) | Look::Offered(_));
    if state.sending == Sending::Preparing && state.files_needed().any(|chosen| is_wrong(&chosen.look)) {
        state.sending = Sending::NotYet;
        state.shows_missing = true;
    }
}

#[cfg(test)]
mod tests;
