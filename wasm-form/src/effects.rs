//! What the browser has to do: at the start, when somebody asks for it, and when the state changes.
//!
//! What has to do with documents and with sending goes to the worker ([`crate::helping`]).

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo::events::EventListener;
use gloo::timers::callback::Timeout;
use rules::DeadlineDay;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Event, File};
use worker::Order;
use worker::browser::clock;
use worker::browser::send::draw;
use worker::sending::{Halt, Sending};
use yew::Callback;

use crate::action::Action;
use crate::browser::draft::Drafts;
use crate::browser::helper::Helper;
use crate::browser::lock::Ask;
use crate::browser::{address, page, window};
use crate::calendar;
use crate::chosen_file::{FileName, FileNumber};
use crate::draft::{Draft, has_all};
use crate::fragment;
use crate::helping;
use crate::message::{Message, Wish};
use crate::missing::missing;
use crate::page_data::PageData;
use crate::state::State;
use crate::tab::Tab;
use crate::view::receipt::status_id;
use crate::words::Word;

/// Milliseconds after the last keystroke until the draft is written.
const PAUSE: u32 = 400;

/// Everything of the browser that a form holds on to.
pub struct Effects {
    page: Rc<PageData>,
    tell: Callback<Message>,
    helper: Helper,
    /// Files that the worker does not have yet.
    files: Vec<(FileNumber, File)>,
    /// None before they are open, where the browser keeps none, and while another tab has them.
    drafts: Rc<RefCell<Option<Drafts>>>,
    /// Writes the draft, unless another keystroke comes before.
    keystroke: Option<Timeout>,
    /// Listens for the network to come back.
    online: Option<EventListener>,
    /// The draft has all that is in the fields.
    is_kept: Rc<Cell<bool>>,
    /// Listens for links within the page: each makes a new entry in the history.
    moves: Option<EventListener>,
}

impl Effects {
    /// Nothing is done yet.
    pub fn new(page: Rc<PageData>, tell: Callback<Message>) -> Self {
        let hear = tell.clone();
        let helper = Helper::new(page.worker.clone(), move |heard| {
            helping::hear(heard, |message| hear.emit(message));
        });
        Self {
            page,
            tell,
            helper,
            files: Vec::new(),
            drafts: Rc::default(),
            keystroke: None,
            online: None,
            is_kept: Rc::default(),
            moves: None,
        }
    }

    /// Begins: after the first rendering, with the files that were chosen before it.
    pub fn begin(&mut self, early: Vec<(String, File)>) {
        let helper = self.helper.clone();
        // Only a hint: browsers say "online" of networks that lead nowhere.
        self.online = Some(EventListener::new(&window(), "online", move |_| try_now(&helper)));
        let is_kept = Rc::clone(&self.is_kept);
        let moved = move |_: &Event| address::mark(is_kept.get());
        self.moves = Some(EventListener::new(&window(), "hashchange", moved));

        for (document, file) in early {
            let files = self.take(&document, [file]);
            self.tell.emit(Action::Choose { files, replaces: None }.into());
        }
        self.claim(Ask::IfFree);
    }

    /// Asks for the form, and begins once this tab has it.
    fn claim(&self, how: Ask) {
        let tab = Tab {
            page: Rc::clone(&self.page),
            tell: self.tell.clone(),
            helper: self.helper.clone(),
            drafts: Rc::clone(&self.drafts),
        };
        tab.claim(how);
    }

