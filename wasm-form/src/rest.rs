//! The rest of the form: details, documents, review and sending. Its program is a file of its own, split off
//! here, and loaded when the first part ([`crate::check`]) is live.

use std::rc::Rc;

use wasm_bindgen::JsCast;
use worker::browser::json;

use crate::browser::page::element;
use crate::check::Store;
use crate::page_data::{AppProps, PageData};
use crate::typed::Typed;
use crate::{App, FORM_ELEMENT, REST_ELEMENT};

#[cfg(feature = "split")]
pub use split::{NotLoaded, begin, preload};
#[cfg(not(feature = "split"))]
pub use whole::{NotLoaded, begin, preload};

/// The program as `cargo xtask build` makes it.
#[cfg(feature = "split")]
mod split {
    use std::rc::Rc;

    pub use wasm_split_helpers::SplitLoaderError as NotLoaded;
    use wasm_split_helpers::wasm_split;

    use crate::check::Store;

    #[wasm_split(rest, fallible, preload(
        /// Loads the program of the rest.
        preload
    ))]
    /// Brings the rest of the form to life, with the data in this text; false, if they are not of this site.
    ///
    /// # Errors
    /// Its program could not be loaded.
    pub fn begin(store: Rc<Store>, text: String) -> Result<bool, NotLoaded> {
        Ok(super::hydrate(store, &text).is_some())
    }
}

/// The program as Trunk alone makes it, in one piece.
#[cfg(not(feature = "split"))]
mod whole {
    use std::rc::Rc;

    use crate::check::Store;

    /// The program of the rest could not be loaded, which does not happen here.
    pub struct NotLoaded;

    /// Loads the program of the rest.
    ///
    /// # Errors
    /// None.
    pub async fn preload() -> Result<(), NotLoaded> {
        Ok(())
    }

    /// Brings the rest of the form to life, with the data in this text; false, if they are not of this site.
    ///
    /// # Errors
    /// None.
    pub async fn begin(store: Rc<Store>, text: String) -> Result<bool, NotLoaded> {
        Ok(super::hydrate(store, &text).is_some())
    }
}

/// Data that are something else, such as the page with which a network asks for a password, leave the page as it
/// is.
fn hydrate(store: Rc<Store>, text: &str) -> Option<()> {
    let data = json::read::<PageData>(text)?;
    let root = element(REST_ELEMENT)?;
    let form = element(FORM_ELEMENT);
    let typed = form.map(|form| Typed::read(form.unchecked_ref(), &data)).unwrap_or_default();
    let props = AppProps { data: Rc::new(data), store, typed };
    yew::Renderer::<App>::with_root_and_props(root, props).hydrate();
    Some(())
}
