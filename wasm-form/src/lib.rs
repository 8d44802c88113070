//! The application form: check yourself, your details, documents, review and send, receipt.
//!
//! `site` prerenders it into each apply page ([`prerender`]), where it is a plain HTML form that can be
//! read and printed; the wasm hydrates it and keeps what was typed meanwhile, in two parts. The first
//! ([`check`], started by `main.rs`) is what a verdict needs; the second (`rest`) is everything else, and is
//! loaded (`load`) when the first is live. From then on it has the state of all of the form.
//!
//! The order of things there: a [`view`](crate::view) sends a [`Message`](message::Message); [`App`] has the
//! pure reducer ([`reduce`]) make the next state of it, then has [`effects`] do what the browser has to do
//! about that. What the form *means*, it asks the crates `rules` and `package`; documents it leaves to the
//! `worker`.

pub mod action;
pub mod app;
pub mod browser;
pub mod calendar;
pub mod check;
pub mod chosen_file;
pub mod documents;
pub mod draft;
pub mod effects;
pub mod focus;
pub mod format;
pub mod fragment;
pub mod helping;
#[cfg(feature = "browser")]
pub mod load;
pub mod members;
pub mod message;
pub mod missing;
pub mod offices;
pub mod packed;
pub mod page_data;
pub mod reduce;
pub mod report;
#[cfg(feature = "browser")]
pub mod rest;
#[cfg(test)]
mod sample;
pub mod state;
pub mod tab;
pub mod typed;
pub mod view;
mod word_list;
pub mod words;

pub use app::App;
pub use page_data::{AppProps, Country, PageData};
pub use typed::Typed;
pub use words::{FORM_WORDS, Words};

/// The id of the element that the form is prerendered into.
pub const ROOT_ELEMENT: &str = "form";

/// Its attribute that says where the data of the first part are.
pub const CHECK_DATA: &str = "data-check";

/// Its attribute that says where the data of the rest are.
pub const REST_DATA: &str = "data-rest";

/// The id of the form itself.
pub const FORM_ELEMENT: &str = "application";

/// The id of the element in it around the first part.
pub const CHECK_ELEMENT: &str = "form-check";

/// The id of the element in it around the rest.
pub const REST_ELEMENT: &str = "form-rest";

/// The id of the element in it around the bar with the verdict.
pub const BAR_ELEMENT: &str = "form-bar";

/// The HTML of the form as it is before anything happens, to be put into the element `#form`: every
/// question, document and limit, and nothing that depends on the day.
#[cfg(feature = "ssr")]
pub fn prerender(data: std::rc::Rc<PageData>) -> String {
    use std::rc::Rc;

    use check::{Check, Place, Root, RootProps, Store};
    use futures_executor::block_on;
    use yew::LocalServerRenderer;

    let store = Store::new(Check::new(Rc::new(data.for_check()), Default::default()));
    let place = |place| {
        let props = RootProps { store: Rc::clone(&store), place };
        block_on(LocalServerRenderer::<Root>::with_props(props).render())
    };
    let (check, bar) = (place(Place::Check), place(Place::Bar));
    let props = AppProps { data, store: Rc::clone(&store), typed: Typed::default() };
    let rest = block_on(LocalServerRenderer::<App>::with_props(props).render());
    // The form is the page's own, and nothing is drawn in the place of it: each part comes to life in an
    // element of its own, when it has arrived. It has nowhere to be posted to; "dialog" is the method that
    // sends nothing anywhere, so that no key puts personal data into the page's address while there is no
    // wasm.
    [
        "<form id=\"",
        FORM_ELEMENT,
        "\" method=\"dialog\" novalidate autocomplete=\"on\">",
        "<div id=\"",
        CHECK_ELEMENT,
        "\">",
        &check,
        "</div>",
        "<div id=\"",
        REST_ELEMENT,
        "\">",
        &rest,
        "</div>",
        "<div id=\"",
        BAR_ELEMENT,
        "\">",
        &bar,
        "</div></form>",
    ]
    .concat()
}
