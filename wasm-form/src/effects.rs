//! What the browser has to do: at the start, when somebody asks for it, and when the state changes.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo::events::EventListener;
use gloo::timers::callback::Timeout;
use rules::DeadlineDay;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{Blob, File};
use yew::Callback;

use crate::browser::draft::Drafts;
use crate::browser::files::{self, Files};
use crate::browser::send::Job;
use crate::browser::tus;
use crate::browser::wake::Wake;
use crate::browser::{address, clock, page, window};
use crate::calendar;
use crate::chosen_file::{FileName, FileNumber, Look};
use crate::draft::Draft;
use crate::fragment;
use crate::message::{Message, Wish};
use crate::page_data::PageData;
use crate::state::{Action, State};
use crate::view::receipt::status_id;
use crate::words::Word;

/// Milliseconds after the last keystroke until the draft is written.
const PAUSE: u32 = 400;

/// Everything of the browser that a form holds on to.
pub struct Effects {
    page: Rc<PageData>,
    tell: Callback<Message>,
    files: Files,
    /// None before they are open, and where the browser keeps none.
    drafts: Rc<RefCell<Option<Drafts>>>,
    /// Ends the wait of a sending.
    wake: Wake,
    /// Ends the sending under way.
    stop: Rc<Cell<bool>>,
    /// Writes the draft, unless another keystroke comes before.
    keystroke: Option<Timeout>,
    /// Listens for the network to come back.
    online: Option<EventListener>,
}

impl Effects {
    /// Nothing is done yet.
    pub fn new(page: Rc<PageData>, tell: Callback<Message>) -> Self {
        Self {
            page,
            tell,
            files: Files::default(),
            drafts: Rc::default(),
            wake: Wake::default(),
            stop: Rc::default(),
            keystroke: None,
            online: None,
        }
    }

    /// Begins: after the first rendering, with the files that were chosen before it.
    pub fn begin(&mut self, early: Vec<(String, File)>) {
        let wake = self.wake.clone();
        // Only a hint: browsers say "online" of networks that lead nowhere.
        self.online = Some(EventListener::new(&window(), "online", move |_| wake.now()));

        for (document, file) in early {
            let files = take(&self.files, &document, [file]);
            self.tell.emit(Action::Choose { files, replaces: None }.into());
        }
        let (page, tell) = (self.page.clone(), self.tell.clone());
        let (files, drafts) = (self.files.clone(), self.drafts.clone());
        spawn_local(async move {
            let open = async {
                let opened = Drafts::open(&page.service.id).await?;
                let found = opened.load().await?;
                Ok::<_, JsValue>((opened, found))
            };
            // A draft that cannot be read is left alone: nothing is written over it.
            let (opened, found) = open.await.ok().unzip();
            let found = found.unwrap_or_default();
            found.files.into_iter().for_each(|(number, blob)| files.put(number, blob));
            let keeps_drafts = opened.is_some();
            *drafts.borrow_mut() = opened;
            let linked = fragment::read(&page.service, &address::fragment());
            tell.emit(
                Action::Begin {
                    today: clock::today(),
                    linked,
                    draft: found.draft.map(Box::new),
                    receipts: found.receipts,
                    keeps_drafts,
                }
                .into(),
            );
        });
    }

