//! PDFs that the worker makes smaller, and pictures that it joins.

use worker::pdf::{self, JpegReader, PagePicture, Replacement, Scanner, Segment};

/// A scan: found in pieces as in one, its pictures lie within it, and the file that is laid out around
/// smaller ones has the length that it says.
pub fn scan(bytes: &[u8]) {
    let whole = read(std::iter::once(bytes));
    let in_pieces = read(crate::pieces(bytes));
    assert_eq!(whole.as_ref().err(), in_pieces.as_ref().err(), "scanned in pieces");
    let (Ok(scan), Ok(again)) = (whole, in_pieces) else { return };
    assert_eq!(scan.pictures().len(), again.pictures().len());
    for picture in scan.pictures() {
        assert!(picture.range.start <= picture.range.end && picture.range.end <= bytes.len() as u64);
    }
    let replacements: Vec<_> = (0..scan.pictures().len())
        .map(|picture| Replacement { picture, width: 10, height: 10, bytes: 100 })
        .collect();
    laid_out(&pdf::rewrite(&scan, &replacements), bytes.len() as u64, &[100]);
    laid_out(&pdf::rewrite(&scan, &[]), bytes.len() as u64, &[]);
}

/// Photos, which follow each other here: what can be told of one is the same in pieces, and the file of all
/// of them has the length that it says.
pub fn join(bytes: &[u8]) {
    let mut pages = Vec::new();
    for photo in bytes.chunk_by(|before, after| (*before, *after) != (0xFF, 0xD8)) {
        // The marker that divides them belongs half to each.
        let photo = [b"\xFF", photo].concat();
        let header = header(std::iter::once(&photo[..]));
        assert_eq!(header, self::header(crate::pieces(&photo)), "read in pieces");
        pages.extend(header.map(|header| PagePicture { header, bytes: photo.len() as u64 }));
    }
    let sizes: Vec<_> = pages.iter().map(|page| page.bytes).collect();
    let layout = pdf::join(&pages);
    laid_out(&layout, 0, &sizes);
    let pictures: u64 = sizes.iter().sum();
    assert!(layout.bytes() - pictures <= pdf::overhead(pages.len()));
}

fn read<'a>(pieces: impl Iterator<Item = &'a [u8]>) -> Result<pdf::Scan, pdf::CannotShrink> {
    let mut scanner = Scanner::default();
    pieces.for_each(|piece| scanner.update(piece));
    scanner.finish()
}

fn header<'a>(pieces: impl Iterator<Item = &'a [u8]>) -> Option<pdf::JpegHeader> {
    let mut reader = JpegReader::default();
    pieces.for_each(|piece| reader.update(piece));
    reader.header()
}

/// The parts of a file are there, and are as long as the file.
fn laid_out(layout: &pdf::Layout, original: u64, pictures: &[u64]) {
    let length = |segment: &Segment| match segment {
        Segment::Bytes(bytes) => bytes.len() as u64,
        Segment::Original(range) => {
            assert!(range.start <= range.end && range.end <= original);
            range.end - range.start
        }
        Segment::Picture(index) => pictures.get(*index).or(pictures.first()).copied().unwrap_or(0),
    };
    assert_eq!(layout.segments().iter().map(length).sum::<u64>(), layout.bytes());
}
