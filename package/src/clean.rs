//! Takes out of a picture what it says about its owner beside the picture: where it was taken, when, and
//! with which camera.
//!
//! Nobody who sends a photo of a passport means to send the place of their home. Nothing is decoded, so
//! the picture stays as it is, bit for bit: only the segments or chunks around it go. What lies behind its
//! end goes too: films and further pictures that phones append, with the same particulars in them. The
//! orientation stays, without which a page lies on its side.
//!
//! A [`Cleaner`] takes the bytes in chunks of any size, holds 64 KB of them at most (one segment of a
//! JPEG), and makes the same bytes in the browser as in `upload pack`. Cleaned once is cleaned: a second
//! time changes nothing. What is cut off stays cut off, and what belongs nowhere passes, so that an
//! [`Inspector`](crate::Inspector) behind the cleaner finds it too.

mod exif;
mod jpeg;
mod png;

use crate::document::{JPEG_SIGNATURE, PNG_SIGNATURE};

/// Cleans one document while its bytes go by.
#[derive(Default)]
pub struct Cleaner {
    /// The first bytes, until there are enough to tell the type.
    head: Vec<u8>,
    filter: Option<Filter>,
}

/// What a document of a type that is known by now is sent through.
enum Filter {
    Jpeg(jpeg::Filter),
    Png(png::Filter),
    /// PDFs, and what is no document.
    Unchanged,
}

impl Cleaner {
    /// Takes in the next chunk, and appends to `cleaned` what of it may stay.
    pub fn update(&mut self, mut chunk: &[u8], cleaned: &mut Vec<u8>) {
        if self.filter.is_none() {
            let missing = PNG_SIGNATURE.len() - self.head.len();
            let (first, rest) = chunk.split_at(chunk.len().min(missing));
            self.head.extend(first);
            chunk = rest;
            if self.head.len() == PNG_SIGNATURE.len() {
                self.recognise(cleaned);
            }
        }
        if let Some(filter) = &mut self.filter {
            filter.update(chunk, cleaned);
        }
    }

    /// Tells the type from the head, and sends the head through.
    fn recognise(&mut self, cleaned: &mut Vec<u8>) {
        let head = std::mem::take(&mut self.head);
        self.filter.insert(Filter::of(&head)).update(&head, cleaned);
    }

    /// Appends what is still held, after the last chunk.
    pub fn finish(mut self, cleaned: &mut Vec<u8>) {
        if self.filter.is_none() {
            self.recognise(cleaned);
        }
        if let Some(Filter::Jpeg(filter)) = self.filter {
            filter.finish(cleaned);
        } else if let Some(Filter::Png(filter)) = self.filter {
            filter.finish(cleaned);
        }
    }
}

impl Filter {
    fn of(head: &[u8]) -> Self {
        if head.starts_with(&JPEG_SIGNATURE) {
            Self::Jpeg(jpeg::Filter::default())
        } else if head.starts_with(&PNG_SIGNATURE) {
            Self::Png(png::Filter::default())
        } else {
            Self::Unchanged
        }
    }

    fn update(&mut self, chunk: &[u8], cleaned: &mut Vec<u8>) {
        match self {
            Self::Jpeg(filter) => filter.update(chunk, cleaned),
            Self::Png(filter) => filter.update(chunk, cleaned),
            Self::Unchanged => cleaned.extend(chunk),
        }
    }
}
