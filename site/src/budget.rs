//! What a reader has to download at most, in bytes of brotli: `[budgets]` of `site.toml`, held against what was
//! built. 1 KB is 1,000 bytes.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::LazyLock;

use rayon::prelude::*;
use rules::Lang;
use rules::problem::Problem;
use rules::text::thousands;

use crate::compress::brotli;
use crate::memory::Made;
use crate::style;
use crate::write::File;

/// The most bytes of brotli, where the content sets a limit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Budgets {
    /// A page without a form, with all that it needs to be read: its style is in it.
    pub guide_page: Option<Budget>,
    /// A page with a form, before its program.
    pub apply_page: Option<Budget>,
    /// All that a form loads until it gives a verdict: its page, and the files that this starts.
    pub form_to_verdict: Option<Budget>,
    /// The worker, which is loaded with the first document.
    pub worker: Option<Budget>,
}

/// A limit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Budget {
    /// The most bytes.
    pub bytes: u64,
    /// Where the limit stands in `site.toml`.
    pub span: Range<usize>,
}

/// What a group of files weighs, in bytes of brotli.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Weight {
    /// Each file with its weight.
    pub files: Vec<(String, u64)>,
}

impl Weight {
    fn total(&self) -> u64 {
        self.files.iter().map(|(_, bytes)| bytes).sum()
    }
}

/// What a reader has to download, in bytes of brotli.
#[derive(Debug, Default)]
pub struct Weights {
    /// The heaviest page of a form and what it loads before a verdict; none, if the form was not built.
    pub form: Option<Weight>,
    /// What a form loads when it has nothing else to do.
    pub rest: Option<Weight>,
    /// The worker; none, if it was not built.
    pub worker: Option<Weight>,
}

/// The pages that have a budget of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Guide,
    Apply,
}

impl Kind {
    const ALL: [Self; 2] = [Self::Guide, Self::Apply];

    /// What kind of page is at this path, if it is a page.
    fn of(path: &str) -> Option<Self> {
        let is_page = path.ends_with(".html");
        is_page.then(|| if path.ends_with("/apply/index.html") { Self::Apply } else { Self::Guide })
    }

    fn name(self) -> &'static str {
        match self {
            Self::Guide => "guide pages",
            Self::Apply => "apply pages",
        }
    }

    /// The least style that such a page has, and what it weighs by itself.
    fn style(self) -> (u64, u64) {
        static WEIGHTS: LazyLock<[(u64, u64); 2]> = LazyLock::new(|| {
            [style::Kind::Article, style::Kind::Form].map(|kind| {
                let css = style::css(kind);
                (css.len() as u64, brotli(css.as_bytes()).len() as u64)
            })
        });
        WEIGHTS[usize::from(self == Self::Apply)]
    }
}

/// More than brotli adds where it compresses two parts of a page as one, rather than one of them and not the
/// other: headers of blocks.
const SLACK: u64 = 256;

impl Budgets {
    fn of(&self, kind: Kind) -> Option<&Budget> {
        match kind {
            Kind::Guide => self.guide_page.as_ref(),
            Kind::Apply => self.apply_page.as_ref(),
        }
    }

    /// The weight of a page, if it has a budget that it could be over. Compressing is a thousand times slower
    /// than making a page, and most are small even if nothing but their style is compressed.
    pub fn weigh(&self, file: &File) -> Option<u64> {
        let kind = Kind::of(&file.path)?;
        let budget = self.of(kind)?;
        let plain = file.bytes.len() as u64;
        let (style, style_in_brotli) = kind.style();
        let most = plain.min(plain.saturating_sub(style) + style_in_brotli + SLACK);
        (most > budget.bytes).then(|| brotli(&file.bytes).len() as u64)
    }

    /// The weights of all files that could be over their budget.
    pub fn weigh_all(&self, files: &[File]) -> BTreeMap<String, Made> {
        let weigh = |file: &File| {
            let brotli = self.weigh(file)?;
            Some((file.path.clone(), Made { brotli: Some(brotli), ..Made::of(&file.bytes) }))
        };
        files.par_iter().filter_map(weigh).collect()
    }

