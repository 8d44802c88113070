//! A package whose documents are still files of the browser.

use js_sys::{Array, Uint8Array};
use package::{Digester, Layout, Part};
use wasm_bindgen::JsValue;
use web_sys::Blob;

use super::files::{SLICE, bytes, slice};

/// A layout, and the files of its documents in the layout's order.
pub struct Parcel {
    /// Where each byte comes from.
    pub layout: Layout,
    /// The documents.
    pub files: Vec<Blob>,
}

impl Parcel {
    /// A slice of the package, put together by the browser: no byte of a document passes the wasm.
    pub fn slice(&self, offset: u64, length: u64) -> Result<Blob, JsValue> {
        let parts = Array::new();
        for part in self.layout.range(offset, length) {
            match part {
                Part::Bytes(bytes) => parts.push(&Uint8Array::from(bytes)),
                Part::Document { index, offset, length } => {
                    let file = self.files.get(index).ok_or(JsValue::NULL)?;
                    parts.push(&slice(file, offset, length)?.into())
                }
            };
        }
        Blob::new_with_blob_sequence(&parts)
    }

    /// SHA-256 of the whole package, in hexadecimal digits.
    pub async fn sha256(&self) -> Result<String, JsValue> {
        let mut digester = Digester::default();
        for offset in (0..self.layout.bytes()).step_by(SLICE as usize) {
            digester.update(&bytes(&self.slice(offset, SLICE)?).await?);
        }
        Ok(digester.finish().sha256.hex())
    }
}
