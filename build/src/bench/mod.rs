//! Benchmarks, each beside its peers in the same run. What a benchmark prints is Markdown; it goes to the
//! terminal and into a file of that day ([`record`]), with what it ran on ([`machine`]).

mod machine;
mod record;

use std::process::Command;

use anyhow::{Context, Result};
use clap::{Args, ValueEnum};

use crate::workspace::Workspace;
use crate::{command, pages, tools};

/// What to measure.
#[derive(Args)]
pub struct Options {
    /// What to measure; by default all of it.
    #[arg(value_enum)]
    subjects: Vec<Subject>,
    /// Pages of the site that is measured beside others, in each of two languages.
    #[arg(long, default_value_t = 5000)]
    topics: u32,
    /// Sizes at which our generator is measured alone, in pages of both languages together, instead of
    /// 1,000, 10,000 and 100,000.
    #[arg(long, value_delimiter = ',', default_values_t = [1_000, 10_000, 100_000])]
    sizes: Vec<u32>,
    /// How often each form is loaded; the median counts.
    #[arg(long, default_value_t = 5)]
    loads: u32,
}

/// A part that can be measured by itself.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Subject {
    /// How fast the endpoint takes uploads in, beside @tus/server and rustus.
    Endpoint,
    /// How fast the guide is built, beside Hugo, mdBook and Eleventy.
    Site,
    /// How soon a form gives a verdict on a slow phone, beside SurveyJS, react-jsonschema-form and Form.io.
    Form,
}

impl Subject {
    /// The heading of its section.
    fn title(self) -> &'static str {
        match self {
            Self::Endpoint => "The endpoint",
            Self::Site => "The site generator",
            Self::Form => "The form",
        }
    }
}

/// Measures, prints tables, and writes them into `docs/bench-` and the day.
///
/// # Errors
/// When set-up fails, or a program that is measured does not do what it should.
pub fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    let all = [Subject::Endpoint, Subject::Site, Subject::Form];
    let subjects = if options.subjects.is_empty() { &all[..] } else { &options.subjects };
    tools::set_up(workspace, tools::Purpose::Bench)?;
    tools::link_peers(workspace)?;
    let record = record::Record::of_today(workspace)?;
    // Compiled before anything is measured: a benchmark would be slowed down by the end of a build.
    let mut harnesses =
        subjects.iter().map(|subject| subject.harness(workspace, options)).collect::<Result<Vec<_>>>()?;
    for (subject, harness) in subjects.iter().zip(&mut harnesses) {
        let machine = machine::describe(workspace)?;
        let tables = command::output_shown(harness)?;
        let section = format!("{machine}\nCommand: `{}`\n\n{tables}\n", options.line(*subject));
        record.put(subject.title(), &section)?;
    }
    eprintln!("written to {}", record.path().display());
    Ok(())
}

impl Subject {
    /// The command that measures it, with everything that it needs built.
    fn harness(self, workspace: &Workspace, options: &Options) -> Result<Command> {
        match self {
            Self::Endpoint => endpoint(workspace),
            Self::Site => site(workspace, options),
            Self::Form => form(workspace, options),
        }
    }
}

fn endpoint(workspace: &Workspace) -> Result<Command> {
    tools::link_test_packages(workspace)?;
    build_release(workspace, "upload")?;
    let [rustus, _] = tools::peers(&workspace.cache);
    let mut harness = example(workspace, "throughput")?;
    harness.env("PANDUAN_UPLOAD_BIN", workspace.target.join("release/upload"));
    harness.env("PANDUAN_RUSTUS", rustus).env("PANDUAN_EATMYDATA", tools::eatmydata(workspace)?);
    Ok(harness)
}

fn site(workspace: &Workspace, options: &Options) -> Result<Command> {
    build_release(workspace, "site")?;
    let [_, mdbook] = tools::peers(&workspace.cache);
    let mut harness = example(workspace, "generators")?;
    harness.args(["--topics", &options.topics.to_string(), "--sizes", &join(&options.sizes)]);
    harness.env("PANDUAN_SITE_BIN", workspace.target.join("release/site"));
    harness.env("PANDUAN_HUGO", tools::hugo(workspace)?).env("PANDUAN_MDBOOK", mdbook);
    Ok(harness)
}

fn form(workspace: &Workspace, options: &Options) -> Result<Command> {
    tools::set_up(workspace, tools::Purpose::Build)?;
    pages::build(workspace, None)?;
    let mut harness = workspace.command("node");
    harness.arg("tests/bench/form/measure.mjs").args(["--loads", &options.loads.to_string()]);
    harness.env("PANDUAN_DIST", workspace.dist());
    harness.env("PANDUAN_CHROMIUM", tools::CHROMIUM.program(workspace).context("Chromium is gone")?);
    Ok(harness)
}

impl Options {
    /// The command that measures a subject again as it was measured now.
    fn line(&self, subject: Subject) -> String {
        match subject {
            Subject::Endpoint => "cargo xtask bench endpoint".into(),
            Subject::Site => {
                format!("cargo xtask bench site --topics {} --sizes {}", self.topics, join(&self.sizes))
            }
            Subject::Form => format!("cargo xtask bench form --loads {}", self.loads),
        }
    }
}

fn join(numbers: &[u32]) -> String {
    numbers.iter().map(u32::to_string).collect::<Vec<_>>().join(",")
}

fn build_release(workspace: &Workspace, package: &str) -> Result<()> {
    command::run(workspace.command("cargo").args(["build", "--release", "--package", package]))
}

/// A program that measures, compiled.
fn example(workspace: &Workspace, name: &str) -> Result<Command> {
    let mut cargo = workspace.command("cargo");
    command::run(cargo.args(["build", "--release", "--package", "system-tests", "--example", name]))?;
    Ok(workspace.command(workspace.target.join("release/examples").join(name)))
}
