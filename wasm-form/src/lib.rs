//! The application form: check yourself, your details, documents, review and send, receipt.
//!
//! `site` prerenders it into each apply page ([`prerender`]), where it is a plain HTML form that can be
//! read and printed; the wasm (`main.rs`) hydrates it and keeps what was typed meanwhile.
//!
//! The order of things: a [`view`](crate::view) sends a [`Message`](message::Message); [`App`] has the
//! pure reducer ([`reduce`]) make the next state of it, then has [`effects`] do what the browser has to do
//! about that. What the form *means*, it asks the crates `rules` and `package`; documents it leaves to the
//! `worker`.

pub mod action;
pub mod app;
pub mod browser;
pub mod calendar;
pub mod chosen_file;
pub mod documents;
pub mod draft;
pub mod effects;
pub mod focus;
pub mod format;
pub mod fragment;
pub mod helping;
pub mod members;
pub mod message;
pub mod missing;
pub mod offices;
pub mod page_data;
pub mod reduce;
pub mod report;
#[cfg(test)]
mod sample;
pub mod state;
pub mod tab;
pub mod typed;
pub mod view;
mod word_list;
pub mod words;

pub use app::App;
pub use page_data::{AppProps, Country, DATA_ELEMENT, PageData, ROOT_ELEMENT};
pub use typed::Typed;
pub use words::{FORM_WORDS, Words};

/// The HTML of the form as it is before anything happens, to be put into the element `#form`: every
/// question, document and limit, and nothing that depends on the day.
#[cfg(feature = "ssr")]
pub fn prerender(data: std::rc::Rc<PageData>) -> String {
    let props = AppProps { data, typed: Typed::default() };
    futures_executor::block_on(yew::LocalServerRenderer::<App>::with_props(props).render())
}
