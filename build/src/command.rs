//! Runs programs; a failure names the command line, so that it can be repeated by hand.

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

/// Runs to the end, its output shown as it comes.
///
/// # Errors
/// When the program cannot be started or does not succeed.
pub fn run(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("could not start: {}", line(command)))?;
    if !status.success() {
        bail!("failed ({status}): {}", line(command));
    }
    Ok(())
}

/// Runs to the end and gives what it wrote to standard output, without the last line break.
///
/// # Errors
/// When the program cannot be started, does not succeed, or writes something that is no text.
pub fn output(command: &mut Command) -> Result<String> {
    let output = command
        .stdin(Stdio::null())
        .output()
        .with_context(|| format!("could not start: {}", line(command)))?;
    if !output.status.success() {
        bail!("failed ({}): {}", output.status, line(command));
    }
    let text = String::from_utf8(output.stdout)
        .with_context(|| format!("wrote something that is no text: {}", line(command)))?;
    Ok(text.trim_end().to_owned())
}

/// Runs to the end, and gives what it wrote to standard output, which is shown as it comes.
///
/// # Errors
/// When the program cannot be started, does not succeed, or writes something that is no text.
pub fn output_shown(command: &mut Command) -> Result<String> {
    let mut process = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("could not start: {}", line(command)))?;
    let mut text = String::new();
    let output = process.stdout.take().expect("standard output is piped");
    for line in BufReader::new(output).lines() {
        let line = line?;
        println!("{line}");
        text += &line;
        text.push('\n');
    }
    let status = process.wait()?;
    if !status.success() {
        bail!("failed ({status}): {}", line(command));
    }
    Ok(text)
}

/// The command as one would type it. For messages: nothing is quoted.
fn line(command: &Command) -> String {
    let words: Vec<_> = std::iter::once(command.get_program())
        .chain(command.get_args())
        .map(|word| word.to_string_lossy())
        .collect();
    words.join(" ")
}
