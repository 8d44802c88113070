//! Words of the interface (`ui/{id,en}.toml`): tables of flat texts, the same keys in each language.

use std::collections::{BTreeMap, BTreeSet};

use crate::Lang;
use crate::problem::Problem;
use crate::text::{Piece, pieces};
use crate::toml::{self, Named, Spanned};

/// The words of one language, by table and key.
pub struct Words(BTreeMap<String, BTreeMap<String, Spanned<String>>>);

impl Words {
    /// Reads `ui/LANG.toml`.
    pub fn read(text: &str) -> (Self, Vec<Problem>) {
        let mut problems = Vec::new();
        let tables = toml::read::<Named<Named<Spanned<String>>>>(text, &mut problems).unwrap_or_default();
        let tables = tables.0.into_iter().map(|(name, words)| (name.value, toml::into_map(words))).collect();
        (Self(tables), problems)
    }

    /// The words of a table, by key. Empty if there is no such table.
    pub fn table(&self, table: &str) -> impl Iterator<Item = (&str, &str)> {
        self.0.get(table).into_iter().flatten().map(|(key, words)| (key.as_str(), words.value.as_str()))
    }

    /// The words for a key.
    pub fn get(&self, table: &str, key: &str) -> Option<&str> {
        self.0.get(table)?.get(key).map(|words| words.value.as_str())
    }

    /// Holds a table against the keys that the program uses: each has to be there, and no other.
    pub fn check_keys(&self, lang: Lang, table: &str, declared: &[&str]) -> Vec<Problem> {
        let empty = BTreeMap::new();
        let words = self.0.get(table).unwrap_or(&empty);
        let mut problems = Vec::new();
        for key in declared.iter().filter(|key| !words.contains_key(**key)) {
            let message = format!("[{table}] needs `{key}` in `{}`", lang.tag());
            problems.push(Problem::error("missing-translation", 0..0, message));
        }
        for (key, word) in words.iter().filter(|(key, _)| !declared.contains(&key.as_str())) {
            let message = format!("[{table}] has a key that nothing uses: `{key}`");
            problems.push(Problem::error("unknown-key", word.span, message));
        }
        problems
    }

    /// Holds these words against another language's: a text has the same placeholders in each.
    pub fn check_placeholders(&self, other: &Self) -> Vec<Problem> {
        let mut problems = Vec::new();
        for (table, words) in &self.0 {
            for (key, word) in words {
                let Some(translation) = other.get(table, key) else { continue };
                if placeholders(&word.value) != placeholders(translation) {
                    let message =
                        format!("`{key}` has other placeholders than its translation: {translation}");
                    problems.push(Problem::error("placeholder-mismatch", word.span, message));
                }
            }
        }
        problems
    }
}

fn placeholders(template: &str) -> BTreeSet<&str> {
    pieces(template)
        .filter_map(|piece| match piece {
            Piece::Words(_) => None,
            Piece::Placeholder(name) => Some(name),
        })
        .collect()
}
