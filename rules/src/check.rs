//! From a definition to a checked service: every reference is resolved, every text filled, and all
//! problems are reported at once.

mod conditions;
mod service;

use std::collections::{BTreeMap, BTreeSet};

use crate::definition::{Definition, QuestionKindName};
use crate::problem::{Problem, Severity};
use crate::text::{Piece, pieces};
use crate::toml::{self, Spanned};
use crate::{Holidays, Service, Source, Span, Text};

/// What a definition may refer to beyond itself.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// Every known source.
    pub sources: &'a BTreeMap<String, Source>,
    /// The days that are not worked.
    pub holidays: &'a Holidays,
}

/// Reads and checks the `service.toml` of the service `id`.
///
/// There is a service only if no problem is an error.
pub fn check(id: &str, text: &str, context: Context<'_>) -> (Option<Service>, Vec<Problem>) {
    let mut problems = Vec::new();
    let Some(definition) = toml::read::<Definition>(text, &mut problems) else { return (None, problems) };
    // A part that could not be read leaves references to it hanging: these would be echoes.
    let whole = problems.iter().all(|problem| matches!(problem.code, "unknown-key" | "missing-translation"));
    let mut checker = Checker {
        context,
        whole,
        problems,
        cited: BTreeSet::new(),
        spans: BTreeMap::new(),
        events: BTreeSet::new(),
        questions: Vec::new(),
        deadlines: BTreeSet::new(),
    };
    let service = checker.service(id, definition);
    let mut problems = checker.problems;
    problems.sort_by_key(|problem| problem.span.start);
    let sound = problems.iter().all(|problem| problem.severity < Severity::Error);
    (service.filter(|_| sound), problems)
}

/// What is known of a definition so far. References look back only, so that nothing can go in circles.
struct Checker<'a> {
    context: Context<'a>,
    /// Every part of the definition could be read.
    whole: bool,
    problems: Vec<Problem>,
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
        let plain =
            |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'_');
        if id.value.is_empty() || !id.value.bytes().all(plain) {
            let message = format!("`{}` is no id: use lower-case letters, digits, `-` and `_`", id.value);
            self.error("bad-id", id.span, message);
        }
        if !used.insert(id.value.clone()) {
            self.error("duplicate-id", id.span, format!("the id `{}` is used twice", id.value));
        }
        id.value
    }

    /// Cited sources have to be known, and there has to be one.
    fn sources(&mut self, sources: Spanned<Vec<Spanned<String>>>) -> Vec<String> {
        if sources.value.is_empty() {
            self.error("missing-source", sources.span, "name at least one source from sources.toml");
        }
        let mut ids = Vec::new();
        for source in sources.value {
            if self.context.sources.contains_key(&source.value) {
                self.cited.insert(source.value.clone());
            } else {
                let message = format!("the source `{}` is not in sources.toml", source.value);
                self.error("unknown-source", source.span, message);
            }
            ids.push(source.value);
        }
        ids
    }

    /// Fills the names of spans in a text: `{filing-window}` becomes *30 calendar days*.
    fn text(&mut self, text: Spanned<Text>) -> Text {
        let span = text.span;
        Text::each(|lang| {
            let mut filled = String::new();
            for piece in pieces(text.value.get(lang)) {
                match piece {
                    Piece::Words(words) => filled.push_str(words),
                    Piece::Placeholder(name) => match self.spans.get(name) {
                        Some(length) => filled.push_str(&length.in_words(lang)),
                        None => {
                            let message = format!("no span is named `{name}`");
                            self.error("unknown-placeholder", span, message);
                        }
                    },
                }
            }
            filled
        })
    }
}

#[cfg(test)]
mod tests;
