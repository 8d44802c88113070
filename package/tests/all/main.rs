//! What this crate promises to those who make and verify packages; one binary for all of it.

mod documents;
mod fixtures;
mod forge;
mod layouts;
mod service;
mod verdicts;
