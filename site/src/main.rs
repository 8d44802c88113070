//! The `site` command: builds the guide, checks its content, decides one situation.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, bail};
use clap::{Parser, Subcommand, ValueEnum};
use rules::{Answers, Date, decide};
use seal::Recipient;
use serde_json::Value;
use site::build::Order;
use site::form::{self, Form};
use site::load::Folder;
use site::memory::Memory;
use site::report::Report;
use site::search::Script;
use site::shell::Shell;
use site::worker::{self, Worker};
use site::{Checked, compare, content, live, releases, revision, schema, uncertain};

/// Makes the static, bilingual guide out of a content folder.
#[derive(Parser)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Build every page that has changed.
    Build {
        #[command(flatten)]
        target: Target,
        /// Whether to write `.br` and `.gz` beside each file. `no` is for hosts that compress by themselves; the
        /// variants of what changed are then removed.
        #[arg(long, value_enum, default_value_t = Answer::Yes)]
        compress: Answer,
    },
    /// Build, and build again whenever the content changes; open pages show it. For editors.
    Watch(Target),
    /// Write JSON Schemas of the content's files, by which an editor's program completes and explains.
    Schema {
        /// The folder to write into.
        #[arg(long, default_value = "content/schema")]
        out: PathBuf,
    },
    /// Report everything that is wrong with the content. Fails if any of it is an error.
    Check {
        #[command(flatten)]
        content: ContentFolder,
        /// How to report.
        #[arg(long, value_enum, default_value_t = Format::Human)]
        format: Format,
    },
    /// Say which situations two versions of the content decide differently, with an example of each.
    Diff {
        /// A content folder, or a git revision of it.
        old: String,
        /// Another.
        new: String,
        /// The content folder that git revisions are of.
        #[command(flatten)]
        content: ContentFolder,
        /// Look at this day only, YYYY-MM-DD; if it is not given, at every day on which something changes.
        #[arg(long)]
        today: Option<Date>,
        /// How to report.
        #[arg(long, value_enum, default_value_t = Format::Human)]
        format: Format,
    },
    /// Decide one situation and print the decision as JSON.
    Decide {
        /// The id of the service.
        service: String,
        /// A JSON file of answers by question id.
        #[arg(long)]
        answers: PathBuf,
        #[command(flatten)]
        today: Today,
        #[command(flatten)]
        content: ContentFolder,
    },
}

/// What is built, and where.
#[derive(clap::Args)]
struct Target {
    #[command(flatten)]
    content: ContentFolder,
    /// The folder to build into.
    #[arg(long, default_value = "dist")]
    out: PathBuf,
    /// Trunk's built index.html. Without it the form is plain HTML.
    #[arg(long)]
    shell: Option<PathBuf>,
    /// A public key that packages are sealed to, age1…, in the place of those in site.toml. Give it once for
    /// each key.
    #[arg(long = "recipient", value_name = "KEY")]
    recipients: Vec<Recipient>,
    #[command(flatten)]
    today: Today,
}

#[derive(clap::Args)]
struct ContentFolder {
    /// The content folder.
    #[arg(long = "content", default_value = "content")]
    path: PathBuf,
}

