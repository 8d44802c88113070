//! The state of the form and everything that can change it: a pure reducer, without a browser.
//!
//! Views draw a [`State`]; what the browser has to do when it changes is in [`crate::effects`].

use std::rc::Rc;

use package::{DocumentDigest, Statement};
use rules::{Answer, Answers, Condition, Date, Decision, DocumentNeed, Situation, Truth, decide};

use crate::chosen_file::{ChosenFile, FileName, FileNumber, Look};
use crate::draft::Draft;
use crate::members;
use crate::page_data::{AppProps, PageData};
use crate::sending::{Received, Sending, Sent, Upload};

/// Everything that a form shows.
#[derive(Clone)]
pub struct State {
    /// The page it is on.
    pub page: Rc<PageData>,
    /// The day. Not known in the prerendered page, nor until hydration is over: nothing in them
    /// depends on it.
    pub today: Option<Date>,
    /// What was answered, fitting or not.
    pub answers: Answers,
    /// What was entered otherwise, by the field's name.
    pub details: package::Details,
    /// The names of the fields of details that were changed and left: what is wrong with them is shown.
    pub left: Vec<String>,
    /// What was chosen, in that order.
    pub files: Vec<ChosenFile>,
    /// What the answers lead to, once the day is known.
    pub decision: Option<Rc<Decision>>,
    /// Sending was asked for while something was missing: what is missing is shown from then on.
    pub shows_missing: bool,
    /// How far sending has come.
    pub sending: Sending,
    /// The upload under way, or the last one that was neither received nor refused.
    pub upload: Option<Upload>,
    /// The receipts of this service that are kept in this browser, the newest first.
    pub receipts: Vec<Received>,
    /// This browser keeps drafts.
    pub keeps_drafts: bool,
}

/// Everything that can change it.
#[derive(Clone, Debug)]
pub enum Action {
    /// The form has come to life.
    Begin {
        /// The day.
        today: Date,
        /// Answers in the page's address.
        linked: Answers,
        /// What an earlier visit left.
        draft: Option<Box<Draft>>,
        /// The receipts that earlier ones left, the newest first.
        receipts: Vec<Received>,
        /// This browser keeps drafts.
        keeps_drafts: bool,
    },
    /// A question (by its id) was answered, or the answer taken back.
    Answer(String, Option<Answer>),
    /// Something was entered into the field of a detail (by its name).
    Enter(String, String),
    /// Such a field was left, changed.
    Leave(String),
    /// A member of a group (by its id) is to be added.
    AddMember(String),
    /// The member with this number is to be removed.
    RemoveMember(String, u32),
    /// Files were chosen, the first of them in the place of another one.
    Choose {
        /// The files, all for one document.
        files: Vec<FileName>,
        /// The number of the file to replace.
        replaces: Option<FileNumber>,
    },
    /// A file's bytes were looked at.
    Looked(FileNumber, Look),
    /// A file was taken out again.
    Remove(FileNumber),
    /// Sending was asked for, on this day.
    Send(Date),
    /// An upload has a key, or an address.
    Announce(Upload),
    /// Sending has come this far.
    Reach(Sending),
    /// The package was received.
    Receive(Received),
    /// Another application for this service is to be made.
    StartAnother,
    /// What was entered can no longer be kept in this browser.
    DraftsFail,
    /// Sending was given up, for now: what was sent is not lost.
    Stop,
    /// Everything is to be forgotten.
    Forget,
}

impl State {
    /// The form as it is prerendered, with what was typed into it since.
    pub fn new(props: &AppProps) -> Self {
        Self {
            page: props.data.clone(),
            today: None,
            answers: props.typed.answers.clone(),
            details: props.typed.details.clone(),
            left: Vec::new(),
            files: Vec::new(),
            decision: None,
            shows_missing: false,
            sending: Sending::NotYet,
            upload: None,
            receipts: Vec::new(),
            keeps_drafts: true,
        }
    }

