//! What set-up itself stands on and cannot install: named all at once, each with its command.

use anyhow::{Result, bail};

use super::browser::FIREFOX;
use super::system::SystemProgram;
use crate::command;
use crate::workspace::Workspace;

/// A program that the user has to install.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Prerequisite {
    /// Adds targets and components to the Rust toolchain.
    Rustup,
    /// Runs wasm-opt and the browser tests.
    Node,
    /// Fetches packages for Node.js.
    Npm,
    /// Runs the BagIt validator that the packages are tested with.
    Python,
    /// Fetches that validator.
    Pip,
    /// Is driven through the form by a test.
    Firefox,
    /// A program that only the system's own packages bring.
    System(SystemProgram),
}

/// The oldest Node.js that the pinned wasm-opt and Playwright run on.
const NODE_MAJOR: u32 = 20;

impl Prerequisite {
    /// Whether it is there and works.
    pub fn is_there(self, workspace: &Workspace) -> bool {
        let ask = |program: &str, arguments: &[&str]| {
            command::output(workspace.command(program).args(arguments)).ok()
        };
        match self {
            Self::Rustup => ask("rustup", &["--version"]).is_some(),
            Self::Node => ask("node", &["--version"])
                .and_then(|version| major(&version))
                .is_some_and(|major| major >= NODE_MAJOR),
            Self::Npm => ask("npm", &["--version"]).is_some(),
            Self::Python => ask("python3", &["--version"]).is_some(),
            Self::Pip => ask("python3", &["-m", "pip", "--version"]).is_some(),
            Self::Firefox => FIREFOX.program(workspace).is_some(),
            Self::System(program) => program.is_there(workspace),
        }
    }

    fn name(self) -> String {
        match self {
            Self::Rustup => "rustup".into(),
            Self::Node => format!("Node.js {NODE_MAJOR} or newer (node)"),
            Self::Npm => "npm".into(),
            Self::Python => "Python 3 (python3)".into(),
            Self::Pip => "pip for Python 3".into(),
            Self::Firefox => "Firefox (firefox-esr or firefox, or what PANDUAN_FIREFOX names)".into(),
            Self::System(program) => program.title().into(),
        }
    }

    /// The command that installs it here.
    fn remedy(self) -> String {
        let [debian, other] = match self {
            Self::Rustup => ["apt-get install rustup", "brew install rustup"],
            Self::Node => ["apt-get install nodejs", "brew install node"],
            Self::Npm => ["apt-get install npm", "brew install node"],
            Self::Python => ["apt-get install python3", "brew install python3"],
            Self::Pip => ["apt-get install python3-pip", "python3 -m ensurepip"],
            Self::Firefox => ["apt-get install firefox-esr", "brew install firefox"],
            Self::System(program) => return program.remedy(),
        };
        if cfg!(target_os = "linux") { debian } else { other }.to_owned()
    }
}

/// Says everything that is not there, in one message.
///
/// # Errors
/// When any of `needed` is not there.
pub fn require<'a>(needed: impl Iterator<Item = &'a Prerequisite>, workspace: &Workspace) -> Result<()> {
    let mut needed: Vec<_> = needed.copied().collect();
    needed.sort();
    needed.dedup();
    let missing: Vec<_> = needed.into_iter().filter(|one| !one.is_there(workspace)).collect();
    if !missing.is_empty() {
        bail!(message(&missing));
    }
    Ok(())
}

fn message(missing: &[Prerequisite]) -> String {
    let lines = missing.iter().map(|one| format!("\n  {}: install it with `{}`", one.name(), one.remedy()));
    format!("needed, and not something xtask can install:{}", lines.collect::<String>())
}

/// The `20` of `v20.20.2`.
fn major(version: &str) -> Option<u32> {
    version.strip_prefix('v')?.split('.').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_major_version_of_node_is_read() {
        assert_eq!(major("v20.20.2"), Some(20));
        assert_eq!(major("v8.0.0-pre"), Some(8));
        assert_eq!(major("20.1"), None);
        assert_eq!(major("command not found"), None);
    }

    #[test]
    fn all_that_is_missing_is_named_with_its_command() {
        let message = message(&[Prerequisite::Node, Prerequisite::Pip]);
        assert_eq!(message.lines().count(), 3, "{message}");
        assert!(message.contains("Node.js 20 or newer (node): install it with `"), "{message}");
        assert!(message.contains("pip for Python 3: install it with `"), "{message}");
    }
}
