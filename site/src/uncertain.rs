//! Where the guide stands on thin ice: every statement that is marked uncertain, for editors to know.

use std::fmt;

use rules::check::Part;
use rules::problem::line_and_column;
use rules::{Citation, Confidence, Effect, FeeRow};

use crate::content::{Content, Markdown, ServicePages};
use crate::load::Folder;

/// A statement that is marked uncertain.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Uncertain {
    /// Its file in the content folder.
    pub file: String,
    /// Its line, from 1.
    pub line: usize,
    /// What it is.
    pub what: String,
}

impl fmt::Display for Uncertain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.what)
    }
}

/// Every such statement, by file and line: rules that send the reader to the office, parts of a service and
/// numbers that rest on uncertain sources alone, fees on which sources disagree or that were not found, and
/// notices to ask the office.
pub fn statements(folder: &Folder, content: &Content) -> Vec<Uncertain> {
    let mut list = List { content, found: Vec::new() };
    content.services.iter().for_each(|pages| list.service(pages));
    list.shared(folder);
    // Every language says the same; one is enough to find it.
    let lang = content.site.default_language;
    content.services.iter().for_each(|pages| list.notices(pages.prose.get(lang)));
    for guide in &content.guides {
        let page = guide.pages.get(lang);
        list.notices(&page.prose);
        if page.review.confidence == Confidence::Uncertain {
            let (file, what) =
                (page.prose.file.clone(), "the page as a whole is marked uncertain".to_owned());
            list.found.push(Uncertain { file, line: 1, what });
        }
    }
    list.found.sort();
    list.found
}

struct List<'a> {
    content: &'a Content,
    found: Vec<Uncertain>,
}

impl List<'_> {
    fn is_uncertain(&self, citations: &[Citation]) -> bool {
        let sources = &self.content.library.sources;
        let confidence = |citation: &Citation| sources.get(&citation.source).map(|source| source.confidence);
        citations.iter().all(|citation| confidence(citation) == Some(Confidence::Uncertain))
    }

    fn service(&mut self, pages: &ServicePages) {
        let service = &pages.service;
        let file = format!("services/{}/service.toml", service.id);
        let mut parts = Vec::new();
        for (number, rule) in service.rules.iter().enumerate() {
            let name = format!("the rule `{}`", rule.id);
            parts.push((Part::Rule(number), name, &rule.sources, rule.effect == Effect::AskOffice));
        }
        for (number, document) in service.documents.iter().enumerate() {
            let name = format!("the document `{}`", document.id);
            parts.push((Part::Document(number), name, &document.sources, false));
        }
        for (number, deadline) in service.deadlines.iter().enumerate() {
            let name = format!("the deadline `{}`", deadline.id);
            parts.push((Part::Deadline(number), name, &deadline.sources, false));
        }
        for (name, span) in &service.spans {
            let length = format!("the length of `{name}`");
            parts.push((Part::Span(name.clone()), length, &span.sources, false));
        }
        if service.confidence == Confidence::Uncertain {
            let what = "the service as a whole is marked uncertain".to_owned();
            self.found.push(Uncertain { file: file.clone(), line: 1, what });
        }
        for (part, name, sources, asks_office) in parts {
            let doubt = if asks_office {
                "sends the reader to the office"
            } else if self.is_uncertain(sources) {
                "rests on uncertain sources alone"
            } else {
                continue;
            };
            let (line, _) = line_and_column(pages.places.of(&part).start, &pages.text);
            self.found.push(Uncertain { file: file.clone(), line, what: format!("{name} {doubt}") });
        }
    }

    /// Fees and figures. Each is a table of its file, by which its line is found.
    fn shared(&mut self, folder: &Folder) {
        let library = &self.content.library;
        let line = |file: &str, id: &str| {
            let text = folder.text(file).unwrap_or_default();
            text.lines().position(|line| line == format!("[{id}]")).map_or(1, |at| at + 1)
        };
        for (id, figure) in &library.figures {
            if self.is_uncertain(&figure.sources) {
                let what = format!("the figure `{id}` rests on uncertain sources alone");
                let file = "figures.toml".to_owned();
                self.found.push(Uncertain { line: line(&file, id), file, what });
            }
        }
        for fee in &library.fees {
            let id = &fee.id;
            let doubt = |row: &FeeRow| match row.rupiah.len() {
                0 => Some("was not found"),
                1 => self.is_uncertain(&row.sources).then_some("rests on uncertain sources alone"),
                _ => Some("differs between sources"),
            };
            let today = fee.on(self.content.today);
            if let Some(doubt) = today.and_then(doubt) {
                let file = "fees.toml".to_owned();
                let what = format!("the fee `{id}` {doubt}");
                self.found.push(Uncertain { line: line(&file, id), file, what });
            }
        }
    }

    /// Notices that send the reader to the office, by their first words.
    fn notices(&mut self, markdown: &Markdown) {
        const MARK: &str = "[!ASK]";
        let mut lines = markdown.text.lines().enumerate();
        while let Some((at, line)) = lines.next() {
            if line.trim_start_matches(['>', ' ']).trim_end() == MARK && line.starts_with('>') {
                let next = lines.next().map_or("", |(_, line)| line.trim_start_matches(['>', ' ']));
                let words: Vec<_> = next.split_whitespace().take(FIRST_WORDS).collect();
                let what = format!("“{} …”", words.join(" "));
                self.found.push(Uncertain { file: markdown.file.clone(), line: at + 1, what });
            }
        }
    }
}

/// So many words tell a notice from others.
const FIRST_WORDS: usize = 10;
