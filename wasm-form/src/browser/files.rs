//! The bytes of chosen files, by their numbers.
//!
//! They stay outside the wasm, whose memory never grows with them: they are read in slices.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Array, ArrayBuffer, Uint8Array};
use package::{Digest, Digester, Inspection, Inspector};
use wasm_bindgen::JsValue;
use web_sys::Blob;

use super::settled;
use crate::chosen_file::FileNumber;

/// Bytes that are read, hashed or sent at a time.
pub const SLICE: u64 = 256 * 1024;

/// The files of a form, with their numbers. A clone is the same files.
///
/// A list, as there are few of them: a map would cost the wasm 2 KB.
#[derive(Clone, Default)]
pub struct Files(Rc<RefCell<Vec<(FileNumber, Blob)>>>);

impl Files {
    /// The file with this number.
    pub fn get(&self, number: FileNumber) -> Option<Blob> {
        let files = self.0.borrow();
        files.iter().find(|(at, _)| *at == number).map(|(_, file)| file.clone())
    }

    /// Keeps a file under a number, in the place of the one that had it.
    pub fn put(&self, number: FileNumber, file: Blob) {
        self.remove(number);
        self.0.borrow_mut().push((number, file));
    }

    /// Forgets a file.
    pub fn remove(&self, number: FileNumber) {
        self.0.borrow_mut().retain(|(other, _)| *other != number);
    }
}

/// A slice of a file: of `length` bytes, less at its end.
pub fn slice(file: &Blob, offset: u64, length: u64) -> Result<Blob, JsValue> {
    // File sizes are far below 2⁵³, where a double stops being exact.
    file.slice_with_f64_and_f64(offset as f64, (offset + length) as f64)
}

/// The bytes of a file or slice.
pub async fn buffer(file: &Blob) -> Result<ArrayBuffer, JsValue> {
    settled(file.array_buffer()).await
}

/// The same in the memory of the wasm: for slices.
pub async fn bytes(slice: &Blob) -> Result<Vec<u8>, JsValue> {
    let buffer = buffer(slice).await?;
    Ok(Uint8Array::new(&buffer.into()).to_vec())
}

/// A file in the browser's memory, which nobody moves or changes while the form is open.
pub fn from_buffer(buffer: &ArrayBuffer) -> Result<Blob, JsValue> {
    Blob::new_with_buffer_source_sequence(&Array::of1(buffer))
}

/// Looks at every byte of a file once.
pub async fn inspect(file: &Blob) -> Result<(Inspection, Digest), JsValue> {
    let (mut inspector, mut digester) = (Inspector::default(), Digester::default());
    let length = file.size() as u64;
    for offset in (0..length).step_by(SLICE as usize) {
        let bytes = bytes(&slice(file, offset, SLICE)?).await?;
        inspector.update(&bytes);
        digester.update(&bytes);
    }
    Ok((inspector.finish(), digester.finish()))
}
