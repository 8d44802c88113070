//! The page of a form as `site` built it, filled in with what was sent: every problem at its field, all of them
//! at the top.
//!
//! What was typed gets into the page as values of attributes and as text, and through lol_html only, which
//! escapes both; nothing typed is ever part of markup. The page's own policy still holds: nothing that it would
//! have to allow is put in, and its scripts are left out. Whoever gets this page has no scripts, or a browser
//! that cannot run the form's program; and a program that started here would not know of what is marked.

use std::cell::RefCell;
use std::collections::BTreeMap;

use lol_html::errors::RewritingError;
use lol_html::html_content::{ContentType, Element};
use lol_html::{ElementContentHandlers, HandlerResult, RewriteStrSettings, Selector, rewrite_str};

/// What ends the id of the paragraph in which a field's problem is told.
const PROBLEM: &str = "-problem";

/// What sends the form where no program does. It is hidden, and switched off, until the program is known to be
/// missing.
const SENDS: &str = "without-script";

/// The ids of a page's elements, numbered as they follow each other.
pub type Places = BTreeMap<String, usize>;

/// What to fill a page in with.
pub struct Filling<'a> {
    /// What its title begins with.
    pub error: &'a str,
    /// Everything that is wrong, as HTML: it is made with the ids that the page has, and where each stands.
    pub summary: &'a dyn Fn(&Places) -> String,
    /// What was typed or chosen, by the names of fields.
    pub values: BTreeMap<&'a str, &'a str>,
    /// What is said at fields, by their ids.
    pub notes: BTreeMap<&'a str, Note>,
}

/// What is said at a field.
#[derive(Default)]
pub struct Note {
    /// The words.
    pub text: String,
    /// The field is wrong, not only to be filled in again.
    pub is_wrong: bool,
}

/// What a page has, as far as filling it in depends on it.
#[derive(Default)]
struct Parts {
    ids: Places,
    /// Names of the questions whose options are radio buttons, in the order of their groups: what describes a
    /// group stands before the name in it.
    groups: Vec<Option<String>>,
}

impl Parts {
    fn of(page: &str) -> Result<Self, RewritingError> {
        let parts = RefCell::new(Self::default());
        let settings = RewriteStrSettings::new()
            .append_element_content_handler(on("[id]", |element| {
                let ids = &mut parts.borrow_mut().ids;
                let place = ids.len();
                ids.extend(element.get_attribute("id").map(|id| (id, place)));
            }))
            .append_element_content_handler(on("fieldset.question", |_| {
                parts.borrow_mut().groups.push(None);
            }))
            .append_element_content_handler(on("fieldset.question input[type=radio]", |element| {
                if let Some(group) = parts.borrow_mut().groups.last_mut() {
                    *group = element.get_attribute("name");
                }
            }));
        rewrite_str(page, settings)?;
        Ok(parts.into_inner())
    }
}

