//! Content to pages: the static, bilingual guide.
//!
//! In this order, each stage with one type:
//! 1. [`load`] reads a content folder: texts by path.
//! 2. [`content`] checks it: definitions become services, pages get their front matter.
//! 3. [`pages`] makes every file: [`markdown`] renders prose, with [`citations`] and the [`blocks`]
//!    that come from definitions; a [`frame`] surrounds it; [`shell`] is the page around that.
//! 4. [`write`] puts the files into a folder, with compressed variants.
//!
//! [`build`] is these in one: it leaves out what has not changed since the last build, of which [`memory`] tells.
//!
//! Every stage goes on past what is wrong and adds it to one [`report`], so that an editor sees all of
//! it at once.

pub mod address;
mod blocks;
pub mod budget;
pub mod build;
mod calendars;
mod citations;
pub mod compare;
pub mod compress;
mod conditions;
pub mod content;
pub mod each;
mod fingerprint;
pub mod form;
mod frame;
mod hashed;
mod ladder;
pub mod live;
pub mod load;
mod markdown;
pub mod memory;
mod numbers;
pub mod offline;
mod outline;
mod pages;
mod policy;
pub mod prove;
pub mod releases;
pub mod report;
pub mod review;
pub mod revision;
pub mod schema;
pub mod search;
mod share;
pub mod shell;
mod style;
pub mod uncertain;
mod words;
pub mod worker;
pub mod write;

use rules::Date;

use budget::Weights;
use build::{Assembled, Order};
use content::Content;
use load::Folder;
use report::Report;
use shell::Shell;
use write::{File, Output};

/// What a content folder comes to.
pub struct Outcome {
    /// The content, unless the site's own files are missing or broken.
    pub content: Option<Content>,
    /// Every file of the site, by path. Not to be published if the report has errors.
    pub files: Vec<File>,
    /// Everything that is wrong.
    pub report: Report,
}

/// Makes the site out of a content folder, as it is on the day `today`, for those who look at it: every file is in
/// memory. [`Order::build`] is for those who publish it.
pub fn make(folder: &Folder, shell: &Shell, today: Date) -> Outcome {
    let output = Output::list();
    let order = Order { folder, shell, recipients: &[], today };
    let assembled = order.assemble(&output).expect("a list can always be added to");
    let Assembled { content, report, .. } = assembled;
    let (_, _, files) = output.finish();
    Outcome { content, files, report }
}

/// What came of checking a content folder.
pub struct Checked {
    /// The content, unless the site's own files are missing or broken.
    pub content: Option<Content>,
    /// Everything that is wrong.
    pub report: Report,
    /// What was looked at in each sound service.
    pub proofs: Vec<prove::Proved>,
}

/// Makes the site, and looks at what building it need not: reviews that are due, and every service in all
/// its situations.
pub fn check(folder: &Folder, today: Date) -> Checked {
    let Outcome { content, files, mut report } = make(folder, &Shell::without_form(), today);
    let mut proofs = Vec::new();
    if let Some(content) = &content {
        let budgets = &content.site.budgets;
        let problems = budgets.problems(&budgets.weigh_all(&files), &Weights::default());
        report.add("site.toml", folder.text("site.toml").unwrap_or_default(), problems);
        review::check(content, &mut report);
        proofs = prove::check(content, &mut report);
    }
    Checked { content, report, proofs }
}

/// Text as HTML: for the few places where HTML is not made by a template.
fn escape(text: &str) -> String {
    let mut escaped = String::new();
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            other => escaped.push(other),
        }
    }
    escaped
}
