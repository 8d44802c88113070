//! The page's end of the worker: it is loaded when there is something for it to do, again and again where
//! the network does not let it through, and anew when it has failed.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo::timers::callback::Timeout;
use js_sys::Array;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Event, MessageEvent};
use worker::browser::envelope;
use worker::{News, Order, backoff};

/// Milliseconds within which the worker has to arrive, for the first time; 85 KB take that long at 25 kbit/s.
/// Then twice as many each time.
const PATIENCE: u32 = 30_000;

/// What the worker tells.
pub enum Heard {
    /// News, and what came along.
    News(News, Array),
    /// It could not be loaded, and will be asked for again.
    NotLoaded,
    /// It has failed at its work, and what it was to do is not done.
    Failed,
}

/// The worker, or the wish for one. A clone is the same.
#[derive(Clone)]
pub struct Helper(Rc<Inner>);

struct Inner {
    /// Where its program is.
    address: String,
    /// The order that comes before all others.
    first: RefCell<Option<Order>>,
    hear: Box<dyn Fn(Heard)>,
    worker: RefCell<Option<web_sys::Worker>>,
    /// It takes orders.
    is_ready: Cell<bool>,
    /// Orders for when it does.
    waiting: RefCell<Vec<Array>>,
    failures: Cell<u32>,
}

impl Helper {
    /// A worker that is not there yet.
    pub fn new(address: String, hear: impl Fn(Heard) + 'static) -> Self {
        Self(Rc::new(Inner {
            address,
            first: RefCell::default(),
            hear: Box::new(hear),
            worker: RefCell::default(),
            is_ready: Cell::default(),
            waiting: RefCell::default(),
            failures: Cell::default(),
        }))
    }

    /// Sets the order that each new worker gets first.
    pub fn set_first(&self, order: Order) {
        *self.0.first.borrow_mut() = Some(order);
    }

    /// Whether anything was ordered that this worker has done, or that one still has to do.
    pub fn is_at_work(&self) -> bool {
        self.0.worker.borrow().is_some() || !self.0.waiting.borrow().is_empty()
    }

    /// Ends the worker, whatever it is doing.
    pub fn dismiss(&self) {
        self.0.is_ready.set(false);
        // Nothing waits any more for the next attempt to load one, so the next order must not either.
        self.0.failures.set(0);
        self.0.waiting.borrow_mut().clear();
        if let Some(worker) = self.0.worker.take() {
            worker.terminate();
        }
    }

    /// Orders something, with what it takes.
    pub fn order(&self, order: &Order, attached: &[JsValue]) {
        self.0.waiting.borrow_mut().push(envelope::close(order, attached));
        if self.0.is_ready.get() {
            self.hand_over();
        } else if self.0.worker.borrow().is_none() && self.0.failures.get() == 0 {
            self.load();
        }
    }

    /// Asks again at once for a worker that could not be loaded.
    pub fn try_now(&self) {
        if self.0.worker.borrow().is_none() && !self.0.waiting.borrow().is_empty() {
            self.load();
        }
    }

    fn load(&self) {
        let Ok(worker) = web_sys::Worker::new(&self.0.address) else {
            // A browser without workers. What was ordered is not done.
            self.0.waiting.borrow_mut().clear();
            return (self.0.hear)(Heard::Failed);
        };
        let helper = self.clone();
        let heard = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
            helper.hear(event.data().unchecked_into());
        });
        let helper = self.clone();
        let failed = Closure::<dyn Fn(Event)>::new(move |event: Event| {
            // It is told of here.
            event.prevent_default();
            helper.fail();
        });
        worker.set_onmessage(Some(heard.as_ref().unchecked_ref()));
        worker.set_onerror(Some(failed.as_ref().unchecked_ref()));
        // There are as many as there are workers: hardly ever more than one.
        heard.forget();
        failed.forget();
        *self.0.worker.borrow_mut() = Some(worker.clone());
        // A load that hangs is worse than one that fails.
        let helper = self.clone();
        let patience = PATIENCE << self.0.failures.get().min(4);
        Timeout::new(patience, move || {
            let is_this = helper.0.worker.borrow().as_ref() == Some(&worker);
            if is_this && !helper.0.is_ready.get() {
                helper.fail();
            }
        })
        .forget();
    }

    fn hear(&self, heard: Array) {
        let Some(news) = envelope::open(&heard) else { return };
        if matches!(news, News::Ready { .. }) {
            self.0.is_ready.set(true);
            self.0.failures.set(0);
            if let (Some(first), Some(worker)) = (&*self.0.first.borrow(), &*self.0.worker.borrow()) {
                post(worker, &envelope::close(first, &[]));
            }
            self.hand_over();
        }
        (self.0.hear)(Heard::News(news, heard));
    }

    fn hand_over(&self) {
        let waiting = self.0.waiting.take();
        if let Some(worker) = &*self.0.worker.borrow() {
            waiting.iter().for_each(|message| post(worker, message));
        }
    }

    fn fail(&self) {
        if let Some(worker) = self.0.worker.take() {
            worker.terminate();
        }
        if self.0.is_ready.replace(false) {
            return (self.0.hear)(Heard::Failed);
        }
        let failures = self.0.failures.get() + 1;
        self.0.failures.set(failures);
        let helper = self.clone();
        let wait = backoff::wait(failures, (js_sys::Math::random() * 1000.0) as u32);
        Timeout::new(wait, move || helper.try_now()).forget();
        (self.0.hear)(Heard::NotLoaded);
    }
}

fn post(worker: &web_sys::Worker, message: &Array) {
    // Everything in it can be cloned.
    let _ = worker.post_message(message);
}
