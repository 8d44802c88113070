//! One build, in order: what has changed is found out, rendered, checked together with everything else, and
//! written; all of it on every core.
//!
//! What a file is made of has a stamp. A page of prose is made of its own text, of the menu, and of all that is
//! shared: every file of the content that is not such a page, the day, the shell, this program. What is made of
//! services has the stamp of that without a text of its own; what lists pages has one of all their titles. A file
//! whose stamp is that of the last build is left as it is.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result};
use rayon::prelude::*;
use rules::{Date, Lang};
use seal::Recipient;

use crate::budget::{Budgets, Weight, Weights};
use crate::content::{self, Content, Guide};
use crate::load::Folder;
use crate::memory::{KnownPage, Made, Memory};
use crate::offline;
use crate::pages::{self, Article};
use crate::report::Report;
use crate::shell::{Needed, Shell};
use crate::write::{Output, Target, brotli};
use crate::{compress, fingerprint, releases};

/// What to build, and with what.
#[derive(Clone, Copy)]
pub struct Order<'a> {
    /// The content.
    pub folder: &'a Folder,
    /// The page shell.
    pub shell: &'a Shell,
    /// The office's keys, in the place of those in the content, if there are any.
    pub recipients: &'a [Recipient],
    /// The day for which the guide is made.
    pub today: Date,
}

/// What came of an order.
pub struct Assembled {
    /// The content, unless the site's own files are missing or broken.
    pub content: Option<Content>,
    /// Everything that is wrong.
    pub report: Report,
    /// What is known of the content now. Its list of files is for whoever finishes the output.
    pub memory: Memory,
}

impl Order<'_> {
    /// Makes every file that differs from what the output has, and gives it to that. Nothing, if something is
    /// wrong, unless the output is for editors.
    ///
    /// # Errors
    /// A file cannot be written.
    pub fn assemble(self, output: &Output<'_>) -> Result<Assembled> {
        let Self { folder, shell, recipients, today } = self;
        let mut report = Report::default();
        let shared = self.shared_stamp();
        static NOTHING: Memory = Memory::nothing();
        let known = if output.known().shared == shared { output.known() } else { &NOTHING };
        let Some(mut content) = content::read(folder, today, known, &mut report) else {
            return Ok(Assembled { content: None, report, memory: Memory::default() });
        };
        if !recipients.is_empty() {
            // One that was given twice would be in every header twice.
            content.site.recipients =
                recipients.iter().copied().collect::<BTreeSet<_>>().into_iter().collect();
        }
        let stamps = Stamps::of(shared, &content, output.is_for_editors());
        let articles = pages::articles(&content, &mut report);
        let of_services = match output.keep_all(stamps.services) {
            true => Vec::new(),
            false => pages::of_services(&content, shell, today, &mut report),
        };
        let memory = Memory { shared, pages: known_pages(&articles, &report), made: BTreeMap::new() };
        let has_errors = report.has_errors();
        if !has_errors || output.is_for_editors() {
            // What has problems is made again, to report them again.
            let stamps = if has_errors { Stamps { services: 0, ..stamps } } else { stamps };
            let budgets = &content.site.budgets;
            if !output.keep_all(stamps.search) {
                let search = pages::of_search(&content, &articles, shell).into_par_iter();
                search.try_for_each(|file| output.put(file, stamps.search, budgets))?;
            }
            articles.into_par_iter().try_for_each(|article| {
                let stamp = stamps.article(&article);
                let is_kept = output.keep(&article.place.file(article.lang), stamp);
                if is_kept { Ok(()) } else { output.put(article.file(shell, today), stamp, budgets) }
            })?;
            of_services.into_par_iter().try_for_each(|file| output.put(file, stamps.services, budgets))?;
            if !output.keep_all(stamps.lists) {
                let lists = pages::of_all(&content, shell).into_par_iter();
                lists.try_for_each(|file| output.put(file, stamps.lists, budgets))?;
            }
        }
        Ok(Assembled { content: Some(content), report, memory })
    }

    /// The stamp of all that pages of prose are made of but for their own texts and the menu.
    fn shared_stamp(&self) -> u64 {
        let recipients: Vec<_> = self.recipients.iter().map(Recipient::to_string).collect();
        let content = self.folder.fingerprint_without("guide/");
        fingerprint::of((fingerprint::of_program(), content, self.shell, recipients, self.today))
    }
}

