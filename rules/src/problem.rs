//! What is wrong with content, said to an editor: a stable code, a place, and a remedy.

use std::ops::Range;

/// A problem in one file of the content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// A stable name for this kind of problem.
    pub code: &'static str,
    /// Whether the content can be published with it.
    pub severity: Severity,
    /// Where, in bytes of the file.
    pub span: Range<usize>,
    /// What is wrong and what to do.
    pub message: String,
}

/// Whether content can be published in spite of a problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// It can.
    Warning,
    /// It cannot.
    Error,
}

impl Severity {
    /// Its name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

impl Problem {
    /// An error at `span`.
    pub fn error(code: &'static str, span: impl Into<Range<usize>>, message: impl Into<String>) -> Self {
        Self { code, severity: Severity::Error, span: span.into(), message: message.into() }
    }

    /// A warning at `span`.
    pub fn warning(code: &'static str, span: impl Into<Range<usize>>, message: impl Into<String>) -> Self {
        Self { code, severity: Severity::Warning, span: span.into(), message: message.into() }
    }

    /// The line and column of the problem in its file's `text`, both from 1. Columns count characters,
    /// as editors do.
    pub fn line_and_column(&self, text: &str) -> (usize, usize) {
        line_and_column(self.span.start, text)
    }
}

/// The line and column of a byte of `text`, both from 1, in characters.
pub fn line_and_column(byte: usize, text: &str) -> (usize, usize) {
    let mut start = byte.min(text.len());
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    let before = &text[..start];
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_and_lines_start_at_one() {
        let text = "a\né = 1\n";
        assert_eq!(Problem::error("x", 0..1, "").line_and_column(text), (1, 1));
        assert_eq!(Problem::error("x", 5..6, "").line_and_column(text), (2, 3));
        assert_eq!(Problem::error("x", 99..99, "").line_and_column(text), (3, 1));
    }
}
