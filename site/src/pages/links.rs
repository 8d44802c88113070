//! Links within the site: every one leads to a page, and to a heading if it names one.

use std::collections::{BTreeMap, BTreeSet};

use rules::Lang;
use rules::problem::Problem;

use super::Article;
use crate::content::{Content, Markdown};
use crate::markdown::Prose;
use crate::report::Report;

/// The ids that can be linked to, by the path of their page; none is known of a page that could not be
/// rendered, only that it will be there.
pub(super) type Ids<'a> = BTreeMap<String, Option<&'a BTreeSet<String>>>;

/// The ids of the content.
pub(super) fn ids<'a>(content: &Content, articles: &'a [Article<'_>]) -> Ids<'a> {
    let paths = content.places.iter().flat_map(|place| Lang::ALL.map(|lang| (place.path(lang), None)));
    // Where the endpoint asks for the code of a receipt.
    let paths = paths.chain(Lang::ALL.map(|lang| (format!("/status/?lang={}", lang.tag()), None)));
    let known = articles.iter().map(|article| (article.place.path(article.lang), Some(&article.prose.ids)));
    paths.chain(known).collect()
}

/// Looks up every link within the site, and reports what is wrong with the prose.
pub(super) fn check<'a>(
    ids: &Ids<'_>,
    proses: impl Iterator<Item = (&'a Markdown, &'a Prose)>,
    report: &mut Report,
) {
    for (markdown, prose) in proses {
        let mut problems = prose.problems.clone();
        for (target, span) in &prose.links {
            let (path, fragment) = target.split_once('#').unwrap_or((target, ""));
            let page = if path.is_empty() { Some(&Some(&prose.ids)) } else { ids.get(path) };
            let message = match page {
                None => format!("there is no page `{path}`"),
                Some(Some(ids)) if !fragment.is_empty() && !ids.contains(fragment) => {
                    format!("no heading there has the id `{fragment}`")
                }
                Some(_) => continue,
            };
            problems.push(Problem::error("broken-link", span.clone(), message));
        }
        report.add(&markdown.file, &markdown.text, problems);
    }
}
