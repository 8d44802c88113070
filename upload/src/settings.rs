//! Settings from flags, environment and a file, in this order of falling precedence, then their defaults.
//!
//! What there is to set is said once, by [`crate::config::Settings`]. A setting `--max-open-uploads` is
//! `PANDUAN_MAX_OPEN_UPLOADS` in the environment and `max-open-uploads` in the file, whose values become
//! the defaults of the flags: so they are parsed, and refused, as flags are.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use clap::parser::ValueSource;
use clap::{Arg, ArgAction, ArgMatches, Args, Command};
use rules::problem::line_and_column;
use toml_span::value::ValueInner;

use crate::config::Serve;

/// The command whose arguments are settings.
const COMMAND: &str = "serve";

/// The argument that names the file.
const FILE: &str = "config";

/// The argument that asks for what [`Layers::effective`] says.
const CHECK: &str = "check_config";

/// A command line that was read, and where each setting has come from.
pub struct Layers {
    /// The arguments, as if all settings had been flags.
    pub matches: ArgMatches,
    settings: Vec<Arg>,
    file: BTreeMap<String, Vec<String>>,
}

/// Why there are no settings.
#[derive(Debug)]
pub enum Wrong {
    /// Help was asked for, or a flag or a variable is wrong.
    Arguments(clap::Error),
    /// The file cannot be read, or these lines of it are wrong.
    File(Vec<String>),
}

/// Reads arguments for `program`, which has a command `serve` with `--config FILE`.
///
/// # Errors
/// With every problem of the file, each with its place; of flags and variables with the first.
pub fn read(program: Command, arguments: &[OsString]) -> Result<Layers, Wrong> {
    let program = program.mut_subcommand(COMMAND, |serve| serve.mut_args(with_variable));
    let settings = settings(&program);
    let file = match named_file(&program, arguments) {
        Some(path) => {
            let text = fs::read_to_string(&path)
                .map_err(|error| Wrong::File(vec![format!("cannot read {}: {error}", path.display())]))?;
            from_file(&settings, &path, &text).map_err(Wrong::File)?
        }
        None => BTreeMap::new(),
    };
    let program = program.mut_subcommand(COMMAND, |serve| {
        serve.mut_args(|argument| match file.get(argument.get_id().as_str()) {
            Some(values) => argument.required(false).default_values(values.clone()),
            None => argument,
        })
    });
    let matches = program.try_get_matches_from(arguments).map_err(Wrong::Arguments)?;
    Ok(Layers { matches, settings, file })
}

fn with_variable(argument: Arg) -> Arg {
    match argument.get_long() {
        Some(name) if argument.get_id() != CHECK => {
            let variable = format!("PANDUAN_{}", name.replace('-', "_").to_uppercase());
            argument.env(variable)
        }
        _ => argument,
    }
}

fn settings(program: &Command) -> Vec<Arg> {
    let serve = program.find_subcommand(COMMAND).expect("the program has the command");
    let is_setting = |argument: &&Arg| argument.get_id() != FILE && argument.get_id() != CHECK;
    serve.get_arguments().filter(is_setting).cloned().collect()
}

/// The file that flags or environment name. What else is wrong with them is told once the file is read.
fn named_file(program: &Command, arguments: &[OsString]) -> Option<PathBuf> {
    let lenient = program.clone().mut_subcommand(COMMAND, |serve| {
        serve.ignore_errors(true).mut_args(|argument| argument.required(false))
    });
    let matches = lenient.ignore_errors(true).try_get_matches_from(arguments).ok()?;
    matches.subcommand_matches(COMMAND)?.get_one::<PathBuf>(FILE).cloned()
}

/// The settings in a file, by their ids, as they would be written behind flags.
fn from_file(
    settings: &[Arg],
    path: &Path,
    text: &str,
) -> Result<BTreeMap<String, Vec<String>>, Vec<String>> {
    let place = |byte: usize| {
        let (line, column) = line_and_column(byte, text);
        format!("{}:{line}:{column}", path.display())
    };
    let mut document =
        toml_span::parse(text).map_err(|error| vec![format!("{}: {error}", place(error.span.start))])?;
    let ValueInner::Table(table) = document.take() else { unreachable!("a document is a table") };
    let mut values = BTreeMap::new();
    let mut problems = BTreeMap::new();
    for (key, mut value) in table {
        let name = key.name.as_ref();
        let known = settings.iter().find(|setting| setting.get_long() == Some(name));
        let outcome = match known {
            Some(setting) => written(value.take()).and_then(|written| {
                try_out(setting, &written)?;
                Ok((setting.get_id().to_string(), written))
            }),
            None => Err(format!("there is no setting {name}{}", hint(settings, name))),
        };
        match outcome {
            Ok((id, written)) => drop(values.insert(id, written)),
            Err(problem) => {
                let at = if known.is_some() { value.span.start } else { key.span.start };
                problems.insert(at, format!("{}: {problem}", place(at)));
            }
        }
    }
    if problems.is_empty() { Ok(values) } else { Err(problems.into_values().collect()) }
}

