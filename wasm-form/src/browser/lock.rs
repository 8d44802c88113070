//! Who fills in a form, where it is open in several tabs: the one that holds a lock (Web Locks) with the
//! name of the service. The browser lets go of it when the tab is closed, killed or crashes.

use js_sys::{Function, Object, Promise, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};

#[wasm_bindgen]
extern "C" {
    // Not in web-sys as long as its interface is called unstable there.
    #[wasm_bindgen(catch, js_namespace = ["navigator", "locks"])]
    fn request(name: &str, options: &JsValue, callback: &Function) -> Result<Promise, JsValue>;
}

/// How to ask for the lock.
#[derive(Clone, Copy)]
pub enum Ask {
    /// If nobody has it.
    IfFree,
    /// When nobody has it any more.
    Wait,
    /// At once: whoever has it loses it.
    Steal,
}

/// Asks for the lock of a service, and says whether this tab has it. `lost` is called when another tab takes
/// it away. A browser without locks gives it to everybody.
pub async fn ask(service: &str, ask: Ask, lost: impl FnOnce() + 'static) -> bool {
    let options = Object::new();
    let set = match ask {
        Ask::IfFree => Some("ifAvailable"),
        Ask::Wait => None,
        Ask::Steal => Some("steal"),
    };
    if let Some(option) = set {
        // A new object takes any property.
        let _ = Reflect::set(&options, &option.into(), &true.into());
    }
    // It resolves when the lock is let go of, and fails when it is taken away.
    let mut over = None;
    let answered = Promise::new(&mut |answer, _| {
        let granted = Closure::once_into_js(move |lock: JsValue| {
            // Whoever waits for the answer is there.
            let _ = answer.call1(&JsValue::NULL, &lock);
            // A lock is held for as long as this promise is open.
            if lock.is_object() { Promise::new(&mut |_, _| {}).into() } else { lock }
        });
        over = request(&["panduan/", service].concat(), &options, granted.unchecked_ref()).ok();
    });
    let Some(over) = over else { return true };
    let is_held = JsFuture::from(answered).await.is_ok_and(|lock| lock.is_object());
    if is_held {
        spawn_local(async move {
            if JsFuture::from(over).await.is_err() {
                lost();
            }
        });
    }
    is_held
}
