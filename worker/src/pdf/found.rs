//! What a pass over a file notes as it goes by.

use super::CannotShrink;
use super::jpeg::JpegHeader;
use super::xref::{MAX_ENTRIES, Section};

/// Most objects. A scan has about ten for each page.
const MAX_OBJECTS: usize = 1 << 17;
/// Most bytes of all dictionaries together that are kept: those of images and trailers.
const MAX_KEPT: usize = 1 << 23;
/// Most cross-reference sections: an update adds one.
const MAX_SECTIONS: usize = 1 << 10;

/// An object at the top level.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Object {
    pub(super) number: u32,
    pub(super) generation: u16,
    /// From its number to `endobj`, both included.
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) kind: Kind,
    /// Nothing but white space and comments is between it and the object before.
    pub(super) follows: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Kind {
    #[default]
    Other,
    /// A number, as of the length of a stream.
    Integer(u32),
    /// A colour space for gray.
    Gray,
    ObjectStream,
    /// A mask that was made for a picture of the same size (11.6.5.3).
    Matte,
    XrefStream,
    /// The parameters of a linearized file (annex F.3.2).
    Linearized,
}

/// An image whose data is a JPEG, whether or not it can be replaced.
#[derive(Debug)]
pub(super) struct Image {
    /// Index into the objects.
    pub(super) object: usize,
    pub(super) dictionary: Vec<u8>,
    pub(super) header: JpegHeader,
    /// From its first byte to where it ends, as far as is known while it goes by.
    pub(super) start: u32,
    pub(super) end: u32,
}

/// Data whose length is stated elsewhere, and that was taken to end where `endstream` is.
#[derive(Debug)]
pub(super) struct Measured {
    /// Index into the objects.
    pub(super) object: usize,
    /// The number of the object that states the length.
    pub(super) length: u32,
    pub(super) start: u32,
    /// Where `endstream` begins.
    pub(super) end: u32,
}

/// All that went by.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// In the order of the file.
    pub(super) objects: Vec<Object>,
    /// Where the first of anything begins: what comes before is the header (7.5.2).
    pub(super) header_end: u32,
    pub(super) sections: Vec<Section>,
    pub(super) images: Vec<Image>,
    pub(super) measured: Vec<Measured>,
    /// Numbers of the objects that images use as masks.
    pub(super) masks: Vec<u32>,
    /// What the last `startxref` says.
    pub(super) startxref: Option<u32>,
    pub(super) is_signed: bool,

    /// Length of all dictionaries that are kept, in bytes.
    kept: usize,
    /// How many entries the sections have.
    entries: usize,
}

impl Found {
    /// Notes an object.
    pub(super) fn object(&mut self, object: Object) -> Result<(), CannotShrink> {
        self.objects.push(object);
        within(self.objects.len(), MAX_OBJECTS)
    }

    /// Makes room for a dictionary of so many bytes.
    pub(super) fn keep(&mut self, bytes: usize) -> Result<(), CannotShrink> {
        self.kept += bytes;
        within(self.kept, MAX_KEPT)
    }

    /// Notes a cross-reference section.
    pub(super) fn section(&mut self, section: Section) -> Result<(), CannotShrink> {
        self.keep(section.trailer.len())?;
        self.entries += section.entries.len();
        self.sections.push(section);
        within(self.sections.len(), MAX_SECTIONS)?;
        within(self.entries, MAX_ENTRIES)
    }
}

/// Refuses what would take too much memory.
fn within(count: usize, most: usize) -> Result<(), CannotShrink> {
    if count > most { Err(CannotShrink::TooComplex) } else { Ok(()) }
}
