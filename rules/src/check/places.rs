//! Where the parts of a definition stand in its file, for whoever finds something wrong with them later.

use std::collections::BTreeMap;
use std::ops::Range;

/// A part of a service, by its number in the definition.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// The whole.
    Service,
    /// The day by which it has to be reviewed.
    ReviewBy,
    /// A span, by its name.
    Span(String),
    /// A question.
    Question(usize),
    /// An option of a question: the question's number, and its own.
    Option(usize, usize),
    /// A detail.
    Detail(usize),
    /// A rule.
    Rule(usize),
    /// A document.
    Document(usize),
    /// A deadline.
    Deadline(usize),
    /// A fee.
    Fee(usize),
}

/// The place of each part of a definition, in bytes of its file: that of its id, mostly.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Places(BTreeMap<Part, Range<usize>>);

impl Places {
    /// The place of a part; the beginning of the file for one that is not known.
    pub fn of(&self, part: &Part) -> Range<usize> {
        self.0.get(part).cloned().unwrap_or(0..0)
    }

    pub(super) fn add(&mut self, part: Part, place: impl Into<Range<usize>>) {
        self.0.insert(part, place.into());
    }
}
