//! Documents: what is sent of one, and what it is taken for.

use package::{Cleaner, Inspection, Inspector};

/// A JPEG, however broken.
pub fn jpeg(bytes: &[u8]) {
    document(&[b"\xFF\xD8\xFF", bytes].concat());
}

/// A PNG, however broken.
pub fn png(bytes: &[u8]) {
    document(&[b"\x89PNG\r\n\x1A\n\0\0\0\x0DIHDR", bytes].concat());
}

/// A PDF, however broken.
pub fn pdf(bytes: &[u8]) {
    document(&[b"%PDF-1.", bytes].concat());
}

/// Whatever else somebody takes for a document: pictures of other kinds, web pages, archives, nothing.
pub fn foreign(bytes: &[u8]) {
    document(bytes);
}

/// However the bytes come in, they are cleaned and found to be the same, and cleaned once is cleaned.
fn document(bytes: &[u8]) {
    let cleaned = clean(std::iter::once(bytes));
    assert_eq!(clean(crate::pieces(bytes)), cleaned, "cleaned in pieces");
    assert_eq!(clean(std::iter::once(&cleaned[..])), cleaned, "cleaned again");
    let inspection = inspect(std::iter::once(&cleaned[..]));
    assert_eq!(inspect(crate::pieces(&cleaned)), inspection, "inspected in pieces");
    assert_eq!(inspection.bytes, cleaned.len() as u64);
}

fn clean<'a>(pieces: impl Iterator<Item = &'a [u8]>) -> Vec<u8> {
    let (mut cleaner, mut cleaned) = (Cleaner::default(), Vec::new());
    pieces.for_each(|piece| cleaner.update(piece, &mut cleaned));
    cleaner.finish(&mut cleaned);
    cleaned
}

fn inspect<'a>(pieces: impl Iterator<Item = &'a [u8]>) -> Inspection {
    let mut inspector = Inspector::default();
    pieces.for_each(|piece| inspector.update(piece));
    inspector.finish()
}
