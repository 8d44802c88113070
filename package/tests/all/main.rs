//! What this crate promises to those who make and verify packages; one binary for all of it.

#![allow(clippy::unwrap_used, reason = "in a test binary a panic is a failure, helpers included")]

mod cleaning;
mod documents;
mod fixtures;
mod forge;
mod layouts;
mod pdfs;
mod service;
mod tampering;
mod verdicts;
