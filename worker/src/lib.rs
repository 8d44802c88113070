//! What works beside the page: a Web Worker that keeps the applicant's documents, fits them to their
//! limits, packs them and sends them, so that the page stays responsive.
//!
//! The page gives an [`Order`], the worker answers with [`News`] ([`message`]): the desk
//! (`browser/desk.rs`) takes orders in, one after the other. What a document may be and what is wrong with
//! it the page decides, by the service's definition, which the worker does not know: its wasm stays small,
//! and is loaded only when the first document is chosen.
//!
//! The modules here are pure, but for [`browser`]; the page uses some of them too.

pub mod backoff;
pub mod browser;
pub mod fit;
pub mod message;
pub mod pace;
pub mod pdf;
pub mod sealed;
pub mod sending;
pub mod setback;

pub use message::{News, Order};
