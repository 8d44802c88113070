//! Packages that were changed, cut, swollen or made by somebody else, and what is said of them.

use package::{Digest, PackageLimits, PackageReader};
use proptest::prelude::*;

use crate::fixtures::{Applicant, problems};
use crate::forge::Forgery;

/// The forger writes what the crate writes, so what is refused below is refused for its change.
#[test]
fn an_unchanged_forgery_is_the_package() {
    let package = Applicant::default().package();
    assert!(Forgery::of(&package).package() == package);
    assert!(Forgery::of(&package).sealed().package() == package);
}

/// Somebody's permit depends on it: a changed byte anywhere is noticed, in headers and padding too.
#[test]
fn any_changed_byte_is_refused() {
    let applicant = Applicant::default();
    let mut package = applicant.package();
    for at in 0..package.len() {
        let bit = 1 << (at % 8);
        package[at] ^= bit;
        assert!(applicant.verdict_on(&package, None).is_err(), "byte {at}, bit {bit:#x}");
        package[at] ^= bit;
    }
}

#[test]
fn a_part_of_a_package_or_more_than_one_is_refused() {
    let applicant = Applicant::default();
    let package = applicant.package();
    for length in 0..package.len() {
        assert!(applicant.verdict_on(&package[..length], None).is_err(), "{length} bytes");
    }
    for more in [&b"\0"[..], b"PK", &package] {
        let longer = [&package[..], more].concat();
        assert_eq!(problems(applicant.verdict_on(&longer, None)), ["zip-damaged {}"]);
        assert!(applicant.verdict_on(&[more, &package].concat(), None).is_err());
    }
}