/// What files are made of.
struct Stamps {
    /// A page of prose, but for its text.
    frame: u64,
    services: u64,
    lists: u64,
    search: u64,
}

impl Stamps {
    fn of(shared: u64, content: &Content, is_for_editors: bool) -> Self {
        let titles = |guide: &Guide| {
            let of_one = |lang| {
                let page = guide.pages.get(lang);
                fingerprint::of((&page.title, &page.description, page.review.reviewed))
            };
            (guide.place.clone(), Lang::ALL.map(of_one))
        };
        let menu = |guide: &Guide| {
            (guide.place.clone(), Lang::ALL.map(|lang| fingerprint::of(&guide.pages.get(lang).title)))
        };
        let menu = fingerprint::of(content.in_menu().map(menu).collect::<Vec<_>>());
        let frame = fingerprint::of((shared, menu));
        let titles = fingerprint::of(content.guides.iter().map(titles).collect::<Vec<_>>());
        let text =
            |guide: &Guide| (guide.place.clone(), Lang::ALL.map(|lang| guide.pages.get(lang).fingerprint));
        let texts = fingerprint::of(content.guides.iter().map(text).collect::<Vec<_>>());
        Self {
            frame,
            services: fingerprint::of(("services", frame)),
            lists: fingerprint::of(("lists", frame, titles)),
            // Whoever edits a page does not wait for the search of the whole guide: in a preview it finds what was
            // there when that began, or when a title changed last.
            search: fingerprint::of(("search", frame, if is_for_editors { titles } else { texts })),
        }
    }

    fn article(&self, article: &Article<'_>) -> u64 {
        match article.guide {
            Some((_, page)) => fingerprint::of((self.frame, page.fingerprint)),
            None => self.services,
        }
    }
}

