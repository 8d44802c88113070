//! Photographed pages become one file.

use worker::pdf::{PagePicture, Segment, join, overhead};

use crate::files::{assemble, fixture, header};
use crate::programs::{check, pages};

fn joined(jpegs: &[Vec<u8>]) -> Vec<u8> {
    assemble(&join(&pictures(jpegs)), &[], jpegs)
}

fn pictures(jpegs: &[Vec<u8>]) -> Vec<PagePicture> {
    let picture = |jpeg: &Vec<u8>| PagePicture { header: header(jpeg), bytes: jpeg.len() as u64 };
    jpegs.iter().map(picture).collect()
}

/// An applicant would otherwise send a passport lying on its side, or mirrored.
#[test]
fn a_page_is_held_as_exif_says() {
    // What each orientation makes of quarters that are stored as red, green, blue, yellow.
    let held = ["rgby", "gryb", "ybgr", "byrg", "rbgy", "bryg", "ygbr", "gyrb"];
    let jpegs: Vec<_> = (1..=8).map(|orientation| fixture(&format!("exif-{orientation}.jpg"))).collect();
    let file = joined(&jpegs);
    check(&file);
    let pages = pages(&file);
    assert_eq!(pages.len(), 8);
    for (index, (page, held)) in pages.iter().zip(held).enumerate() {
        assert_eq!(page.quarters(), held, "orientation {}", index + 1);
        // 842 points at 50 pixels to the inch, and two thirds of them.
        let size = if index < 4 { (585, 390) } else { (390, 585) };
        assert_eq!((page.width, page.height), size, "orientation {}", index + 1);
    }
}

/// Gray, inks that are stored inverted, and progressive JPEGs look as they should.
#[test]
fn a_page_has_the_colours_of_its_picture() {
    let jpegs = ["cmyk.jpg", "progressive.jpg", "gray.jpg"].map(fixture);
    let file = joined(&jpegs);
    check(&file);
    let pages = pages(&file);
    assert_eq!(pages[0].quarters(), "rgby");
    assert_eq!(pages[1].quarters(), "rgby");
    let at = 3 * (pages[2].width * 10 + 10);
    let pixel = &pages[2].pixels[at..at + 3];
    // 200, 30, 30 is a dark gray.
    assert!(pixel.iter().all(|value| value.abs_diff(81) < 3), "{pixel:?}");
}

/// The bytes of a picture are those that were checked, and the same pages give the same package.
#[test]
fn pictures_are_put_in_as_they_are() {
    let jpegs = [fixture("exif-6.jpg"), fixture("gray.jpg")];
    let layout = join(&pictures(&jpegs));
    assert_eq!(layout, join(&pictures(&jpegs)));
    let places: Vec<_> = layout.segments().iter().filter(|s| !matches!(s, Segment::Bytes(_))).collect();
    assert_eq!(places, [&Segment::Picture(0), &Segment::Picture(1)]);
}

#[test]
fn a_file_without_pages_is_still_one() {
    check(&joined(&[fixture("gray.jpg")]));
    assert!(joined(&[]).starts_with(b"%PDF-1.4\n"));
}

/// A limit on bytes is shared out between pages before they are encoded; a page that then took more would
/// break it.
#[test]
fn pages_cost_no_more_than_is_said() {
    let mut header = header(&fixture("cmyk.jpg"));
    (header.width, header.height, header.orientation) = (65_533, 65_535, 5);
    for count in [0, 1, 2, 9, 100, 5000, 40_000] {
        let bytes = 4_000_000_000;
        let layout = join(&vec![PagePicture { header, bytes }; count]);
        let cost = layout.bytes() - bytes * count as u64;
        assert!(cost <= overhead(count), "{count} pages cost {cost} bytes");
        assert!(overhead(count) - cost < 100 + 40 * count as u64, "{count} pages cost only {cost} bytes");
    }
}