    /// Does what was asked for, and says how that changes the state.
    pub fn fulfil(&mut self, wish: Wish, state: &State) -> Option<Action> {
        match wish {
            Wish::Choose { document, replaces, field } => {
                let list = field.files()?;
                let chosen = (0..list.length()).filter_map(|at| list.get(at));
                let files = self.take(&document, chosen);
                // So that the same file can be chosen again.
                field.set_value("");
                return (!files.is_empty()).then_some(Action::Choose { files, replaces });
            }
            Wish::Join(document) => return Some(Action::Join(document, new_number())),
            Wish::Show(number) => {
                let shown = state.files.iter().find(|chosen| chosen.file.number == number)?;
                self.helper.order(&Order::Show(shown.reference()), &[]);
            }
            Wish::Send => return Some(Action::Send(clock::today())),
            Wish::Resume => return Some(Action::Resume(clock::today())),
            Wish::SavePackage => {
                if !missing(state).is_empty() {
                    return Some(Action::ShowMissing);
                }
                if let Some((order, frame)) = helping::export(state) {
                    self.helper.order(&order, &[frame]);
                }
            }
            Wish::TakeOver => self.claim(Ask::Steal),
            Wish::OpenReport(is_open) => {
                if is_open && state.offices.is_none() {
                    self.load_offices();
                }
                return Some(Action::OpenReport(is_open));
            }
            Wish::DeleteEverything => {
                let question = self.page.words.get(Word::DeleteConfirm);
                return window().confirm_with_message(question).unwrap_or(false).then_some(Action::Forget);
            }
            Wish::Focus(id) => page::focus(&id),
            Wish::TryNow => try_now(&self.helper),
            Wish::Print => page::print(),
            Wish::SaveText(id) => save_text(&id),
            Wish::SaveData(code) => save_data(state, &code),
            Wish::SaveCalendar(days) => save_calendar(state, &days),
            Wish::SaveDraft => self.save(state, Vec::new()),
        }
        None
    }

    /// Does what a change of the state asks for.
    pub fn follow(&mut self, before: &State, after: &State, action: &Action) {
        // What was typed before the form came to life is in no address yet.
        if before.answers != after.answers || matches!(action, Action::Begin { .. }) {
            address::set_fragment(&fragment::write(&self.page.service, &after.answers));
        }
        let is_kept = has_all(self.is_kept.get(), before, after, action);
        if self.is_kept.replace(is_kept) != is_kept {
            address::mark(is_kept);
        }
        // What was made for a file that does not want it any more is nobody's.
        let made = match action {
            Action::Fitted(_, offer) => Some(offer.fitted.number),
            _ => None,
        };
        let gone: Vec<_> = (before.held_files().chain(made))
            .filter(|number| !after.held_files().any(|held| held == *number))
            .collect();
        // What another tab has taken over is not gone.
        let gone = if before.is_elsewhere { Vec::new() } else { gone };
        // Files chosen before the form came to life have waited: there was no telling where to keep them.
        if after.today.is_some() && !after.is_elsewhere {
            let orders = helping::orders(before, after, action, new_number, &mut self.files);
            if !orders.is_empty() && !self.helper.is_at_work() {
                self.load_offices();
            }
            for (order, attached) in orders {
                self.helper.order(&order, &attached);
            }
            let has_begun = matches!(action, Action::Begin { .. });
            if after.is_ready_to_pack() && (!before.is_ready_to_pack() || has_begun) {
                self.send(after);
            }
        }
        page::forget_pictures(before, after, action);
        self.keep(before, after, action, gone);
    }

    /// Has the application sent, under a key and with a secret that are kept before they are used: whichever
    /// tab goes on with it announces the same upload.
    fn send(&self, state: &State) {
        let Some(today) = state.today else { return };
        let drawn = state.drawn.clone().unwrap_or_else(draw);
        match helping::send(state, today, drawn.clone()) {
            Ok((order, frames)) => {
                self.tell.emit(Action::Draw(drawn).into());
                self.helper.order(&order, &frames);
            }
            Err(problem) => {
                self.tell.emit(Action::Reach(Sending::Halted(Halt::Package(problem))).into());
            }
        }
    }

