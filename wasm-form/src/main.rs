//! The wasm: reads what was typed into the page, and brings the first part of the form to life.

use std::rc::Rc;

use js_sys::{Promise, Reflect, Uint8Array};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use wasm_form::browser::page::{element, load};
use wasm_form::browser::window;
use wasm_form::check::{Check, Place, Root, RootProps, Store, typed};
use wasm_form::{BAR_ELEMENT, CHECK_DATA, CHECK_ELEMENT, FORM_ELEMENT, ROOT_ELEMENT, packed};
use worker::browser::settled;
use yew::Renderer;

fn main() {
    spawn_local(async {
        // A page without a form, or one that another version of the site has made, stays as it is.
        begin().await;
    });
}

async fn begin() -> Option<()> {
    let address = element(ROOT_ELEMENT)?.get_attribute(CHECK_DATA)?;
    // The page's own script has begun to load them together with the wasm.
    let begun = Reflect::get(&window(), &CHECK_DATA.into()).ok()?.dyn_into::<Promise>();
    let bytes = match begun {
        Ok(bytes) => settled(bytes).await.ok()?,
        Err(_) => settled(load(&address).await.ok()?.array_buffer().ok()?).await.ok()?,
    };
    let bytes: js_sys::ArrayBuffer = bytes;
    let page = packed::read(&Uint8Array::new(&bytes).to_vec())?;

    let fields = element(FORM_ELEMENT).and_then(|form| typed::fields(form.unchecked_ref()));
    let answers = fields.map(|fields| typed::answers(&fields, &page.service)).unwrap_or_default();
    let store = Store::new(Check::new(Rc::new(page), answers));
    for (id, place) in [(BAR_ELEMENT, Place::Bar), (CHECK_ELEMENT, Place::Check)] {
        let props = RootProps { store: Rc::clone(&store), place };
        Renderer::<Root>::with_root_and_props(element(id)?, props).hydrate();
    }
    Some(())
}
