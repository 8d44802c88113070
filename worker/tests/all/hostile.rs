//! Files come from anywhere: nothing in them may stop the worker, and chunks make no difference.

use proptest::prelude::*;
use proptest::sample::{Index, select};
use worker::pdf::{JpegReader, Replacement, rewrite};

use crate::files::{assemble, fixture, scan, scan_in_chunks};
use crate::shrinking::SHRINKABLE;

/// Whatever comes of a file, the layout of a new one lies within it.
fn try_all(file: &[u8]) {
    let mut reader = JpegReader::default();
    reader.update(file);
    let _ = reader.header();
    if let Ok(scan) = scan(file) {
        let replacements: Vec<_> = (0..scan.pictures().len())
            .map(|picture| Replacement { picture, width: 1, height: 1, bytes: 1 })
            .collect();
        assemble(&rewrite(&scan, &replacements), file, &vec![vec![0]; replacements.len()]);
    }
}

/// Words of the language, for files that go further than noise does.
const WORDS: [&str; 32] = [
    "%PDF-1.4\n",
    "1 0 obj",
    "2 0 obj",
    "endobj",
    "stream\n",
    "endstream",
    "<<",
    ">>",
    "[",
    "]",
    "/Type",
    "/XRef",
    "/ObjStm",
    "/Subtype/Image",
    "/Filter/DCTDecode",
    "/Length 2 0 R",
    "/Length 3",
    "/W[1 2 1]",
    "/Index[0 9]",
    "/Size 5",
    "/Root 1 0 R",
    "/Prev 9",
    "xref\n0 1\n0000000000 65535 f \n",
    "trailer",
    "startxref",
    "9",
    "0",
    "(",
    ")",
    "<",
    "%",
    "\n",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn chunks_make_no_difference(
        name in select(&SHRINKABLE[..]),
        size in 1_usize..200,
        change in any::<Option<(Index, u8)>>(),
    ) {
        let mut file = fixture(name);
        if let Some((at, byte)) = change {
            let at = at.index(file.len());
            file[at] = byte;
        }
        prop_assert_eq!(scan_in_chunks(&file, size), scan(&file));
    }

    #[test]
    fn noise_stops_nothing(noise in prop::collection::vec(any::<u8>(), 0..2000)) {
        try_all(&noise);
        try_all(&[b"%PDF-1.4\n", &noise[..]].concat());
        try_all(&[b"\xFF\xD8", &noise[..]].concat());
    }

    #[test]
    fn words_stop_nothing(words in prop::collection::vec(select(&WORDS[..]), 0..80)) {
        let file = ["%PDF-1.4\n", &words.join(" ")].concat();
        try_all(file.as_bytes());
        prop_assert_eq!(scan_in_chunks(file.as_bytes(), 3), scan(file.as_bytes()));
    }

    #[test]
    fn damage_stops_nothing(
        name in select(&SHRINKABLE[..]),
        changes in prop::collection::vec((any::<Index>(), any::<u8>()), 1..8),
        digits in prop::collection::vec((any::<Index>(), b'0'..=b'9'), 0..4),
        cut in any::<Option<Index>>(),
    ) {
        let mut file = fixture(name);
        // Digits are changed to others, for lengths, offsets and counts that are wrong but are numbers.
        let places: Vec<_> = (0..file.len()).filter(|at| file[*at].is_ascii_digit()).collect();
        for (at, digit) in digits {
            file[places[at.index(places.len())]] = digit;
        }
        try_all(&file);
        for (at, byte) in changes {
            let at = at.index(file.len());
            file[at] = byte;
        }
        if let Some(cut) = cut {
            file.truncate(cut.index(file.len()));
        }
        try_all(&file);
    }
}
