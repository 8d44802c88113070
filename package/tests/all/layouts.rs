//! A package is the same bytes wherever and however it is made, and others can read it.

use std::io::{Cursor, Read as _};

use package::{Code, Digest, DocumentDigest, DocumentType, Layout, Statement};
use proptest::prelude::*;
use rules::{Answer, Condition};

use crate::fixtures::{Applicant, png, today};

/// Office staff open a package with whatever ZIP program they have.
#[test]
fn an_independent_reader_finds_the_bag() {
    let applicant = Applicant::default();
    let layout = applicant.layout();
    let mut archive = zip::ZipArchive::new(Cursor::new(applicant.package())).unwrap();

    let application = layout.application().to_json();
    let digest = Digest::of(&application).sha256.hex();
    assert_eq!(layout.bag(), format!("small-permit-{}", &digest[..16]));

    let files: Vec<_> = archive.file_names().map(|name| name.unwrap().into_owned()).collect();
    let expected = [
        "bagit.txt",
        "bag-info.txt",
        "manifest-sha256.txt",
        "tagmanifest-sha256.txt",
        "data/application.json",
        "data/documents/passport-1.jpg",
        "data/documents/passport-2.png",
        "data/documents/guarantee-1.pdf",
    ];
    assert_eq!(files, expected.map(|path| format!("{}/{path}", layout.bag())));

    let mut content = |path: &str| {
        let mut file = archive.by_name(&format!("{}/{path}", layout.bag())).unwrap();
        assert_eq!(file.compression(), zip::CompressionMethod::Stored);
        let day = file.last_modified().map(|day| (day.year(), day.month(), day.day()));
        assert_eq!(day, Some((1980, 1, 1)));
        let mut bytes = Vec::new();
        // The reader compares the CRC when it gets to the end.
        file.read_to_end(&mut bytes).unwrap();
        bytes
    };
    assert_eq!(content("data/application.json"), application);
    assert_eq!(content("data/documents/passport-2.png"), png(900, 1200));
    let manifest = String::from_utf8(content("manifest-sha256.txt")).unwrap();
    assert_eq!(manifest.lines().next(), Some(&*format!("{digest}  data/application.json")));
    assert_eq!(manifest.lines().count(), 4);
}

/// Somebody who went back and answered otherwise, or left white space in a field, states the same as
/// somebody who did not.
#[test]
fn a_statement_says_what_was_asked_and_nothing_else() {
    let mut plain = Applicant::default();
    plain.service.questions[1].when = Some(Condition::OneOf {
        question: "visa_origin".to_owned(),
        options: vec!["visa-on-arrival".to_owned()],
    });
    plain.answers.clear("has_guarantor");
    let untidy = (plain.clone())
        .answer("has_guarantor", Answer::Boolean(true))
        .answer("no_question", Answer::Boolean(true))
        .detail("full_name", " Ana Contoh\n")
        .detail("remark", "  ");
    let state = |applicant: &Applicant| {
        let Applicant { service, definition_sha256, answers, details, .. } = applicant;
        Statement::new(service, *definition_sha256, answers, details, today())
    };
    assert_eq!(state(&untidy), plain.statement());
    assert_eq!(state(&plain), plain.statement());
}

/// A resumed upload packs again and must meet the bytes that the endpoint already has.
#[test]
fn only_the_order_within_a_document_matters() {
    let applicant = Applicant::default();
    let [passport, guarantee, second_page] = [0, 1, 2].map(|at| applicant.documents[at].clone());
    let with = |documents| Applicant { documents, ..applicant.clone() }.package();
    let guarantee_first = with(vec![guarantee.clone(), passport.clone(), second_page.clone()]);
    assert!(guarantee_first == applicant.package());
    let pages_swapped = with(vec![second_page, passport, guarantee]);
    assert!(pages_swapped != applicant.package());
}

/// An id with a path in it would unpack somewhere else.
#[test]
fn a_document_cannot_leave_the_bag() {
    for id in ["../evil", "a b", "ünder", ".", "a//b", ""] {
        let document =
            DocumentDigest { id: format!("{id}/x"), kind: DocumentType::Pdf, digest: Digest::of(b"") };
        let problem = Layout::new(Applicant::default().statement(), &[document]).unwrap_err();
        assert_eq!(problem.code, Code::UnexpectedEntry, "{id}");
    }
}

proptest! {
    /// The browser sends slices, and a slice after a resume begins anywhere.
    #[test]
    fn any_range_is_that_slice_of_the_package(from in 0..9000_u64, length in 0..9000_u64) {
        let applicant = Applicant::default();
        let (layout, package) = (applicant.layout(), applicant.package());
        prop_assert_eq!(layout.bytes(), package.len() as u64);
        let parts: Vec<u8> = layout.range(from, length).flat_map(|part| applicant.part(part)).copied().collect();
        let end = layout.bytes().min(from + length);
        let slice = package.get(from as usize..end as usize).unwrap_or_default();
        prop_assert_eq!(parts, slice);
    }
}
