//! Definitions from a folder: an editor's `content/`, or a built site. The only file that reads them.
//!
//! Both give the same services, and the digest of a service is that of `services/<id>.json` in the
//! site, whichever of the two it came from.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, ensure};
use package::{KnownService, Sha256};
use rules::check::{Checked, check};
use rules::problem::{Problem, Severity};
use rules::text::plain_lines;
use rules::{Lang, Library, Service, words};
use seal::Recipient;

use crate::keys;
use crate::words::{ApplyWords, StatusWords, SummaryWords, Tables, Words};

/// What the endpoint knows of the services.
#[derive(Clone, Debug)]
pub struct Definitions {
    /// Every service, by its id.
    pub services: BTreeMap<String, Arc<Definition>>,
    /// What the endpoint says.
    pub words: Words,
    /// The public keys of the office, to which packages are sealed. Without any they are stored readable.
    pub recipients: Vec<Recipient>,
}

impl Definitions {
    /// With these keys instead of those of the folder, if there are any.
    pub fn sealed_to(mut self, recipients: &[Recipient]) -> Self {
        if !recipients.is_empty() {
            self.recipients = recipients.to_vec();
        }
        self
    }
}

/// A service, and what a package calls the text that it was read from.
#[derive(Clone, Debug)]
pub struct Definition {
    /// The checked service.
    pub service: Service,
    /// Digest of its JSON.
    pub sha256: Sha256,
}

impl Definition {
    /// The service as the verifier of packages takes it.
    pub fn known(&self) -> KnownService<'_> {
        KnownService { service: &self.service, definition_sha256: self.sha256 }
    }
}

/// Where the definitions are read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// An editor's folder.
    Content(PathBuf),
    /// A built site.
    Site(PathBuf),
}

impl Source {
    /// The folder that was named, of two the content; where none was, `content` or else `dist` in the
    /// folder `here`.
    ///
    /// # Errors
    /// None was named, and neither of the two is there.
    pub fn find(content: Option<PathBuf>, site: Option<PathBuf>, here: &Path) -> anyhow::Result<Self> {
        let in_here = |name| Some(here.join(name)).filter(|folder| folder.is_dir());
        let named = content.map(Self::Content).or(site.map(Self::Site));
        named
            .or_else(|| in_here("content").map(Self::Content))
            .or_else(|| in_here("dist").map(Self::Site))
            .context("there is no folder content or dist here: name the content folder with --content, or a built site with --site")
    }

    /// Reads the definitions.
    ///
    /// # Errors
    /// A file cannot be read, the content has errors (all of them are named), or there are no words for
    /// something that the endpoint says.
    pub fn load(&self) -> anyhow::Result<Definitions> {
        match self {
            Self::Content(content) => from_content(content),
            Self::Site(site) => from_site(site),
        }
    }
}

/// The words in these tables, which have to be complete.
fn words(id: &Tables, en: &Tables) -> anyhow::Result<Words> {
    for (lang, tables) in [(Lang::Id, id), (Lang::En, en)] {
        let missing = Words::missing(tables);
        let list = missing.join(", ");
        ensure!(missing.is_empty(), "the interface's words in `{}` lack: {list}", lang.tag());
    }
    Ok(Words::new(id, en))
}

fn from_site(site: &Path) -> anyhow::Result<Definitions> {
    let mut services = BTreeMap::new();
    for path in files_in(&site.join("services"), "json")? {
        let text = read(&path)?;
        let service: Service = serde_json::from_str(&text)
            .with_context(|| format!("{} is not a service of this version", path.display()))?;
        let definition = Definition { sha256: Sha256::of(text.as_bytes()), service };
        services.insert(definition.service.id.clone(), Arc::new(definition));
    }
    let tables = |lang: Lang| -> anyhow::Result<Tables> {
        let path = site.join("ui").join(format!("{}.json", lang.tag()));
        serde_json::from_str(&read(&path)?)
            .with_context(|| format!("{} does not hold words by table: build the site again", path.display()))
    };
    let office = site.join(keys::IN_SITE);
    // `site` always writes it: a folder without it is not whole, and must not be taken for one without keys.
    let recipients =
        keys::of_site(&read(&office)?).with_context(|| format!("{} is not usable", office.display()))?;
    Ok(Definitions { services, words: words(&tables(Lang::Id)?, &tables(Lang::En)?)?, recipients })
}

