//! A package whose documents are still on the shelf, as it is sent: sealed, where the office has a key.

use std::rc::Rc;

use js_sys::{Array, Uint8Array};
use package::Digester;
use seal::Seal;
use wasm_bindgen::JsValue;
use web_sys::Blob;

use super::files::{SLICE, bytes, from_parts};
use super::shelf::Shelf;
use crate::message::{Parcel, Part};
use crate::sealed::Sealed;

/// A package that can be read.
#[derive(Clone)]
pub struct OpenParcel {
    /// Where each byte comes from.
    parcel: Parcel,
    /// All of it that is not a document.
    frame: Uint8Array,
    /// The documents.
    shelf: Rc<Shelf>,
    /// None, where it is sent as it is.
    seal: Option<Rc<Seal>>,
}

impl OpenParcel {
    /// The package with this frame and the documents on this shelf, to be sent as it is.
    pub fn plain(parcel: Parcel, frame: Uint8Array, shelf: &Rc<Shelf>) -> Self {
        Self { parcel, frame, shelf: Rc::clone(shelf), seal: None }
    }

    /// The same package sealed, or sent as it is if `sealed` is none; none, if it cannot be sealed.
    pub fn sealed(self, sealed: Option<&Sealed>) -> Option<Self> {
        let Some(sealed) = sealed else { return Some(self) };
        let seal = sealed.seal(&self.frame.to_vec(), self.parcel.bytes())?;
        Some(Self { seal: Some(Rc::new(seal)), ..self })
    }

    /// Bytes of what is sent.
    pub fn bytes(&self) -> u64 {
        self.seal.as_ref().map_or_else(|| self.parcel.bytes(), |seal| seal.bytes())
    }

    /// A slice of what is sent. Of a package that is not sealed no byte passes the wasm.
    ///
    /// # Errors
    /// A document cannot be read.
    pub async fn slice(&self, offset: u64, length: u64) -> Result<Blob, JsValue> {
        match &self.seal {
            None => self.plain_slice(offset, length).await,
            Some(seal) => {
                let sealed = self.sealed_slice(seal, offset, length).await?;
                from_parts(&Array::of1(&Uint8Array::from(&*sealed)))
            }
        }
    }

    /// A slice of the sealed package: of plain bytes only those of its chunks are in memory.
    async fn sealed_slice(&self, seal: &Seal, offset: u64, length: u64) -> Result<Vec<u8>, JsValue> {
        let place = seal.plain(offset, length);
        let plain = bytes(&self.plain_slice(place.start, place.end - place.start).await?).await?;
        if plain.len() as u64 != place.end - place.start {
            // A file is shorter than it was.
            return Err(JsValue::NULL);
        }
        Ok(seal.slice(offset, length, &plain))
    }

    /// A slice of the package itself, put together by the browser.
    async fn plain_slice(&self, offset: u64, length: u64) -> Result<Blob, JsValue> {
        let parts = Array::new();
        for (part, offset, length) in self.parcel.slice(offset, length) {
            match part {
                Part::Frame(_) => parts.push(&self.frame.subarray(offset as u32, (offset + length) as u32)),
                Part::File(file) => parts.push(&self.shelf.slice(file, offset, length).await?.into()),
            };
        }
        Blob::new_with_blob_sequence(&parts)
    }

    /// SHA-256 of all that is sent, in hexadecimal digits.
    ///
    /// # Errors
    /// A document cannot be read.
    pub async fn sha256(&self) -> Result<String, JsValue> {
        let mut digester = Digester::default();
        let mut offset = 0;
        while offset < self.bytes() {
            let length = self.seal.as_ref().map_or(SLICE, |seal| seal.to_chunk_end(offset, SLICE));
            let slice = match &self.seal {
                None => bytes(&self.plain_slice(offset, length).await?).await?,
                Some(seal) => self.sealed_slice(seal, offset, length).await?,
            };
            digester.update(&slice);
            offset += length;
        }
        Ok(digester.finish().sha256.hex())
    }
}
