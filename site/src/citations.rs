//! Sources as a page cites them: numbered in the order of their first mention.

use std::collections::BTreeMap;

use rules::{Citation, Source};

use crate::escape;
use crate::words::{GuideWords, with};

/// The sources of one page, as far as it has been rendered.
pub struct Citations<'a> {
    known: &'a BTreeMap<String, Source>,
    words: &'a GuideWords,
    cited: Vec<(&'a str, &'a Source)>,
}

impl<'a> Citations<'a> {
    /// No source is cited yet; those in `known` can be.
    pub fn new(known: &'a BTreeMap<String, Source>, words: &'a GuideWords) -> Self {
        Self { known, words, cited: Vec::new() }
    }

    /// The number of a source on this page, from 1; nothing if it is not known.
    pub fn number(&mut self, id: &str) -> Option<usize> {
        if let Some(at) = self.cited.iter().position(|(cited, _)| *cited == id) {
            return Some(at + 1);
        }
        let (id, source) = self.known.get_key_value(id)?;
        self.cited.push((id, source));
        Some(self.cited.len())
    }

    /// The links to a source in the list at the end of the page. An unknown source has none: whoever
    /// cites it has reported that.
    pub fn marks<'s>(&mut self, citations: impl IntoIterator<Item = &'s Citation>) -> String {
        citations.into_iter().filter_map(|citation| self.mark(citation)).collect()
    }

    /// The link to one source, after the article that is cited; nothing if it is not known.
    pub fn mark(&mut self, citation: &Citation) -> Option<String> {
        let number = self.number(&citation.source)?;
        let article = citation.article.as_ref().map_or_else(String::new, |article| {
            let article = escape(&with(&self.words.article, "article", &article.replace('-', "–")));
            format!(r#" <small class="cited">{article}</small>"#)
        });
        let name = escape(&with(&self.words.cite, "number", &number.to_string()));
        let link = format!(r##"<sup><a href="#source-{number}" aria-label="{name}">{number}</a></sup>"##);
        Some(article + &link)
    }

    /// Every source that was cited, by number.
    pub fn list(self) -> Vec<&'a Source> {
        self.cited.into_iter().map(|(_, source)| source).collect()
    }
}
