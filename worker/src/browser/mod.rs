//! What only a browser can do. Used in the worker, and some of it in the page: nothing here assumes a
//! window.

pub mod clock;
pub mod database;
pub mod desk;
pub mod envelope;
pub mod files;
pub mod http;
pub mod json;
pub mod papers;
pub mod parcel;
pub mod picture;
pub mod send;
pub mod shelf;
pub mod tus;
pub mod wake;

use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::DedicatedWorkerGlobalScope;

/// The worker's own scope.
pub fn scope() -> DedicatedWorkerGlobalScope {
    js_sys::global().unchecked_into()
}

/// Waits for a promise whose value is known to be a `T`.
pub async fn settled<T: JsCast>(promise: js_sys::Promise) -> Result<T, JsValue> {
    JsFuture::from(promise).await.map(JsCast::unchecked_into)
}
