//! Pages of prose: read side by side, and those that have not changed not at all.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;
use rules::{Lang, Library, Source};

use super::front_matter::guide_page;
use super::{Guide, GuidePage, Incomplete, Markdown, Reader, Subject, guide_place, page};
use crate::each::Each;
use crate::load::Folder;
use crate::memory::{KnownPage, Memory};
use crate::report::Report;

impl Reader<'_> {
    /// Every page that is there in each language: those of the menu in its order, then all others.
    pub(super) fn guides(&mut self, library: &Library, known: &Memory) -> Vec<Guide> {
        let slugs: Vec<_> = self.slugs().into_iter().collect();
        let read = |slug: &String| {
            let mut report = Report::default();
            (guide(self.folder, slug, &library.sources, known, &mut report), report)
        };
        // In the order of the names, whichever is read first.
        let read: Vec<_> = slugs.par_iter().map(read).collect();
        let mut guides = Vec::with_capacity(read.len());
        for (guide, report) in read {
            self.report.append(report);
            match guide {
                Ok(guide) => guides.push(guide),
                Err(incomplete) => self.incomplete.extend(incomplete),
            }
        }
        guides.sort_by(|a, b| {
            let order = |guide: &Guide| (guide.order.is_none(), guide.order);
            order(a).cmp(&order(b)).then_with(|| a.place.cmp(&b.place))
        });
        guides
    }
}

/// A page in every language.
///
/// # Errors
/// The languages that there are, where it is not there in each.
fn guide(
    folder: &Folder,
    slug: &str,
    sources: &BTreeMap<String, Source>,
    known: &Memory,
    report: &mut Report,
) -> Result<Guide, Vec<Incomplete>> {
    let pages = Each::make(|lang| {
        let file = format!("guide/{slug}.{}.md", lang.tag());
        let (text, fingerprint) = page(folder, &file, report)?;
        if let Some(known) = known.page(&file, fingerprint) {
            return Some((known.order, known_page(known, file, text)));
        }
        let mut problems = Vec::new();
        let page = guide_page(file.clone(), (&text, fingerprint), sources, &mut problems);
        report.add(&file, &text, problems);
        page
    });
    match pages.all() {
        Ok(pages) => {
            let order = pages.get(Lang::Id).0;
            Ok(Guide { place: guide_place(slug), order, pages: pages.map(|(_, page)| page) })
        }
        Err(pages) => {
            let incomplete = |(lang, (_, page)): (Lang, (_, GuidePage))| Incomplete {
                lang,
                prose: page.prose,
                about: Subject::Guide,
            };
            Err(pages.into_iter().map(incomplete).collect())
        }
    }
}

/// A page whose text is the one that is known.
fn known_page(known: &Arc<KnownPage>, file: String, text: Arc<str>) -> GuidePage {
    GuidePage {
        title: known.title.clone(),
        description: known.description.clone(),
        review: known.review,
        prose: Markdown { file, text, start: known.start, sources: known.sources.clone() },
        known: Some(Arc::clone(known)),
        fingerprint: known.fingerprint,
    }
}
