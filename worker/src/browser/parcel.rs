//! A package whose documents are still on the shelf.

use std::rc::Rc;

use js_sys::{Array, Uint8Array};
use package::Digester;
use wasm_bindgen::JsValue;
use web_sys::Blob;

use super::files::{SLICE, bytes};
use super::shelf::Shelf;
use crate::message::{Parcel, Part};

/// A package that can be read.
#[derive(Clone)]
pub struct OpenParcel {
    /// Where each byte comes from.
    pub parcel: Parcel,
    /// All of it that is not a document.
    pub frame: Uint8Array,
    /// The documents.
    pub shelf: Rc<Shelf>,
}

impl OpenParcel {
    /// A slice of the package, put together by the browser: no byte of it passes the wasm.
    ///
    /// # Errors
    /// A document cannot be read.
    pub async fn slice(&self, offset: u64, length: u64) -> Result<Blob, JsValue> {
        let parts = Array::new();
        for (part, offset, length) in self.parcel.slice(offset, length) {
            match part {
                Part::Frame(_) => parts.push(&self.frame.subarray(offset as u32, (offset + length) as u32)),
                Part::File(file) => parts.push(&self.shelf.slice(file, offset, length).await?.into()),
            };
        }
        Blob::new_with_blob_sequence(&parts)
    }

    /// SHA-256 of the whole package, in hexadecimal digits.
    ///
    /// # Errors
    /// A document cannot be read.
    pub async fn sha256(&self) -> Result<String, JsValue> {
        let mut digester = Digester::default();
        for offset in (0..self.parcel.bytes()).step_by(SLICE as usize) {
            digester.update(&bytes(&self.slice(offset, SLICE).await?).await?);
        }
        Ok(digester.finish().sha256.hex())
    }
}
