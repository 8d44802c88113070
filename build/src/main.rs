//! `cargo xtask`: one command to build, serve or test Panduan on a machine that has only Rust,
//! Node.js, Python and a C linker.
//!
//! Every command that builds begins with [`tools::set_up`], then goes through the same stages:
//! Trunk makes the page shell ([`shell`]), `site` makes the pages ([`pages`]), and `upload` serves
//! them ([`serve`]) or is tested with them ([`test`]), with a key of this clone ([`office`]).

mod bench;
mod carry_over;
mod command;
mod fingerprint;
mod form;
mod fuzz;
mod gallery;
mod new_service;
mod office;
mod pages;
mod search;
mod serve;
mod shell;
mod short_names;
mod soak;
mod test;
mod tools;
mod workspace;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};
use workspace::Workspace;

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Builds, serves and tests Panduan.")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Install whatever tool is missing, the ones for the tests included.
    Setup,
    /// Build the guide and the form into dist/, and print what a reader has to download.
    Build,
    /// Build everything, then serve guide, form and endpoint on 127.0.0.1.
    Serve {
        /// The port to listen on.
        #[arg(long, default_value_t = 8080)]
        port: u16,
        /// Build the pages again whenever the content changes, and have open pages show it.
        #[arg(long)]
        live: bool,
    },
    /// Make the folder of a new service, with everything that is still to be written marked.
    NewService {
        /// Its id: lower-case letters, digits and `-`. It will be its address in the guide.
        id: String,
    },
    /// Run every check and every test, the browser ones included.
    Test,
    /// Measure endpoint, site generator and form beside their peers.
    Bench(bench::Options),
    /// Make pictures of every page kind, in three widths and both schemes, in target/screenshots.
    Screenshots,
    /// Look for bytes that break what parses them.
    Fuzz {
        /// Which target; by default each of them. They are the folders of tests/fuzz/corpus.
        targets: Vec<String>,
        /// How long to fuzz each, in seconds.
        #[arg(long, default_value_t = 60)]
        seconds: u32,
        /// Add to the corpus what reaches code that it did not reach.
        #[arg(long)]
        keep: bool,
    },
    /// Kill an endpoint again and again under load, and look for what it lost.
    Soak {
        /// How long.
        #[arg(long, default_value_t = 10)]
        minutes: u32,
    },
}

fn main() -> ExitCode {
    match run(Arguments::parse().task) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Without the backtrace that anyhow would add: what failed is another program.
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(task: Task) -> Result<()> {
    let workspace = Workspace::locate()?;
    match task {
        Task::Setup => tools::set_up(&workspace, tools::Purpose::Test),
        Task::Build => {
            tools::set_up(&workspace, tools::Purpose::Build)?;
            pages::build(&workspace, None)
        }
        Task::Serve { port, live } => serve::run(&workspace, port, live),
        Task::NewService { id } => new_service::run(&workspace, &id),
        Task::Test => test::run(&workspace),
        Task::Bench(options) => bench::run(&workspace, &options),
        Task::Screenshots => {
            tools::set_up(&workspace, tools::Purpose::Test)?;
            pages::build_programs(&workspace)?;
            test::screenshots(&workspace)
        }
        Task::Fuzz { targets, seconds, keep } => fuzz::run(&workspace, &targets, seconds, keep),
        Task::Soak { minutes } => soak::run(&workspace, minutes),
    }
}
