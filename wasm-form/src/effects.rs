//! What the browser has to do: at the start, when somebody asks for it, and when the state changes.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo::events::EventListener;
use gloo::timers::callback::Timeout;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{Blob, File};
use yew::Callback;

use crate::browser::draft::Drafts;
use crate::browser::files::{self, Files};
use crate::browser::send::Job;
use crate::browser::wake::Wake;
use crate::browser::{address, clock, page, window};
use crate::chosen_file::{ChosenFile, FileName, FileNumber, Look};
use crate::draft::Draft;
use crate::fragment;
use crate::message::{Message, Wish};
use crate::page_data::PageData;
use crate::sending::Sending;
use crate::state::{Action, State};
use crate::words::Word;

/// Milliseconds after the last keystroke until the draft is written.
const PAUSE: u32 = 400;

/// Everything of the browser that a form holds on to.
pub struct Effects {
    page: Rc<PageData>,
    tell: Callback<Message>,
    files: Files,
    /// The number of the next file.
    next_file: Rc<Cell<FileNumber>>,
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
            next_file: Rc::default(),
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

        let (page, tell, drafts) = (self.page.clone(), self.tell.clone(), self.drafts.clone());
        let (files, next_file) = (self.files.clone(), self.next_file.clone());
        spawn_local(async move {
            let opened = Drafts::open(&page.service.id).await.ok();
            let found = match &opened {
                Some(opened) => opened.load().await,
                None => None,
            };
            let draft = found.map(|(draft, kept)| {
                let last = draft.files.iter().map(|file| file.number).max();
                next_file.set(last.map_or(0, |last| last + 1));
                kept.into_iter().for_each(|(number, blob)| files.put(number, blob));
                Box::new(draft)
            });
            let keeps_drafts = opened.is_some();
            *drafts.borrow_mut() = opened;
            let linked = fragment::read(&page.service, &address::fragment());
            tell.emit(Action::Begin { today: clock::today(), linked, draft, keeps_drafts }.into());
            for (document, file) in early {
                let files = take(&files, &next_file, &document, [file]);
                tell.emit(Action::Choose { files, replaces: None }.into());
            }
        });
    }

    /// Does what was asked for, and says how that changes the state.
    pub fn fulfil(&mut self, wish: Wish, state: &State) -> Option<Action> {
        match wish {
            Wish::Choose { document, replaces, field } => {
                let list = field.files()?;
                let chosen = (0..list.length()).filter_map(|at| list.get(at));
                let files = take(&self.files, &self.next_file, &document, chosen);
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
            Wish::SavePage => save_page(state),
            Wish::SaveData => save_data(state),
            Wish::SaveDraft => self.save(state),
        }
        None
    }

    /// Does what a change of the state asks for.
    pub fn follow(&mut self, before: &State, after: &State, action: &Action) {
        // What was typed before the form came to life is in no address yet.
        if before.answers != after.answers || matches!(action, Action::Begin { .. }) {
            address::set_fragment(&fragment::write(&self.page.service, &after.answers));
        }
        let is_new = |chosen: &&ChosenFile| {
            let number = chosen.file.number;
            !before.files.iter().any(|earlier| earlier.file.number == number)
        };
        for chosen in after.files.iter().filter(is_new) {
            self.look(chosen.file.clone());
        }
        self.keep(after, action);
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

    /// Keeps the draft up to date.
    fn keep(&mut self, state: &State, action: &Action) {
        match action {
            // Nothing that a draft contains.
            Action::Begin { .. } | Action::Looked(..) | Action::DraftsFail => {}
            Action::Reach(sending) if sending.is_under_way() => {}
            Action::Forget => {
                self.keystroke = None;
                self.files.retain(|_| false);
                self.with_drafts(async |drafts: Drafts| drafts.clear().await);
            }
            Action::Enter(..) => {
                let tell = self.tell.clone();
                self.keystroke = Some(Timeout::new(PAUSE, move || tell.emit(Wish::SaveDraft.into())));
            }
            _ => self.save(state),
        }
    }

    fn save(&mut self, state: &State) {
        self.keystroke = None;
        let draft = Draft::of(state, clock::now());
        let numbers: Vec<_> = draft.files.iter().map(|file| file.number).collect();
        self.files.retain(|number| numbers.contains(&number));
        self.with_drafts(async move |drafts: Drafts| {
            drafts.save(&draft).await?;
            drafts.retain_files(|number| numbers.contains(&number)).await
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

/// Takes files in, under numbers of their own.
fn take(
    files: &Files,
    next: &Cell<FileNumber>,
    document: &str,
    chosen: impl IntoIterator<Item = File>,
) -> Vec<FileName> {
    let take = |file: File| {
        let number = next.replace(next.get() + 1);
        let (name, bytes) = (file.name(), file.size() as u64);
        files.put(number, file.unchecked_into());
        FileName { number, document: document.to_owned(), name, bytes }
    };
    chosen.into_iter().map(take).collect()
}

/// Saves the receipt as a page of its own, without what works only here.
fn save_page(state: &State) {
    let (Sending::Received(received), Some(shown)) = (&state.sending, page::element("receipt")) else {
        return;
    };
    let code = &received.receipt.receipt;
    let html = [
        "<!doctype html><html lang=\"",
        state.page.lang.tag(),
        "\"><meta charset=\"utf-8\"><title>",
        code,
        "</title><style>body{font-family:sans-serif}.actions,.draft{display:none}.code{font-size:2em}</style>",
        &shown.outer_html(),
    ];
    page::save(&[code, ".html"].concat(), "text/html", &html.concat());
}

/// Saves the receipt as the endpoint wrote it.
fn save_data(state: &State) {
    if let Sending::Received(received) = &state.sending {
        let name = [&received.receipt.receipt, ".json"].concat();
        page::save(&name, "application/json", &received.document);
    }
}
