//! A scan gets smaller pictures and stays what it was.

use worker::pdf::{CannotShrink, PagePicture, Replacement, Segment, join, rewrite};

use crate::files::{assemble, fixture, header, scan, shrink};
use crate::programs::{Page, check, is_linearized, pages, text};

/// One for each way in which a PDF can say where its objects are, and for each way to find a picture.
pub const SHRINKABLE: [&str; 9] = [
    "classic.pdf",
    "streams.pdf",
    "linearized.pdf",
    "linearized-streams.pdf",
    "text.pdf",
    "indirect-length.pdf",
    "updated.pdf",
    "hybrid.pdf",
    "masked.pdf",
];

/// A file with this picture only.
fn join_one(jpeg: &[u8]) -> Vec<u8> {
    let page = PagePicture { header: header(jpeg), bytes: jpeg.len() as u64 };
    assemble(&join(&[page]), &[], &[jpeg.to_vec()])
}

/// Whatever is rewritten has to look exactly as before, where the pictures are the same.
#[test]
fn the_same_pictures_give_the_same_pages() {
    for name in SHRINKABLE {
        let original = fixture(name);
        let file = shrink(&original, <[u8]>::to_vec);
        check(&file);
        let before = pages(&original);
        assert!(!before.is_empty(), "{name}");
        assert!(pages(&file) == before, "{name} looks different");
        assert_eq!(text(&file), text(&original), "{name}");
    }
}

/// Smaller pictures are shown in the place of larger ones, on the right page, at the same size.
#[test]
fn smaller_pictures_take_their_place() {
    let smaller = fixture("smaller.jpg");
    for name in SHRINKABLE {
        let original = fixture(name);
        let count = scan(&original).unwrap().pictures().len();
        let file = shrink(&original, |_| smaller.clone());
        check(&file);
        assert!(file.len() < original.len(), "{name}: {} → {} bytes", original.len(), file.len());
        let (before, after) = (pages(&original), pages(&file));
        assert_eq!(before.len(), after.len(), "{name}");
        let shown = after.iter().filter(|page| page.quarters() == "gbyr").count();
        let there = before.iter().filter(|page| page.quarters() == "gbyr").count();
        assert!(shown >= count && shown <= count + there, "{name}: {shown} of {count} pictures are shown");
        for (before, after) in before.iter().zip(&after) {
            assert_eq!((before.width, before.height), (after.width, after.height), "{name}");
        }
    }
}

/// Where only one of the pictures gets smaller, the others stay on their pages.
#[test]
fn pages_keep_their_order() {
    let smaller = fixture("smaller.jpg");
    for name in ["classic.pdf", "streams.pdf", "linearized.pdf"] {
        let original = fixture(name);
        for index in 0..3 {
            let picture = scan(&original).unwrap().pictures()[index].clone();
            let replacement =
                Replacement { picture: index, width: 96, height: 64, bytes: smaller.len() as u64 };
            let layout = rewrite(&scan(&original).unwrap(), &[replacement]);
            let file = assemble(&layout, &original, std::slice::from_ref(&smaller));
            check(&file);
            let jpeg = &original[picture.range.start as usize..picture.range.end as usize];
            let page = pages(&join_one(jpeg))[0].quarters();
            let expected: Vec<_> = pages(&original)
                .iter()
                .map(|before| before.quarters())
                .map(|before| if before == page { "gbyr".to_owned() } else { before })
                .collect();
            let shown: Vec<_> = pages(&file).iter().map(Page::quarters).collect();
            assert_eq!(shown, expected, "{name}, picture {index}");
        }
    }
}

/// A gray picture becomes a coloured one: browsers make no others.
#[test]
fn gray_pictures_become_coloured_ones() {
    let original = fixture("gray.pdf");
    let file = shrink(&original, |_| fixture("smaller.jpg"));
    check(&file);
    assert_eq!(pages(&file)[0].quarters(), "gbyr");
}

/// The words over a scan are what a search finds.
#[test]
fn recognised_text_survives() {
    let file = shrink(&fixture("text.pdf"), |_| fixture("smaller.jpg"));
    for page in 1..=3 {
        assert!(text(&file).contains(&format!("Paspor halaman {page} (asli)")), "page {page}");
    }
}