    /// Does what was asked for, and says how that changes the state.
    pub fn fulfil(&mut self, wish: Wish, state: &State) -> Option<Action> {
        match wish {
            Wish::Choose { document, replaces, field } => {
                let list = field.files()?;
                let chosen = (0..list.length()).filter_map(|at| list.get(at));
                let files = take(&self.files, &document, chosen);
                // So that the same file can be chosen again.
                field.set_value("");
                return (!files.is_empty()).then_some(Action::Choose { files, replaces });
            }
            Wish::Send => return Some(Action::Send(clock::today())),
            Wish::DeleteEverything => {
                let question = self.page.words.get(Word::DeleteConfirm);
                return window().confirm_with_message(question).unwrap_or(false).then_some(Action::Forget);
            }
            Wish::Focus(id) => page::focus(&id),
            Wish::TryNow => self.wake.now(),
            Wish::Print => page::print(),
            Wish::SaveText(code) => save_text(&code),
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
        // Files chosen before the form came to life have waited: their bytes could not be kept yet.
        let has_begun = matches!(action, Action::Begin { .. });
        for chosen in after.files.iter().filter(|_| after.today.is_some()) {
            if has_begun || !before.has_file(chosen.file.number) {
                self.look(chosen.file.clone());
            }
        }
        let gone = before.files.iter().map(|chosen| chosen.file.number);
        let gone: Vec<_> = gone.filter(|number| !after.has_file(*number)).collect();
        gone.iter().for_each(|number| self.files.remove(*number));
        self.keep(before, after, action, gone);
        if matches!(action, Action::Forget)
            && let Some(url) = before.upload.as_ref().and_then(|upload| upload.url.clone())
        {
            // If this does not get through, the endpoint removes it when it expires.
            spawn_local(async move { drop(tus::give_up(&url).await) });
        }
        if before.sending.is_under_way() && !after.sending.is_under_way() {
            self.stop.set(true);
            self.wake.now();
        }
        if after.is_ready_to_pack() && !before.is_ready_to_pack() {
            self.send(after);
        }
    }

    /// Looks at the bytes of a file, and keeps them.
    fn look(&self, file: FileName) {
        let Some(document) = self.page.service.document(&file.document).cloned() else { return };
        let (page, tell, files) = (self.page.clone(), self.tell.clone(), self.files.clone());
        let drafts = self.drafts.borrow().clone();
        spawn_local(async move {
            let read = async {
                let mut blob = files.get(file.number).ok_or(JsValue::NULL)?;
                // What the device holds can vanish while the form is open. What is too large ever to be
                // sent stays there all the same.
                if blob.has_type::<File>() && file.bytes <= page.service.limits.max_total_bytes {
                    let bytes = files::buffer(&blob).await?;
                    // It may have been taken out meanwhile, or everything deleted.
                    files.get(file.number).ok_or(JsValue::NULL)?;
                    blob = files::from_buffer(&bytes)?;
                    files.put(file.number, blob.clone());
                    if let Some(drafts) = drafts
                        && drafts.save_file(file.number, &bytes).await.is_err()
                    {
                        tell.emit(Action::DraftsFail.into());
                    }
                }
                files::inspect(&blob).await
            };
            let look = Look::at(&file, &document, read.await.ok());
            tell.emit(Action::Looked(file.number, look).into());
        });
    }

    /// Keeps the draft up to date, now that these files are gone.
    fn keep(&mut self, before: &State, after: &State, action: &Action, gone: Vec<FileNumber>) {
        match action {
            // What was entered before the form came to life is in no draft yet.
            Action::Begin { .. } if before.has_input() => self.save(after, gone),
            // Nothing that a draft contains.
            Action::Begin { .. } | Action::Looked(..) | Action::Leave(_) | Action::DraftsFail => {}
            Action::Reach(sending) if sending.is_under_way() => {}
            Action::Forget => {
                self.keystroke = None;
                self.with_drafts(async |drafts: Drafts| drafts.clear().await);
            }
            Action::Enter(..) => {
                let tell = self.tell.clone();
                self.keystroke = Some(Timeout::new(PAUSE, move || tell.emit(Wish::SaveDraft.into())));
            }
            _ => self.save(after, gone),
        }
    }

    fn save(&mut self, state: &State, gone: Vec<FileNumber>) {
        self.keystroke = None;
        let draft = Draft::of(state, clock::now());
        let received = state.shown_receipt().cloned();
        self.with_drafts(async move |drafts: Drafts| {
            drafts.save(&draft, received).await?;
            for number in gone {
                drafts.remove_file(number).await?;
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

    fn send(&mut self, state: &State) {
        self.stop = Rc::default();
        let files: Option<Vec<Blob>> =
            state.files_to_send().map(|chosen| self.files.get(chosen.file.number)).collect();
        let tell = self.tell.clone();
        let job = Job {
            state: state.clone(),
            files: files.expect("a file that was looked at is still there"),
            wake: self.wake.clone(),
            is_stopped: self.stop.clone(),
            tell: Box::new(move |action| tell.emit(action.into())),
        };
        spawn_local(job.run());
    }
}

/// Takes files in, under numbers of their own: by chance, so that two tabs do not give the same.
fn take(files: &Files, document: &str, chosen: impl IntoIterator<Item = File>) -> Vec<FileName> {
    let take = |file: File| {
        let number = (js_sys::Math::random() * f64::from(FileNumber::MAX)) as FileNumber;
        let (name, bytes) = (file.name(), file.size() as u64);
        files.put(number, file.unchecked_into());
        FileName { number, document: document.to_owned(), name, bytes }
    };
    chosen.into_iter().map(take).collect()
}

/// Saves a receipt as it can be read on the page, and the address that a link in it leads to.
fn save_text(code: &str) {
    if let (Some(shown), Some(link)) = (page::element(code), page::element(&status_id(code))) {
        let text = [&page::text(&shown), "\n", &page::target(&link), "\n"].concat();
        page::save(&[code, ".txt"].concat(), "text/plain;charset=utf-8", &text);
    }
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
