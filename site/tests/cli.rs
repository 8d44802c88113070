//! The `site` command as it is called: what it prints, and how it exits.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

const SERVICE: &str = "alih-status-itk-itas";

/// Runs `site` in the root of the repository.
fn site(arguments: &[&str]) -> Output {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace");
    Command::new(env!("CARGO_BIN_EXE_site")).current_dir(root).args(arguments).output().expect("site runs")
}

/// Decides the situation with these answers on 2026-11-21.
fn decide(answers: &str) -> Output {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("answers.json");
    std::fs::write(&file, answers).expect("written");
    let file = file.to_str().expect("a plain path");
    site(&["decide", SERVICE, "--answers", file, "--today", "2026-11-21"])
}

fn decision(answers: &str) -> Value {
    let output = decide(answers);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("a decision is JSON")
}

fn day<'d>(decision: &'d Value, deadline: &str) -> &'d Value {
    let deadlines = decision["deadlines"].as_array().expect("a list");
    let deadline = deadlines.iter().find(|found| found["id"] == deadline);
    &deadline.expect("the deadline applies")["date"]
}

#[test]
fn the_content_of_the_repository_is_sound() {
    let output = site(&["check"]);
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.ends_with("content: no problems\n"), "{said}");
    let proved = said.lines().filter(|line| line.contains(", all of them; ")).count();
    assert!(proved >= 12, "{proved} services were proved in all situations");
    assert!(said.contains("the fee `itk-60-days` differs between sources"), "{said}");
}

#[test]
fn decisions_are_those_that_the_sources_lead_to() {
    let situation = |visa: &str, expires: &str| {
        format!(
            r#"{{"visa_origin":"{visa}","activity":"worker","itk_expires":"{expires}","applicant":"foreign-national",
                "has_guarantor":true,"has_responsible_person":false,"filing_state":"not-filed"}}"#
        )
    };
    let eligible = decision(&situation("visit-visa", "2026-12-31"));
    assert_eq!(eligible["verdict"], "eligible");
    assert_eq!(day(&eligible, "file-by"), "2026-12-01");
    let documents: Vec<_> =
        eligible["documents"].as_array().expect("a list").iter().map(|document| &document["id"]).collect();
    for needed in ["guarantee", "guarantor-identity"] {
        assert!(documents.iter().any(|id| *id == needed), "{needed}: {documents:?}");
    }
    assert_eq!(decision(&situation("visa-on-arrival", "2026-12-31"))["verdict"], "not-eligible");
    assert_eq!(decision(&situation("visit-visa", "2026-12-10"))["verdict"], "ask-office");
    assert_eq!(decision("{}")["verdict"], "needs-answers");
}

#[test]
fn working_days_are_counted_from_the_payment() {
    let paid = decision(
        r#"{"visa_origin":"visit-visa","activity":"worker","itk_expires":"2026-12-31","applicant":"foreign-national",
            "has_guarantor":true,"has_responsible_person":false,"filing_state":"filed-and-paid",
            "fee_paid_on":"2026-11-20"}"#,
    );
    assert_eq!(day(&paid, "forwarded-by"), "2026-11-25");
    assert_eq!(day(&paid, "decided-by"), "2026-12-02");
}

#[test]
fn every_wrong_answer_is_named_at_once() {
    let output = decide(r#"{"visa_origin":"tourist","itk_expires":"31-12-2026","shoe_size":"43"}"#);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(output.stdout, b"");
    let errors = String::from_utf8_lossy(&output.stderr);
    let lines: Vec<_> = errors.lines().collect();
    assert_eq!(
        lines,
        [
            "itk_expires: not-a-date (value: 31-12-2026)",
            "shoe_size: unknown-question",
            "visa_origin: unknown-option (value: tourist)",
        ]
    );
}

#[test]
fn a_missing_folder_or_service_fails_with_its_name() {
    let output = site(&["check", "--content", "nowhere"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("nowhere"));

    let output = site(&["decide", "no-such-service", "--answers", "Cargo.toml"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("no-such-service"));
}
