//! What the page and its worker hand to each other: a list of an order or news as JSON, and what JSON cannot
//! carry.

use js_sys::Array;
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::JsValue;

use super::json;

/// Puts these together.
pub fn close(content: &impl Serialize, attached: &[JsValue]) -> Array {
    let json = serde_json::to_string(content).expect("maps with text keys and plain values are always JSON");
    let envelope = Array::of1(&json.into());
    for one in attached {
        envelope.push(one);
    }
    envelope
}

/// Takes the first out, and leaves what came along. None does not come: both sides are built together.
pub fn open<T: DeserializeOwned>(envelope: &Array) -> Option<T> {
    json::read(&envelope.shift().as_string()?)
}
