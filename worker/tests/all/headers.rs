//! What a JPEG says of itself, however its bytes arrive.

use worker::pdf::{JpegHeader, JpegReader};

use crate::files::{fixture, header};

#[test]
fn headers_are_read() {
    for orientation in 1..=8 {
        let jpeg = fixture(&format!("exif-{orientation}.jpg"));
        let JpegHeader { exif_at, .. } = header(&jpeg);
        let at = exif_at.unwrap() as usize;
        assert!(jpeg[at..].starts_with(b"Exif\0\0"));
        assert_eq!(
            header(&jpeg),
            JpegHeader {
                width: 192,
                height: 128,
                components: 3,
                orientation,
                exif_at,
                adobe_transform: None
            }
        );
        // Whoever wants it decoded as it is stored hides the orientation so.
        let mut hidden = jpeg.clone();
        hidden[at] = b'-';
        assert_eq!(header(&hidden).orientation, 1);
    }
    assert_eq!(header(&fixture("gray.jpg")).components, 1);
    assert_eq!(header(&fixture("progressive.jpg")).components, 3);
    let inks = header(&fixture("cmyk.jpg"));
    assert!(inks.components == 4 && inks.is_inverted());
}

/// Phones write maps of depth, profiles and thumbnails of many kilobytes before the frame.
#[test]
fn large_segments_are_passed_over() {
    let jpeg = fixture("exif-6.jpg");
    let mut large = b"\xFF\xE2\xFF\xFF".to_vec();
    large.resize(2 + 0xFFFF, 0xFF);
    let file = [&jpeg[..2], &large, &large, &large, &jpeg[2..]].concat();
    let read = header(&file);
    assert_eq!((read.width, read.orientation), (192, 6));
    assert_eq!(read.exif_at, header(&jpeg).exif_at.map(|at| at + 3 * (2 + 0xFFFF)));
}

#[test]
fn chunks_make_no_difference() {
    for name in ["exif-6.jpg", "cmyk.jpg", "progressive.jpg"] {
        let jpeg = fixture(name);
        for size in [1, 2, 3, 7, 64] {
            let mut reader = JpegReader::default();
            jpeg.chunks(size).for_each(|chunk| reader.update(chunk));
            assert_eq!(reader.header(), Some(header(&jpeg)), "{name} in chunks of {size}");
        }
    }
}

/// A picture of which the header has not arrived, or that a PDF cannot hold, has none.
#[test]
fn what_a_pdf_cannot_hold_has_no_header() {
    let jpeg = fixture("gray.jpg");
    let frame = jpeg.windows(2).position(|marker| marker == b"\xFF\xC0").unwrap();
    let changed = |at: usize, value: u8| {
        let mut jpeg = jpeg.clone();
        jpeg[at] = value;
        jpeg
    };
    // Cut off, lossless, of twelve bits, without lines, with two components, and no JPEG.
    let cases = [
        jpeg[..frame + 20].to_vec(),
        changed(frame + 1, 0xC3),
        changed(frame + 4, 12),
        changed(frame + 6, 0),
        changed(frame + 9, 2),
        fixture("classic.pdf"),
    ];
    for (index, jpeg) in cases.iter().enumerate() {
        let mut reader = JpegReader::default();
        reader.update(jpeg);
        assert_eq!(reader.header(), None, "case {index}");
    }
}
