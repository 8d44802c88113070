//! Pictures lose what they say about their owner, and nothing else.

use package::{Cleaner, Code, Digest};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::fixtures::{heif, inspect, jpeg, pdf, png, webp};

/// What comes out of a cleaner that is given chunks of these lengths, again and again.
fn cleaned_in(bytes: &[u8], lengths: &[usize]) -> Vec<u8> {
    let (mut cleaner, mut cleaned) = (Cleaner::default(), Vec::new());
    let mut rest = bytes;
    for length in lengths.iter().cycle() {
        if rest.is_empty() {
            break;
        }
        let (chunk, after) = rest.split_at((*length).min(rest.len()));
        cleaner.update(chunk, &mut cleaned);
        rest = after;
    }
    cleaner.finish(&mut cleaned);
    cleaned
}

fn cleaned(bytes: &[u8]) -> Vec<u8> {
    cleaned_in(bytes, &[usize::MAX])
}

/// A segment of a JPEG.
fn segment(marker: u8, data: &[u8]) -> Vec<u8> {
    [&[0xFF, marker], &(data.len() as u16 + 2).to_be_bytes()[..], data].concat()
}

/// A chunk of a PNG.
fn chunk(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let checked = [kind, data].concat();
    let crc = Digest::of(&checked).crc32;
    [&(data.len() as u32).to_be_bytes()[..], &checked, &crc.to_be_bytes()].concat()
}

/// Exif data as a phone writes them, in either order of bytes: the maker, then the orientation, then
/// more, GPS among it.
fn tiff(is_little: bool, orientation: u16) -> Vec<u8> {
    let u16 = |value: u16| if is_little { value.to_le_bytes() } else { value.to_be_bytes() };
    let u32 = |value: u32| if is_little { value.to_le_bytes() } else { value.to_be_bytes() };
    let mut tiff = if is_little { b"II".to_vec() } else { b"MM".to_vec() };
    tiff.extend([&u16(42)[..], &u32(8), &u16(3)].concat());
    tiff.extend([&u16(0x010F)[..], &u16(2), &u32(6), &u32(50)].concat());
    tiff.extend([&u16(0x0112)[..], &u16(3), &u32(1), &u16(orientation), &u16(0)].concat());
    tiff.extend([&u16(0x8825)[..], &u16(4), &u32(1), &u32(56)].concat());
    tiff.extend(u32(0));
    tiff.extend(b"SECRETGPSLatitude");
    tiff
}

fn exif(is_little: bool, orientation: u16) -> Vec<u8> {
    segment(0xE1, &[b"Exif\0\0", &tiff(is_little, orientation)[..]].concat())
}

/// The Exif data that stay: nothing but an orientation.
fn minimal_tiff(orientation: u8) -> Vec<u8> {
    let mut tiff = b"MM\0\x2A\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    tiff.extend([orientation, 0, 0, 0, 0, 0, 0]);
    tiff
}

/// Segments of a JPEG that have to stay, or its picture comes out in other colours.
fn kept_segments() -> Vec<Vec<u8>> {
    vec![
        segment(0xE0, b"JFIF\0\x01\x02\0\0\x01\0\x01\0\0"),
        segment(0xE2, b"ICC_PROFILE\0\x01\x01profile"),
        segment(0xEE, b"Adobe\0\x64\0\0\0\0\x02"),
        segment(0xDB, &[1; 65]),
        b"\xFF\xFF\xFF\xC4\0\x03\0".to_vec(),
    ]
}

/// Segments of a JPEG that tell of its owner, or may.
fn dropped_segments() -> Vec<Vec<u8>> {
    let mut segments = vec![
        exif(true, 1),
        segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0<SECRET/>"),
        segment(0xE2, b"MPF\0SECRET"),
        segment(0xE0, b"JFXX\0SECRET"),
        segment(0xFE, b"SECRET"),
        segment(0xE4, b""),
        b"\xFF\xFF\xFF\xFE\0\x08SECRET".to_vec(),
    ];
    segments.extend((0xE3..=0xEF).map(|marker| segment(marker, b"SECRET\0\0\0\0\0\0\0\0\0\0\0")));
    segments
}

