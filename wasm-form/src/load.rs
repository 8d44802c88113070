//! Loading the rest of the form, once its first part is live: as often as it takes.

use std::rc::Rc;

use wasm_bindgen_futures::spawn_local;

use crate::browser::page::{element, idle, load_text, wait_for_network};
use crate::check::Store;
use crate::{REST_DATA, ROOT_ELEMENT, rest};

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
            wait_for_network(failures).await;
        }
        show(&store, false);
    });
}

/// Tries once, with data and program on their way at the same time.
async fn is_begun(store: &Rc<Store>, address: &str) -> bool {
    let text = load_text(address);
    if rest::preload().await.is_err() {
        return false;
    }
    match text.await {
        Ok(text) => rest::begin(Rc::clone(store), text).await.is_ok(),
        Err(_) => false,
    }
}

fn show(store: &Store, waits_for_rest: bool) {
    let mut check = (*store.shown()).clone();
    check.waits_for_rest = waits_for_rest;
    store.show(check);
}
