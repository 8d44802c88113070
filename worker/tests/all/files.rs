//! The files that `tests/fixtures/make.py` made, and how a browser would put new ones together.

use std::fs;
use std::path::Path;

use worker::pdf::{
    CannotShrink, JpegHeader, JpegReader, Layout, Replacement, Scan, Scanner, Segment, rewrite,
};

/// A file of the folder `fixtures`.
pub fn fixture(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name);
    fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Reads a file in chunks of this size.
pub fn scan_in_chunks(file: &[u8], size: usize) -> Result<Scan, CannotShrink> {
    let mut scanner = Scanner::default();
    file.chunks(size).for_each(|chunk| scanner.update(chunk));
    scanner.finish()
}

/// Reads a file at once.
pub fn scan(file: &[u8]) -> Result<Scan, CannotShrink> {
    scan_in_chunks(file, usize::MAX)
}

/// What a JPEG says of itself.
pub fn header(jpeg: &[u8]) -> JpegHeader {
    let mut reader = JpegReader::default();
    reader.update(jpeg);
    reader.header().expect("a JPEG that a PDF can hold")
}

/// The bytes of a layout.
pub fn assemble(layout: &Layout, original: &[u8], pictures: &[Vec<u8>]) -> Vec<u8> {
    let mut file = Vec::new();
    for segment in layout.segments() {
        match segment {
            Segment::Bytes(bytes) => file.extend_from_slice(bytes),
            Segment::Original(range) => {
                file.extend_from_slice(&original[range.start as usize..range.end as usize]);
            }
            Segment::Picture(index) => file.extend_from_slice(&pictures[*index]),
        }
    }
    assert_eq!(file.len() as u64, layout.bytes());
    file
}

/// The file with each picture replaced by what `make` makes of it.
pub fn shrink(original: &[u8], make: impl Fn(&[u8]) -> Vec<u8>) -> Vec<u8> {
    let scan = scan(original).expect("a file that can be shrunk");
    let jpegs: Vec<Vec<u8>> = (scan.pictures().iter())
        .map(|picture| make(&original[picture.range.start as usize..picture.range.end as usize]))
        .collect();
    let replacements: Vec<_> = (jpegs.iter().enumerate())
        .map(|(picture, jpeg)| {
            let JpegHeader { width, height, .. } = header(jpeg);
            Replacement { picture, width, height, bytes: jpeg.len() as u64 }
        })
        .collect();
    assemble(&rewrite(&scan, &replacements), original, &jpegs)
}