#[test]
fn what_is_no_package_is_named() {
    let applicant = Applicant::default();
    let not_zips = [&b""[..], b"PK", b"<html>", b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"];
    for bytes in not_zips {
        let found = problems(applicant.verdict_on(bytes, None));
        assert_eq!(found[0], "not-a-zip {}", "{}", bytes.escape_ascii());
    }
    let large = vec![b'P'; PackageLimits::of(&applicant.service.limits).max_bytes as usize + 1];
    let found = problems(applicant.verdict_on(&large, None));
    assert!(found.iter().any(|problem| problem == "not-a-zip {}"), "{found:?}");
}

/// A header can claim more than will be read: it is refused before its data comes.
#[test]
fn a_package_over_its_limit_is_refused_at_the_header() {
    let applicant = Applicant::default();
    let package = applicant.package();
    let mut reader = PackageReader::new(PackageLimits { max_bytes: package.len() as u64 - 1, max_files: 9 });
    assert!(reader.update(&package).is_break());
    let mut reader = PackageReader::new(PackageLimits { max_bytes: 50_000, max_files: 9 });
    let claims = Forgery { bag: "b".to_owned(), entries: vec![("bagit.txt".to_owned(), vec![0; 60_000])] };
    assert!(reader.update(&claims.package()[..41]).is_break());
    let found = reader.verify(|_| None, None).unwrap_err();
    assert_eq!(found[0].code.as_str(), "package-too-large");
}

/// Within the limits of one text there is room for thousands of wrong details.
#[test]
fn thousands_of_problems_are_cut_short() {
    let applicant =
        (0..15_000).fold(Applicant::default(), |applicant, at| applicant.detail(&at.to_string(), ""));
    assert_eq!(applicant.problems().len(), 100);
}

/// Entries cost memory even when they are empty.
#[test]
fn a_flood_of_entries_is_refused() {
    let applicant = Applicant::default();
    let package = applicant.package();
    let flood = (0..20).fold(Forgery::of(&package), |flood, at| flood.with(&format!("data/{at}"), b""));
    let found = problems(applicant.verdict_on(&flood.package(), None));
    assert_eq!(found[0], r#"too-many-in-total {"count":9,"most":8}"#);
}

#[test]
fn each_broken_entry_is_named() {
    let package = Applicant::default().package();
    let whole = || Forgery::of(&package);
    let cases: &[(Forgery, &[&str])] = &[
        (whole().without("bagit.txt").sealed(), &[r#"missing-entry {"name":"bagit.txt"}"#]),
        (whole().without("bagit.txt"), &[r#"missing-entry {"name":"bagit.txt"}"#]),
        (
            whole().without("data/documents/guarantee-1.pdf"),
            &[r#"missing-entry {"name":"data/documents/guarantee-1.pdf"}"#],
        ),
        (
            whole().with("data/documents/more.pdf", b"%PDF-").sealed(),
            &[r#"unexpected-entry {"name":"data/documents/more.pdf"}"#],
        ),
        (whole().edit("bagit.txt", "1.0", "0.9").sealed(), &[r#"manifest-malformed {"name":"bagit.txt"}"#]),
        (
            whole().edit("bagit.txt", "1.0", "0.9"),
            &[r#"digest-mismatch {"name":"bagit.txt"}"#, r#"manifest-malformed {"name":"bagit.txt"}"#],
        ),
        (
            whole().edit("bag-info.txt", "2026-11-21", "2026-11-20").sealed(),
            &[r#"manifest-malformed {"name":"bag-info.txt"}"#],
        ),
        (
            whole().edit("manifest-sha256.txt", "  ", " *"),
            &[
                r#"manifest-malformed {"name":"manifest-sha256.txt"}"#,
                r#"digest-mismatch {"name":"manifest-sha256.txt"}"#,
            ],
        ),
        (
            whole().reversed("tagmanifest-sha256.txt"),
            &[r#"manifest-malformed {"name":"tagmanifest-sha256.txt"}"#],
        ),
        (
            whole().edit("data/application.json", "Ana", "Eva"),
            &[r#"digest-mismatch {"name":"data/application.json"}"#, r#"digest-mismatch {"name":"BAG"}"#],
        ),
        (
            whole().edit("data/documents/guarantee-1.pdf", "/Catalog", "/catalog"),
            &[r#"digest-mismatch {"name":"data/documents/guarantee-1.pdf"}"#],
        ),
        (
            whole().edit("data/documents/guarantee-1.pdf", "%%EOF", "% %EOF").sealed(),
            &[
                r#"size-mismatch {"name":"data/documents/guarantee-1.pdf"}"#,
                r#"digest-mismatch {"name":"data/documents/guarantee-1.pdf"}"#,
                r#"truncated-pdf {"name":"data/documents/guarantee-1.pdf"}"#,
            ],
        ),
        (
            whole()
                .edit(
                    "data/application.json",
                    r#""today":"2026-11-21","answers""#,
                    r#""today":"2026-11-20","answers""#,
                )
                .sealed(),
            &["application-malformed {}"],
        ),
        (
            whole()
                .edit(
                    "data/application.json",
                    r#"{"service":"small-permit","def"#,
                    r#"{"service":"other","def"#,
                )
                .sealed(),
            &["application-malformed {}"],
        ),
        (
            whole().edit("data/application.json", r#""details""#, r#""more":1,"details""#).sealed(),
            &["application-malformed {}"],
        ),
        (
            whole().edit("data/application.json", "passport-1.jpg", "passport-3.jpg").sealed(),
            &["application-malformed {}"],
        ),
    ];
    let applicant = Applicant::default();
    for (forgery, expected) in cases {
        let expected: Vec<_> = expected.iter().map(|line| line.replace("BAG", &forgery.bag)).collect();
        assert_eq!(problems(applicant.verdict_on(&forgery.package(), None)), expected);
    }
}

/// Two readers of such an application could understand two different ones.
#[test]
fn an_application_has_one_spelling() {
    let applicant = Applicant::default();
    let package = applicant.package();
    for (from, to) in [
        (r#"{"service""#, r#" {"service""#),
        (r#""Ana Contoh""#, r#""\u0041na Contoh""#),
        (r#""verdict""#, r#""note":"urgent","verdict""#),
        (r#""verdict""#, r#""verdict":"ask-office","verdict""#),
        (r#""full_name""#, r#""full_name":"Eva Contoh","full_name""#),
        (r#""has_guarantor""#, r#""has_guarantor":false,"has_guarantor""#),
    ] {
        let forgery = Forgery::of(&package).edit("data/application.json", from, to).sealed();
        let found = problems(applicant.verdict_on(&forgery.package(), None));
        assert_eq!(found, ["application-malformed {}"], "{to}");
    }
}

/// A ZIP program would call such a package damaged, though every SHA-256 in it is right.
#[test]
fn a_wrong_crc_is_refused_even_where_the_zip_file_agrees_with_itself() {
    let applicant = Applicant::default();
    let mut package = applicant.package();
    let crc = Digest::of(&applicant.documents[1].2).crc32.to_le_bytes();
    let places: Vec<_> = (0..package.len() - 4).filter(|at| package[*at..*at + 4] == crc).collect();
    assert_eq!(places.len(), 2, "in the local header and in the central one");
    for at in places {
        package[at] ^= 1;
    }
    let found = problems(applicant.verdict_on(&package, None));
    assert_eq!(found, [r#"digest-mismatch {"name":"data/documents/guarantee-1.pdf"}"#]);
}

/// Two entries of one name unpack to whichever comes last.
#[test]
fn a_name_comes_once() {
    let applicant = Applicant::default();
    let twice = Forgery::of(&applicant.package()).with("data/documents/passport-1.jpg", b"another");
    let found = problems(applicant.verdict_on(&twice.package(), None));
    let name = format!("{}/data/documents/passport-1.jpg", twice.bag);
    assert_eq!(found, [format!(r#"unexpected-entry {{"name":"{name}"}}"#)]);
}

/// Numbers and lengths in a package are claims; none of them is added up or kept on trust.
#[test]
fn claims_do_not_overflow() {
    let applicant = Applicant::default();
    let length = applicant.documents[0].2.len();
    let claim = Forgery::of(&applicant.package())
        .edit("data/application.json", &format!(r#""bytes":{length},"#), r#""bytes":18446744073709551615,"#)
        .sealed();
    let found = problems(applicant.verdict_on(&claim.package(), None));
    assert_eq!(
        found,
        [
            r#"size-mismatch {"name":"data/documents/passport-1.jpg"}"#,
            r#"manifest-malformed {"name":"bag-info.txt"}"#,
            r#"total-too-large {"limit":4000,"size":18446744073709551615}"#,
        ]
    );
    let long = applicant.detail("remark", &"x".repeat(256 * 1024));
    let found = problems(long.verdict_on(&long.package(), None));
    assert_eq!(found, ["application-malformed {}"]);
}

/// A ZIP program that unpacks, changes nothing and packs again makes another file.
#[test]
fn entries_in_another_order_or_folder_are_refused() {
    let applicant = Applicant::default();
    let package = applicant.package();
    let mut swapped = Forgery::of(&package);
    swapped.entries.swap(5, 6);
    let found = problems(applicant.verdict_on(&swapped.package(), None));
    assert_eq!(found, [r#"manifest-malformed {"name":"manifest-sha256.txt"}"#]);
    let found = problems(applicant.verdict_on(&swapped.sealed().package(), None));
    assert_eq!(found, [r#"unexpected-entry {"name":"data/documents/passport-2.png"}"#]);
    let mut renamed = Forgery::of(&package);
    renamed.bag = "../../etc".to_owned();
    let found = problems(applicant.verdict_on(&renamed.package(), None));
    assert_eq!(found[0], r#"unexpected-entry {"name":"../../etc/bagit.txt"}"#);
}

proptest! {
    /// Bytes from outside never bring the endpoint down: a package with a stretch of anything in it is
    /// refused in order.
    #[test]
    fn garbage_is_refused(at in 0..8000_usize, garbage in proptest::collection::vec(any::<u8>(), 1..300)) {
        let applicant = Applicant::default();
        let mut package = applicant.package();
        let at = at.min(package.len());
        let end = package.len().min(at + garbage.len());
        prop_assume!(package[at..end] != garbage[..]);
        package.splice(at..end, garbage);
        prop_assert!(applicant.verdict_on(&package, None).is_err());
    }
}
