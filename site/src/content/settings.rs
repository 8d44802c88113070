//! `site.toml`: what holds for the whole site.

use rules::problem::Problem;
use rules::{Lang, Text, toml, toml_table};

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
}

toml_table! {
    struct SiteDefinition {
        required {
            name: String,
            title: Text,
            independence: Text,
            default_language: String,
            base_url: String,
            office: Text,
        }
    }
}

/// Reads `site.toml`.
pub(super) fn read(text: &str, problems: &mut Vec<Problem>) -> Option<Site> {
    let SiteDefinition { name, title, independence, default_language, base_url, office } =
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
    })
}
