//! `site.toml`: what holds for the whole site.

use rules::problem::Problem;
use rules::toml::{FromToml, Shape, Spanned};
use rules::{Lang, Text, toml, toml_table};
use seal::Recipient;

use crate::budget::{Budget, Budgets};

/// Most keys that packages can be sealed to: each adds some 100 bytes to every package, and no office needs
/// more.
const MOST_RECIPIENTS: usize = 8;

/// What holds for the whole site.
pub struct Site {
    /// The name in the header.
    pub name: String,
    /// The title of the site.
    pub title: Text,
    /// Says that the guide is not an authority's.
    pub independence: Text,
    /// The language for readers of whom nothing is known.
    pub default_language: Lang,
    /// Where the site will be, with no slash at the end.
    pub base_url: String,
    /// Who receives applications.
    pub office: Text,
    /// The public keys that packages are sealed to. None: they are stored as they are sent.
    pub recipients: Vec<Recipient>,
    /// What a reader has to download at most.
    pub budgets: Budgets,
}

toml_table! {
    struct SiteDefinition {
        required {
            /// The name in the header.
            name: String,
            /// The title of the site.
            title: Text,
            /// A sentence that says that the guide is not an authority's.
            independence: Text,
            /// The language for readers of whom nothing is known: `id` or `en`.
            default_language: String,
            /// Where the site will be, with no slash at the end.
            base_url: String,
            /// Who receives applications, as words inside of a sentence.
            office: Text,
        }
        optional {
            /// The public keys that packages are sealed to, age1…. None: they are stored as they are sent.
            recipients: Vec<Spanned<String>>,
            /// What a reader has to download at most, in bytes of brotli.
            budgets: BudgetTable,
        }
    }
}

toml_table! {
    struct BudgetTable {
        optional {
            /// A page without a form, with all that it needs to be read.
            guide_page: u64,
            /// A page with a form, before its program.
            apply_page: u64,
            /// All that a form loads until it gives a verdict.
            form_to_verdict: u64,
            /// The worker, which is loaded with the first document.
            worker: u64,
        }
    }
}

/// What `site.toml` looks like.
pub fn shape() -> Shape {
    SiteDefinition::shape()
}

/// Reads `site.toml`.
pub(super) fn read(text: &str, problems: &mut Vec<Problem>) -> Option<Site> {
    let SiteDefinition { name, title, independence, default_language, base_url, office, recipients, budgets } =
        toml::read(text, problems)?;
    let lang = Lang::from_tag(&default_language.value);
    if lang.is_none() {
        let message =
            format!("`{}` is no language of the guide; they are `id`, `en`", default_language.value);
        problems.push(Problem::error("unknown-value", default_language.span, message));
    }
    let has_scheme = base_url.value.starts_with("https://") || base_url.value.starts_with("http://");
    if !has_scheme || base_url.value.ends_with('/') {
        let message = "write the whole address with no slash at its end: \"https://panduan.example\"";
        problems.push(Problem::error("bad-address", base_url.span, message));
    }
    Some(Site {
        name: name.value,
        title: title.value,
        independence: independence.value,
        default_language: lang?,
        base_url: base_url.value,
        office: office.value,
        recipients: recipients.map(|recipients| read_recipients(recipients, problems)).unwrap_or_default(),
        budgets: budgets.map(|budgets| read_budgets(budgets.value)).unwrap_or_default(),
    })
}

fn read_budgets(written: BudgetTable) -> Budgets {
    let BudgetTable { guide_page, apply_page, form_to_verdict, worker } = written;
    let budget = |bytes: Spanned<u64>| Budget { bytes: bytes.value, span: bytes.span.into() };
    Budgets {
        guide_page: guide_page.map(budget),
        apply_page: apply_page.map(budget),
        form_to_verdict: form_to_verdict.map(budget),
        worker: worker.map(budget),
    }
}

/// The keys that can be read. Each that cannot is a problem: nobody could open what is sealed to it.
fn read_recipients(written: Spanned<Vec<Spanned<String>>>, problems: &mut Vec<Problem>) -> Vec<Recipient> {
    let mut recipients: Vec<Recipient> = Vec::new();
    if written.value.len() > MOST_RECIPIENTS {
        let message =
            format!("there are {} keys; at most {MOST_RECIPIENTS} are possible", written.value.len());
        problems.push(Problem::error("too-many-recipients", written.span, message));
    }
    for text in written.value {
        match text.value.parse() {
            Ok(recipient) if recipients.contains(&recipient) => {
                let message = "this key is listed already; write it once";
                problems.push(Problem::error("duplicate-recipient", text.span, message));
            }
            Ok(recipient) => recipients.push(recipient),
            Err(error) => {
                let message = format!(
                    "{error}; copy the public key that `age-keygen` prints, and never the secret one, which \
                     begins with AGE-SECRET-KEY-"
                );
                problems.push(Problem::error("bad-recipient", text.span, message));
            }
        }
    }
    recipients
}
