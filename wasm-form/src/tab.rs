//! A form that is open in several tabs is filled in in one of them: each of them has the same draft, and
//! what one writes the others do not know.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;
use worker::Order;
use worker::browser::clock;
use yew::Callback;

use crate::action::Action;
use crate::browser::address;
use crate::browser::draft::Drafts;
use crate::browser::helper::Helper;
use crate::browser::lock::{self, Ask};
use crate::fragment;
use crate::message::Message;
use crate::page_data::PageData;

/// A tab that wants the form, or has it.
#[derive(Clone)]
pub struct Tab {
    /// The page that it shows.
    pub page: Rc<PageData>,
    /// Takes the news.
    pub tell: Callback<Message>,
    /// The tab's worker.
    pub helper: Helper,
    /// The draft, while this tab has it.
    pub drafts: Rc<RefCell<Option<Drafts>>>,
}

impl Tab {
    /// Waits until this tab has the form, and begins with what is kept of it; again and again, if another
    /// one takes it away.
    pub fn claim(self, mut how: Ask) {
        spawn_local(async move {
            loop {
                let tab = self.clone();
                let is_lost = Rc::new(Cell::new(false));
                let lost = Rc::clone(&is_lost);
                let lose = move || {
                    lost.set(true);
                    tab.lose();
                };
                if lock::ask(&self.page.service.id, how, lose).await {
                    return self.begin(&is_lost).await;
                }
                self.tell.emit(Action::Elsewhere.into());
                how = Ask::Wait;
            }
        });
    }

    /// Another tab has the form: it may write the draft, and send.
    fn lose(self) {
        *self.drafts.borrow_mut() = None;
        self.helper.dismiss();
        self.tell.emit(Action::Elsewhere.into());
        self.claim(Ask::Wait);
    }

    /// Begins, unless the form is lost before what is kept was read.
    async fn begin(self, is_lost: &Cell<bool>) {
        let service = &self.page.service;
        let open = async {
            let opened = Drafts::open(&service.id).await?;
            let found = opened.load().await?;
            Ok::<_, JsValue>((opened, found))
        };
        // A draft that cannot be read is left alone: nothing is written over it.
        let (opened, found) = open.await.ok().unzip();
        if is_lost.get() {
            return;
        }
        let found = found.unwrap_or_default();
        let keeps_drafts = opened.is_some();
        self.helper.set_first(Order::Open { service: service.id.clone(), keeps: keeps_drafts });
        *self.drafts.borrow_mut() = opened;
        let linked = fragment::read(service, &address::fragment());
        self.tell.emit(
            Action::Begin {
                today: clock::today(),
                linked,
                draft: found.draft.map(Box::new),
                receipts: found.receipts,
                keeps_drafts,
            }
            .into(),
        );
    }
}
