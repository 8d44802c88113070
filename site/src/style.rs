//! The stylesheets, made small and put into each page: one request fewer on a slow link.

/// What every page needs.
const PAGE: &str = include_str!("../assets/page.css");

/// The notices of a page's script, and the page of what is kept.
const KEPT: &str = include_str!("../assets/kept.css");

/// What the form needs.
const FORM: &str = include_str!("../assets/form.css");

/// The style of a page.
pub fn css(has_form: bool) -> String {
    let mut css = small(PAGE);
    css.push_str(&small(KEPT));
    if has_form {
        css.push_str(&small(FORM));
    }
    css
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