#[derive(clap::Args)]
struct Today {
    /// The day, YYYY-MM-DD; if it is not given, the day that it is in Jakarta.
    #[arg(long)]
    today: Option<Date>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Answer {
    Yes,
    No,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Human,
    Json,
}

fn main() -> ExitCode {
    run().unwrap_or_else(|error| {
        eprintln!("site: {error:#}");
        ExitCode::FAILURE
    })
}

fn run() -> Result<ExitCode> {
    match Arguments::parse().command {
        Command::Build { target, compress } => build(&target, compress),
        Command::Watch(Target { content, out, shell, recipients, today }) => {
            let shell = read_shell(shell.as_deref())?;
            live::watch(&content.path, &out, &shell, &recipients, || today.day())?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Schema { out } => {
            fs::create_dir_all(&out).with_context(|| format!("cannot make {}", out.display()))?;
            for (name, schema) in schema::files() {
                let path = out.join(name);
                fs::write(&path, schema).with_context(|| format!("cannot write {}", path.display()))?;
            }
            Ok(ExitCode::SUCCESS)
        }
        Command::Check { content, format } => check(&content.path, format),
        Command::Diff { old, new, content, today, format } => {
            let [before, after] = [&old, &new].map(|version| read_version(version, &content.path));
            let differences = compare::differences(&before?, &after?, today);
            match format {
                Format::Human => print!("{}", differences.human()),
                Format::Json => println!("{}", serde_json::to_string_pretty(&differences.json())?),
            }
            let [old, new] = [&old, &new].map(|version| version_folder(version, &content.path));
            let errors = differences.errors([&old, &new]);
            errors.iter().for_each(|error| eprintln!("{error}"));
            Ok(if errors.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(2) })
        }
        Command::Decide { service, answers, today, content } => {
            decide_one(&content.path, &service, &answers, today.day())
        }
    }
}

fn build(target: &Target, compress: Answer) -> Result<ExitCode> {
    let Target { content: ContentFolder { path: content }, out, shell, recipients, today } = target;
    let shell = read_shell(shell.as_deref())?;
    let folder = Folder::read(content)?;
    let order = Order { folder: &folder, shell: &shell, recipients, today: today.day() };
    let target =
        site::write::Target { out: out.clone(), compress: compress == Answer::Yes, is_preview: false };
    let built = order.build(&target)?;
    eprint!("{}", built.report.human(&content.display().to_string()));
    let Some(content) = built.content else { bail!("nothing was built: the content has errors") };
    print!("{}", content.site.budgets.table(&built.made, &built.weights));
    if built.report.has_errors() {
        bail!("something weighs more than its budget; pages that do were not written");
    }
    println!("{} files, {} of them changed, in {}", built.made.len(), built.changed, out.display());
    if content.site.recipients.is_empty() {
        println!("no recipients in site.toml: packages are stored as they are sent, readable");
    }
    Ok(ExitCode::SUCCESS)
}

fn read_shell(path: Option<&Path>) -> Result<Shell> {
    let Some(path) = path else { return Ok(Shell::without_form()) };
    let html = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let mut shell = Shell::parse(&html).map_err(anyhow::Error::msg)?;
    shell.worker = read_worker(path)?;
    if let Some(form) = read_form(path)? {
        shell.form = Some(form);
    }
    shell.search = read_search(path)?;
    shell.files = releases::hashed_files(path.parent().unwrap_or(Path::new(".")))?;
    Ok(shell)
}

/// The form in parts, as the build has put it beside the shell; none, where Trunk alone has built it.
fn read_form(shell: &Path) -> Result<Option<Form>> {
    let [script, wasm, rest] = [form::SCRIPT, form::WASM, form::REST].map(|name| shell.with_file_name(name));
    if !script.exists() {
        return Ok(None);
    }
    let cannot_read = |path: &Path| format!("cannot read {}", path.display());
    let text = fs::read_to_string(&script).with_context(|| cannot_read(&script))?;
    let [wasm, rest] = [wasm, rest].map(|path| fs::read(&path).with_context(|| cannot_read(&path)));
    Ok(Some(Form::new(&text, wasm?, rest?)))
}

/// The worker that Trunk has put beside the shell, if there is one.
fn read_worker(shell: &Path) -> Result<Option<Worker>> {
    let [script, wasm] = [worker::SCRIPT, worker::WASM].map(|name| shell.with_file_name(name));
    if !script.exists() {
        return Ok(None);
    }
    let cannot_read = |path: &Path| format!("cannot read {}", path.display());
    let text = fs::read_to_string(&script).with_context(|| cannot_read(&script))?;
    let bytes = fs::read(&wasm).with_context(|| cannot_read(&wasm))?;
    Ok(Some(Worker::new(&text, bytes)))
}

/// The search that the build has put beside the shell, if it has.
fn read_search(shell: &Path) -> Result<Option<Script>> {
    let path = shell.with_file_name(Script::BUILT);
    if !path.exists() {
        return Ok(None);
    }
    let bytes = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
    Ok(Some(Script::new(bytes)))
}

fn check(content: &Path, format: Format) -> Result<ExitCode> {
    let folder = content.display().to_string();
    let files = Folder::read(content)?;
    let Checked { content, report, proofs } = site::check(&files, now_in_jakarta());
    match format {
        Format::Human => {
            proofs.iter().for_each(|proved| println!("{}", proved.in_words()));
            let uncertain = content.map_or_else(Vec::new, |content| uncertain::statements(&files, &content));
            if !uncertain.is_empty() {
                println!("Statements that are uncertain ({}):", uncertain.len());
                uncertain.iter().for_each(|statement| println!("  {folder}/{statement}"));
            }
            if report.entries().is_empty() {
                println!("{folder}: no problems");
            }
            print!("{}", report.human(&folder));
        }
        Format::Json => println!("{}", report.json(&folder)),
    }
    Ok(if report.has_errors() { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// The content in a folder, or as it was at a git revision.
fn read_version(version: &str, content: &Path) -> Result<Folder> {
    let folder = Path::new(version);
    if folder.is_dir() { Folder::read(folder) } else { revision::read(version, content) }
}

/// What the folder of a version is called: by itself, or as git calls that of a revision.
fn version_folder(version: &str, content: &Path) -> String {
    let is_folder = Path::new(version).is_dir();
    if is_folder { version.to_owned() } else { format!("{version}:{}", content.display()) }
}

fn decide_one(folder: &Path, id: &str, answers: &Path, today: Date) -> Result<ExitCode> {
    let mut report = Report::default();
    let content = content::read(&Folder::read(folder)?, today, &Memory::nothing(), &mut report);
    let services = content.map_or_else(Vec::new, |content| content.services);
    let Some(pages) = services.iter().find(|pages| pages.service.id == id) else {
        eprint!("{}", report.human(&folder.display().to_string()));
        bail!("there is no sound service `{id}`");
    };
    let text = fs::read_to_string(answers).with_context(|| format!("cannot read {}", answers.display()))?;
    let given: BTreeMap<String, Value> = serde_json::from_str(&text)
        .with_context(|| format!("{} is not a JSON object of answers", answers.display()))?;
    let is_answer = |value: &Value| value.is_string() || value.is_boolean();
    let wrong: Vec<_> = given.iter().filter(|(_, value)| !is_answer(value)).collect();
    if !wrong.is_empty() {
        for (question, value) in wrong {
            eprintln!("{question}: {value} is no answer; write a text in quotes, true or false");
        }
        return Ok(ExitCode::from(2));
    }
    let given: Answers = serde_json::from_str(&text).context("answers are texts, true or false")?;
    let problems = given.problems(&pages.service, today);
    if !problems.is_empty() {
        for problem in problems {
            let (code, particular) = problem.kind.code();
            let particular =
                particular.map_or_else(String::new, |(name, value)| format!(" ({name}: {value})"));
            eprintln!("{}: {code}{particular}", problem.question);
        }
        return Ok(ExitCode::from(2));
    }
    let decision = decide(&pages.service, &given, today);
    println!("{}", serde_json::to_string_pretty(&decision)?);
    Ok(ExitCode::SUCCESS)
}

impl Today {
    fn day(&self) -> Date {
        self.today.unwrap_or_else(now_in_jakarta)
    }
}

/// The day that it is at UTC+7. Indonesian deadlines are days there, wherever the guide is built.
fn now_in_jakarta() -> Date {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_secs());
    Date::in_jakarta(now.try_into().expect("seconds fit for ever"))
}