/// The JPEG of the fixtures with these segments behind its beginning; its own first segment, which has
/// a thumbnail, is left out.
fn jpeg_with(segments: &[Vec<u8>]) -> Vec<u8> {
    let picture = jpeg(1200, 900).split_off(10);
    [b"\xFF\xD8".to_vec(), segments.concat(), picture].concat()
}

fn png_with(chunks: &[Vec<u8>]) -> Vec<u8> {
    let mut picture = png(1200, 900);
    let rest = picture.split_off(8 + 25);
    [picture, chunks.concat(), rest].concat()
}

fn dropped_chunks() -> Vec<Vec<u8>> {
    [b"tEXt", b"zTXt", b"iTXt", b"tIME"]
        .map(|kind| chunk(kind, b"SECRET"))
        .into_iter()
        .chain([chunk(b"eXIf", &tiff(true, 1)), chunk(b"eXIf", b"")])
        .collect()
}

fn says_nothing(bytes: &[u8]) -> bool {
    !bytes.windows(6).any(|window| window == b"SECRET")
}

/// A photo of a passport that is taken at home must not tell where that is.
#[test]
fn what_tells_of_the_owner_goes_and_the_picture_stays() {
    for dropped in dropped_segments() {
        let untouched = jpeg_with(&kept_segments());
        let photo = jpeg_with(&[&kept_segments()[..3], &[dropped], &kept_segments()[3..]].concat());
        assert_eq!(cleaned(&photo), untouched, "{}", photo.escape_ascii());
    }
    let untouched = png_with(&[chunk(b"gAMA", &[0; 4])]);
    for dropped in dropped_chunks() {
        let scan = png_with(&[dropped, chunk(b"gAMA", &[0; 4])]);
        assert_eq!(cleaned(&scan), untouched, "{}", scan.escape_ascii());
    }
}

/// Without it a page that was photographed with the phone held upright lies on its side.
#[test]
fn the_orientation_stays_and_nothing_with_it() {
    for (is_little, orientation) in [(true, 6), (false, 6), (true, 2), (false, 8)] {
        let minimal = minimal_tiff(orientation as u8);
        let photo = jpeg_with(&[exif(is_little, orientation), exif(is_little, 3)]);
        let expected = jpeg_with(&[segment(0xE1, &[b"Exif\0\0", &minimal[..]].concat())]);
        assert_eq!(cleaned(&photo), expected, "{orientation}");
        let scan = png_with(&[chunk(b"eXIf", &tiff(is_little, orientation))]);
        assert_eq!(cleaned(&scan), png_with(&[chunk(b"eXIf", &minimal)]), "{orientation}");
    }
    for upright in [0, 1, 9, 0x0106] {
        assert_eq!(cleaned(&jpeg_with(&[exif(true, upright)])), jpeg_with(&[]), "{upright}");
    }
    // Viewers go by the first data they find.
    assert_eq!(cleaned(&jpeg_with(&[exif(true, 1), exif(true, 6)])), jpeg_with(&[]));
}

/// The film of a moving photo, its second picture, or an archive that somebody hid there.
#[test]
fn what_follows_the_end_goes() {
    for picture in [jpeg_with(&kept_segments()), png(1200, 900)] {
        for trailer in [&b"PK\x03\x04"[..], b"\xFF\xD8\xFF\xE1\0\x08SECRET\xFF\xD9", &[0; 9]] {
            assert_eq!(cleaned(&[&picture[..], trailer].concat()), picture);
        }
    }
}

/// Decoders pass over such bytes and show the picture: if it broke, its place would be sent with it.
#[test]
fn bytes_that_belong_nowhere_hide_nothing() {
    let strays: [&[u8]; 5] = [b"\0", b"\x12\x34", b"\xFF\xFE\0\x01", b"\xFF\0", b"\xFF\xFF\xFF\0"];
    for stray in strays {
        let (first, stray) = (|| segment(0xE0, b"JFIF\0\x01\x02\0\0\x01\0\x01\0\0"), || stray.to_vec());
        let picture = jpeg_with(&[first(), stray(), exif(true, 1), stray(), segment(0xFE, b"comment")]);
        assert_eq!(cleaned(&picture), jpeg_with(&[first(), stray(), stray()]));
    }
}

