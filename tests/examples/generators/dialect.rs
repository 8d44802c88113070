//! How each generator wants a page to be written.

use std::path::{Path, PathBuf};

use crate::corpus::Dialect;
use crate::words::{Lang, SOURCES};

/// Topics that are in the menu of every page.
const IN_MENU: u32 = 8;

impl Dialect {
    /// The file of a page.
    pub fn file(self, folder: &Path, lang: Lang, slug: &str) -> PathBuf {
        let tag = lang.tag();
        // Hugo's name for the first page of a section.
        let first = if slug == "index" { "_index" } else { slug };
        folder.join(match self {
            Self::Panduan => format!("guide/{slug}.{tag}.md"),
            Self::Hugo => format!("content/{first}.{tag}.md"),
            Self::MdBook => format!("src/{tag}/{slug}.md"),
            Self::Eleventy => format!("{tag}/{slug}.md"),
        })
    }

    /// The file that a page becomes.
    pub fn built(self, out: &Path, lang: Lang, slug: &str) -> PathBuf {
        let tag = lang.tag();
        out.join(match self {
            Self::MdBook => format!("{tag}/{slug}.html"),
            _ => format!("{tag}/{slug}/index.html"),
        })
    }

    /// What links to a page.
    pub fn address(self, lang: Lang, slug: &str) -> String {
        match self {
            Self::MdBook => format!("{slug}.md"),
            _ => format!("/{}/{slug}/", lang.tag()),
        }
    }

    /// The mark at a statement that leads to its source.
    pub fn cite(self, sources: &[usize], at: usize) -> String {
        match self {
            Self::Panduan => format!("[^{}]", SOURCES[sources[at]]),
            _ => format!("[{0}](#source-{0})", at + 1),
        }
    }

    /// The list of sources at the end. Ours is made by the generator.
    pub fn sources(self, sources: &[usize]) -> String {
        if self == Self::Panduan {
            return String::new();
        }
        let items: String =
            sources.iter().map(|source| format!("1. {}. Panduan.\n", SOURCES[*source])).collect();
        format!("## Sources\n\n{items}")
    }

    /// What stands before the Markdown.
    pub fn front_matter(
        self,
        lang: Lang,
        slug: &str,
        title: &str,
        description: &str,
        sources: &[usize],
        topic: u32,
    ) -> String {
        match self {
            Self::Panduan => {
                let sources: Vec<_> =
                    sources.iter().map(|source| format!("\"{}\"", SOURCES[*source])).collect();
                let order = if topic < IN_MENU { format!("order = {topic}\n") } else { String::new() };
                format!(
                    "+++\ntitle = \"{title}\"\ndescription = \"{description}\"\nsources = [{}]\n\
                     reviewed = \"2026-11-22\"\nreview_by = \"2027-02-22\"\nconfidence = \"secondary\"\n{order}+++\n\n",
                    sources.join(", ")
                )
            }
            Self::Hugo => format!("+++\ntitle = \"{title}\"\ndescription = \"{description}\"\n+++\n\n"),
            Self::MdBook => format!("# {title}\n\n{description}\n\n"),
            Self::Eleventy => {
                let path = self.address(lang, if slug == "index" { "" } else { slug }).replace("//", "/");
                format!(
                    "---\ntitle: \"{title}\"\ndescription: \"{description}\"\nlang: {}\nslug: {slug}\npermalink: {path}\n---\n\n",
                    lang.tag()
                )
            }
        }
    }
}
