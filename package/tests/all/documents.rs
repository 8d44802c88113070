//! Documents are judged by their bytes, however these arrive.

use package::{Code, DocumentType, FileType, ForeignPicture, Inspector, Pixels, check};
use proptest::prelude::*;

use crate::fixtures::{heif, inspect, jpeg, line, object_stream, pdf, png, webp};
use crate::service::document;

#[test]
fn whole_documents_are_known_by_their_bytes() {
    let photo = inspect(&jpeg(4000, 3000));
    assert_eq!(photo.document_type(), Some(DocumentType::Jpeg));
    assert_eq!(photo.pixels, Some(Pixels { width: 4000, height: 3000 }));
    let scan = inspect(&png(1700, 2200));
    assert_eq!(scan.document_type(), Some(DocumentType::Png));
    assert_eq!(scan.pixels, Some(Pixels { width: 1700, height: 2200 }));
    let letter = inspect(&pdf("<< /Root 1 0 R >>"));
    assert_eq!(letter.document_type(), Some(DocumentType::Pdf));
    assert_eq!(letter.pixels, None);
    for inspection in [photo, scan, letter] {
        assert_eq!(inspection.defects, []);
    }
}

/// Each of these has been sent in place of a document, and each needs its own advice.
#[test]
fn bad_documents_are_told_apart() {
    let cut = |bytes: Vec<u8>| bytes[..bytes.len() - 9].to_vec();
    let cases: &[(Code, Vec<u8>)] = &[
        (Code::Empty, vec![]),
        (Code::UnknownType, b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom a film".to_vec()),
        (Code::UnknownType, b"RIFF\x24\0\0\0WAVEfmt ".to_vec()),
        (Code::UnknownType, b"PK\x03\x04 a word processor's file".to_vec()),
        (Code::LooksLikeHtml, b"<!DOCTYPE html><title>502 Bad Gateway</title>".to_vec()),
        (Code::LooksLikeHtml, b"\xEF\xBB\xBF\r\n  <HTML lang=id>".to_vec()),
        (Code::LooksLikeHtml, b"\n<script>location='/login'</script> %PDF-1.7".to_vec()),
        (Code::TruncatedJpeg, cut(jpeg(4000, 3000))),
        (Code::TruncatedPng, cut(png(1700, 2200))),
        (Code::TruncatedPdf, cut(pdf("<< >>"))),
        (Code::EncryptedPdf, pdf("<< /Encrypt 12 0 R >>")),
        (Code::EncryptedPdf, pdf("<</Encrypt\r\n12\n0\tR>>")),
        (Code::EncryptedPdf, pdf("<</Encrypt<</Filter/Standard>>>>")),
        (Code::EncryptedPdf, pdf("<< /EncryptMetadata false /Encrypt << /V 5 >> >>")),
        (Code::Unreadable, b"\xFF\xD8\xFF\xD9".to_vec()),
        (Code::Unreadable, jpeg(0, 3000)),
        (Code::Unreadable, png(0, 2200)),
    ];
    for (code, bytes) in cases {
        assert_eq!(inspect(bytes).defects, [*code], "{}", bytes.escape_ascii());
    }
}

/// Phones save these, and messengers pass them on under any name. Each can be made a JPEG of in another
/// way, so the form has to know which one it is.
#[test]
fn foreign_pictures_are_told_apart_with_their_size() {
    let size = |width, height| Some(Pixels { width, height });
    let cases = [
        (
            ForeignPicture::Heic,
            size(4032, 3024),
            heif(b"heic", b"mif1", &[(512, 512), (4032, 3024), (320, 240)]),
        ),
        (ForeignPicture::Heic, size(4032, 3024), heif(b"mif1", b"heic", &[(4032, 3024)])),
        (ForeignPicture::Heic, None, heif(b"msf1", b"hevc", &[])),
        (ForeignPicture::Avif, size(1200, 900), heif(b"avif", b"mif1", &[(1200, 900)])),
        (ForeignPicture::Avif, size(1200, 900), heif(b"mif1", b"avif", &[(1200, 900)])),
        (ForeignPicture::WebP, size(1200, 900), webp(b"VP8X", b"\x10\0\0\0\xAF\x04\0\x83\x03\0")),
        (ForeignPicture::AnimatedWebP, size(1200, 900), webp(b"VP8X", b"\x12\0\0\0\xAF\x04\0\x83\x03\0")),
        (ForeignPicture::WebP, size(1200, 900), webp(b"VP8 ", b"\x50\0\0\x9D\x01\x2A\xB0\x44\x84\x43")),
        (ForeignPicture::WebP, size(1200, 900), webp(b"VP8L", b"\x2F\xAF\xC4\xE0\x10\0\0")),
        (ForeignPicture::WebP, None, webp(b"VP8 ", b"")),
        (ForeignPicture::Gif, size(1200, 900), b"GIF89a\xB0\x04\x84\x03\0\0\0;".to_vec()),
        (ForeignPicture::Gif, None, b"GIF87a".to_vec()),
    ];
    for (kind, pixels, bytes) in cases {
        let inspection = inspect(&bytes);
        assert_eq!(inspection.kind, Some(FileType::Foreign(kind)), "{}", bytes.escape_ascii());
        assert_eq!(inspection.pixels, pixels, "{}", bytes.escape_ascii());
        assert_eq!(inspection.document_type(), None, "it cannot be sent as it is");
    }
}

/// HEIC needs its own advice: the phone has a setting for it.
#[test]
fn a_foreign_picture_is_refused_by_its_name() {
    let passport = document("passport", &["image/jpeg", "application/pdf"], None);
    let problems = |bytes: &[u8]| -> Vec<_> {
        check(&inspect(bytes), "paspor.jpg", &passport).iter().map(line).collect()
    };
    assert_eq!(
        problems(&heif(b"heic", b"mif1", &[(4032, 3024)])),
        [r#"heic {"accepted":"JPEG, PDF","name":"paspor.jpg"}"#]
    );
    assert_eq!(
        problems(b"GIF89a\xB0\x04\x84\x03"),
        [r#"wrong-type {"accepted":"JPEG, PDF","found":"GIF","name":"paspor.jpg"}"#]
    );
}

/// A file of some kilobytes that fills all of a phone's memory once it is shown.
#[test]
fn a_picture_of_too_many_pixels_is_refused_whatever_its_type() {
    let passport = document("passport", &["image/jpeg", "image/png"], None);
    let codes = |bytes: &[u8]| -> Vec<_> {
        check(&inspect(bytes), "paspor", &passport).iter().map(|problem| problem.code).collect()
    };
    assert_eq!(codes(&jpeg(9280, 6944)), [], "a camera of 64 megapixels");
    assert_eq!(codes(&png(10_000, 6_500)), [], "the limit itself");
    assert_eq!(codes(&png(10_000, 6_501)), [Code::TooManyPixels]);
    assert_eq!(codes(&png(u32::MAX, u32::MAX)), [Code::TooManyPixels]);
    assert_eq!(codes(&jpeg(65_000, 65_000)), [Code::TooManyPixels]);
    let gif = b"GIF89a\xFF\xFF\xFF\xFF";
    assert_eq!(codes(gif), [Code::WrongType, Code::TooManyPixels]);
    let problems: Vec<_> =
        check(&inspect(&png(30_000, 30_000)), "a.png", &passport).iter().map(line).collect();
    assert_eq!(problems, [r#"too-many-pixels {"height":30000,"most":65,"name":"a.png","width":30000}"#]);
}

/// A photo that lost only its last byte on the way still opens in some viewers, half grey.
#[test]
fn every_beginning_of_a_picture_is_truncated() {
    for (code, picture) in [(Code::TruncatedJpeg, jpeg(4000, 3000)), (Code::TruncatedPng, png(1700, 2200))] {
        for length in 8..picture.len() {
            assert_eq!(inspect(&picture[..length]).defects, [code], "{length} bytes");
        }
    }
}

/// Phones append depth maps and films after the picture's end, and cameras pad with zeros.
#[test]
fn what_follows_a_pictures_end_is_no_defect() {
    for picture in [jpeg(4000, 3000), png(1700, 2200)] {
        for trailer in [&b"\0\0\0\0"[..], b"\xFF\xD8\xFF", b"....ftypmp42"] {
            let bytes = [&picture[..], trailer].concat();
            assert_eq!(inspect(&bytes).defects, [], "{}", trailer.escape_ascii());
        }
    }
}

#[test]
fn a_pdf_may_begin_late_and_end_early() {
    let late = [&[b'\n'; 1000][..], &pdf("<< >>")].concat();
    let padded = [&pdf("<< >>")[..], &[0; 1000]].concat();
    for bytes in [late, padded] {
        assert_eq!(inspect(&bytes).defects, []);
    }
    let too_late = [&[b'\n'; 1024][..], &pdf("<< >>")].concat();
    assert_eq!(inspect(&too_late).defects, [Code::UnknownType]);
    let cut = [&pdf("<< >>")[..], &[0; 2000]].concat();
    assert_eq!(inspect(&cut).defects, [Code::TruncatedPdf]);
}

/// A letter that is about encryption is not encrypted.
#[test]
fn words_about_encryption_are_not_encryption() {
    for words in ["(the /Encrypt entry)", "/Encrypt12 0 R", "/Encrypt 12 of R", "/Encryption << >>"] {
        assert_eq!(inspect(&pdf(words)).defects, [], "{words}");
    }
}

#[test]
fn every_broken_limit_is_named_at_once() {
    let passport = document("passport", &["image/png", "application/pdf"], None);
    let large = [jpeg(640, 480), vec![0; 3000]].concat();
    let problems: Vec<_> = check(&inspect(&large), "paspor.png", &passport).iter().map(line).collect();
    assert_eq!(
        problems,
        [
            r#"wrong-type {"accepted":"PNG, PDF","found":"JPEG","name":"paspor.png"}"#,
            &format!(r#"too-large {{"limit":2000,"name":"paspor.png","size":{}}}"#, large.len()),
            r#"image-too-small {"height":480,"least":1000,"name":"paspor.png","width":640}"#,
        ]
    );
    let page: Vec<_> = check(&inspect(b"<html>"), "paspor.jpg", &passport).iter().map(line).collect();
    assert_eq!(page, [r#"looks-like-html {"accepted":"PNG, PDF","name":"paspor.jpg"}"#]);
}

/// The limits themselves are allowed.
#[test]
fn a_document_at_its_limits_is_accepted() {
    let passport = document("passport", &["image/jpeg"], None);
    let mut photo = jpeg(1000, 10);
    photo.resize(2000, 0);
    assert_eq!(check(&inspect(&photo), "paspor.jpg", &passport), []);
}

fn documents() -> impl Strategy<Value = Vec<u8>> {
    let beginning = prop_oneof![
        Just(jpeg(4000, 3000)),
        Just(png(1700, 2200)),
        Just(pdf("<< /Encrypt 1 0 R >>")),
        Just(pdf(object_stream(b"<< /S /JavaScript /JS 7 0 R >>"))),
        Just(pdf("<< /Type /ObjStm >> stream\r\n")),
        Just(pdf("/#4aava#53cript /EF << /First 1 >> stream x\x04")),
        Just(heif(b"heic", b"mif1", &[(512, 512), (4032, 3024)])),
        Just(heif(b"avif", b"mif1", &[(1200, 900)])),
        Just(webp(b"VP8X", b"\x12\0\0\0\xAF\x04\0\x83\x03\0")),
        Just(b"GIF89a\xB0\x04\x84\x03".to_vec()),
        Just(b"\xFF\xD8\xFF".to_vec()),
        Just(Vec::new()),
    ];
    // Some bytes oftener than others, so that markers, names and ends do come up by chance.
    let often = |byte: u8| if byte < 64 { b"\xFF\xD9\xC0/%E\0 "[usize::from(byte / 8)] } else { byte };
    let rest = proptest::collection::vec(any::<u8>().prop_map(often), 0..3000);
    (beginning, rest).prop_map(|(beginning, rest)| [beginning, rest].concat())
}

proptest! {
    /// A browser reads in other chunks than the endpoint does, and both must say the same.
    #[test]
    fn chunks_make_no_difference(bytes in documents(), lengths in proptest::collection::vec(1..700_usize, 1..9)) {
        let mut inspector = Inspector::default();
        let mut rest = &bytes[..];
        for length in lengths.into_iter().cycle() {
            if rest.is_empty() {
                break;
            }
            let (chunk, after) = rest.split_at(length.min(rest.len()));
            inspector.update(chunk);
            rest = after;
        }
        prop_assert_eq!(inspector.finish(), inspect(&bytes));
    }
}
