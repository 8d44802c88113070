//! The fragment of the page's address.

use wasm_bindgen::JsValue;

use super::window;

/// The fragment, without `#`.
pub fn fragment() -> String {
    let hash = window().location().hash().unwrap_or_default();
    hash.strip_prefix('#').unwrap_or_default().to_owned()
}

/// The address of the page, without the answers in its fragment.
pub fn page() -> String {
    let location = window().location();
    [location.origin(), location.pathname()].map(Result::unwrap_or_default).concat()
}

/// What the page's entry in the history says while a draft has all that is in the fields. Whoever comes back
/// to such an entry gets the draft, which may be newer or deleted, and not what the browser puts into the fields
/// again: `starter.js` takes that out.
const KEPT: &str = "kept";

/// Says so in the entry, or no longer.
pub fn mark(is_kept: bool) {
    let mark = if is_kept { KEPT.into() } else { JsValue::NULL };
    // Without the mark what the browser has restored counts as typed: nothing is lost.
    let _ = window().history().and_then(|history| history.replace_state_with_url(&mark, "", None));
}

/// Changes the fragment without a new entry in the history: *back* leaves the form.
pub fn set_fragment(fragment: &str) {
    let path = window().location().pathname().unwrap_or_default();
    let separator = if fragment.is_empty() { "" } else { "#" };
    let address = [&path, separator, fragment].concat();
    // A browser may refuse when it is asked too often; the next change brings the address up to date.
    let _ = window()
        .history()
        .and_then(|history| history.replace_state_with_url(&history.state()?, "", Some(&address)));
}
