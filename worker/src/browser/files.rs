//! Reading files in slices: the memory of the wasm never grows with them.

use js_sys::{Array, ArrayBuffer, Uint8Array};
use wasm_bindgen::JsValue;
use web_sys::Blob;

use super::settled;

/// Bytes that are read, hashed and kept at a time.
pub const SLICE: u64 = 256 * 1024;

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

/// Bytes in the browser's memory, which nobody moves or changes.
pub fn from_parts(parts: &Array) -> Result<Blob, JsValue> {
    Blob::new_with_buffer_source_sequence(parts)
}
