//! Which packages are accepted, and what is said of those that are not.

use package::{Digest, DocumentType, PackageLimits, PackageReader, Sha256, Statement};
use proptest::prelude::*;
use rules::{Answer, Verdict};

use crate::fixtures::{Applicant, jpeg, pdf, png, problems, today};
use crate::forge::Forgery;

#[test]
fn a_whole_package_is_accepted() {
    let applicant = Applicant::default();
    let package = applicant.package();
    let accepted = applicant.verdict_on(&package, Some(today())).unwrap();
    assert_eq!(accepted.application, *applicant.layout().application());
    assert_eq!(accepted.decision.verdict, Verdict::Eligible);
    assert_eq!((accepted.bytes, accepted.sha256), (package.len() as u64, Sha256::of(&package)));
}

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

/// The same documents in two orders would be two packages of one application.
#[test]
fn documents_come_in_the_order_of_the_decision() {
    let applicant = Applicant::default();
    let mut forgery = Forgery::of(&applicant.package());
    let mut application = applicant.layout().application().clone();
    application.documents.rotate_left(1);
    forgery.entries[4].1 = application.to_json();
    forgery.entries[5..].rotate_left(1);
    let found = problems(applicant.verdict_on(&forgery.sealed().package(), None));
    assert_eq!(found[0], "application-malformed {}");
}

/// One message tells of everything, so that one more attempt is enough.
#[test]
fn every_problem_of_the_documents_is_told_at_once() {
    let applicant = Applicant::default()
        .without("guarantee")
        .document("passport", DocumentType::Jpeg, jpeg(300, 200))
        .document("passport", DocumentType::Pdf, pdf("<< /Encrypt 1 0 R >>"))
        .document("photo", DocumentType::Png, [png(1000, 1000), vec![0; 4000]].concat())
        .document("photo", DocumentType::Png, png(1000, 1000));
    let found = applicant.problems();
    let total: usize = applicant.documents.iter().map(|(.., bytes)| bytes.len()).sum();
    assert_eq!(
        found,
        [
            r#"image-too-small {"height":200,"least":1000,"name":"data/documents/passport-3.jpg","width":300}"#,
            r#"encrypted-pdf {"name":"data/documents/passport-4.pdf"}"#,
            r#"wrong-type {"accepted":"JPEG, PNG","found":"PDF","name":"data/documents/passport-4.pdf"}"#,
            r#"too-many {"count":4,"document":"passport","most":2}"#,
            r#"missing-document {"document":"guarantee"}"#,
            r#"document-not-listed {"document":"photo"}"#,
            r#"too-many-in-total {"count":6,"most":4}"#,
            &format!(r#"total-too-large {{"limit":4000,"size":{total}}}"#),
        ]
    );
}

/// The browser says what it found; the endpoint looks for itself.
#[test]
fn a_document_is_what_its_bytes_are() {
    let applicant = Applicant::default().without("guarantee").document(
        "guarantee",
        DocumentType::Pdf,
        b"<!doctype html><title>Login</title>".to_vec(),
    );
    let name = r#""name":"data/documents/guarantee-1.pdf""#;
    assert_eq!(applicant.problems(), [format!(r#"looks-like-html {{"accepted":"PDF",{name}}}"#)]);
    let applicant =
        Applicant::default().without("passport").document("passport", DocumentType::Png, jpeg(1200, 900));
    assert_eq!(
        applicant.problems(),
        [r#"wrong-type {"accepted":"PNG","found":"JPEG","name":"data/documents/passport-1.png"}"#]
    );
}

#[test]
fn details_keep_to_the_definition() {
    let applicant = Applicant::default()
        .detail("full_name", "  ")
        .detail("remark", "twenty-one characters")
        .detail("religion", "none of our business");
    assert_eq!(
        applicant.problems(),
        [
            r#"missing-detail {"detail":"full_name"}"#,
            r#"detail-too-long {"count":21,"detail":"remark","most":20}"#,
            r#"detail-not-listed {"detail":"religion"}"#,
        ]
    );
}

#[test]
fn answers_are_decided_again() {
    let on_arrival = Answer::Text("visa-on-arrival".to_owned());
    let applicant = Applicant::default().answer("visa_origin", on_arrival.clone());
    assert_eq!(applicant.problems(), [r#"not-acceptable {"verdict":"not-eligible"}"#]);

    let applicant = Applicant::default().answer("visa_origin", Answer::Text("teleport".to_owned()));
    assert_eq!(
        applicant.problems(),
        [r#"answer-invalid {"question":"visa_origin"}"#, r#"not-acceptable {"verdict":"needs-answers"}"#,]
    );

    let forged: fn(&mut Statement) = |statement| statement.decision.verdict = Verdict::AskOffice;
    let applicant = Applicant::default().after_deciding(forged);
    assert_eq!(applicant.problems(), ["decision-differs {}"]);
}

/// The form may have been opened before the rules changed: only today's rules count then.
#[test]
fn a_decision_by_older_rules_does_not_count() {
    let older: fn(&mut Statement) = |statement| {
        statement.definition_sha256 = Sha256::of(b"an older definition");
        statement.decision.verdict = Verdict::NotEligible;
    };
    assert_eq!(Applicant::default().after_deciding(older).problems(), [""; 0]);
}

/// The day at the endpoint decides, not the clock of the phone.
#[test]
fn the_day_given_decides() {
    let applicant = Applicant::default();
    let next_year = "2027-01-02".parse().unwrap();
    let verdict = applicant.verdict_on(&applicant.package(), Some(next_year));
    assert_eq!(problems(verdict), [r#"not-acceptable {"verdict":"not-eligible"}"#]);
}

#[test]
fn an_unknown_service_is_named() {
    let applicant = Applicant::default();
    let mut other = applicant.clone();
    other.service.id = "other-permit".to_owned();
    let found = problems(applicant.verdict_on(&other.package(), None));
    assert_eq!(found, [r#"service-unknown {"service":"other-permit"}"#]);
}

proptest! {
    /// The endpoint reads what the network brings, in pieces of any size.
    #[test]
    fn chunks_make_no_difference(at in proptest::collection::vec(0..8000_usize, 0..20)) {
        let applicant = Applicant::default();
        let package = applicant.package();
        let mut cuts: Vec<_> = at.into_iter().map(|at| at.min(package.len())).collect();
        cuts.extend([0, package.len()]);
        cuts.sort_unstable();
        let mut reader = PackageReader::new(PackageLimits::of(&applicant.service.limits));
        for cut in cuts.windows(2) {
            prop_assert!(reader.update(&package[cut[0]..cut[1]]).is_continue());
        }
        let known = package::KnownService {
            service: &applicant.service,
            definition_sha256: applicant.definition_sha256,
        };
        let verdict = reader.verify(|_| Some(known), None);
        prop_assert_eq!(verdict, applicant.verdict_on(&package, None));
    }

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
