//! What only a browser can do. Nothing here runs while a page is prerendered: Yew neither calls event
//! handlers nor `rendered` there.

pub mod address;
pub mod clock;
pub mod database;
pub mod draft;
pub mod files;
pub mod http;
pub mod json;
pub mod page;
pub mod parcel;
pub mod send;
pub mod tus;
pub mod wake;

use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// The window.
pub fn window() -> web_sys::Window {
    web_sys::window().expect("this runs in a page, which has a window")
}

/// Waits for a promise whose value is known to be a `T`.
pub async fn settled<T: JsCast>(promise: js_sys::Promise) -> Result<T, JsValue> {
    JsFuture::from(promise).await.map(JsCast::unchecked_into)
}
