//! PDFs made of pictures: photos joined into one, and scans made smaller. The pictures stay with the
//! browser; what is laid out around them comes from [`crate::pdf`].

use std::ops::Range;

use js_sys::{Array, Uint8Array};
use package::{DocumentType, MOST_MEGAPIXELS};
use wasm_bindgen::JsValue;
use web_sys::{Blob, BlobPropertyBag};

use super::files::{SLICE, bytes, slice};
use super::picture::Picture;
use super::shelf::Shelf;
use crate::fit;
use crate::message::{CannotFit, FileRef, FitLimits};
use crate::pdf::{self, JpegHeader, JpegReader, Layout, PagePicture, Replacement, Scan, Scanner, Segment};

/// One PDF with a page for each picture. A JPEG that is not too large becomes a page as it is.
///
/// # Errors
/// A picture, this one, cannot be decoded or made small enough.
pub async fn join(pictures: &[Blob], limits: FitLimits) -> Result<Blob, (Option<usize>, CannotFit)> {
    let sizes: Vec<u64> = pictures.iter().map(|picture| picture.size() as u64).collect();
    let room = limits.max_bytes.saturating_sub(pdf::overhead(pictures.len()));
    let share = FitLimits { max_bytes: fit::share(&sizes, room), ..limits };
    let (mut jpegs, mut pages) = (Vec::new(), Vec::new());
    for (at, picture) in pictures.iter().enumerate() {
        let (jpeg, header) = page(picture, share).await.map_err(|why| (Some(at), why))?;
        pages.push(PagePicture { header, bytes: jpeg.size() as u64 });
        jpegs.push(jpeg);
    }
    put_together(&pdf::join(&pages), &jpegs, None).map_err(|_| (None, CannotFit::Unreadable))
}

/// A picture as a JPEG within the limits.
async fn page(picture: &Blob, limits: FitLimits) -> Result<(Blob, JpegHeader), CannotFit> {
    if picture.size() as u64 <= limits.max_bytes
        && let Some(header) = header(picture).await
    {
        return Ok((picture.clone(), header));
    }
    let jpeg = Picture::decode(picture).await?.fit(limits).await?;
    let header = header(&jpeg).await.ok_or(CannotFit::NoCanvas)?;
    Ok((jpeg, header))
}

/// The header of a JPEG; none, if it is none, or cannot be in a PDF.
async fn header(jpeg: &Blob) -> Option<JpegHeader> {
    let mut reader = JpegReader::default();
    let length = jpeg.size() as u64;
    for offset in (0..length).step_by(SLICE as usize) {
        reader.update(&bytes(&slice(jpeg, offset, SLICE).ok()?).await.ok()?);
        if reader.is_done() {
            break;
        }
    }
    reader.header()
}

/// The same PDF with its large pictures made smaller.
///
/// # Errors
/// It is not made of pictures, or they cannot be made small enough.
pub async fn shrink(file: &Blob, limits: FitLimits) -> Result<Blob, CannotFit> {
    let scan = scan(file).await?;
    let sizes: Vec<u64> = scan.pictures().iter().map(|picture| length(&picture.range)).collect();
    let others = (file.size() as u64).saturating_sub(sizes.iter().sum());
    // Besides the pictures only numbers of a few digits change.
    let room = limits.max_bytes.saturating_sub(others + others / 50);
    let share = FitLimits { max_bytes: fit::share(&sizes, room), ..limits };
    let (mut jpegs, mut replacements) = (Vec::new(), Vec::new());
    for (at, picture) in scan.pictures().iter().enumerate() {
        if sizes[at] <= share.max_bytes {
            continue;
        }
        let JpegHeader { width, height, .. } = picture.header;
        if u64::from(width) * u64::from(height) > u64::from(MOST_MEGAPIXELS) * 1_000_000 {
            return Err(CannotFit::TooDetailed);
        }
        let stored = as_stored(file, picture).map_err(|_| CannotFit::Unreadable)?;
        let jpeg = Picture::decode_plain(&stored).await?.fit(share).await?;
        let JpegHeader { width, height, .. } = header(&jpeg).await.ok_or(CannotFit::NoCanvas)?;
        replacements.push(Replacement { picture: at, width, height, bytes: jpeg.size() as u64 });
        jpegs.push(jpeg);
    }
    let layout = pdf::rewrite(&scan, &replacements);
    if layout.bytes() > limits.max_bytes {
        return Err(CannotFit::TooDetailed);
    }
    put_together(&layout, &jpegs, Some(file)).map_err(|_| CannotFit::Unreadable)
}

async fn scan(file: &Blob) -> Result<Scan, CannotFit> {
    let mut scanner = Scanner::default();
    for offset in (0..file.size() as u64).step_by(SLICE as usize) {
        let piece = async { bytes(&slice(file, offset, SLICE)?).await };
        scanner.update(&piece.await.map_err(|_: JsValue| CannotFit::Unreadable)?);
    }
    scanner.finish().map_err(|_| CannotFit::NotPictures)
}

/// A picture of a PDF without what would have a browser turn it: readers of PDFs do not look at that.
fn as_stored(file: &Blob, picture: &pdf::Picture) -> Result<Blob, JsValue> {
    let (start, length) = (picture.range.start, length(&picture.range));
    let Some(at) = picture.header.exif_at else { return slice(file, start, length) };
    let parts = Array::of3(
        &slice(file, start, at)?.into(),
        &Uint8Array::from(&b"-"[..]),
        &slice(file, start + at + 1, length - at - 1)?.into(),
    );
    Blob::new_with_blob_sequence(&parts)
}

fn put_together(layout: &Layout, pictures: &[Blob], original: Option<&Blob>) -> Result<Blob, JsValue> {
    let parts = Array::new();
    for segment in layout.segments() {
        match segment {
            Segment::Bytes(bytes) => parts.push(&Uint8Array::from(&**bytes)),
            Segment::Picture(at) => parts.push(&pictures[*at]),
            Segment::Original(range) => {
                let original = original.ok_or(JsValue::NULL)?;
                parts.push(&slice(original, range.start, length(range))?.into())
            }
        };
    }
    as_pdf(&parts)
}

/// A PDF that is kept, for a browser that shows it.
///
/// # Errors
/// It cannot be read.
pub async fn to_show(shelf: &Shelf, file: FileRef) -> Result<Blob, JsValue> {
    as_pdf(&Array::of1(&shelf.whole(file).await?.into()))
}

fn as_pdf(parts: &Array) -> Result<Blob, JsValue> {
    let options = BlobPropertyBag::new();
    options.set_type(DocumentType::Pdf.media_type());
    Blob::new_with_blob_sequence_and_options(parts, &options)
}

fn length(range: &Range<u64>) -> u64 {
    range.end - range.start
}
