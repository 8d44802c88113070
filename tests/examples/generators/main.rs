//! How fast a guide is built, beside other generators that are given the same made-up pages in the same run:
//! `cargo xtask bench site`, which sets up what it needs and names it in the environment.
//!
//! 1. [`corpus`] writes the pages for each of them, in its [`dialect`], with [`words`] by chance.
//! 2. Each [`contender`] builds them from nothing, then after one page has changed: in a new process, and in one
//!    that watches. A plain copy of our output is the floor: no generator can write faster than that.
//! 3. Ours builds guides of growing size, for time and memory by the page.
//!
//! What is printed is Markdown. Nothing fails because of a clock.

mod contender;
mod corpus;
mod dialect;
mod measure;
mod table;
#[cfg(test)]
mod tests;
mod words;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use clap::Parser;
use tempfile::TempDir;

use contender::{Contender, root};
use corpus::{Corpus, slug};
use measure::{Cost, Watcher, change, median, run, shows};
use words::Lang;

/// How often each is measured, in turns; the median counts.
const ROUNDS: usize = 3;
/// Whoever takes longer than this is not asked again.
const LONG: Duration = Duration::from_secs(45);
/// How many changes a watching process answers; the median counts.
const CHANGES: usize = 5;

/// Measures generators of sites beside each other.
#[derive(Parser)]
struct Arguments {
    /// Topics, each a page in both languages.
    #[arg(long, default_value_t = 5000)]
    topics: u32,
    /// Pages of both languages together at which ours is measured alone.
    #[arg(long, value_delimiter = ',')]
    sizes: Vec<u32>,
}

/// A contender with its pages, and what was measured of it.
struct Entry {
    contender: Contender,
    corpus: Corpus,
    source: PathBuf,
    out: PathBuf,
    cold: Vec<Cost>,
}

/// What was measured of a contender.
pub struct Row {
    /// Who.
    pub contender: Contender,
    /// Pages that it was given, of both languages together.
    pub pages: u32,
    /// A build from nothing.
    pub cold: Cost,
    /// How often it was built.
    pub runs: usize,
    /// Bytes of all that it wrote.
    pub written: u64,
    /// A build in a new process after one page has changed; nothing where that is known to take too long.
    pub changed: Option<Cost>,
    /// From a change until the page shows it, in a process that watches.
    pub watched: Option<Duration>,
}

fn main() {
    let arguments = Arguments::parse();
    let folder = tempfile::tempdir_in(root().join("target")).expect("a folder on the same disk as the rest");
    let corpus = Corpus { topics: arguments.topics };
    let mut entries = prepare(corpus, &folder);
    for _ in 0..ROUNDS {
        for entry in &mut entries {
            entry.build_from_nothing();
        }
    }
    let floor = median((0..ROUNDS).map(|_| copy(&entries[0].out, &folder.path().join("copy"))).collect());
    let rows: Vec<_> = entries.iter().map(Entry::row).collect();
    table::print(floor, &rows);
    drop((entries, folder));
    if !arguments.sizes.is_empty() {
        table::print_sizes(&arguments.sizes.iter().map(|pages| (*pages, grow(*pages))).collect::<Vec<_>>());
    }
}

/// Writes everybody's pages. The others carry the style sheet that ours makes, so that all write the same amount.
fn prepare(corpus: Corpus, folder: &TempDir) -> Vec<Entry> {
    let entry = |contender: Contender, style: &str| {
        let place = |kind: &str| folder.path().join(format!("{kind}-{}", contender as usize));
        let corpus = contender.part(corpus);
        let entry = Entry { contender, corpus, source: place("source"), out: place("out"), cold: Vec::new() };
        contender.prepare(corpus, &entry.source, style);
        entry
    };
    let ours = entry(Contender::Panduan, "");
    run(&mut ours.contender.build(&ours.source, &ours.out));
    let page = fs::read_to_string(ours.contender.dialect().built(&ours.out, Lang::Id, &slug(0)));
    let page = page.expect("ours has built the page");
    let style = page.split_once("<style>").and_then(|(_, rest)| rest.split_once("</style>"));
    let style = style.expect("a page carries its style sheet").0.to_owned();
    let others = Contender::ALL.into_iter().skip(1).map(|contender| entry(contender, &style));
    std::iter::once(ours).chain(others.collect::<Vec<_>>()).collect()
}

