//! The public keys of the office, to which packages are sealed: where they are written, and what is said
//! of them.

use std::ffi::OsStr;

use anyhow::{Context, bail};
use clap::builder::TypedValueParser;
use clap::error::ErrorKind;
use clap::{Arg, Command};
use rules::problem::Problem;
use rules::toml::{self, FromToml, Shape, Spanned, Table, Value};
use seal::{NotARecipient, Recipient};
use serde::Deserialize;

/// The file of a built site that holds them: `{"recipients": ["age1…"]}`. A site whose packages are stored
/// readable has it too, with no keys in it.
pub const IN_SITE: &str = "office.json";

/// The file of an editor's folder that holds them: `recipients = ["age1…"]`, and what only the site reads.
pub const IN_CONTENT: &str = "site.toml";

/// The keys in the office's file of a built site.
///
/// # Errors
/// It does not have the expected form; any of its keys is none (all of these are named).
pub fn of_site(text: &str) -> anyhow::Result<Vec<Recipient>> {
    #[derive(Deserialize)]
    struct Office {
        #[serde(default)]
        recipients: Vec<String>,
    }
    let office: Office = serde_json::from_str(text).context("it does not hold the office's keys")?;
    let mut wrong = Vec::new();
    let read = |key: &String| key.parse().map_err(|error| wrong.push(why_not(key, error))).ok();
    let recipients = office.recipients.iter().filter_map(read).collect();
    if !wrong.is_empty() {
        bail!("{}", wrong.join("; "));
    }
    Ok(each_once(recipients))
}

/// The keys in an editor's folder. What is wrong with any of them is added to `problems`.
pub fn of_content(text: &str, problems: &mut Vec<Problem>) -> Vec<Recipient> {
    let SiteKeys(keys) = toml::read(text, problems).unwrap_or_default();
    let mut read = |key: Spanned<String>| {
        let parsed = key.value.parse();
        let message = |error| why_not(&key.value, error);
        parsed.map_err(|error| problems.push(Problem::error("bad-recipient", key.span, message(error)))).ok()
    };
    let recipients = keys.into_iter().filter_map(&mut read).collect();
    each_once(recipients)
}

/// Why this text is no public key. A secret one is not repeated: it would stay in logs and terminals.
fn why_not(text: &str, error: NotARecipient) -> String {
    if seal::is_secret(text) {
        "this is a secret key, which belongs nowhere but at the office; write its public key, which begins with \
         age1"
            .to_owned()
    } else {
        format!("`{text}` is {error}")
    }
}

/// Reads a public key from the command line, the environment or the settings file.
#[derive(Clone, Copy, Debug)]
pub struct RecipientParser;

impl TypedValueParser for RecipientParser {
    type Value = Recipient;

    fn parse_ref(
        &self,
        command: &Command,
        argument: Option<&Arg>,
        value: &OsStr,
    ) -> Result<Recipient, clap::Error> {
        let text = value.to_string_lossy();
        text.parse().map_err(|error| {
            // Not clap's own error of a value, which repeats it.
            let name = argument.map(ToString::to_string).unwrap_or_default();
            let message = format!("invalid value for '{name}': {}\n", why_not(&text, error));
            clap::Error::raw(ErrorKind::ValueValidation, message).with_cmd(command)
        })
    }
}

/// Says in one line how packages will be stored.
pub fn tell(recipients: &[Recipient]) {
    match recipients.len() {
        0 => tracing::warn!(
            "no key of an office is set up: packages are stored readable, for whoever reads the store"
        ),
        keys => {
            tracing::info!(keys, "packages are sealed: only whoever has one of the office's keys reads them")
        }
    }
}

/// A key that is named twice counts once.
fn each_once(mut recipients: Vec<Recipient>) -> Vec<Recipient> {
    let mut seen = std::collections::BTreeSet::new();
    recipients.retain(|recipient| seen.insert(*recipient));
    recipients
}

/// What is read of `site.toml` here. The rest is for the site, which checks it.
#[derive(Default)]
struct SiteKeys(Vec<Spanned<String>>);

impl FromToml for SiteKeys {
    fn from_toml(value: &mut Value<'_>, problems: &mut Vec<Problem>) -> Option<Self> {
        let keys = Table::open(value, problems)?.optional::<Vec<Spanned<String>>>("recipients", problems);
        Some(Self(keys.map(|keys| keys.value).unwrap_or_default()))
    }

    fn shape() -> Shape {
        Shape::Table(Vec::new())
    }
}
