//! The state of the form. Views draw it, [`reduce`](crate::reduce) changes it, and what the browser has to
//! do then is in [`crate::effects`].

use std::rc::Rc;

use package::{DocumentDigest, Statement};
use rules::{Answers, Condition, Date, DeadlineDay, Decision, DocumentNeed, Situation, Truth, decide};
use worker::message::FileNumber;
use worker::sending::{Drawn, Happening, Received, Sending, Upload};

use crate::check::store::Given;
use crate::check::{Check, Stage};
use crate::chosen_file::{ChosenFile, Look};
use crate::members;
use crate::missing::Missing;
use crate::offices::Offices;
use crate::page_data::PageData;
use crate::typed::Typed;

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
    /// What of that was answered in the live form before what is kept was read.
    pub given: Vec<Given>,
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
    /// What was drawn for the next upload, from when sending was asked for until the worker announces it.
    pub drawn: Option<Drawn>,
    /// The upload under way, or the last one that was neither received nor refused.
    pub upload: Option<Upload>,
    /// The receipts of this service that are kept in this browser, the newest first.
    pub receipts: Vec<Received>,
    /// This browser keeps drafts.
    pub keeps_drafts: bool,
    /// When what is kept may no longer be read, in milliseconds since 1970; none, while nothing is kept.
    pub expires: Option<u64>,
    /// The form is being filled in in another tab, and is not to be changed in this one.
    pub is_elsewhere: bool,
    /// The part of the form that looks at documents could not be loaded, and will be asked for again.
    pub waits_for_worker: bool,
    /// Bytes a second, as the link has been lately; none, before it was measured.
    pub speed: Option<u64>,
    /// What happened while the application was being sent, the latest last.
    pub happenings: Vec<Happening>,
    /// The immigration offices, once they have been loaded.
    pub offices: Option<Rc<Offices>>,
    /// The province whose offices are shown.
    pub province: String,
    /// The report of a failure is open.
    pub is_report_open: bool,
    /// It names the applicant.
    pub is_named_in_report: bool,
}

impl State {
    /// The form as it is prerendered, with what was typed into it since; without answers, which the first part
    /// of the form has.
    pub fn new(page: Rc<PageData>, typed: &Typed) -> Self {
        Self {
            page,
            today: None,
            answers: Answers::default(),
            given: Vec::new(),
            details: typed.details.clone(),
            left: Vec::new(),
            files: Vec::new(),
            decision: None,
            shows_missing: false,
            sending: Sending::NotYet,
            drawn: None,
            upload: None,
            receipts: Vec::new(),
            keeps_drafts: true,
            expires: None,
            is_elsewhere: false,
            waits_for_worker: false,
            speed: None,
            happenings: Vec::new(),
            offices: None,
            province: String::new(),
            is_report_open: false,
            is_named_in_report: false,
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

    /// The files chosen for a document, without those that are pages of others.
    pub fn files_for(&self, document: &str) -> impl Iterator<Item = &ChosenFile> {
        (self.files.iter())
            .filter(move |chosen| chosen.file.document == document && chosen.file.page_of.is_none())
    }

    /// The pages of a PDF that is made here, in their order.
    pub fn pages_of(&self, pdf: FileNumber) -> impl Iterator<Item = &ChosenFile> {
        self.files.iter().filter(move |chosen| chosen.file.page_of == Some(pdf))
    }

    /// The receipt of what was just sent, which is shown in the place of the form.
    pub fn shown_receipt(&self) -> Option<&Received> {
        self.receipts.first().filter(|_| self.sending == Sending::Received)
    }

    /// Whether anything was entered.
    pub fn has_input(&self) -> bool {
        !(self.answers.is_empty() && self.details.is_empty() && self.files.is_empty())
    }

    /// The files for documents that are needed, pages of others among them.
    pub fn files_needed(&self) -> impl Iterator<Item = &ChosenFile> {
        self.files.iter().filter(|chosen| self.need(&chosen.file.document).is_some())
    }

    /// The files that would be sent.
    pub fn files_to_send(&self) -> impl Iterator<Item = &ChosenFile> {
        self.files_needed().filter(|chosen| chosen.file.page_of.is_none())
    }

    /// The same in the order in which they lie in the package.
    pub fn files_in_order(&self) -> impl Iterator<Item = &ChosenFile> {
        let needs = self.decision.iter().flat_map(|decision| &decision.documents);
        needs.flat_map(|need| self.files_to_send().filter(move |chosen| chosen.file.document == need.id))
    }

    /// The numbers of all files that the worker has to keep: the chosen ones, and what is offered for them.
    pub fn held_files(&self) -> impl Iterator<Item = FileNumber> {
        self.files.iter().flat_map(|chosen| {
            let offered = match &chosen.look {
                Look::Offered(offer) => Some(offer.fitted.number),
                _ => None,
            };
            [chosen.file.number].into_iter().chain(offered)
        })
    }

    /// What is stated to the office, decided for `today`; and what it needs to know of each file in
    /// [`State::files_to_send`].
    pub fn statement(&self, today: Date) -> (Statement, Vec<DocumentDigest>) {
        let page = &self.page;
        let statement =
            Statement::new(&page.service, page.definition_sha256, &self.answers, &self.details, today);
        (statement, self.files_to_send().filter_map(ChosenFile::digest).collect())
    }

    /// By when what is due, as the package says that is under way: it was decided for the day of its upload.
    pub fn deadlines_of_upload(&self) -> Vec<DeadlineDay> {
        let day = self.upload.as_ref().map(|upload| upload.today).or(self.today);
        day.map_or_else(Vec::new, |day| decide(&self.page.service, &self.answers, day).deadlines)
    }

    /// Sending was asked for, and every file has been looked at: the package can be made.
    pub fn is_ready_to_pack(&self) -> bool {
        self.sending == Sending::Preparing && self.files_to_send().all(|chosen| chosen.look == Look::Right)
    }

    /// Whether what is sent is sealed: an upload that was begun so stays so, and one that was begun readable
    /// is given up where the office has a key by now.
    pub fn seals(&self) -> bool {
        let was_begun_sealed = self.upload.as_ref().is_some_and(|upload| upload.sealed.is_some());
        was_begun_sealed || !self.page.recipients.is_empty()
    }

    /// What the first part of the form shows of this, where it showed `before`.
    pub fn shown(&self, before: &Check, problems: &Rc<Vec<Missing>>) -> Check {
        let mut shown = before.clone();
        shown.today = self.today.or(before.today);
        shown.answers = self.answers.clone();
        shown.problems = Rc::clone(problems);
        shown.is_elsewhere = self.is_elsewhere;
        shown.stage = match &self.sending {
            Sending::Received => Stage::Received,
            sending if sending.is_under_way() => Stage::UnderWay,
            sending if sending.holds_the_form() => Stage::Held,
            _ => Stage::Open,
        };
        if self.decision.is_some() {
            shown.decision = self.decision.clone();
        } else if shown.answers != before.answers {
            shown.decide();
        }
        shown
    }

    /// Brings the decision up to date.
    pub(crate) fn decide(&mut self) {
        self.decision = self.today.map(|today| Rc::new(decide(&self.page.service, &self.answers, today)));
    }
}