/// A second opinion by the endpoint must find the same file broken.
#[test]
fn damage_passes_with_all_that_follows() {
    for header in [&b"\x80\0\0\0IDAT"[..], b"\0\0\0\x04I\0AT"] {
        let picture = png_with(&[header.to_vec(), chunk(b"tEXt", b"words")]);
        assert_eq!(cleaned(&[&picture[..], b"rest"].concat()), [&picture[..], b"rest"].concat());
    }
    for (code, picture) in [
        (Code::TruncatedJpeg, jpeg_with(&[exif(true, 6), segment(0xFE, b"comment")])),
        (Code::TruncatedPng, png_with(&dropped_chunks())),
    ] {
        for length in 8..picture.len() {
            assert_eq!(inspect(&cleaned(&picture[..length])).defects, [code], "{length} bytes");
        }
    }
}

/// PDFs, foreign pictures, and what is no document at all are not this filter's business.
#[test]
fn other_types_pass_unchanged() {
    let others = [pdf("<< >>"), heif(b"heic", b"mif1", &[(1200, 900)]), webp(b"VP8X", b"\x10"), vec![]];
    for bytes in others.into_iter().chain([b"\xFF\xD8".to_vec(), b"\x89PNG\r\n".to_vec(), vec![0; 99]]) {
        assert_eq!(cleaned(&bytes), bytes);
    }
}

/// Pictures of segments and chunks that stay and go, whole or with anything at all in between or behind.
fn pictures() -> impl Strategy<Value = Vec<u8>> {
    // Some bytes oftener than others, so that markers do come up by chance.
    let often =
        |byte: u8| if byte < 96 { b"\xFF\xD8\xE1\xFE\xDA\0\x02\x04"[usize::from(byte / 12)] } else { byte };
    let noise = vec(any::<u8>().prop_map(often), 0..40);
    let orientation = (any::<bool>(), 0..10_u16);
    let segments = prop_oneof![
        proptest::sample::select([kept_segments(), dropped_segments()].concat()),
        orientation.clone().prop_map(|(is_little, orientation)| exif(is_little, orientation)),
        Just(segment(0xDA, b"")),
        Just(b"data \xFF\0 and \xFF\xD3 a restart".to_vec()),
        noise.clone(),
    ];
    let chunks = prop_oneof![
        proptest::sample::select([dropped_chunks(), vec![chunk(b"gAMA", &[0; 4])]].concat()),
        orientation.prop_map(|(is_little, orientation)| chunk(b"eXIf", &tiff(is_little, orientation))),
        noise.clone(),
    ];
    let pictures = prop_oneof![
        vec(segments, 0..8).prop_map(|segments| jpeg_with(&segments)),
        vec(chunks, 0..6).prop_map(|chunks| png_with(&chunks)),
    ];
    (pictures, noise).prop_map(|(picture, rest)| [picture, rest].concat())
}

proptest! {
    /// The package of the browser would be another than that of `upload pack`.
    #[test]
    fn chunks_make_no_difference(bytes in pictures(), lengths in vec(1..40_usize, 1..9)) {
        prop_assert_eq!(cleaned_in(&bytes, &lengths), cleaned(&bytes));
    }

    /// Who sends the document of an earlier package again would send another one.
    #[test]
    fn cleaned_once_is_cleaned(bytes in pictures()) {
        let once = cleaned(&bytes);
        prop_assert_eq!(cleaned(&once), once);
    }

    /// Whatever order a phone writes them in.
    #[test]
    fn nothing_that_tells_of_the_owner_is_left(
        segments in vec(proptest::sample::select([kept_segments(), dropped_segments()].concat()), 0..9),
        chunks in vec(proptest::sample::select(dropped_chunks()), 0..6),
    ) {
        for picture in [jpeg_with(&segments), png_with(&chunks)] {
            let clean = cleaned(&picture);
            prop_assert!(says_nothing(&clean));
            prop_assert_eq!(inspect(&clean).pixels, inspect(&picture).pixels);
            prop_assert_eq!(inspect(&clean).defects, []);
        }
    }

    /// A digest that somebody noted of their file would not be that of the document.
    #[test]
    fn a_clean_picture_stays_as_it_is(segments in vec(proptest::sample::select(kept_segments()), 0..9)) {
        let picture = jpeg_with(&segments);
        prop_assert_eq!(cleaned(&picture), picture);
        let picture = png_with(&[chunk(b"gAMA", &[0; 4])]);
        prop_assert_eq!(cleaned(&picture), picture);
    }
}
