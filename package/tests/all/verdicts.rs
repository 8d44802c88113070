//! Which whole packages are accepted by the rules, and what is said of those that are not.

use package::{DocumentType, PackageLimits, PackageReader, Sha256, Statement};
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
    let applicant = Applicant::default().after_deciding(older);
    let accepted = applicant.verdict_on(&applicant.package(), None).unwrap();
    assert_eq!(accepted.decision.verdict, Verdict::Eligible);
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
}
