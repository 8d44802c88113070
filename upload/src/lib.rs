//! The thin endpoint: a resumable protocol in front of an object store.
//!
//! A request becomes an answer in these stages, a file for each:
//!
//! 1. [`listen`] accepts connections, with limits of time and number;
//! 2. [`app`] routes; [`files`] answers for the built site, the rest is the protocol, whose requests may
//!    come from [`other_origins`] and by [`another_method`];
//! 3. [`tus`] reads headers (of a body, [`piece`] does) and finds the upload, whose state [`upload_state`]
//!    keeps in the [`store`];
//! 4. [`receive`] turns a body, while it is [`arriving`], into parts, keeping every byte however that ends; one with a
//!    [`checksum`] is kept whole or not at all;
//! 5. [`complete`] verifies the finished package, stores it and its [`receipt`], and ends the upload;
//! 6. [`status`] answers for ended uploads, a browser with a [`status_page`] ([`negotiate`] tells which it
//!    is); [`problem`] is what is said where something is refused.
//!
//! A form that was sent without scripts goes its own way up to 5: [`apply`] reads it by [`form`] from a
//! [`form_body`] into memory ([`held`]), and [`pack`]s it for the [`form_store`]; where it is refused, an
//! [`apply_page`] answers, which is the form's own page, [`filled_page`] again, where there is one.
//!
//! What it decides by, and its [`words`], are read by [`load`], and read again by [`follow`] when they
//! change. Beside the endpoint, this crate makes packages ([`pack`]), verifies them ([`verify`]), and sums
//! them up for the office ([`summary`]).
//!
//! Nothing is remembered outside the store, so any number of processes may share one. There is no way
//! to read an upload back through the endpoint.

pub mod addresses;
pub mod another_method;
pub mod app;
pub mod apply;
pub mod apply_page;
pub mod arriving;
pub mod checksum;
pub mod complete;
pub mod config;
pub mod files;
pub mod filled_page;
pub mod follow;
pub mod form;
pub mod form_body;
pub mod form_store;
pub mod guard;
pub mod held;
pub mod history;
pub mod ids;
pub mod keys;
pub mod listen;
pub mod load;
pub mod log;
pub mod metadata;
pub mod metrics;
pub mod negotiate;
pub mod open;
pub mod other_origins;
pub mod pace;
pub mod pack;
pub mod patient;
pub mod piece;
pub mod problem;
pub mod readiness;
pub mod receipt;
pub mod receive;
pub mod seal_writer;
pub mod sealed;
pub mod serve;
pub mod settings;
pub mod status;
pub mod status_page;
pub mod store;
pub mod summary;
pub mod sweep;
pub mod tus;
pub mod upload_state;
pub mod verify;
pub mod words;
pub mod writers;
