//! Photographed pages become one PDF file, each JPEG in it as it is.
//!
//! The same pages always give the same bytes: nothing says when or by what the file was made.

use std::iter;

use super::jpeg::JpegHeader;
use super::{Layout, Segment};

/// The long side of a page in hundredths of a point, 1/7200 inch: that of A4, so that a printed page has
/// the size of the paper that was photographed.
const LONG_SIDE: u64 = 84_200;
/// The shortest side that viewers are sure to show, three points (annex C.2).
const MIN_SIDE: u64 = 300;

/// Most bytes that each page adds besides its picture. A test holds it against pages with the longest
/// numbers there can be.
pub const MAX_PAGE_OVERHEAD: u64 = 500;
/// Most bytes of the file besides its pages.
const MAX_FILE_OVERHEAD: u64 = 240;

/// Objects before those of the first page: 0, the catalog and the page tree.
const FIRST: u64 = 3;

/// A page: a JPEG that is put in as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PagePicture {
    /// What the JPEG says of itself.
    pub header: JpegHeader,
    /// Length of the JPEG in bytes.
    pub bytes: u64,
}

/// Most bytes of a file with so many pages besides its pictures: what is left of a limit is the pictures'.
pub const fn overhead(pages: usize) -> u64 {
    MAX_FILE_OVERHEAD + MAX_PAGE_OVERHEAD * pages as u64
}

/// Lays out a PDF 1.4 file with these pages in this order.
pub fn join(pages: &[PagePicture]) -> Layout {
    let mut file = Layout::default();
    let mut offsets = Vec::with_capacity(2 + 3 * pages.len());
    // Four bytes above 127 tell programs that transfer files that this one is not text (7.5.2).
    file.push(b"%PDF-1.4\n%\xE2\xE3\xCF\xD3\n");

    object(&mut file, &mut offsets);
    file.push(b"<</Type/Catalog/Pages 2 0 R>>\nendobj\n");
    object(&mut file, &mut offsets);
    file.push(b"<</Type/Pages/Count ");
    file.number(pages.len() as u64);
    file.push(b"/Kids[");
    for index in 0..pages.len() as u64 {
        file.number(FIRST + 3 * index);
        file.push(b" 0 R ");
    }
    file.push(b"]>>\nendobj\n");

    for (index, page) in pages.iter().enumerate() {
        page_objects(&mut file, &mut offsets, index, page);
    }

    let xref = file.bytes();
    let in_use = offsets.iter().map(|offset| Some((*offset, 0)));
    file.table(1 + offsets.len(), iter::once(None).chain(in_use));
    file.push(b"trailer\n<</Size ");
    file.number(1 + offsets.len() as u64);
    file.push(b"/Root 1 0 R>>");
    file.end(xref);
    file
}

/// A page, what it draws, and its picture.
fn page_objects(file: &mut Layout, offsets: &mut Vec<u64>, index: usize, page: &PagePicture) {
    let header = &page.header;
    let first = FIRST + 3 * index as u64;
    let (width, height) = size(header);

    object(file, offsets);
    file.push(b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 ");
    points(file, width);
    file.push(b" ");
    points(file, height);
    file.push(b"]/Resources<</XObject<</P ");
    file.number(first + 2);
    file.push(b" 0 R>>>>/Contents ");
    file.number(first + 1);
    file.push(b" 0 R>>\nendobj\n");

    let mut drawing = Layout::default();
    for (sign, side) in matrix(header.orientation, width, height) {
        drawing.push(sign);
        points(&mut drawing, side);
        drawing.push(b" ");
    }
    drawing.push(b"cm/P Do");
    object(file, offsets);
    file.push(b"<</Length ");
    file.number(drawing.bytes());
    file.push(b">>\nstream\n");
    for segment in drawing.segments() {
        if let Segment::Bytes(bytes) = segment {
            file.push(bytes);
        }
    }
    file.push(b"\nendstream\nendobj\n");

    object(file, offsets);
    file.push(b"<</Type/XObject/Subtype/Image/Width ");
    file.number(header.width.into());
    file.push(b"/Height ");
    file.number(header.height.into());
    file.push(b"/BitsPerComponent 8/ColorSpace/");
    file.push(match header.components {
        1 => b"DeviceGray",
        4 => b"DeviceCMYK",
        _ => b"DeviceRGB",
    });
    if header.is_inverted() {
        file.push(b"/Decode[1 0 1 0 1 0 1 0]");
    }
    file.push(b"/Filter/DCTDecode/Length ");
    file.number(page.bytes);
    file.push(b">>\nstream\n");
    file.picture(index, page.bytes);
    file.push(b"\nendstream\nendobj\n");
}

/// Begins the next object (7.3.10).
fn object(file: &mut Layout, offsets: &mut Vec<u64>) {
    offsets.push(file.bytes());
    file.number(offsets.len() as u64);
    file.push(b" 0 obj\n");
}

/// Width and height of the page in hundredths of a point: those of the picture as it is to be held.
fn size(header: &JpegHeader) -> (u64, u64) {
    let (width, height) = (u64::from(header.width), u64::from(header.height));
    let (width, height) = if header.orientation > 4 { (height, width) } else { (width, height) };
    let long = width.max(height).max(1);
    let scaled = |side: u64| ((LONG_SIDE * side + long / 2) / long).max(MIN_SIDE);
    (scaled(width), scaled(height))
}

/// A number of the matrix: its sign, and hundredths of a point.
type Signed = (&'static [u8], u64);

/// The matrix that takes a picture, whose upper left corner is at (0, 1) and lower right one at (1, 0)
/// (8.9.5.1), to a page, held as Exif says. `/Rotate` could not mirror.
fn matrix(orientation: u8, w: u64, h: u64) -> [Signed; 6] {
    let zero: Signed = (b"", 0);
    let (right, left): (Signed, Signed) = ((b"", w), (b"-", w));
    let (up, down): (Signed, Signed) = ((b"", h), (b"-", h));
    match orientation {
        2 => [left, zero, zero, up, right, zero],
        3 => [left, zero, zero, down, right, up],
        4 => [right, zero, zero, down, zero, up],
        5 => [zero, down, left, zero, right, up],
        6 => [zero, down, right, zero, zero, up],
        7 => [zero, up, right, zero, zero, zero],
        8 => [zero, up, left, zero, right, zero],
        _ => [right, zero, zero, up, zero, zero],
    }
}

/// Writes hundredths of a point as points.
fn points(file: &mut Layout, hundredths: u64) {
    file.number(hundredths / 100);
    if !hundredths.is_multiple_of(100) {
        file.push(b".");
        file.digits(hundredths % 100, 2);
    }
}
