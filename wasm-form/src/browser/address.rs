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

/// Changes the fragment without a new entry in the history: *back* leaves the form.
pub fn set_fragment(fragment: &str) {
    let path = window().location().pathname().unwrap_or_default();
    let separator = if fragment.is_empty() { "" } else { "#" };
    let address = [&path, separator, fragment].concat();
    // A browser may refuse when it is asked too often; the next change brings the address up to date.
    let _ = window()
        .history()
        .and_then(|history| history.replace_state_with_url(&JsValue::NULL, "", Some(&address)));
}