/// A later definition of an object wins, and the earlier one is no longer sent.
#[test]
fn an_update_wins() {
    let original = fixture("updated.pdf");
    assert_eq!(pages(&original)[0].quarters(), "byrg");
    assert_eq!(scan(&original).unwrap().pictures().len(), 1);
    let file = shrink(&original, <[u8]>::to_vec);
    assert_eq!(pages(&file)[0].quarters(), "byrg");
    assert!(file.len() < original.len() - 700, "{} → {} bytes", original.len(), file.len());
}

/// What said where things are in a linearized file would be wrong in the new one.
#[test]
fn linearized_files_become_plain() {
    for name in ["linearized.pdf", "linearized-streams.pdf"] {
        assert!(is_linearized(&fixture(name)));
        let file = shrink(&fixture(name), |_| fixture("smaller.jpg"));
        assert!(!is_linearized(&file), "{name}");
        assert!(!file.windows(11).any(|word| word == b"/Linearized"), "{name}");
    }
}

/// A mask would be invalid as a coloured picture, and what a decoder alone cannot see would get lost.
#[test]
fn pictures_that_are_not_plain_are_left() {
    let original = fixture("masked.pdf");
    let shown = pages(&original).len();
    let scan = scan(&original).unwrap();
    // Of six pages, the first has an ordinary mask and the last none; all others are special.
    assert_eq!((shown, scan.pictures().len()), (6, 2));
    let widths: Vec<_> = scan.pictures().iter().map(|picture| picture.header.width).collect();
    assert!(widths.contains(&768) && widths.contains(&192), "{widths:?}");
}

/// Whoever encodes a picture again has to know its place and size.
#[test]
fn pictures_are_found_exactly() {
    for name in SHRINKABLE {
        let original = fixture(name);
        for picture in scan(&original).unwrap().pictures() {
            let jpeg = &original[picture.range.start as usize..picture.range.end as usize];
            assert!(jpeg.starts_with(b"\xFF\xD8\xFF") && jpeg.ends_with(b"\xFF\xD9"), "{name}");
            assert_eq!(picture.header, header(jpeg), "{name}");
        }
    }
}

/// A picture that did not get smaller is not put in.
#[test]
fn larger_pictures_are_not_used() {
    let original = fixture("classic.pdf");
    let larger = |jpeg: &[u8]| [jpeg, b"\0"].concat();
    assert_eq!(shrink(&original, larger), shrink(&original, larger));
    let layout = rewrite(&scan(&original).unwrap(), &[]);
    assert!(!layout.segments().iter().any(|segment| matches!(segment, Segment::Picture(_))));
    assert_eq!(shrink(&original, larger).len() as u64, layout.bytes());
}

/// Each of these would be broken, or gain nothing, and the applicant is told which.
#[test]
fn what_cannot_be_shrunk_is_refused() {
    let cut = |name| {
        let file = fixture(name);
        file[..file.len() * 2 / 3].to_vec()
    };
    let signed = |word: &[u8], other: &[u8]| {
        let mut file = fixture("signed.pdf");
        let at = file.windows(word.len()).position(|window| window == word).unwrap();
        file[at..at + word.len()].copy_from_slice(other);
        file
    };
    for (reason, file) in [
        // Signatures need not state their type.
        (CannotShrink::Signed, signed(b"/Type /Sig", b"/Tipe /Sig")),
        (CannotShrink::Signed, signed(b"/ByteRange", b"/BiteRange")),
        (CannotShrink::Encrypted, fixture("encrypted.pdf")),
        (CannotShrink::Signed, fixture("signed.pdf")),
        (CannotShrink::NoPictures, fixture("no-pictures.pdf")),
        (CannotShrink::FewPictures, fixture("few-pictures.pdf")),
        (CannotShrink::NotUnderstood, cut("classic.pdf")),
        (CannotShrink::NotUnderstood, cut("streams.pdf")),
        (CannotShrink::NotUnderstood, fixture("gray.jpg")),
        (CannotShrink::NotUnderstood, Vec::new()),
        (CannotShrink::NotUnderstood, [b"\n", &fixture("classic.pdf")[..]].concat()),
        (CannotShrink::TooComplex, [&b"%PDF-1.4\n1 0 obj\n("[..], &vec![b' '; 1 << 18]].concat()),
    ] {
        assert_eq!(scan(&file).err(), Some(reason), "{}", file[..file.len().min(60)].escape_ascii());
    }
}
