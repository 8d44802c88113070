//! Where the objects are, as the cross-reference data says (7.5.4, 7.5.6 and 7.5.8).

use super::CannotShrink;
use super::dictionary::Dictionary;

/// Most entries in all sections of a file together.
pub(super) const MAX_ENTRIES: usize = 1 << 19;
/// Highest number of an object, plus one. Numbers are handed out in order, so no more are used than there
/// are objects, by far.
const MAX_NUMBER: usize = 1 << 18;

/// Where an object is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Entry {
    /// No section says anything about it.
    #[default]
    Unknown,
    /// Nowhere: its number is not in use.
    Free,
    /// At the top level, at this offset.
    At { offset: u32, generation: u16 },
    /// In the object stream with this number.
    In { stream: u32, index: u16 },
}

/// A cross-reference section with its trailer.
#[derive(Debug, Default)]
pub(super) struct Section {
    /// Where it begins: the keyword, or the object that the stream is.
    pub(super) offset: u32,
    /// Numbers of objects, and where these are.
    pub(super) entries: Vec<(u32, Entry)>,
    /// The dictionary of the trailer or of the stream.
    pub(super) trailer: Vec<u8>,
    pub(super) is_stream: bool,
}

impl Section {
    /// The document is encrypted (7.6.1).
    pub(super) fn is_encrypted(&self) -> bool {
        let trailer = Dictionary::read(&self.trailer);
        trailer.is_some_and(|trailer| trailer.get("Encrypt").is_some_and(|value| value != b"null"))
    }
}

/// What all sections say together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Table {
    /// An entry for each number.
    pub(super) entries: Vec<Entry>,
    /// The dictionary of the latest trailer.
    pub(super) trailer: Vec<u8>,
    /// At least one section is a stream.
    pub(super) has_streams: bool,
}

impl Table {
    /// Follows the sections from the latest back to the first; what a later one says holds (7.5.6).
    pub(super) fn read(mut sections: Vec<Section>, startxref: u32) -> Result<Self, CannotShrink> {
        let mut table = Self::default();
        let mut next = Some(startxref);
        while let Some(offset) = next {
            let section = take(&mut sections, offset)?;
            let trailer = Dictionary::read(&section.trailer).ok_or(CannotShrink::NotUnderstood)?;
            next = offset_in(&trailer, "Prev")?;
            let hybrid = offset_in(&trailer, "XRefStm")?;

            table.add(&section, |entry| !matches!(entry, Entry::Free))?;
            // In a hybrid file, the table says of what is in object streams that it is free, so that old
            // programs pass it over; the stream says where it is (7.5.8.4).
            if let Some(offset) = hybrid {
                let hidden = take(&mut sections, offset)?;
                table.add(&hidden, |_| true)?;
            }
            table.add(&section, |_| true)?;
            if table.trailer.is_empty() {
                // A file begins with its catalog (7.5.5).
                trailer.reference("Root").ok_or(CannotShrink::NotUnderstood)?;
                table.trailer = section.trailer;
            }
        }
        Ok(table)
    }

    /// Adds what a section says about numbers of which nothing is known yet.
    fn add(&mut self, section: &Section, which: fn(Entry) -> bool) -> Result<(), CannotShrink> {
        self.has_streams |= section.is_stream;
        for (number, entry) in &section.entries {
            let number = *number as usize;
            if number >= MAX_NUMBER {
                return Err(CannotShrink::TooComplex);
            }
            if self.entries.len() <= number {
                self.entries.resize(number + 1, Entry::Unknown);
            }
            if self.entries[number] == Entry::Unknown && which(*entry) {
                self.entries[number] = *entry;
            }
        }
        Ok(())
    }
}

/// The section at an offset. Each is taken once, so that none is met again in a circle.
fn take(sections: &mut Vec<Section>, offset: u32) -> Result<Section, CannotShrink> {
    let position = sections.iter().position(|section| section.offset == offset);
    Ok(sections.swap_remove(position.ok_or(CannotShrink::NotUnderstood)?))
}

/// An offset that a trailer need not state.
fn offset_in(trailer: &Dictionary, name: &str) -> Result<Option<u32>, CannotShrink> {
    match trailer.get(name) {
        None => Ok(None),
        Some(_) => trailer.integer(name).map(Some).ok_or(CannotShrink::NotUnderstood),
    }
}
