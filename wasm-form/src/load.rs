//! Loading the rest of the form, once its first part is live: as often as it takes.

use std::rc::Rc;

use wasm_bindgen_futures::spawn_local;

use crate::browser::page::{element, idle, load_text, offer_without_script, wait_for_network};
use crate::check::Store;
use crate::{REST_DATA, ROOT_ELEMENT, rest};

/// How often the rest is asked for before the page offers the way without it.
const TRIES: u32 = 5;

/// Loads the rest of the form and brings it to life.
pub fn rest(store: Rc<Store>) {
    spawn_local(async move {
        idle().await;
        let address = element(ROOT_ELEMENT).and_then(|root| root.get_attribute(REST_DATA));
        let Some(address) = address else { return };
        let mut failures = 0;
        while !is_begun(&store, &address).await {
            failures += 1;
            show(&store, true);
            if failures == TRIES {
                offer_without_script(true);
            }
            wait_for_network(failures).await;
        }
        show(&store, false);
        offer_without_script(false);
    });
}

/// Tries once, with data and program on their way at the same time.
async fn is_begun(store: &Rc<Store>, address: &str) -> bool {
    let text = load_text(address);
    // Both are waited for: the browser would report a failure that nobody hears of.
    let (program, text) = (rest::preload().await, text.await);
    match (program, text) {
        (Ok(_), Ok(text)) => rest::begin(Rc::clone(store), text).await.unwrap_or(false),
        _ => false,
    }
}

fn show(store: &Store, waits_for_rest: bool) {
    let mut check = (*store.shown()).clone();
    check.waits_for_rest = waits_for_rest;
    store.show(check);
}
