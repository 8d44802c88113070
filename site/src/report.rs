//! The problems of a content folder, each with its file, and how they are printed.

use std::collections::HashSet;
use std::fmt::Write as _;

use rules::problem::{Problem, Severity};
use serde::Serialize;

/// Every problem that was found, in the order of the files.
#[derive(Clone, Debug, Default)]
pub struct Report {
    entries: Vec<Entry>,
}

/// A problem with its place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Entry {
    /// The file, relative to the content folder.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The character in the line, from 1.
    pub column: usize,
    /// The stable name of the kind of problem.
    pub code: &'static str,
    /// `error` or `warning`.
    pub severity: &'static str,
    /// What is wrong and what to do.
    pub message: String,
}

impl Report {
    /// Adds the problems of one file, whose `text` gives the lines.
    pub fn add(&mut self, file: &str, text: &str, problems: Vec<Problem>) {
        self.entries.extend(problems.into_iter().map(|problem| {
            let (line, column) = problem.line_and_column(text);
            Entry {
                file: file.to_owned(),
                line,
                column,
                code: problem.code,
                severity: problem.severity.name(),
                message: problem.message,
            }
        }));
    }

    /// Adds everything that is in another report.
    pub fn append(&mut self, other: Self) {
        self.entries.extend(other.entries);
    }

    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Adds a file that ought to be there and is not.
    pub fn missing_file(&mut self, file: &str, code: &'static str, message: impl Into<String>) {
        self.add(file, "", vec![Problem::error(code, 0..0, message)]);
    }

    /// The files with which something is wrong.
    pub fn files(&self) -> HashSet<&str> {
        self.entries.iter().map(|entry| entry.file.as_str()).collect()
    }

    /// Whether something in it keeps the content from being published.
    pub fn has_errors(&self) -> bool {
        self.entries.iter().any(|entry| entry.severity == Severity::Error.name())
    }

    /// The problems by file, line and column, each once.
    pub fn entries(&self) -> Vec<&Entry> {
        let mut entries: Vec<_> = self.entries.iter().collect();
        entries.sort();
        entries.dedup();
        entries
    }

    /// One line for each problem: `FOLDER/FILE:LINE:COLUMN: error[CODE]: MESSAGE`.
    pub fn human(&self, folder: &str) -> String {
        let mut lines = String::new();
        for Entry { file, line, column, code, severity, message } in self.entries() {
            // A message of several lines stays together, and can still be pasted.
            let message = message.replace('\n', "\n    ");
            writeln!(lines, "{folder}/{file}:{line}:{column}: {severity}[{code}]: {message}")
                .expect("writing to a String does not fail");
        }
        lines
    }

    /// The problems as a JSON list, with the same paths.
    pub fn json(&self, folder: &str) -> String {
        let below = |entry: &Entry| Entry { file: format!("{folder}/{}", entry.file), ..entry.clone() };
        let entries: Vec<_> = self.entries().into_iter().map(below).collect();
        serde_json::to_string_pretty(&entries).expect("texts and numbers are always JSON")
    }
}
