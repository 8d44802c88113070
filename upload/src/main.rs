//! The commands of the endpoint: serve it, make a package, verify one, open a sealed one, show one, say where an
//! application stands.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};
use package::Accepted;
use rules::{Date, Lang};
use seal::Recipient;
use time::OffsetDateTime;
use upload::config::{Folders, Serve};
use upload::history::{self, Entry, State};
use upload::keys::RecipientParser;
use upload::load::Definitions;
use upload::open::{self, Identities};
use upload::pack::{Attachment, Contents, pack_to};
use upload::problem::Problem;
use upload::receipt::ReceiptCode;
use upload::settings::{self, Layers, Wrong};
use upload::store::Store;
use upload::{summary, verify};

/// Receives application packages, makes them, verifies them, shows them.
#[derive(Parser)]
#[command(name = "upload", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Receive packages; with --site, serve the guide as well
    Serve(Serve),
    /// Make the same package as the browser does
    Pack(Pack),
    /// Is this a whole, untouched package that the rules accept?
    Verify(Verify),
    /// Open a sealed package with the office's key, and verify what is in it
    Open(Open),
    /// Where a received application stands; with --set, note where it stands now
    Status(Status),
    /// What a valid package says, in words, for the office; prints personal data
    Show(Show),
}

#[derive(Args)]
struct Pack {
    /// The service to apply for
    service: String,

    /// JSON object of the answers that decide
    #[arg(long, value_name = "FILE")]
    answers: PathBuf,

    /// JSON object of what else the office needs to know
    #[arg(long, value_name = "FILE")]
    details: Option<PathBuf>,

    /// A file to attach, as the document with this id; may be repeated
    #[arg(long = "document", value_name = "ID=FILE")]
    documents: Vec<Attachment>,

    /// Where to write the package
    #[arg(long, value_name = "PACKAGE")]
    out: PathBuf,

    /// Seal the package to this public key of the office; may be repeated
    #[arg(long = "recipient", value_name = "KEY", value_parser = RecipientParser)]
    recipients: Vec<Recipient>,

    /// The day of the decision; by default today in Jakarta
    #[arg(long, value_name = "DATE")]
    today: Option<Date>,

    #[command(flatten)]
    folders: Folders,
}

/// A package, and what it is held against.
#[derive(Args)]
struct Judged {
    /// The package
    package: PathBuf,

    /// The day whose rules have to accept it; by default the one that the package records
    #[arg(long, value_name = "DATE")]
    today: Option<Date>,

    #[command(flatten)]
    folders: Folders,
}

#[derive(Args)]
struct Verify {
    #[command(flatten)]
    judged: Judged,

    /// How to print the outcome
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Args)]
struct Open {
    /// The office's secret key, or several, in a file as age-keygen writes it
    #[arg(long, value_name = "KEY")]
    identity: PathBuf,

    #[command(flatten)]
    judged: Judged,

    /// Where to write the plain package, if it is whole
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,

    /// How to print the outcome
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Args)]
struct Show {
    #[command(flatten)]
    judged: Judged,

    /// The office's secret key, for a sealed package
    #[arg(long, value_name = "KEY")]
    identity: Option<PathBuf>,

    /// The language of the summary: id or en
    #[arg(long, default_value = "id", value_name = "LANG", value_parser = lang)]
    lang: Lang,
}

#[derive(Args)]
struct Status {
    /// The code of the receipt
    receipt: ReceiptCode,

    /// The store of the endpoint
    #[arg(long, value_name = "DIR")]
    store: String,

    /// Where the application stands from now on
    #[arg(long, value_enum, value_name = "STATE")]
    set: Option<State>,

    /// Since when; by default today in Jakarta
    #[arg(long, value_name = "DATE", requires = "set")]
    on: Option<Date>,

    /// How to print it
    #[arg(long, value_enum, default_value_t)]
    format: Format,

    #[command(flatten)]
    folders: Folders,
}

fn lang(tag: &str) -> Result<Lang, &'static str> {
    Lang::from_tag(tag).ok_or("write id or en")
}

#[derive(Clone, Copy, Default, ValueEnum)]
enum Format {
    #[default]
    Human,
    Json,
}

fn main() -> ExitCode {
    let layers = match settings::read(Cli::command(), &std::env::args_os().collect::<Vec<_>>()) {
        Ok(layers) => layers,
        Err(Wrong::Arguments(error)) => error.exit(),
        Err(Wrong::File(problems)) => {
            eprintln!("{}", problems.join("\n"));
            return ExitCode::FAILURE;
        }
    };
    let cli = Cli::from_arg_matches(&layers.matches).unwrap_or_else(|error| error.exit());
    let outcome = match cli.command {
        Command::Serve(command) if command.check_config => check(&command, &layers),
        Command::Serve(command) => command.settings.run(),
        Command::Pack(command) => command.run(),
        Command::Verify(command) => command.run(),
        Command::Open(command) => command.run(),
        Command::Status(command) => command.run(),
        Command::Show(command) => command.run(),
    };
    outcome.unwrap_or_else(|error| {
        // Without the backtrace that anyhow would add: what is wrong is a file or an option.
        eprintln!("upload: {error:#}");
        ExitCode::FAILURE
    })
}

