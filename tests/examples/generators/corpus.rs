//! A guide of any size, made up: the same topics with the same words for each generator, in its own dialect
//! of Markdown and its own layout of files. The same numbers give the same bytes on every machine.

use std::fs;
use std::path::Path;

use crate::words::{Lang, PARTS, SOURCES, Words};

/// The site that a generator is given.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// Ours: `guide/*.{id,en}.md` with sources, which become notes and a list on the page.
    Panduan,
    /// `content/*.{id,en}.md` with TOML in front.
    Hugo,
    /// `src/{id,en}/*.md` and a table of contents.
    MdBook,
    /// `{id,en}/*.md` with YAML in front.
    Eleventy,
}

/// A number of topics, each a page in both languages.
#[derive(Clone, Copy)]
pub struct Corpus {
    /// How many, without the first page.
    pub topics: u32,
}

/// The name of a topic in addresses.
pub fn slug(topic: u32) -> String {
    format!("topik-{topic:06}")
}

impl Corpus {
    /// Pages of both languages together, the first ones included.
    pub fn pages(self) -> u32 {
        (self.topics + 1) * 2
    }

    /// Writes all pages below `folder`, in the places where `dialect` looks for them.
    pub fn write(self, dialect: Dialect, folder: &Path) {
        for lang in Lang::ALL {
            let parent = dialect.file(folder, lang, "index");
            fs::create_dir_all(parent.parent().expect("a file is in a folder")).expect("a folder for pages");
            for topic in 0..self.topics {
                fs::write(dialect.file(folder, lang, &slug(topic)), self.page(dialect, lang, topic))
                    .expect("a page is written");
            }
            fs::write(parent, self.first_page(dialect, lang)).expect("a page is written");
        }
        if dialect == Dialect::MdBook {
            fs::write(folder.join("src/SUMMARY.md"), self.summary())
                .expect("the table of contents is written");
        }
    }

    /// A page of some four screens: parts with prose, a table, lists, a notice, links to other topics.
    pub fn page(self, dialect: Dialect, lang: Lang, topic: u32) -> String {
        let mut words = Words::new(lang, topic);
        let title = title(lang, topic);
        let description = words.sentence();
        let sources: Vec<_> = (0..4).map(|at| (topic as usize + at * 7) % SOURCES.len()).collect();
        let mut text = dialect.front_matter(lang, &slug(topic), &title, &description, &sources, topic);
        text += &format!("{} {}\n\n", words.sentence(), dialect.cite(&sources, 0));
        for part in 0..PARTS {
            text += &format!("## {}\n\n", words.heading(part));
            text += &self.prose(dialect, lang, &mut words, &sources);
            match part {
                0 => text += &list(&mut words, "1. ", 5),
                1 => text += &table(&mut words, dialect.cite(&sources, 1)),
                2 => text += &notice(dialect, &mut words),
                3 => text += &list(&mut words, "- ", 6),
                _ => {}
            }
        }
        text += &dialect.sources(&sources);
        text
    }

    /// Two paragraphs with emphasis, links to other topics and a source each.
    fn prose(self, dialect: Dialect, lang: Lang, words: &mut Words, sources: &[usize]) -> String {
        let mut text = String::new();
        for _ in 0..2 {
            let other = words.below(self.topics);
            let link = format!("[{}]({})", title(lang, other), dialect.address(lang, &slug(other)));
            let source = words.below(sources.len() as u32) as usize;
            let (first, second, strong) = (words.sentence(), words.sentence(), words.phrase(3));
            let cite = dialect.cite(sources, source);
            text += &format!("{first} **{strong}**: {link}. {second} {cite}\n\n");
        }
        text
    }

    fn first_page(self, dialect: Dialect, lang: Lang) -> String {
        let mut words = Words::new(lang, self.topics);
        let (title, description) = (words.phrase(3), words.sentence());
        let mut text = dialect.front_matter(lang, "index", &title, &description, &[0], 0);
        text += &format!("{} {}\n\n## {}\n\n", words.sentence(), dialect.cite(&[0], 0), words.heading(0));
        for topic in 0..self.topics.min(20) {
            let address = dialect.address(lang, &slug(topic));
            text += &format!("- [{}]({address}) {}\n", self::title(lang, topic), dialect.cite(&[0], 0));
        }
        text += "\n";
        text += &dialect.sources(&[0]);
        text
    }

    /// mdBook makes only the pages that are in its table of contents.
    fn summary(self) -> String {
        let mut text = String::from("# Summary\n\n");
        for lang in Lang::ALL {
            let lang_title = title(lang, self.topics);
            text += &format!("- [{lang_title}]({}/index.md)\n", lang.tag());
            for topic in 0..self.topics {
                text += &format!("- [{}]({}/{}.md)\n", title(lang, topic), lang.tag(), slug(topic));
            }
        }
        text
    }
}

fn title(lang: Lang, topic: u32) -> String {
    // Its own words, so that a link can name a page without making it.
    let mut words = Words::new(lang, topic.wrapping_add(1 << 31));
    words.title(topic)
}

fn list(words: &mut Words, mark: &str, length: usize) -> String {
    let mut text: String = (0..length).map(|_| format!("{mark}{}\n", words.sentence())).collect();
    text.push('\n');
    text
}

fn table(words: &mut Words, cite: String) -> String {
    let row = |cells: [String; 4]| format!("| {} |\n", cells.join(" | "));
    let mut text = row([(); 4].map(|()| words.phrase(2)));
    text += "|---|---|---|---|\n";
    for _ in 0..6 {
        let [one, two, three] = [(); 3].map(|()| words.phrase(4));
        text += &row([one, two, three, cite.clone()]);
    }
    text.push('\n');
    text
}

fn notice(dialect: Dialect, words: &mut Words) -> String {
    let mark = if dialect == Dialect::Panduan { "> [!WARNING]\n" } else { "" };
    format!("{mark}> {}\n\n", words.sentence())
}