    /// What to decide about; not before the day is known.
    pub fn situation(&self) -> Option<Situation<'_>> {
        Some(Situation { service: &self.page.service, answers: &self.answers, today: self.today? })
    }

    /// Whether a question or detail is asked that depends on this. Before the day is known, everything
    /// is there to be read.
    pub fn asks(&self, when: Option<&Condition>) -> bool {
        self.situation().is_none_or(|situation| situation.optional(when).truth == Truth::True)
    }

    /// How many members a group has.
    pub fn members(&self, group: &str) -> u32 {
        match self.today {
            None => members::at_first(&self.page.service, group),
            Some(_) => self.page.service.members(group, &self.details),
        }
    }

    /// Why this document is needed, if it is known to be.
    pub fn need(&self, document: &str) -> Option<&DocumentNeed> {
        self.decision.as_ref()?.documents.iter().find(|need| need.id == document)
    }

    /// The files chosen for a document.
    pub fn files_for(&self, document: &str) -> impl Iterator<Item = &ChosenFile> {
        self.files.iter().filter(move |chosen| chosen.file.document == document)
    }

    /// Whether the file with this number is among the chosen ones.
    pub fn has_file(&self, number: FileNumber) -> bool {
        self.files.iter().any(|chosen| chosen.file.number == number)
    }

    /// The receipt of what was just sent, which is shown in the place of the form.
    pub fn shown_receipt(&self) -> Option<&Received> {
        self.receipts.first().filter(|_| self.sending == Sending::Received)
    }

    /// Whether anything was entered.
    pub fn has_input(&self) -> bool {
        !(self.answers.is_empty() && self.details.is_empty() && self.files.is_empty())
    }

    /// The files that would be sent: those for documents that are needed.
    pub fn files_to_send(&self) -> impl Iterator<Item = &ChosenFile> {
        self.files.iter().filter(|chosen| self.need(&chosen.file.document).is_some())
    }

    /// What is stated to the office, decided for `today`; and what it needs to know of each file in
    /// [`State::files_to_send`].
    pub fn statement(&self, today: Date) -> (Statement, Vec<DocumentDigest>) {
        let page = &self.page;
        let statement =
            Statement::new(&page.service, page.definition_sha256, &self.answers, &self.details, today);
        (statement, self.files_to_send().filter_map(ChosenFile::digest).collect())
    }

    /// Sending was asked for, and every file has been looked at: the package can be made.
    pub fn is_ready_to_pack(&self) -> bool {
        self.sending == Sending::Preparing && self.files_to_send().all(|chosen| chosen.look != Look::Reading)
    }

    fn decide(&mut self) {
        self.decision = self.today.map(|today| Rc::new(decide(&self.page.service, &self.answers, today)));
    }
}

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
            | Action::Remove(_)
            | Action::Send(_)
    );
    // Nothing else decides anything, and what is typed is drawn with every keystroke.
    let decides = matches!(
        action,
        Action::Begin { .. } | Action::Answer(..) | Action::Send(_) | Action::StartAnother | Action::Forget
    );
    if edits && state.sending.is_under_way() {
        return state;
    }
    match action {
        Action::Begin { today, linked, draft, receipts, keeps_drafts } => {
            state.today = Some(today);
            state.keeps_drafts = keeps_drafts;
            state.receipts = receipts;
            begin(&mut state, linked, draft);
        }
        Action::Answer(question, Some(answer)) => state.answers.set(question, answer),
        Action::Answer(question, None) => state.answers.clear(&question),
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
        Action::Choose { files, replaces } => choose(&mut state, files, replaces),
        Action::Looked(number, look) => looked(&mut state, number, look),
        Action::Remove(number) => state.files.retain(|chosen| chosen.file.number != number),
        Action::Send(today) => {
            state.today = Some(today);
            state.decide();
            state.shows_missing = !crate::missing::missing(&state).is_empty();
            if !state.shows_missing {
                state.sending = Sending::Preparing;
            }
        }
        Action::Announce(upload) => state.upload = Some(upload),
        Action::Reach(sending) => {
            // A package that was refused is not sent again.
            if matches!(sending, Sending::Refused(_)) {
                state.upload = None;
            }
            state.sending = sending;
        }
        Action::Receive(mut received) => {
            // What an earlier one contained is not what is in the form now.
            if !received.is_earlier {
                received.sent = Sent::of(state.files_to_send());
            }
            // A tab that was killed while it kept this receipt asks for it again.
            state.receipts.retain(|kept| kept.receipt.receipt != received.receipt.receipt);
            state.receipts.insert(0, received);
            state.sending = Sending::Received;
            // What was received needs no address, and need not be kept here: the device may be somebody
            // else's.
            state.upload = None;
            state.files.clear();
            state.details.clear();
        }
        // With no answers: those of the last one may be wrong for the next one.
        Action::StartAnother => {
            state = State { receipts: std::mem::take(&mut state.receipts), ..emptied(&state) };
        }
        Action::DraftsFail => state.keeps_drafts = false,
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

/// The form with nothing in it.
fn emptied(state: &State) -> State {
    let props = AppProps { data: state.page.clone(), typed: Default::default() };
    State { today: state.today, keeps_drafts: state.keeps_drafts, ..State::new(&props) }
}

/// Puts together what an earlier visit left, what the address says, and what was just typed and chosen:
/// of two answers the one that was given later counts.
fn begin(state: &mut State, linked: Answers, draft: Option<Box<Draft>>) {
    let typed = std::mem::take(&mut state.answers);
    let entered = std::mem::take(&mut state.details);
    if let Some(draft) = draft {
        let Draft { expires: _, answers, details, files, sending, upload, received, receipt: _ } = *draft;
        // A receipt that was kept no longer is shown no longer. Another tab may have got one since.
        let shown = received
            .and_then(|code| state.receipts.iter().position(|received| received.receipt.receipt == code));
        if let Some(shown) = shown {
            state.receipts[..=shown].rotate_right(1);
        }
        state.answers = answers;
        state.details = details;
        state.upload = upload;
        // A receipt is shown in the place of the form, and of what was chosen in it.
        if shown.is_some() {
            state.files.clear();
        }
        state.sending = match shown {
            Some(_) => Sending::Received,
            // Whoever has already chosen another file is not done yet.
            None if sending && state.files.is_empty() => Sending::Preparing,
            None => Sending::NotYet,
        };
        let kept = files.into_iter().map(|file| ChosenFile { file, look: Look::Reading });
        state.files.splice(0..0, kept);
    }
    if state.sending == Sending::NotYet {
        for (question, answer) in linked.iter().chain(typed.iter()) {
            state.answers.set(question, answer.clone());
        }
        state.details.extend(entered);
    }
}

fn choose(state: &mut State, files: Vec<FileName>, replaces: Option<FileNumber>) {
    let place =
        replaces.and_then(|number| state.files.iter().position(|chosen| chosen.file.number == number));
    let place = match place {
        Some(place) => {
            state.files.remove(place);
            place
        }
        None => state.files.len(),
    };
    let chosen = files.into_iter().map(|file| ChosenFile { file, look: Look::Reading });
    state.files.splice(place..place, chosen);
}

/// A file that turns out wrong ends a sending that was resumed: there is nothing right to send.
fn looked(state: &mut State, number: FileNumber, look: Look) {
    let Some(chosen) = state.files.iter_mut().find(|chosen| chosen.file.number == number) else { return };
    chosen.look = look;
    let is_wrong = state.files_to_send().any(|chosen| !chosen.problems().is_empty());
    if is_wrong && state.sending == Sending::Preparing {
        state.sending = Sending::NotYet;
        state.shows_missing = true;
    }
}

#[cfg(test)]
mod tests;
