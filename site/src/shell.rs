//! The page shell: Trunk's `index.html`, with slots for what a page puts in.

use rules::Lang;

use crate::form::Form;
use crate::policy;
use crate::search::Script;
use crate::worker::Worker;
use crate::write::File;

/// The shell of the source tree: what `site` uses when Trunk has not built the form.
const SOURCE: &str = include_str!("../../index.html");

const HEAD: &str = "<!--slot:head-->";
const BODY: &str = "<!--slot:body-->";

/// A shell, taken apart at its slots.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Shell {
    before_html: String,
    before_head: String,
    before_body: String,
    after_body: String,
    /// The form's program, if it was built.
    pub form: Option<Form>,
    /// The form's worker, if it was built.
    pub worker: Option<Worker>,
    /// The files that lie beside the shell and have a hash in their path: they belong to its release.
    pub files: Vec<String>,
    /// The script that searches, if it was built.
    pub search: Option<Script>,
}

impl Shell {
    /// Takes a shell apart.
    ///
    /// # Errors
    /// Names the part that the shell lacks.
    pub fn parse(html: &str) -> Result<Self, String> {
        let (html, starters) = without_starters(html);
        let missing = |part: &str| format!("the shell has no {part}");
        let (before_html, rest) = html.split_once("<html").ok_or_else(|| missing("<html>"))?;
        let (_, rest) = rest.split_once('>').ok_or_else(|| missing("<html>"))?;
        let (before_head, rest) = rest.split_once(HEAD).ok_or_else(|| missing(HEAD))?;
        let (before_body, after_body) = rest.split_once(BODY).ok_or_else(|| missing(BODY))?;
        Ok(Self {
            before_html: tight(before_html),
            before_head: tight(before_head),
            before_body: tight(before_body),
            after_body: tight(after_body),
            form: Form::of_trunk(&starters.concat()),
            worker: None,
            files: Vec::new(),
            search: None,
        })
    }

    /// The shell of the source tree, with no form to start.
    pub fn without_form() -> Self {
        Self::parse(SOURCE).expect("index.html has its slots; a test says so")
    }

    /// A page in this shell. Only a page that has the form starts it.
    pub fn page(&self, lang: Lang, head: &str, body: &str, starts_form: bool) -> String {
        let starter = self.form.as_ref().filter(|_| starts_form).map(Form::starter).unwrap_or_default();
        let Self { before_html, before_head, before_body, after_body, .. } = self;
        let lang = lang.tag();
        let policy = policy::tag(head, &[body, &starter].concat(), starts_form);
        format!(
            "{before_html}<html lang=\"{lang}\">{before_head}{policy}{head}{before_body}{body}{starter}{after_body}"
        )
    }

    /// The files that the pages of all forms load besides themselves and their data, and when: for the tables
    /// and budgets of what a reader has to download.
    pub fn form_parts(&self) -> impl Iterator<Item = (&File, Needed)> {
        let form = self.form.iter().flat_map(|form| {
            let (now, later) = form.files().split_at(form.needed_for_a_verdict().len());
            let now = now.iter().map(|file| (file, Needed::ForVerdict));
            now.chain(later.iter().map(|file| (file, Needed::Later)))
        });
        let worker = self.worker.iter().flat_map(Worker::files);
        form.chain(worker.map(|file| (file, Needed::WithDocument)))
    }
}

/// When a form loads something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Needed {
    /// Before it can give a verdict.
    ForVerdict,
    /// When it has nothing else to do.
    Later,
    /// With the first document.
    WithDocument,
}

/// Takes the tags out that start the form: Trunk's scripts, preloads and its own `data-trunk` links.
/// Comments go too, but for the slots.
fn without_starters(html: &str) -> (String, Vec<String>) {
    let mut kept = String::new();
    let mut starters = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        kept.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = element_end(rest);
        let (tag, after) = rest.split_at(end);
        if is_starter(tag) {
            starters.push(tag.to_owned());
        } else if !tag.starts_with("<!--") || tag == HEAD || tag == BODY {
            kept.push_str(tag);
        }
        rest = after;
    }
    kept.push_str(rest);
    (kept, starters)
}

/// The end of the tag that `html` begins with; of the whole element, if it is a script.
fn element_end(html: &str) -> usize {
    let end_mark = if html.starts_with("<script") {
        "</script>"
    } else if html.starts_with("<!--") {
        "-->"
    } else {
        ">"
    };
    html.find(end_mark).map_or(html.len(), |at| at + end_mark.len())
}

fn is_starter(tag: &str) -> bool {
    tag.starts_with("<script")
        || (tag.starts_with("<link")
            && ["data-trunk", "modulepreload", "rel=\"preload\"", "rel=preload"]
                .iter()
                .any(|mark| tag.contains(mark)))
}

/// Leaves the line breaks and indentation between tags out: they are bytes for nobody.
fn tight(html: &str) -> String {
    html.lines().map(str::trim).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const BUILT: &str = "<!doctype html>\n<!-- why -->\n<html>\n<head>\n  <meta charset=\"utf-8\">\n  \
        <!--slot:head-->\n<script type=\"module\">import init from '/form.js';if (1 < 2) init({ module_or_path: '/form.wasm' })</script>\
        <link rel=\"modulepreload\" href=\"/form.js\"><link rel=\"preload\" href=\"/form.wasm\" as=\"fetch\">\
        </head>\n<body><!--slot:body--></body>\n</html>\n";

    #[test]
    fn only_the_form_page_starts_the_form() {
        let shell = Shell::parse(BUILT).expect("a shell");
        assert_eq!(
            shell.page(Lang::En, "<title>t</title>", "<p>b", false),
            format!(
                "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">{}<title>t</title></head>\
                 <body><p>b</body></html>",
                policy::tag("", "", false)
            )
        );
        let form = shell.page(Lang::En, "", "<p>b", true);
        // Behind the page's own content, and with nothing that competes with it.
        let (before, starter) = form.split_once("<p>b").expect("the body");
        assert!(!before.contains("form.js") && !form.contains("preload"), "{form}");
        for part in ["/form.js", "/form.wasm"] {
            assert!(starter.contains(part), "{part}");
        }
    }

    #[test]
    fn a_shell_without_a_slot_is_refused_by_name() {
        let html = BUILT.replace(BODY, "");
        assert_eq!(Shell::parse(&html), Err("the shell has no <!--slot:body-->".to_owned()));
    }

    #[test]
    fn the_shell_of_the_source_tree_has_its_slots() {
        let page = Shell::without_form().page(Lang::Id, "", "", true);
        assert!(page.contains("<html lang=\"id\">"));
        assert!(!page.contains("trunk"), "{page}");
    }
}
