//! The wasm: reads what the page says and what was typed into it, and brings the form to life.

use std::rc::Rc;

use wasm_bindgen::JsCast;
use wasm_form::browser::page::element;
use wasm_form::{App, AppProps, DATA_ELEMENT, PageData, ROOT_ELEMENT, Typed};
use worker::browser::json;

fn main() {
    // A page without a form, or one that another version of the site has made, stays as it is.
    let Some(root) = element(ROOT_ELEMENT) else { return };
    let Some(json) = element(DATA_ELEMENT).and_then(|data| data.text_content()) else { return };
    let Some(data) = json::read::<PageData>(&json) else { return };

    let form = root.query_selector("form").ok().flatten();
    let typed = form.map(|form| Typed::read(form.unchecked_ref(), &data)).unwrap_or_default();
    yew::Renderer::<App>::with_root_and_props(root, AppProps { data: Rc::new(data), typed }).hydrate();
}