fn hint(settings: &[Arg], name: &str) -> String {
    let hyphens = name.replace('_', "-").to_lowercase();
    let meant = settings.iter().filter_map(Arg::get_long).find(|known| **known == hyphens);
    meant.map_or_else(String::new, |known| format!("; write {known}"))
}

fn written(value: ValueInner<'_>) -> Result<Vec<String>, String> {
    Ok(vec![match value {
        ValueInner::String(text) => text.into_owned(),
        ValueInner::Integer(number) => number.to_string(),
        ValueInner::Boolean(truth) => truth.to_string(),
        ValueInner::Array(values) => {
            let values = values.into_iter().map(|mut value| written(value.take()));
            return Ok(values.collect::<Result<Vec<_>, _>>()?.concat());
        }
        other => {
            return Err(format!("a setting is a text, a whole number or a list, not a {}", other.type_str()));
        }
    }])
}

/// Says what the flag would say of these values.
fn try_out(setting: &Arg, values: &[String]) -> Result<(), String> {
    if !setting.get_action().takes_values() {
        let is_truth = matches!(values, [value] if value == "true" || value == "false");
        return if is_truth { Ok(()) } else { Err("write true or false".to_owned()) };
    }
    let name = setting.get_long().unwrap_or_default();
    let flags = values.iter().map(|value| format!("--{name}={value}"));
    let program = Command::new("settings").arg(setting.clone().required(false));
    match program.try_get_matches_from(std::iter::once("settings".to_owned()).chain(flags)) {
        Ok(_) => Ok(()),
        Err(error) => {
            let said = error.to_string();
            let said: Vec<_> = said.lines().take_while(|line| !line.is_empty()).map(str::trim).collect();
            Err(said.join(" ").trim_start_matches("error: ").to_owned())
        }
    }
}

impl Layers {
    /// Every setting as it holds now, as a settings file, with where each comes from. None is a secret: what
    /// opens a store in a bucket is no setting of ours.
    pub fn effective(&self) -> String {
        let Some((_, matches)) = self.matches.subcommand() else { return String::new() };
        let mut text = String::new();
        for setting in &self.settings {
            let (id, name) = (setting.get_id().as_str(), setting.get_long().unwrap_or_default());
            let source = match matches.value_source(id) {
                Some(ValueSource::CommandLine) => "flag",
                Some(ValueSource::EnvVariable) => "environment",
                Some(_) if self.file.contains_key(id) => "file",
                Some(_) => "default",
                None => {
                    let _ = writeln!(text, "# {name} is not set");
                    continue;
                }
            };
            let values: Vec<_> =
                matches.get_raw(id).into_iter().flatten().map(OsStr::to_string_lossy).collect();
            let _ = writeln!(text, "{name} = {} # {source}", as_toml(setting, &values));
        }
        text
    }
}

fn as_toml(setting: &Arg, values: &[impl AsRef<str>]) -> String {
    let one = |value: &str| match value.parse::<i64>() {
        Ok(number) => number.to_string(),
        Err(_) if !setting.get_action().takes_values() => value.to_owned(),
        // What JSON escapes in a text, TOML escapes in the same way.
        Err(_) => serde_json::Value::from(value).to_string(),
    };
    let values: Vec<_> = values.iter().map(|value| one(value.as_ref())).collect();
    match setting.get_action() {
        ArgAction::Append => format!("[{}]", values.join(", ")),
        _ => values.concat(),
    }
}

/// A settings file in which each setting is described, and commented out at its default.
pub fn example() -> String {
    let program = Command::new("upload").subcommand(Serve::augment_args(Command::new(COMMAND)));
    let program = program.mut_subcommand(COMMAND, |serve| serve.mut_args(with_variable));
    let mut text = "# Settings of `upload serve --config FILE`. Each can also be given as a variable of the environment,\n\
        # PANDUAN_ and its name in capitals with _ for -, or as a flag; the flag wins, then the variable.\n\
        # `upload serve --config FILE --check-config` says what holds. Made from the program: do not edit.\n"
        .to_owned();
    for setting in settings(&program) {
        let about = setting.get_help().map(ToString::to_string).unwrap_or_default();
        let name = setting.get_long().unwrap_or_default();
        let defaults: Vec<_> =
            setting.get_default_values().iter().map(|value| value.to_string_lossy()).collect();
        let value = match &defaults[..] {
            [] => {
                let names = setting.get_value_names().unwrap_or_default();
                format!("{} (not set)", names.iter().map(|name| name.as_str()).collect::<Vec<_>>().join(" "))
            }
            defaults => as_toml(&setting, defaults),
        };
        let _ = write!(text, "\n# {about}.\n# {name} = {value}\n");
    }
    text
}