/// Fills the page in.
///
/// # Errors
/// It is not a page as `site` writes them.
pub fn fill_in(page: &str, filling: &Filling<'_>) -> Result<String, RewritingError> {
    let Parts { ids, groups } = Parts::of(page)?;
    let summary = (filling.summary)(&ids);
    let mut groups = groups.into_iter().flatten();
    // The select that the next options are of.
    let select = RefCell::new(None::<&str>);
    let note = |id: &str| filling.notes.get(id);
    let value =
        |element: &Element<'_, '_>| filling.values.get(element.get_attribute("name")?.as_str()).copied();

    let mut settings = RewriteStrSettings::new()
        .append_element_content_handler(on("head > title", |element| {
            element.prepend(&[filling.error, " "].concat(), ContentType::Text);
        }))
        .append_element_content_handler(on("script, link[rel=modulepreload], link[rel=preload]", |element| {
            element.remove();
        }))
        .append_element_content_handler(on("#form", |element| element.before(&summary, ContentType::Html)))
        .append_element_content_handler(on("fieldset.question", |element| {
            if let Some(name) = groups.next() {
                describe(element, &name, note(&name));
            }
        }))
        .append_element_content_handler(on("#application p[id$='-problem']", |element| {
            let id = element.get_attribute("id").unwrap_or_default();
            if let Some(note) = id.strip_suffix(PROBLEM).and_then(note) {
                element.set_inner_content(&note.text, ContentType::Text);
            }
        }))
        .append_element_content_handler(on("#application input[type=radio]", |element| {
            if value(element).is_some_and(|value| element.get_attribute("value").as_deref() == Some(value)) {
                set(element, "checked", "");
            }
        }))
        .append_element_content_handler(on("#application input:not([type=radio])", |element| {
            let name = element.get_attribute("name").unwrap_or_default();
            mark(element, &name, note(&name));
            // A file that was chosen cannot be filled in: that would let pages read any file.
            if element.get_attribute("type").as_deref() != Some("file")
                && let Some(value) = value(element)
            {
                set(element, "value", value);
            }
        }))
        .append_element_content_handler(on("#application textarea", |element| {
            let name = element.get_attribute("name").unwrap_or_default();
            mark(element, &name, note(&name));
            if let Some(value) = value(element) {
                // The first line break in it is not part of its text.
                element.set_inner_content(&["\n", value].concat(), ContentType::Text);
            }
        }))
        .append_element_content_handler(on("#application select", |element| {
            let name = element.get_attribute("name").unwrap_or_default();
            mark(element, &name, note(&name));
            *select.borrow_mut() = value(element);
        }))
        .append_element_content_handler(on("#application select option", |element| {
            if select.borrow().is_some_and(|value| element.get_attribute("value").as_deref() == Some(value)) {
                set(element, "selected", "");
            }
        }));
    if ids.contains_key(SENDS) {
        settings = settings
            .append_element_content_handler(on("#without-script", |element| {
                element.remove_attribute("hidden")
            }))
            .append_element_content_handler(on("#without-script button", |element| {
                element.remove_attribute("disabled");
            }))
            // The button of those who have no scripts: of two, one would be too many.
            .append_element_content_handler(on("noscript#no-script-sends", |element| element.remove()));
    }
    rewrite_str(page, settings)
}

/// A handler for all elements that a selector of this file names.
fn on<'h>(
    selector: &str,
    mut handle: impl FnMut(&mut Element<'_, '_>) + 'h,
) -> (std::borrow::Cow<'static, Selector>, ElementContentHandlers<'h>) {
    let selector: Selector = selector.parse().expect("the selectors in this file are ones");
    let handler = move |element: &mut Element<'_, '_>| -> HandlerResult {
        handle(element);
        Ok(())
    };
    (std::borrow::Cow::Owned(selector), ElementContentHandlers::default().element(handler))
}

/// Says at a field that it is wrong, as the form with scripts does (`wasm-form/src/view/field.rs`).
fn mark(element: &mut Element<'_, '_>, id: &str, note: Option<&Note>) {
    describe(element, id, note);
    if note.is_some_and(|note| note.is_wrong) {
        set(element, "aria-invalid", "true");
    }
}

/// Has the paragraph of its problem describe an element.
fn describe(element: &mut Element<'_, '_>, id: &str, note: Option<&Note>) {
    if note.is_some() {
        let before = element.get_attribute("aria-describedby").unwrap_or_default();
        set(element, "aria-describedby", [before.trim_end(), " ", id, PROBLEM].concat().trim_start());
    }
}

/// Sets an attribute to a value that was never escaped.
fn set(element: &mut Element<'_, '_>, name: &str, value: &str) {
    // lol_html escapes quotes, and leaves it to others what an ampersand means.
    let value = value.replace('&', "&amp;");
    element.set_attribute(name, &value).expect("the attributes in this file have plain names");
}
