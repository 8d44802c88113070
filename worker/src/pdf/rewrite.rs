//! A scanned file with smaller pictures: all else stays byte for byte, with new cross-reference data.
//!
//! Objects that no longer count, which updates leave behind, and old cross-reference data are left out.

use super::Layout;
use super::dictionary::Dictionary;
use super::scan::{Picture, Scan};
use super::xref::Entry;

/// Widths of the fields in a cross-reference stream in bytes: the type, an offset or the number of an
/// object stream, a generation or a place in the object stream (table 18).
const WIDTHS: [u64; 3] = [1, 4, 2];

/// Entries of an image that describe its data (table 89), which is new.
const NEW: [&[u8]; 7] =
    [b"Width", b"Height", b"BitsPerComponent", b"Decode", b"Filter", b"DecodeParms", b"Length"];

/// A JPEG for the place of a picture, with three components in YCbCr, as browsers make them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Replacement {
    /// Index into [`Scan::pictures`].
    pub picture: usize,
    /// Pixels per line.
    pub width: u32,
    /// Lines.
    pub height: u32,
    /// Length of the JPEG in bytes. One that is longer than what it should replace is not used.
    pub bytes: u64,
}

/// Lays out the file that was scanned, with other pictures in it.
pub fn rewrite(scan: &Scan, replacements: &[Replacement]) -> Layout {
    let mut file = Layout::default();
    let mut entries = scan.table.entries.clone();
    file.original(0..scan.header_end.into());
    let mut end = scan.header_end;
    let mut pictures = scan.pictures().iter().enumerate().peekable();
    for (index, object) in scan.objects.iter().enumerate() {
        if object.follows {
            file.original(end.into()..object.start.into());
        } else if index > 0 {
            file.push(b"\n");
        }
        end = object.end;
        entries[object.number as usize] =
            Entry::At { offset: file.bytes() as u32, generation: object.generation };

        let picture = pictures.next_if(|(_, picture)| picture.object == index);
        let replaced = picture.and_then(|(place, picture)| {
            let most = picture.range.end - picture.range.start;
            let fits = |other: &Replacement| other.picture == place && other.bytes <= most;
            replacements.iter().position(fits).map(|replacement| (picture, replacement))
        });
        match replaced {
            None => file.original(object.start.into()..object.end.into()),
            Some((picture, index)) => {
                file.number(object.number.into());
                file.push(b" ");
                file.number(object.generation.into());
                file.push(b" obj\n");
                image(&mut file, picture, &replacements[index]);
                file.picture(index, replacements[index].bytes);
                file.push(b"\nendstream\nendobj");
            }
        }
    }
    file.push(b"\n");

    let xref = file.bytes();
    if scan.table.has_streams {
        stream(&mut file, scan, &entries);
    } else {
        let in_use = entries.iter().map(|entry| match *entry {
            Entry::At { offset, generation } => Some((offset.into(), generation)),
            _ => None,
        });
        file.table(entries.len(), in_use);
        file.push(b"trailer\n<</Size ");
        file.number(entries.len() as u64);
        carry_over(&mut file, scan);
        file.push(b">>");
    }
    file.end(xref);
    file
}

/// An image's dictionary, up to its data. Masks, alternates and whatever else it states stay, and so does
/// the colour space, unless it is one for gray.
fn image(file: &mut Layout, picture: &Picture, replacement: &Replacement) {
    file.push(b"<</Width ");
    file.number(replacement.width.into());
    file.push(b"/Height ");
    file.number(replacement.height.into());
    file.push(b"/BitsPerComponent 8/Filter/DCTDecode/Length ");
    file.number(replacement.bytes);
    let is_gray = picture.header.components == 1;
    if is_gray {
        file.push(b"/ColorSpace/DeviceRGB");
    }
    if let Some(dictionary) = Dictionary::read(&picture.dictionary) {
        for (name, value) in dictionary.entries() {
            if !(NEW.contains(&name) || is_gray && name == b"ColorSpace") {
                entry(file, name, value);
            }
        }
    }
    file.push(b">>\nstream\n");
}

/// An entry of a dictionary.
fn entry(file: &mut Layout, name: &[u8], value: &[u8]) {
    file.push(b"/");
    file.push(name);
    file.push(b" ");
    file.push(value);
}

/// What a trailer says of the document (table 15).
fn carry_over(file: &mut Layout, scan: &Scan) {
    if let Some(trailer) = Dictionary::read(&scan.table.trailer) {
        for name in ["Root", "Info", "ID"] {
            if let Some(value) = trailer.get(name) {
                entry(file, name.as_bytes(), value);
            }
        }
    }
}

/// A cross-reference stream (7.5.8), the last object of the file, which also has an entry for itself.
fn stream(file: &mut Layout, scan: &Scan, entries: &[Entry]) {
    let offset = file.bytes() as u32;
    let number = entries.len() as u64;
    file.number(number);
    file.push(b" 0 obj\n<</Type/XRef/Size ");
    file.number(number + 1);
    file.push(b"/W[");
    for width in WIDTHS {
        file.number(width);
        file.push(b" ");
    }
    file.push(b"]/Length ");
    file.number((number + 1) * WIDTHS.iter().sum::<u64>());
    carry_over(file, scan);
    file.push(b">>\nstream\n");
    for entry in entries.iter().chain([&Entry::At { offset, generation: 0 }]) {
        let (kind, second, third) = match *entry {
            Entry::At { offset, generation } => (1, offset, generation),
            Entry::In { stream, index } => (2, stream, index),
            Entry::Free | Entry::Unknown => (0, 0, u16::MAX),
        };
        file.push(&[kind]);
        file.push(&second.to_be_bytes());
        file.push(&third.to_be_bytes());
    }
    file.push(b"\nendstream\nendobj");
}
