//! A source as a statement cites it: the source, and the article in it.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Where a statement comes from. Written `permenkumham-22-2023#164`, or without an article.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct Citation {
    /// The source's id.
    pub source: String,
    /// The article of it, such as `164` or `78(1)`.
    pub article: Option<String>,
}

impl From<String> for Citation {
    fn from(text: String) -> Self {
        match text.split_once('#') {
            Some((source, article)) => Self { source: source.to_owned(), article: Some(article.to_owned()) },
            None => Self { source: text, article: None },
        }
    }
}

impl From<Citation> for String {
    fn from(citation: Citation) -> Self {
        match citation.article {
            Some(article) => [&citation.source, "#", &article].concat(),
            None => citation.source,
        }
    }
}

impl fmt::Display for Citation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&String::from(self.clone()))
    }
}
