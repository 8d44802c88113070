//! From a definition to a checked service: every reference is resolved, every text filled, and all
//! problems are reported at once.

mod conditions;
mod consequences;
mod details;
mod places;
mod service;

use std::collections::{BTreeMap, BTreeSet};

use crate::definition::{Definition, QuestionKindName};
use crate::problem::{Problem, Severity};
use crate::prose;
use crate::text::{Piece, pieces};
use crate::toml::{self, Spanned};
use crate::{Citation, Lang, Library, Service, Span, TODAY, Text, citations};

pub use places::{Part, Places};

/// What came of checking a definition.
#[derive(Clone, Debug, PartialEq)]
pub struct Checked {
    /// The service; only if nothing is wrong with it but that some of it is still to be written.
    pub service: Option<Service>,
    /// Where its parts stand in the file.
    pub places: Places,
    /// Everything that is wrong, in the order of the file.
    pub problems: Vec<Problem>,
}

/// Reads and checks the `service.toml` of the service `id`.
pub fn check(id: &str, text: &str, library: &Library) -> Checked {
    let mut problems = Vec::new();
    if !is_id(id) {
        let message = format!("the folder's name, `{id}`, is no id: {PLAIN}");
        problems.push(Problem::error("bad-id", 0..0, message));
    }
    let Some(definition) = toml::read::<Definition>(text, &mut problems) else {
        return Checked { service: None, places: Places::default(), problems };
    };
    // A part that could not be read leaves references to it hanging: these would be echoes.
    let whole = problems
        .iter()
        .all(|problem| matches!(problem.code, "unknown-key" | "missing-translation" | "bad-id"));
    let mut checker = Checker {
        library,
        whole,
        problems,
        places: Places::default(),
        cited: BTreeSet::new(),
        spans: BTreeMap::new(),
        events: BTreeSet::new(),
        questions: Vec::new(),
        deadlines: BTreeSet::new(),
    };
    let service = checker.service(id, definition);
    let Checker { mut problems, places, .. } = checker;
    problems.sort_by_key(|problem| problem.span.start);
    // What is still to be written can be shown to whoever writes it; the problem keeps it from readers.
    let sound =
        (problems.iter()).all(|problem| problem.severity < Severity::Error || problem.code == "unfinished");
    Checked { service: service.filter(|_| sound), places, problems }
}

/// What an id is made of.
const PLAIN: &str = "begin with a lower-case letter, and use such letters, digits, `-` and `_`";

/// Whether a name can stand in addresses, form fields and file names as it is.
fn is_id(name: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'_');
    name.starts_with(|first: char| first.is_ascii_lowercase()) && name.bytes().all(plain)
}

/// What is known of a definition so far. References look back only, so that nothing can go in circles.
struct Checker<'a> {
    library: &'a Library,
    /// Every part of the definition could be read.
    whole: bool,
    problems: Vec<Problem>,
    places: Places,
    cited: BTreeSet<String>,
    spans: BTreeMap<String, Span>,
    events: BTreeSet<String>,
    questions: Vec<KnownQuestion>,
    deadlines: BTreeSet<String>,
}

/// What conditions need to know of a question.
struct KnownQuestion {
    id: String,
    kind: QuestionKindName,
    options: Vec<String>,
}

impl Checker<'_> {
    fn error(&mut self, code: &'static str, span: toml::Span, message: impl Into<String>) {
        self.problems.push(Problem::error(code, span, message));
    }

    /// Reports a name that stands for nothing, unless it may stand for a part that could not be read.
    fn unknown_reference(&mut self, span: toml::Span, message: impl Into<String>) {
        if self.whole {
            self.error("unknown-reference", span, message);
        }
    }

    /// An id is a name in addresses, form fields and files: it has to be plain, and used once.
    fn id(&mut self, id: Spanned<String>, used: &mut BTreeSet<String>) -> String {
        if !is_id(&id.value) || id.value == TODAY {
            let message = format!("`{}` is no id: {PLAIN}, and not `{TODAY}`", id.value);
            self.error("bad-id", id.span, message);
        }
        if !used.insert(id.value.clone()) {
            self.error("duplicate-id", id.span, format!("the id `{}` is used twice", id.value));
        }
        id.value
    }

    /// Cited sources have to be known, and there has to be one.
    fn sources(&mut self, sources: Spanned<Vec<Spanned<String>>>) -> Vec<Citation> {
        let citations = citations(sources, &self.library.sources, &mut self.problems);
        self.cited.extend(citations.iter().map(|citation| citation.source.clone()));
        citations
    }

    /// A text of whole sentences: numbers in it are references.
    fn sentences(&mut self, text: Spanned<Text>) -> Text {
        for lang in Lang::ALL {
            for problem in prose::numbers(text.value.get(lang)) {
                self.error(problem.code, text.span, problem.message);
            }
        }
        self.text(text)
    }

    /// Fills the names of spans and figures in a text: `{filing-window}` becomes *30 calendar days*.
    fn text(&mut self, text: Spanned<Text>) -> Text {
        let span = text.span;
        Text::each(|lang| {
            for problem in prose::unfinished(text.value.get(lang)) {
                self.error(problem.code, span, problem.message);
            }
            let mut filled = String::new();
            for piece in pieces(text.value.get(lang)) {
                match piece {
                    Piece::Words(words) => filled.push_str(words),
                    Piece::Placeholder(name) => match self.number(name, lang) {
                        Some(number) => filled.push_str(&number),
                        // A span that could not be read has been reported.
                        None if !self.whole => {}
                        None => {
                            let message = format!(
                                "`{{{name}}}` stands for nothing here: no span is named so, and no figure \
                                 (`{{figure.NAME}}`)"
                            );
                            self.error("unknown-placeholder", span, message);
                        }
                    },
                }
            }
            filled
        })
    }

    /// What a placeholder in a text of the definition stands for, in words.
    fn number(&self, name: &str, lang: Lang) -> Option<String> {
        match name.strip_prefix("figure.") {
            Some(figure) => self.library.figures.get(figure).map(|figure| figure.amount.in_words(lang)),
            None => self.spans.get(name).map(|span| span.in_words(lang)),
        }
    }
}

#[cfg(test)]
mod tests;