fn from_content(content: &Path) -> anyhow::Result<Definitions> {
    let mut report = Report::default();
    let mut texts = BTreeMap::new();
    for name in Library::FILES {
        // Only the first is there always; what others would hold nothing refers to then.
        let path = content.join(name);
        if path.exists() || name == Library::FILES[0] {
            texts.insert(name.to_owned(), read(&path)?);
        }
    }
    for path in files_in(&content.join("holidays"), "toml")? {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        texts.insert(format!("holidays/{name}"), read(&path)?);
    }
    let (library, problems) = Library::read(texts.iter().map(|(name, text)| (name.as_str(), text.as_str())));
    for (name, problems) in problems {
        let text = texts.get(&name).map_or("", String::as_str);
        report.add(&content.join(name), text, problems);
    }

    let mut services = BTreeMap::new();
    for folder in entries(&content.join("services"))?.into_iter().filter(|path| path.is_dir()) {
        let path = folder.join("service.toml");
        let id = folder
            .file_name()
            .and_then(|name| name.to_str())
            .context("a service's folder has no plain name")?;
        let text = read(&path)?;
        let Checked { service, problems, .. } = check(id, &text, &library);
        report.add(&path, &text, problems);
        if let Some(service) = service {
            let json = serde_json::to_vec(&service).expect("a service has string keys and no failing field");
            let definition = Definition { sha256: Sha256::of(&json), service };
            services.insert(id.to_owned(), Arc::new(definition));
        }
    }

    let mut tables = |lang: Lang| -> anyhow::Result<Tables> {
        let path = content.join("ui").join(format!("{}.toml", lang.tag()));
        let text = read(&path)?;
        let (words, mut problems) = words::Words::read(&text);
        // Those that only the endpoint says: nobody else can tell which there have to be.
        problems.extend(words.check_keys(lang, StatusWords::TABLE, StatusWords::KEYS));
        problems.extend(words.check_keys(lang, ApplyWords::TABLE, ApplyWords::KEYS));
        problems.extend(words.check_keys(lang, SummaryWords::TABLE, SummaryWords::KEYS));
        report.add(&path, &text, problems);
        let owned = |(key, words): (&str, &str)| (key.to_owned(), words.to_owned());
        let tables = ["form", "problem", "status", "apply", "summary"];
        let tables = tables.map(|table| (table.to_owned(), words.table(table).map(owned).collect()));
        let states = library.countries.iter().map(|(code, name)| (code.as_str(), name.get(lang)));
        Ok(tables.into_iter().chain([("country".to_owned(), states.map(owned).collect())]).collect())
    };
    let (id, en) = (tables(Lang::Id)?, tables(Lang::En)?);
    let settings = content.join(keys::IN_CONTENT);
    let mut recipients = Vec::new();
    if settings.exists() {
        let text = read(&settings)?;
        let mut problems = Vec::new();
        recipients = keys::of_content(&text, &mut problems);
        report.add(&settings, &text, problems);
    }
    report.finish()?;
    Ok(Definitions { services, words: words(&id, &en)?, recipients })
}

/// The errors of all files, so that an editor sees every one at once.
#[derive(Default)]
struct Report(Vec<String>);

impl Report {
    fn add(&mut self, path: &Path, text: &str, problems: Vec<Problem>) {
        for problem in problems.into_iter().filter(|problem| problem.severity >= Severity::Error) {
            let (line, column) = problem.line_and_column(text);
            self.0.push(format!("{}:{line}:{column}: {}", path.display(), problem.message));
        }
    }

    fn finish(self) -> anyhow::Result<()> {
        ensure!(self.0.is_empty(), "the content has errors:\n{}", self.0.join("\n"));
        Ok(())
    }
}

fn read(path: &Path) -> anyhow::Result<String> {
    let text = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    Ok(plain_lines(&text))
}

fn files_in(folder: &Path, extension: &str) -> anyhow::Result<Vec<PathBuf>> {
    let mut files = entries(folder)?;
    files.retain(|path| path.extension().is_some_and(|found| found == extension));
    Ok(files)
}

/// What is in a folder, in order of the names, hidden entries left out.
fn entries(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let listing =
        fs::read_dir(folder).with_context(|| format!("cannot read the folder {}", folder.display()))?;
    let mut paths = Vec::new();
    for entry in listing {
        let path = entry.with_context(|| format!("cannot read the folder {}", folder.display()))?.path();
        let hidden = path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."));
        if !hidden {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}
