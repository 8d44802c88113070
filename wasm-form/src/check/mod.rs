//! Check yourself: the questions and what the answers lead to. This part of the form is loaded first and is
//! all that a verdict needs; everything else (`crate::rest`) comes when this is live.
//!
//! Until then it is alone: it answers to what is touched itself ([`Store`]). When the rest has arrived it
//! only draws what it is given, and passes on what is touched.

pub mod root;
pub mod state;
pub mod store;
pub mod touch;
pub mod typed;
pub mod view;

pub use root::{Place, Root, RootProps};
pub use state::{Check, Page, Stage};
pub use store::Store;
pub use touch::Touch;