impl Entry {
    fn build_from_nothing(&mut self) {
        if self.cold.last().is_some_and(|cost| cost.time > LONG) {
            return;
        }
        remove(&self.out);
        settle();
        self.cold.push(run(&mut self.contender.build(&self.source, &self.out)));
        let pages = [Lang::Id, Lang::En].map(|lang| self.built(lang, 1));
        assert!(pages.iter().all(|page| page.exists()), "{} has built {pages:?}", self.contender.name());
    }

    fn page(&self, topic: u32) -> PathBuf {
        self.contender.dialect().file(&self.source, Lang::Id, &slug(topic))
    }

    fn built(&self, lang: Lang, topic: u32) -> PathBuf {
        self.contender.dialect().built(&self.out, lang, &slug(topic))
    }

    fn row(&self) -> Row {
        let written = size(&self.out);
        let changed = self.rebuild();
        Row {
            contender: self.contender,
            pages: self.corpus.pages(),
            cold: median(self.cold.clone()),
            runs: self.cold.len(),
            written,
            changed,
            watched: self.watch(),
        }
    }

    /// Changes a page and builds in a new process, a few times. Whoever took long builds everything again.
    fn rebuild(&self) -> Option<Cost> {
        if self.cold[0].time > LONG {
            return None;
        }
        let mut costs = Vec::new();
        for round in 0..ROUNDS {
            let token = format!("tokencold{round}x");
            change(&self.page(2), &token);
            settle();
            costs.push(run(&mut self.contender.build(&self.source, &self.out)));
            assert!(shows(&self.built(Lang::Id, 2), &token), "{} shows the change", self.contender.name());
        }
        Some(median(costs))
    }

    /// Changes a page before the eyes of a process that watches, a few times.
    fn watch(&self) -> Option<Duration> {
        let command = self.contender.watch(&self.source, &self.out)?;
        let (page, built) = (self.page(3), self.built(Lang::Id, 3));
        let watcher = Watcher::start(command, &page, &built)?;
        let answers = (0..CHANGES).filter_map(|round| watcher.answer(&page, &built, &round.to_string()));
        let mut times: Vec<_> = answers.collect();
        times.sort();
        times.get(times.len() / 2).copied()
    }
}

/// Ours alone, on a guide of so many pages.
fn grow(pages: u32) -> Cost {
    let folder = tempfile::tempdir_in(root().join("target")).expect("a folder on the same disk as the rest");
    let [source, out] = ["source", "out"].map(|name| folder.path().join(name));
    // One page more in each language: the first one.
    Contender::Panduan.prepare(Corpus { topics: (pages / 2).saturating_sub(1) }, &source, "");
    settle();
    run(&mut Contender::Panduan.build(&source, &out))
}

fn copy(from: &Path, to: &Path) -> Cost {
    remove(to);
    settle();
    run(Command::new("cp").arg("-r").arg(from).arg(to))
}

/// What others have written goes to the disk before anything is measured.
fn settle() {
    run(&mut Command::new("sync"));
}

fn remove(folder: &Path) {
    if folder.exists() {
        fs::remove_dir_all(folder).expect("a folder of this run");
    }
}

fn size(folder: &Path) -> u64 {
    let entries =
        fs::read_dir(folder).expect("a folder that was built").map(|entry| entry.expect("an entry"));
    entries
        .map(|entry| {
            let about = entry.metadata().expect("an entry that stays");
            if about.is_dir() { size(&entry.path()) } else { about.len() }
        })
        .sum()
}
