//! The stylesheets, made small and put into each page: one request fewer on a slow link.

use std::sync::LazyLock;

/// What every page needs.
const PAGE: &str = include_str!("../assets/page.css");

/// The notices of a page's script.
const KEPT: &str = include_str!("../assets/kept.css");

/// A kind of page, by what it needs besides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Nothing.
    Article,
    /// The doors of a first page, or the choice of a language.
    Home,
    /// The index of every page, and the search.
    Search,
    /// The form.
    Form,
}

impl Kind {
    const ALL: [Self; 4] = [Self::Article, Self::Home, Self::Search, Self::Form];

    fn sheet(self) -> &'static str {
        match self {
            Self::Article => "",
            Self::Home => include_str!("../assets/home.css"),
            Self::Search => include_str!("../assets/search.css"),
            Self::Form => include_str!("../assets/form.css"),
        }
    }
}

/// The style of a page of this kind; made once.
pub fn css(kind: Kind) -> &'static str {
    static STYLES: LazyLock<[String; 4]> =
        LazyLock::new(|| Kind::ALL.map(|kind| small(PAGE) + &small(KEPT) + &small(kind.sheet())));
    &STYLES[kind as usize]
}

/// Leaves out comments, line breaks and indentation, and spaces that separate nothing.
///
/// Not a parser: it counts on no string in our stylesheets having a brace, semicolon or comment mark.
fn small(css: &str) -> String {
    let mut rest = css;
    let mut uncommented = String::new();
    while let Some((before, after)) = rest.split_once("/*") {
        uncommented.push_str(before);
        rest = after.split_once("*/").map_or("", |(_, after)| after);
    }
    uncommented.push_str(rest);
    let words: Vec<_> = uncommented.split_whitespace().collect();
    let mut small = words.join(" ");
    for (spaced, tight) in
        [(" {", "{"), ("{ ", "{"), (" }", "}"), ("} ", "}"), ("; ", ";"), (": ", ":"), (", ", ",")]
    {
        small = small.replace(spaced, tight);
    }
    small.replace(";}", "}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spaces_that_mean_something_stay() {
        let css = "/* why */\nli :first-child,\n  a > b {\n  width: calc(1em + 2px);\n}\n\n@media (a: b) {\n  c { d: e; }\n}\n";
        assert_eq!(small(css), "li :first-child,a > b{width:calc(1em + 2px)}@media (a:b){c{d:e}}");
    }
}
