//! The endpoint as a black box: the real program on the real content, killed and started again.

mod apply;
mod attacks;
mod backup;
mod client;
mod clouds;
mod commands;
mod deploy;
mod documents;
mod files;
#[cfg(target_os = "linux")]
mod full_disk;
mod guests;
mod journey;
mod program;
mod sealed;
mod servers;
mod settings;
mod soak;
mod stopping;
#[cfg(target_os = "linux")]
mod system_calls;

/// The day on which everything is decided here, so that the tests do not age.
const TODAY: &str = "2026-11-21";

/// The service that is applied for.
const SERVICE: &str = "alih-status-itk-itas";
