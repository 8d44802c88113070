//! The generators: what each is given, and how it is told to build.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::corpus::{Corpus, Dialect};

/// The day for which ours builds, so that the same corpus gives the same pages on every day.
const TODAY: &str = "2026-11-28";

/// Who is measured.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Contender {
    /// Ours, as the others build: without compressed variants.
    Panduan,
    /// Ours as it is published: each file also in brotli and gzip.
    PanduanCompressed,
    /// Hugo.
    Hugo,
    /// mdBook.
    MdBook,
    /// Eleventy.
    Eleventy,
}

impl Contender {
    /// All of them, ours first.
    pub const ALL: [Self; 5] =
        [Self::Panduan, Self::PanduanCompressed, Self::Hugo, Self::MdBook, Self::Eleventy];

    /// What a table calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Panduan => "this generator",
            Self::PanduanCompressed => "this generator, with brotli 11 and gzip",
            Self::Hugo => "Hugo",
            Self::MdBook => "mdBook, a tenth of the pages",
            Self::Eleventy => "Eleventy",
        }
    }

    /// Its part of a corpus: all of it. Only mdBook, which looks through the whole table of contents for each page
    /// and took 75 ms a page at 10,000, has a tenth.
    pub fn part(self, corpus: Corpus) -> Corpus {
        let tenth = Corpus { topics: (corpus.topics / 10).max(10) };
        if self == Self::MdBook { tenth } else { corpus }
    }

    /// How it wants pages to be written.
    pub fn dialect(self) -> Dialect {
        match self {
            Self::Panduan | Self::PanduanCompressed => Dialect::Panduan,
            Self::Hugo => Dialect::Hugo,
            Self::MdBook => Dialect::MdBook,
            Self::Eleventy => Dialect::Eleventy,
        }
    }

    /// Writes what it builds into the new folder `source`. `style` is the style sheet that pages carry.
    pub fn prepare(self, corpus: Corpus, source: &Path, style: &str) {
        let ours = root().join("tests/bench/site");
        match self {
            Self::Panduan | Self::PanduanCompressed => copy_content(source),
            Self::Hugo => {
                copy(&ours.join("hugo"), source);
                put(&source.join("layouts/_partials/style.css"), style);
            }
            Self::MdBook => copy(&ours.join("mdbook"), source),
            Self::Eleventy => {
                copy(&ours.join("eleventy"), source);
                put(&source.join("_includes/style.css"), style);
            }
        }
        corpus.write(self.dialect(), source);
    }

    /// The command that builds `source` into `out`. Where there is something in `out` already, ours builds what has
    /// changed. The others build everything (Eleventy's `--incremental=FILE` fails in a new process, 3.1.8).
    pub fn build(self, source: &Path, out: &Path) -> Command {
        match self {
            Self::Panduan => ours("build", source, out),
            Self::PanduanCompressed => {
                let mut site = Command::new(named("PANDUAN_SITE_BIN"));
                site.args(["build", "--today", TODAY, "--content"]).arg(source).arg("--out").arg(out);
                quiet(site)
            }
            Self::Hugo => {
                let mut hugo = Command::new(named("PANDUAN_HUGO"));
                hugo.args(["build", "--quiet", "--source"]).arg(source).arg("--destination").arg(out);
                quiet(hugo)
            }
            Self::MdBook => {
                let mut mdbook = Command::new(named("PANDUAN_MDBOOK"));
                mdbook
                    .arg("build")
                    .arg(source)
                    .arg("--dest-dir")
                    .arg(out)
                    .env("MDBOOK_LOG", "warn")
                    .env("RUST_LOG", "warn");
                quiet(mdbook)
            }
            Self::Eleventy => eleventy(source, out, &[]),
        }
    }

    /// The command that goes on building whenever a page changes, if it has one.
    pub fn watch(self, source: &Path, out: &Path) -> Option<Command> {
        match self {
            Self::Panduan => {
                let mut site = Command::new(named("PANDUAN_SITE_BIN"));
                site.args(["watch", "--today", TODAY, "--content"]).arg(source).arg("--out").arg(out);
                Some(quiet(site))
            }
            Self::Hugo => {
                let mut hugo = self.build(source, out);
                hugo.args(["--watch"]);
                Some(hugo)
            }
            Self::Eleventy => Some(eleventy(source, out, &["--watch".into(), "--incremental".into()])),
            Self::PanduanCompressed | Self::MdBook => None,
        }
    }
}

fn ours(task: &str, source: &Path, out: &Path) -> Command {
    let mut site = Command::new(named("PANDUAN_SITE_BIN"));
    site.args([task, "--today", TODAY, "--compress", "no", "--content"]).arg(source).arg("--out").arg(out);
    quiet(site)
}

fn eleventy(source: &Path, out: &Path, arguments: &[OsString]) -> Command {
    let mut node = Command::new("node");
    node.arg(root().join("tests/bench/node_modules/@11ty/eleventy/cmd.cjs")).current_dir(source);
    node.arg("--quiet").args(arguments);
    let mut output = OsString::from("--output=");
    // Eleventy takes no absolute path outside of the folder that it builds.
    output.push(Path::new("..").join(out.file_name().expect("a folder has a name")));
    quiet({
        node.arg(output);
        node
    })
}

fn quiet(mut command: Command) -> Command {
    command.stdin(Stdio::null()).stdout(Stdio::null());
    command
}

/// The root of the workspace.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the root of the workspace")
}

fn named(variable: &str) -> PathBuf {
    env::var_os(variable)
        .unwrap_or_else(|| panic!("{variable} is not set: run `cargo xtask bench site`"))
        .into()
}

/// All that our content has besides pages: settings, words, sources, fees, holidays, offices.
fn copy_content(source: &Path) {
    copy(&root().join("content"), source);
    // Names pages that are not in the corpus; the others make no index by topic either.
    fs::remove_file(source.join("topics.toml")).expect("the guide has topics");
    for pages in ["guide", "services"] {
        fs::remove_dir_all(source.join(pages)).expect("the guide has pages");
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder of this workspace") {
        let entry = entry.expect("an entry of it");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("a copy");
        }
    }
}

fn put(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().expect("a file is in a folder")).expect("a folder");
    fs::write(path, text).expect("a file is written");
}
