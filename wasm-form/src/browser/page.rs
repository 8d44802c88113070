//! The page around the form: moving in it, printing it, saving parts of it.

use gloo::timers::callback::Timeout;
use js_sys::{Array, Promise};
use serde::de::DeserializeOwned;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, BlobPropertyBag, Element, HtmlAnchorElement, HtmlElement, HtmlInputElement, Response, Url,
};
use worker::backoff;
use worker::browser::{json, settled};

use super::window;
use crate::action::Action;
use crate::chosen_file::Look;
use crate::state::State;

#[wasm_bindgen]
extern "C" {
    // `site` puts it into each page with a form.
    #[wasm_bindgen(catch, js_name = formFails)]
    fn form_fails(fails: bool) -> Result<(), JsValue>;
}

/// Offers the way without the form's program, or takes the offer back.
pub fn offer_without_script(is_offered: bool) {
    // A page that another version of the site has made may have no such way.
    let _ = form_fails(is_offered);
}

/// The element with this id.
pub fn element(id: &str) -> Option<Element> {
    window().document()?.get_element_by_id(id)
}

/// Moves the focus, and the view with it, to the element with this id.
pub fn focus(id: &str) {
    if let Some(element) = element(id) {
        // An element that cannot be focused is still scrolled to.
        element.scroll_into_view();
        let _ = element.unchecked_ref::<HtmlElement>().focus();
        let panes = element.get_elements_by_class_name("pane");
        (0..panes.length()).filter_map(|at| panes.item(at)).for_each(|pane| centre(&pane));
    }
}

/// Shows the middle of what is larger than its pane: there is what a photo is of.
fn centre(pane: &Element) {
    pane.set_scroll_left((pane.scroll_width() - pane.client_width()) / 2);
    pane.set_scroll_top((pane.scroll_height() - pane.client_height()) / 2);
}

/// Chooses in each `select` the option that its `data-value` names: an option can be chosen only once it
/// is there, which is later than when its `select` is made.
pub fn choose_options() {
    let Some(document) = window().document() else { return };
    let selects = document.get_elements_by_tag_name("select");
    for select in (0..selects.length()).filter_map(|at| selects.item(at)) {
        // It has a value in the same place as an input.
        let field = select.unchecked_ref::<HtmlInputElement>();
        if let Some(value) = select.get_attribute("data-value")
            && value != field.value()
        {
            field.set_value(&value);
        }
    }
}

/// What can be read of an element: line by line, as it is laid out.
pub fn text(element: &Element) -> String {
    element.unchecked_ref::<HtmlElement>().inner_text()
}

/// Where a link leads, as a whole address.
pub fn target(link: &Element) -> String {
    link.unchecked_ref::<HtmlAnchorElement>().href()
}

/// Opens the browser's print dialogue.
pub fn print() {
    // A browser without one does nothing.
    let _ = window().print();
}

/// Has the browser save `content` under `name`.
pub fn save(name: &str, media_type: &str, content: &str) {
    // There is nowhere to tell of a browser that saves nothing: the receipt is still on the screen.
    let _ = try_to_save(name, media_type, content);
}

fn try_to_save(name: &str, media_type: &str, content: &str) -> Result<(), JsValue> {
    let options = BlobPropertyBag::new();
    options.set_type(media_type);
    let parts = Array::of1(&content.into());
    save_blob(name, &Blob::new_with_str_sequence_and_options(&parts, &options)?)
}

/// Has the browser save a file under `name`.
///
/// # Errors
/// It does not.
pub fn save_blob(name: &str, blob: &Blob) -> Result<(), JsValue> {
    let url = Url::create_object_url_with_blob(blob)?;
    let document = window().document().expect("a window that shows a page has a document");
    let link: HtmlAnchorElement = document.create_element("a")?.unchecked_into();
    link.set_href(&url);
    link.set_download(name);
    link.click();
    forget_later(url);
    Ok(())
}

/// Lets go of an address once the browser has had time to load what is there: some begin late.
fn forget_later(url: String) {
    // One that is not known is forgotten already.
    Timeout::new(60_000, move || drop(Url::revoke_object_url(&url))).forget();
}

/// An address at which this page has a file, until [`forget_offers`].
pub fn address_of(blob: &Blob) -> String {
    // Without one the picture is not shown; its size still is.
    Url::create_object_url_with_blob(blob).unwrap_or_default()
}

/// Shows a file in a tab of its own.
pub fn show(blob: &Blob) {
    let address = address_of(blob);
    // A browser that opens none has said so itself.
    let _ = window().open_with_url_and_target(&address, "_blank");
    forget_later(address);
}

/// Lets go of pictures that are shown no more, or never were.
pub fn forget_pictures(before: &State, after: &State, action: &Action) {
    fn shown(state: &State) -> impl Iterator<Item = &String> {
        state.files.iter().flat_map(|chosen| {
            let offered = match &chosen.look {
                Look::Offered(offer) => Some([&offer.before, &offer.after]),
                _ => None,
            };
            chosen.thumbnail.iter().chain(offered.into_iter().flatten())
        })
    }
    let made = match action {
        Action::Fitted(_, offer) => vec![&offer.before, &offer.after],
        Action::Thumbnail(_, address) => vec![address],
        _ => Vec::new(),
    };
    for address in shown(before).chain(made).filter(|address| !shown(after).any(|kept| kept == *address)) {
        // One that is not known is forgotten already.
        let _ = Url::revoke_object_url(address);
    }
}

/// Begins to load a file of the site, and gives what is in it.
///
/// # Errors
/// There is no network, or no such file.
pub fn load(address: &str) -> impl Future<Output = Result<Response, JsValue>> + use<> {
    let response = window().fetch_with_str(address);
    async {
        let response: Response = settled(response).await?;
        if response.ok() { Ok(response) } else { Err(JsValue::NULL) }
    }
}

/// The same, as a text.
///
/// # Errors
/// There is no network, or no such file.
pub fn load_text(address: &str) -> impl Future<Output = Result<String, JsValue>> + use<> {
    let response = load(address);
    async { settled::<JsValue>(response.await?.text()?).await?.as_string().ok_or(JsValue::NULL) }
}

/// Loads a file of the site and reads it as JSON.
///
/// # Errors
/// There is no network, or no such file.
pub async fn load_json<T: DeserializeOwned>(address: &str) -> Result<T, JsValue> {
    json::read(&load_text(address).await?).ok_or(JsValue::NULL)
}

/// Waits until the browser has nothing else to do.
pub async fn idle() {
    let is_idle = Promise::new(&mut |resolve, _| {
        // Safari tells of no such moment.
        if window().request_idle_callback(&resolve).is_err() {
            let _ = window().set_timeout_with_callback(&resolve);
        }
    });
    // It never fails.
    let _ = JsFuture::from(is_idle).await;
}

/// Waits after so many failures in a row: longer each time, or until the browser says that it is online.
pub async fn wait_for_network(failures: u32) {
    let chance = (js_sys::Math::random() * 1000.0) as u32;
    let milliseconds = backoff::wait(failures, chance) as i32;
    let is_over = Promise::new(&mut |resolve, _| {
        let window = window();
        let _ = window.set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, milliseconds);
        // One that is called late does nothing.
        let _ = window.add_event_listener_with_callback("online", &resolve);
    });
    let _ = JsFuture::from(is_over).await;
}