    /// Keeps the draft up to date, now that these files are gone.
    fn keep(&mut self, before: &State, after: &State, action: &Action, gone: Vec<FileNumber>) {
        match action {
            // What was entered before the form came to life is in no draft yet.
            Action::Begin { .. } if before.has_input() => self.save(after, gone),
            Action::Reach(sending) if sending.is_under_way() => {}
            Action::Forget => {
                self.keystroke = None;
                self.with_drafts(async |drafts: Drafts| drafts.clear().await);
                discard(&self.helper, gone);
            }
            Action::Enter(..) => {
                let tell = self.tell.clone();
                self.keystroke = Some(Timeout::new(PAUSE, move || tell.emit(Wish::SaveDraft.into())));
            }
            _ if action.is_kept() && self.drafts.borrow().is_some() => self.save(after, gone),
            _ => discard(&self.helper, gone),
        }
    }

    fn save(&mut self, state: &State, gone: Vec<FileNumber>) {
        self.keystroke = None;
        let draft = Draft::of(state, clock::now());
        let received = state.shown_receipt().cloned();
        let (tell, helper) = (self.tell.clone(), self.helper.clone());
        self.with_drafts(async move |drafts: Drafts| {
            drafts.save(&draft, received).await?;
            tell.emit(Action::Kept(draft.expires).into());
            // Only now: no draft names them any more.
            if helper.is_at_work() {
                discard(&helper, gone);
            } else {
                for number in gone {
                    drafts.remove_file(number).await?;
                }
            }
            Ok(())
        });
    }

    fn with_drafts(&self, work: impl AsyncFnOnce(Drafts) -> Result<(), JsValue> + 'static) {
        let Some(drafts) = self.drafts.borrow().clone() else { return };
        let tell = self.tell.clone();
        spawn_local(async move {
            if work(drafts).await.is_err() {
                tell.emit(Action::DraftsFail.into());
            }
        });
    }

    /// Takes files in, under numbers of their own.
    fn take(&mut self, document: &str, chosen: impl IntoIterator<Item = File>) -> Vec<FileName> {
        let take = |file: File| {
            let (number, name, bytes) = (new_number(), file.name(), file.size() as u64);
            self.files.push((number, file));
            FileName { number, document: document.to_owned(), name, bytes, page_of: None }
        };
        chosen.into_iter().map(take).collect()
    }

    /// Gets the list of offices while there is a network: it is wanted when there is none.
    fn load_offices(&self) {
        let tell = self.tell.clone();
        spawn_local(async move {
            // Where it cannot be had the report does without it, and asks again when it is opened.
            if let Ok(offices) = page::load_json("/offices.json").await {
                tell.emit(Action::Offices(Rc::new(offices)).into());
            }
        });
    }
}

/// A number for a file: by chance, so that tabs do not give the same.
fn new_number() -> FileNumber {
    (js_sys::Math::random() * f64::from(FileNumber::MAX)) as FileNumber
}

/// Has the worker forget files.
fn discard(helper: &Helper, gone: Vec<FileNumber>) {
    if !gone.is_empty() && helper.is_at_work() {
        helper.order(&Order::Discard(gone), &[]);
    }
}

/// Ends whatever waits for the network.
fn try_now(helper: &Helper) {
    helper.try_now();
    if helper.is_at_work() {
        helper.order(&Order::TryNow, &[]);
    }
}

/// Saves a receipt or a report as it can be read on the page, and the address that a link in it leads to.
fn save_text(id: &str) {
    let Some(shown) = page::element(id) else { return };
    let link = page::element(&status_id(id));
    let address = link.map(|link| page::target(&link) + "\n").unwrap_or_default();
    let text = [&page::text(&shown), "\n", &address].concat();
    page::save(&[id, ".txt"].concat(), "text/plain;charset=utf-8", &text);
}

/// Saves a receipt as the endpoint wrote it.
fn save_data(state: &State, code: &str) {
    if let Some(received) = state.receipts.iter().find(|received| received.receipt.receipt == code) {
        page::save(&[code, ".json"].concat(), "application/json", &received.document);
    }
}

/// Saves deadlines for a calendar.
fn save_calendar(state: &State, days: &[DeadlineDay]) {
    let Some(today) = state.today else { return };
    let text = calendar::text(&state.page, days, today, &address::page());
    page::save(&[&state.page.service.id, ".ics"].concat(), "text/calendar;charset=utf-8", &text);
}
