//! What counts of all that went by, and which pictures a smaller JPEG may stand in for.

use std::ops::Range;

use super::CannotShrink;
use super::colour::{is_gray, is_ordinary};
use super::dictionary::{Dictionary, reference};
use super::found::{Found, Image, Kind, Measured, Object};
use super::jpeg::JpegHeader;
use super::xref::{Entry, Section, Table};

/// One out of so many bytes has to be a picture's, at least, or there is little to gain.
const MIN_SHARE: u64 = 2;

/// A picture that a smaller JPEG may stand in for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// Where the JPEG is in the file.
    pub range: Range<u64>,
    /// What it says of itself. PDF viewers show it as it is stored, whatever Exif says of its orientation
    /// and a profile of its colours; a replacement has to be made from it in the same way.
    pub header: JpegHeader,
    /// Index into the objects of the scan.
    pub(super) object: usize,
    pub(super) dictionary: Vec<u8>,
}

/// A file that can be shrunk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scan {
    /// The objects that count, in the order of the file.
    pub(super) objects: Vec<Object>,
    /// Where the first of anything begins: what comes before is the header.
    pub(super) header_end: u32,
    pub(super) table: Table,
    pictures: Vec<Picture>,
}

impl Scan {
    /// The pictures that may be replaced, in the order of the file.
    pub fn pictures(&self) -> &[Picture] {
        &self.pictures
    }

    /// Holds what went by against the cross-reference data.
    pub(super) fn new(found: Found) -> Result<Self, CannotShrink> {
        let Found { objects, header_end, sections, mut images, measured, .. } = found;
        if sections.iter().any(Section::is_encrypted) {
            return Err(CannotShrink::Encrypted);
        }
        if found.is_signed {
            return Err(CannotShrink::Signed);
        }
        let startxref = found.startxref.ok_or(CannotShrink::NotUnderstood)?;
        let table = Table::read(sections, startxref)?;
        let mut file = Objects { objects, table };
        let counts = file.count()?;

        for data in measured.iter().filter(|data| counts[data.object]) {
            file.measure(data, &mut images)?;
        }
        // A mask has to stay gray (11.6.5.2).
        let mut is_mask = vec![false; file.objects.len()];
        for index in found.masks.into_iter().filter_map(|number| file.find(number)) {
            is_mask[index] = true;
        }
        let mut pictures = Vec::new();
        for image in images.into_iter().filter(|image| counts[image.object]) {
            if !is_mask[image.object] && file.is_replaceable(&image) {
                let Image { object, dictionary, header, start, end } = image;
                pictures.push(Picture { range: start.into()..end.into(), header, object, dictionary });
            }
        }
        if pictures.is_empty() {
            return Err(CannotShrink::NoPictures);
        }
        let objects = compact(file.objects, &counts, &mut pictures);
        let bytes: u64 = objects.iter().map(|object| u64::from(object.end - object.start)).sum();
        let in_pictures: u64 = pictures.iter().map(|picture| picture.range.end - picture.range.start).sum();
        if in_pictures * MIN_SHARE < bytes {
            return Err(CannotShrink::FewPictures);
        }
        Ok(Self { objects, header_end, table: file.table, pictures })
    }
}

/// Objects, and where they are said to be.
struct Objects {
    objects: Vec<Object>,
    table: Table,
}

impl Objects {
    /// Which objects count: those that the table leads to, without what only the old file needed.
    fn count(&mut self) -> Result<Vec<bool>, CannotShrink> {
        let mut counts = vec![false; self.objects.len()];
        for number in 0..self.table.entries.len() {
            match self.table.entries[number] {
                Entry::At { .. } => {
                    let index = self.find(number as u32).ok_or(CannotShrink::NotUnderstood)?;
                    if matches!(self.objects[index].kind, Kind::XrefStream | Kind::Linearized) {
                        self.table.entries[number] = Entry::Free;
                    } else {
                        counts[index] = true;
                    }
                }
                Entry::In { stream, .. } => {
                    let index = self.find(stream).ok_or(CannotShrink::NotUnderstood)?;
                    if self.objects[index].kind != Kind::ObjectStream {
                        return Err(CannotShrink::NotUnderstood);
                    }
                }
                Entry::Free | Entry::Unknown => {}
            }
        }
        Ok(counts)
    }

    /// The object of a number, if it is at the top level.
    fn find(&self, number: u32) -> Option<usize> {
        let Entry::At { offset, generation } = *self.table.entries.get(number as usize)? else {
            return None;
        };
        let index = self.objects.binary_search_by_key(&offset, |object| object.start).ok()?;
        let object = &self.objects[index];
        (object.number == number && object.generation == generation).then_some(index)
    }

    /// What the object of a number is, if it is at the top level.
    fn kind(&self, number: u32) -> Option<Kind> {
        self.find(number).map(|index| self.objects[index].kind)
    }

    /// Data ends where its length says, if that is known: it may be in an object stream. Where it ends
    /// elsewhere than it was taken to, but for an end-of-line marker, something was misread.
    fn measure(&self, data: &Measured, images: &mut [Image]) -> Result<(), CannotShrink> {
        let Some(Kind::Integer(length)) = self.kind(data.length) else {
            return Ok(());
        };
        let end = data.start.checked_add(length).ok_or(CannotShrink::NotUnderstood)?;
        if data.end.checked_sub(end).is_none_or(|rest| rest > 2) {
            return Err(CannotShrink::NotUnderstood);
        }
        if let Ok(index) = images.binary_search_by_key(&data.object, |image| image.object) {
            images[index].end = end;
        }
        Ok(())
    }

    /// A JPEG that a browser makes from this one looks the same in its place. Its three components stand
    /// for three in any colour space, which stays; a single one becomes three of DeviceRGB.
    fn is_replaceable(&self, image: &Image) -> bool {
        let Some(dictionary) = Dictionary::read(&image.dictionary) else {
            return false;
        };
        let Some(space) = dictionary.get("ColorSpace") else {
            return false;
        };
        let is_shown_alike = match image.header.components {
            1 => is_gray(space) || reference(space).is_some_and(|space| self.kind(space) == Some(Kind::Gray)),
            components => components == 3,
        };
        let mask = dictionary.reference("SMask");
        let has_matte = mask.is_some_and(|mask| self.kind(mask) == Some(Kind::Matte));
        is_shown_alike && !has_matte && is_ordinary(&dictionary, &image.header)
    }
}

/// Leaves out what does not count.
fn compact(objects: Vec<Object>, counts: &[bool], pictures: &mut [Picture]) -> Vec<Object> {
    let mut kept = Vec::new();
    let mut pictures = pictures.iter_mut().peekable();
    for (index, mut object) in objects.into_iter().enumerate() {
        if !counts[index] {
            continue;
        }
        object.follows &= index > 0 && counts[index - 1];
        if let Some(picture) = pictures.next_if(|picture| picture.object == index) {
            picture.object = kept.len();
        }
        kept.push(object);
    }
    kept
}
