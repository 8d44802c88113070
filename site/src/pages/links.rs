//! Links within the site: every one leads to a page, and to a heading if it names one.

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

use rules::Lang;
use rules::problem::Problem;

use super::Article;
use crate::content::Content;

/// The ids that can be linked to, by the path of their page; none is known of a page that could not be
/// rendered, only that it will be there.
pub(super) type Ids<'a> = HashMap<String, Option<&'a BTreeSet<String>>>;

/// The ids of the content.
pub(super) fn ids<'a>(content: &Content, articles: &'a [Article<'_>]) -> Ids<'a> {
    let paths = content.places.iter().flat_map(|place| Lang::ALL.map(|lang| (place.path(lang), None)));
    // Where the endpoint asks for the code of a receipt.
    let paths = paths.chain(Lang::ALL.map(|lang| (format!("/status/?lang={}", lang.tag()), None)));
    let known = articles.iter().map(|article| (article.place.path(article.lang), Some(article.ids())));
    paths.chain(known).collect()
}

/// The links of a page that lead nowhere. `own` are the ids of the page itself.
pub(super) fn broken(
    ids: &Ids<'_>,
    own: &BTreeSet<String>,
    links: &[(String, Range<usize>)],
) -> Vec<Problem> {
    let problem = |(target, span): &(String, Range<usize>)| {
        let (path, fragment) = target.split_once('#').unwrap_or((target, ""));
        let page = if path.is_empty() { Some(&Some(own)) } else { ids.get(path) };
        let message = match page {
            None => format!("there is no page `{path}`"),
            Some(Some(ids)) if !fragment.is_empty() && !ids.contains(fragment) => {
                format!("no heading there has the id `{fragment}`")
            }
            Some(_) => return None,
        };
        Some(Problem::error("broken-link", span.clone(), message))
    };
    links.iter().filter_map(problem).collect()
}
