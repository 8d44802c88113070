//! What this crate makes, read by programs that others wrote; one binary for all of it.

#![allow(clippy::unwrap_used, reason = "in a test binary a panic is a failure, helpers included")]

mod files;
mod headers;
mod hostile;
mod joining;
mod programs;
mod shrinking;