/// Says which settings hold. Neither the store nor the network is touched: whoever asks may not be who serves.
fn check(command: &Serve, layers: &Layers) -> anyhow::Result<ExitCode> {
    print!("{}", layers.effective());
    let definitions = command.settings.folders.source()?.load()?;
    println!("# {} services are defined", definitions.services.len());
    Ok(ExitCode::SUCCESS)
}

impl Pack {
    fn run(self) -> anyhow::Result<ExitCode> {
        let definitions = self.folders.source()?.load()?;
        let definition = definitions
            .services
            .get(&self.service)
            .with_context(|| format!("there is no service {}", self.service))?;
        let contents = Contents {
            answers: read_json(&self.answers)?,
            details: self.details.as_deref().map(read_json).transpose()?.unwrap_or_default(),
            attachments: self.documents,
        };
        let today =
            self.today.unwrap_or_else(|| Date::in_jakarta(OffsetDateTime::now_utc().unix_timestamp()));
        let problems = pack_to(definition, contents, today, &self.recipients, &self.out)?;
        let refused = !problems.is_empty();
        for problem in problems {
            let problem = definitions.words.problem(problem, Some(&definition.service));
            println!("{}: {}", problem.code, problem.text.get(Lang::En));
        }
        Ok(ExitCode::from(u8::from(refused)))
    }
}

impl Judged {
    /// The package is opened where a key file is named, and written to `out`.
    fn judge(
        &self,
        identity: Option<&Path>,
        out: Option<&Path>,
    ) -> anyhow::Result<(Definitions, Result<Accepted, Vec<Problem>>)> {
        let definitions = self.folders.source()?.load()?;
        let verified = match identity {
            Some(keys) => open::open(&self.package, &Identities::read(keys)?, &definitions, self.today, out)?,
            None => verify::verify(&self.package, &definitions, self.today)?,
        };
        Ok((definitions, verified))
    }
}

impl Format {
    fn print(self, verified: &Result<Accepted, Vec<Problem>>) -> ExitCode {
        match self {
            Self::Human => println!("{}", verify::for_people(verified, Lang::En)),
            Self::Json => println!("{}", verify::as_json(verified)),
        }
        ExitCode::from(u8::from(verified.is_err()))
    }
}

impl Verify {
    fn run(self) -> anyhow::Result<ExitCode> {
        let (_, verified) = self.judged.judge(None, None)?;
        Ok(self.format.print(&verified))
    }
}

impl Open {
    fn run(self) -> anyhow::Result<ExitCode> {
        let (_, verified) = self.judged.judge(Some(&self.identity), self.out.as_deref())?;
        Ok(self.format.print(&verified))
    }
}

impl Status {
    #[tokio::main(flavor = "current_thread")]
    async fn run(self) -> anyhow::Result<ExitCode> {
        let definitions = self.folders.source()?.load()?;
        let store = Store::open(&self.store)?;
        let today = Date::in_jakarta(OffsetDateTime::now_utc().unix_timestamp());
        let entry = self.set.map(|state| Entry { state, on: self.on.unwrap_or(today) });
        let (receipt, history) = history::note(&store, &self.receipt, entry, today).await?;
        let known = definitions.services.get(&receipt.service).map(|known| &known.service);
        match self.format {
            Format::Human => print!("{}", history.for_people(known)),
            Format::Json => println!("{}", serde_json::to_string(&history.into_status(receipt, known))?),
        }
        Ok(ExitCode::SUCCESS)
    }
}

impl Show {
    fn run(self) -> anyhow::Result<ExitCode> {
        let (definitions, verified) = self.judged.judge(self.identity.as_deref(), None)?;
        match &verified {
            Ok(accepted) => {
                let known = definitions.services.get(&accepted.application.service);
                let service = &known.context("a package of an unknown service was accepted")?.service;
                print!("{}", summary::summary(accepted, service, definitions.words.of(self.lang)));
            }
            Err(_) => println!("{}", verify::for_people(&verified, self.lang)),
        }
        Ok(ExitCode::from(u8::from(verified.is_err())))
    }
}

fn read_json<T: serde::de::DeserializeOwned>(path: &Path) -> anyhow::Result<T> {
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    serde_json::from_str(&text).with_context(|| format!("{} does not have the expected form", path.display()))
}