    /// Whether a file is over its budget.
    pub fn is_over(&self, path: &str, made: &Made) -> bool {
        let budget = Kind::of(path).and_then(|kind| self.of(kind));
        budget.zip(made.brotli).is_some_and(|(budget, bytes)| bytes > budget.bytes)
    }

    /// Everything that is over its budget, at the line that sets it.
    pub fn problems(&self, made: &BTreeMap<String, Made>, weights: &Weights) -> Vec<Problem> {
        let mut problems = Vec::new();
        for (path, made) in made.iter().filter(|(path, made)| self.is_over(path, made)) {
            let budget = Kind::of(path).and_then(|kind| self.of(kind));
            problems.extend(budget.zip(made.brotli).map(|(budget, bytes)| over(path, bytes, budget)));
        }
        let form = weights.form.as_ref().and_then(|form| {
            let (page, _) = form.files.first()?;
            Some((format!("the form of {page}, until its verdict,"), form.total()))
        });
        let worker = weights.worker.as_ref().map(|worker| ("the worker".to_owned(), worker.total()));
        for (budget, found) in [(&self.form_to_verdict, form), (&self.worker, worker)] {
            let found = budget.as_ref().zip(found).filter(|(budget, (_, bytes))| *bytes > budget.bytes);
            problems.extend(found.map(|(budget, (what, bytes))| over(&what, bytes, budget)));
        }
        problems
    }

    /// The table of what a reader has to download: for each kind of page the heaviest one, then what a form
    /// loads, and its worker.
    pub fn table(&self, made: &BTreeMap<String, Made>, weights: &Weights) -> String {
        let mut rows = vec![["brotli bytes".to_owned(), "weight".into(), "budget".into(), String::new()]];
        let budget =
            |budget: &Option<Budget>| budget.as_ref().map_or("-".into(), |budget| figure(budget.bytes));
        for kind in Kind::ALL {
            let count = made.keys().filter(|path| Kind::of(path) == Some(kind)).count();
            let name = format!("{} ({}), heaviest", kind.name(), figure(count as u64));
            let limit = budget(&self.of(kind).cloned());
            match heaviest(made, kind) {
                Some((path, bytes)) => rows.push([name, figure(bytes), limit, path.to_owned()]),
                // None was large enough to be compressed for its weight.
                None if count > 0 => rows.push([name, "within".into(), limit, String::new()]),
                None => {}
            }
        }
        let groups = [
            ("form, until its verdict", &weights.form, budget(&self.form_to_verdict)),
            ("form, details to receipt", &weights.rest, budget(&None)),
            ("worker, with a document", &weights.worker, budget(&self.worker)),
        ];
        for (name, weight, limit) in groups {
            let Some(weight) = weight else { continue };
            rows.push([name.into(), figure(weight.total()), limit, String::new()]);
            rows.extend(weight.files.iter().map(|(path, bytes)| part(path, *bytes)));
        }
        let line = |[what, weight, limit, path]: [String; 4]| {
            format!("{what:32}{weight:>9}{limit:>9}  {path}").trim_end().to_owned() + "\n"
        };
        rows.into_iter().map(line).collect()
    }
}

/// A row for a part of what the row before it counts.
fn part(path: &str, bytes: u64) -> [String; 4] {
    ["  of it".into(), figure(bytes), String::new(), path.to_owned()]
}

/// The page of a kind that weighs most of those that were weighed.
fn heaviest(made: &BTreeMap<String, Made>, kind: Kind) -> Option<(&str, u64)> {
    let of_kind = made.iter().filter(|(path, _)| Kind::of(path) == Some(kind));
    let weighed = of_kind.filter_map(|(path, made)| Some((path.as_str(), made.brotli?)));
    weighed.max_by_key(|(path, bytes)| (*bytes, std::cmp::Reverse(*path)))
}

fn over(what: &str, bytes: u64, budget: &Budget) -> Problem {
    let message = format!(
        "{what} weighs {} bytes in brotli, {} more than its budget",
        figure(bytes),
        figure(bytes - budget.bytes)
    );
    Problem::error("over-budget", budget.span.clone(), message)
}

fn figure(number: u64) -> String {
    thousands(number, Lang::En)
}
