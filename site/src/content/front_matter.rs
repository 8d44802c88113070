//! The head of a page: TOML between two lines `+++`, before the Markdown.

use std::collections::BTreeMap;
use std::sync::Arc;

use rules::problem::Problem;
use rules::toml::{self, FromToml, Spanned};
use rules::{Confidence, Date, Source, toml_table};

use super::{GuidePage, Markdown, Review};

toml_table! {
    /// The head of a page of prose.
    struct GuideFrontMatter {
        required {
            title: String,
            description: String,
            sources: Vec<Spanned<String>>,
            reviewed: Date,
            review_by: Date,
            confidence: Confidence,
        }
        optional { order: u32 }
    }
}

toml_table! {
    /// The head of a service's page: the rest is in its definition.
    struct ServiceFrontMatter {
        required { sources: Vec<Spanned<String>> }
    }
}

/// A page of prose with its place in the menu, if it has one.
pub(super) fn guide_page(
    file: String,
    (text, fingerprint): (&Arc<str>, u64),
    known: &BTreeMap<String, Source>,
    problems: &mut Vec<Problem>,
) -> Option<(Option<u32>, GuidePage)> {
    let (front_matter, start) = front_matter::<GuideFrontMatter>(text, problems)?;
    let GuideFrontMatter { title, description, sources, reviewed, review_by, confidence, order } =
        front_matter;
    if review_by.value <= reviewed.value {
        let message = "`review_by` has to come after `reviewed`";
        problems.push(Problem::error("review-order", review_by.span, message));
    }
    let review =
        Review { reviewed: reviewed.value, review_by: review_by.value, confidence: confidence.value };
    let sources = page_sources(sources, known, problems);
    let prose = Markdown { file, text: Arc::clone(text), start, sources };
    let page = GuidePage {
        title: title.value,
        description: description.value,
        review,
        prose,
        known: None,
        fingerprint,
    };
    Some((order.map(|order| order.value), page))
}

/// The prose on a service.
pub(super) fn service_prose(
    file: String,
    text: &Arc<str>,
    known: &BTreeMap<String, Source>,
    problems: &mut Vec<Problem>,
) -> Option<Markdown> {
    let (ServiceFrontMatter { sources }, start) = front_matter(text, problems)?;
    let sources = page_sources(sources, known, problems);
    Some(Markdown { file, text: Arc::clone(text), start, sources })
}

fn page_sources(
    sources: Spanned<Vec<Spanned<String>>>,
    known: &BTreeMap<String, Source>,
    problems: &mut Vec<Problem>,
) -> Vec<String> {
    if sources.value.is_empty() {
        let message = "name at least one source from sources.toml";
        problems.push(Problem::error("missing-source", sources.span, message));
    }
    for source in sources.value.iter().filter(|source| !known.contains_key(&source.value)) {
        let message = format!("the source `{}` is not in sources.toml", source.value);
        problems.push(Problem::error("unknown-source", source.span, message));
    }
    sources.value.into_iter().map(|source| source.value).collect()
}

const FENCE: &str = "+++\n";

/// Reads the TOML at the head of a page, between two lines `+++`, and answers where the page starts.
fn front_matter<T: FromToml>(text: &str, problems: &mut Vec<Problem>) -> Option<(T, usize)> {
    let inside = text.strip_prefix(FENCE);
    let Some(end) = inside.and_then(|inside| inside.find("\n+++\n")) else {
        let message = "a page begins with its front matter, between two lines `+++`";
        problems.push(Problem::error("front-matter", 0..0, message));
        return None;
    };
    let end = FENCE.len() + end + 1;
    // Blanks instead of the fence: places in the TOML are places in the file.
    let padded = format!("   \n{}", &text[FENCE.len()..end]);
    let start = end + FENCE.len();
    toml::read(&padded, problems).map(|front_matter| (front_matter, start))
}
