//! The endpoint as a black box: the real program on the real content, killed and started again.

mod apply;
mod client;
mod commands;
mod documents;
mod files;
mod guests;
mod journey;
mod program;
mod sealed;

/// The day on which everything is decided here, so that the tests do not age.
const TODAY: &str = "2026-11-21";

/// The service that is applied for.
const SERVICE: &str = "alih-status-itk-itas";