/// The pages of prose with which nothing is wrong.
fn known_pages(articles: &[Article<'_>], report: &Report) -> BTreeMap<String, Arc<KnownPage>> {
    let with_problems = report.files();
    let sound = articles.par_iter().filter(|article| !with_problems.contains(article.markdown.file.as_str()));
    let known = sound.filter_map(|article| {
        let (guide, page) = article.guide?;
        let known = page.known.clone().unwrap_or_else(|| {
            Arc::new(KnownPage {
                fingerprint: page.fingerprint,
                order: guide.order,
                title: page.title.clone(),
                description: page.description.clone(),
                review: page.review,
                start: page.prose.start,
                sources: page.prose.sources.clone(),
                ids: article.ids().clone(),
                links: article.links().to_vec(),
            })
        });
        Some((page.prose.file.clone(), known))
    });
    known.collect()
}

/// What a build into a folder came to.
pub struct Built {
    /// The content, unless the site's own files are missing or broken.
    pub content: Option<Content>,
    /// Everything that is wrong, pages over their budget included.
    pub report: Report,
    /// Every file of the site.
    pub made: BTreeMap<String, Made>,
    /// How many of them changed.
    pub changed: usize,
    /// What a reader has to download.
    pub weights: Weights,
}

impl Order<'_> {
    /// Builds into a folder, and leaves there what the next build need not find out again. With errors in the
    /// content nothing is written; what is over its budget is not written, and the folder is not tidied up.
    ///
    /// # Errors
    /// Something cannot be read or written.
    pub fn build(self, target: &Target) -> Result<Built> {
        let before = Memory::load(&target.out);
        let output = Output::folder(target.clone(), &before);
        let Assembled { content, mut report, memory } = self.assemble(&output)?;
        let (mut made, mut changed, _) = output.finish();
        let mut weights = Weights::default();
        let Some(content) = content.filter(|_| !report.has_errors()) else {
            return Ok(Built { content: None, report, made, changed, weights });
        };
        let others = others(&target.out, &made)?;
        if target.compress {
            compress::compress_others(&target.out, &others)?;
        }
        // What the whole guide is, once everything that it weighs is there: not, if a page was too heavy to be written.
        let is_whole = !made.iter().any(|(path, made)| content.site.budgets.is_over(path, made));
        let lists = Output::folder(target.clone(), &before);
        let stamp = offline::list::stamp(&made);
        if is_whole && !lists.keep_all(stamp) {
            let files = offline::list::files(&target.out, made.keys().map(String::as_str))?;
            files.into_iter().try_for_each(|file| lists.put(file, stamp, &content.site.budgets))?;
        }
        let (lists, lists_changed, _) = lists.finish();
        made.extend(lists);
        changed += lists_changed;
        weights = self.weights(&target.out, &content.site.budgets, &made)?;
        let problems = content.site.budgets.problems(&made, &weights);
        report.add("site.toml", self.folder.text("site.toml").unwrap_or_default(), problems);
        if !report.has_errors() {
            let of_shell = self.shell.files.iter().filter(|file| target.out.join(file).exists());
            releases::settle(&target.out, &made.keys().chain(of_shell).cloned().collect())?;
            Memory { made: made.clone(), ..memory }.save(&target.out)?;
        }
        Ok(Built { content: Some(content), report, made, changed, weights })
    }

    /// What forms and their worker load, if the form was built and there is a budget for it. Of pages and their data
    /// the heaviest count, which need not be those of one form.
    fn weights(&self, out: &Path, budgets: &Budgets, made: &BTreeMap<String, Made>) -> Result<Weights> {
        let weigh = |path: &str| -> Result<(String, u64)> {
            Ok((path.to_owned(), compressed_length(&out.join(path))?))
        };
        let weigh_all =
            |paths: Vec<&str>| -> Result<Vec<_>> { paths.into_par_iter().map(weigh).collect::<Result<_>>() };
        let parts = |wanted: Needed| {
            let parts = self.shell.form_parts().filter(move |(_, needed)| *needed == wanted);
            weigh_all(parts.map(|(file, _)| file.path.as_str()).collect())
        };
        let heaviest = |name: &str| -> Result<Option<(String, u64)>> {
            let paths = made.keys().filter(|path| path.contains(&format!("/apply/{name}")));
            Ok(weigh_all(paths.map(String::as_str).collect())?.into_iter().max_by_key(|(_, bytes)| *bytes))
        };
        let group = |files: Vec<_>| (!files.is_empty()).then_some(Weight { files });
        let mut weights = Weights::default();
        if budgets.worker.is_some() {
            weights.worker = group(parts(Needed::WithDocument)?);
        }
        let program = parts(Needed::ForVerdict)?;
        if budgets.form_to_verdict.is_some() && !program.is_empty() {
            let page = heaviest("index.html")?.into_iter();
            weights.form = group(page.chain(program).chain(heaviest("check-")?).collect());
            weights.rest = group(parts(Needed::Later)?.into_iter().chain(heaviest("rest-")?).collect());
        }
        Ok(weights)
    }
}

/// The length of a file in brotli: of its variant, if it has one that is not older than it.
fn compressed_length(path: &Path) -> Result<u64> {
    let [variant, _] = compress::variants(path);
    let modified = |path: &Path| fs::metadata(path).and_then(|file| file.modified());
    if let (Ok(of_variant), Ok(of_file)) = (modified(&variant), modified(path))
        && of_variant >= of_file
    {
        return Ok(fs::metadata(&variant)?.len());
    }
    let bytes = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    Ok(brotli(&bytes).len() as u64)
}

/// The files below `out` that others put there and that are worth compressing: in the folder itself, and in those
/// folders of it that the site has nothing in.
fn others(out: &Path, made: &BTreeMap<String, Made>) -> Result<Vec<PathBuf>> {
    let ours: BTreeSet<_> = made.keys().filter_map(|path| Some(path.split_once('/')?.0)).collect();
    let mut found = Vec::new();
    let mut folders = vec![PathBuf::new()];
    while let Some(folder) = folders.pop() {
        let entries = fs::read_dir(out.join(&folder));
        for entry in entries.with_context(|| format!("cannot read {}", out.join(&folder).display()))? {
            let entry = entry?;
            let path = folder.join(entry.file_name());
            let Some(name) = path.to_str() else { continue };
            if entry.file_type()?.is_dir() {
                if !ours.contains(name) {
                    folders.push(path);
                }
            } else if compress::is_compressible(name) && !made.contains_key(name) {
                found.push(path);
            }
        }
    }
    Ok(found)
}
