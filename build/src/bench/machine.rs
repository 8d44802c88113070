//! What a benchmark ran on: figures mean nothing without it.

use std::fs;
use std::thread;

use anyhow::Result;

use crate::command;
use crate::workspace::Workspace;

/// A paragraph on the machine, how busy it is now, and which version of this is measured.
///
/// # Errors
/// When git does not answer.
pub fn describe(workspace: &Workspace) -> Result<String> {
    let git = |arguments: &[&str]| command::output(workspace.command("git").args(arguments));
    let commit = git(&["rev-parse", "--short", "HEAD"])?;
    let is_changed = !git(&["status", "--porcelain", "--untracked-files=no"])?.is_empty();
    let changed = if is_changed { ", with changes that are not committed" } else { "" };
    let rustc = command::output(workspace.command("rustc").arg("--version"))?;
    let read = |path| fs::read_to_string(path).unwrap_or_default();
    let cores = thread::available_parallelism().map_or(1, |cores| cores.get());
    let processor = field(&read("/proc/cpuinfo"), "model name").unwrap_or("processor unknown").to_owned();
    let memory = field(&read("/proc/meminfo"), "MemTotal").and_then(kibibytes).unwrap_or(0) >> 20;
    let load = read("/proc/loadavg").split(' ').next().unwrap_or_default().to_owned();
    Ok(format!(
        "Machine: {cores} cores ({processor}), {memory} GB, load {load} when it began. Commit {commit}{changed}; {rustc}.\n"
    ))
}

/// The value behind `name` in a file of `/proc` that has one name on each line.
fn field<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let line = text.lines().find(|line| line.starts_with(name))?;
    line.split_once(':').map(|(_, value)| value.trim())
}

fn kibibytes(value: &str) -> Option<u64> {
    value.strip_suffix(" kB")?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Otherwise a report would say 0 GB, and a reader would take the figures for those of a toy.
    #[test]
    fn memory_is_read_as_the_kernel_writes_it() {
        let text = "MemTotal:       24576000 kB\nMemFree:        1 kB\n";
        assert_eq!(field(text, "MemTotal").and_then(kibibytes), Some(24_576_000));
        assert_eq!(field(text, "SwapTotal"), None);
    }
}
