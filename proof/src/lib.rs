//! What can be proved about a service, over all situations at once.
//!
//! An editor's mistake is often not in what a definition says but in what it leads to: a rule that can
//! never apply, an option that changes nothing, a threshold that no example would notice if it moved by
//! a day. This crate looks at *every* situation (every combination of answers, missing ones included, on
//! every day that makes a difference) and proves that there is none of these, or names one with an
//! example to look at.
//!
//! The stages, each a type:
//!
//! 1. [`domain::Domains`]: answers that are enough, so that trying these is trying all.
//! 2. [`situations::World`]: what a service leads to in all of them at once, as [`diagram`]s.
//! 3. [`prove()`]: what is wrong with it, and what its examples would not notice; [`compare()`]: which
//!    situations another version of it changes.
//!
//! It reads no files, no clock and no network, and knows no HTML. It is run by `site check` and `site
//! diff`, not when pages are built: what it finds is for editors.

mod compare;
mod days;
pub mod diagram;
pub mod domain;
mod guard;
mod mutant;
mod parts;
mod prove;
mod reading;
pub mod situations;
mod suggest;
mod written;

pub use compare::{Change, Compared, OneSided, PartChange, What, compare};
pub use prove::{Coverage, Finding, Proof, prove};
pub use written::situation;
