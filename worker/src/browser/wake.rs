//! A sleep that can be ended early: because the network is back, or because somebody is impatient.

use std::cell::RefCell;
use std::rc::Rc;

use gloo::timers::callback::Timeout;
use js_sys::{Function, Promise};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

/// A sleeper. A clone is the same sleeper.
#[derive(Clone, Default)]
pub struct Wake(Rc<RefCell<Option<Function>>>);

impl Wake {
    /// Sleeps for so many milliseconds, or until [`Wake::now`].
    pub async fn sleep(&self, milliseconds: u32) {
        let promise = Promise::new(&mut |resolve, _| *self.0.borrow_mut() = Some(resolve));
        let wake = self.clone();
        let _timer = Timeout::new(milliseconds, move || wake.now());
        // It is only ever resolved.
        let _ = JsFuture::from(promise).await;
    }

    /// Wakes it, if it sleeps.
    pub fn now(&self) {
        if let Some(resolve) = self.0.borrow_mut().take() {
            let _ = resolve.call0(&JsValue::NULL);
        }
    }
}
