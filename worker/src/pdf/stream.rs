//! A stream while its data goes by (7.3.8).

use super::CannotShrink;
use super::dictionary::{Dictionary, reference};
use super::found::{Found, Image, Kind, Measured};
use super::jpeg::JpegReader;
use super::token::integer;
use super::xref::Section;
use super::xref_stream;

/// Longest data of a cross-reference stream in bytes, compressed.
const MAX_XREF: u32 = 1 << 21;

/// How long the data is.
#[derive(Clone, Copy, Debug)]
pub(super) enum Length {
    Direct(u32),
    /// The number of an object that may come later.
    Indirect(u32),
}

/// What is done with the data.
#[derive(Debug)]
enum Sink {
    Nothing,
    Picture(JpegReader),
    Xref(Vec<u8>),
}

#[derive(Debug)]
pub(super) struct Stream {
    dictionary: Vec<u8>,
    pub(super) length: Length,
    pub(super) kind: Kind,
    sink: Sink,
    /// Where the data begins and ends; the latter is where `endstream` is as long as nothing else is known.
    pub(super) start: u32,
    pub(super) end: u32,
}

impl Stream {
    /// A stream with this dictionary.
    pub(super) fn new(head: &[u8], found: &mut Found) -> Result<Self, CannotShrink> {
        let dictionary = Dictionary::read(head).ok_or(CannotShrink::NotUnderstood)?;
        let stated = dictionary.get("Length").unwrap_or_default();
        let length = match (integer(stated), reference(stated)) {
            (Some(length), _) => Length::Direct(length),
            (_, Some(length)) => Length::Indirect(length),
            _ => return Err(CannotShrink::NotUnderstood),
        };
        let mut stream =
            Self { dictionary: Vec::new(), length, kind: Kind::Other, sink: Sink::Nothing, start: 0, end: 0 };
        match (dictionary.name("Type"), dictionary.name("Subtype")) {
            (Some(b"XRef"), _) => {
                // Its entries have to be direct (7.5.8.2), for it is what objects are found by.
                if !matches!(length, Length::Direct(..=MAX_XREF)) {
                    return Err(CannotShrink::TooComplex);
                }
                stream.kind = Kind::XrefStream;
                stream.sink = Sink::Xref(Vec::new());
                stream.dictionary = head.to_vec();
            }
            (Some(b"ObjStm"), _) => stream.kind = Kind::ObjectStream,
            (_, Some(b"Image")) => {
                let masks = ["SMask", "Mask"].map(|name| dictionary.reference(name));
                found.masks.extend(masks.into_iter().flatten());
                if dictionary.get("Matte").is_some() {
                    stream.kind = Kind::Matte;
                }
                if is_dct(&dictionary) {
                    stream.sink = Sink::Picture(JpegReader::default());
                    stream.dictionary = head.to_vec();
                }
            }
            _ => {}
        }
        Ok(stream)
    }

    /// Takes in the next bytes of the data.
    pub(super) fn update(&mut self, bytes: &[u8]) {
        match &mut self.sink {
            Sink::Nothing => {}
            Sink::Picture(reader) => reader.update(bytes),
            Sink::Xref(data) => data.extend_from_slice(bytes),
        }
    }

    /// The data has gone by. `offset` is where the object begins.
    pub(super) fn finish(self, offset: u32, found: &mut Found) -> Result<(), CannotShrink> {
        let Self { dictionary, length, sink, start, end, .. } = self;
        if let Length::Indirect(length) = length {
            found.measured.push(Measured { object: found.objects.len(), length, start, end });
        }
        match sink {
            Sink::Nothing => {}
            Sink::Picture(reader) => {
                found.keep(dictionary.len())?;
                if let Some(header) = reader.header() {
                    let object = found.objects.len();
                    found.images.push(Image { object, dictionary, header, start, end });
                }
            }
            Sink::Xref(data) => {
                let entries = xref_stream::entries(&dictionary, &data)?;
                found.section(Section { offset, entries, trailer: dictionary, is_stream: true })?;
            }
        }
        Ok(())
    }
}

/// The data is a JPEG, and nothing else around it (7.4.8).
fn is_dct(dictionary: &Dictionary) -> bool {
    let is_white = |byte: &u8| super::token::is_white(*byte) || matches!(byte, b'[' | b']');
    let filter = dictionary.get("Filter").unwrap_or_default();
    filter.split(is_white).filter(|word| !word.is_empty()).eq([&b"/DCTDecode"[..]])
}
