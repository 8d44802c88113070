//! Two versions of a service: every difference is said.

use proof::{Compared, compare};

use crate::plot;

/// The service compared with itself after this change.
fn changed(replace: &str, with: &str) -> Compared {
    let before = plot::definition();
    assert!(before.contains(replace), "{replace}");
    compare(&plot::service(&before), &plot::service(&before.replacen(replace, with, 1)), None)
}

/// If it broke, an editor would read *nothing changed* of a document that is no longer accepted.
#[test]
fn what_is_written_differently_is_said() {
    for (replace, with, sentence) in [
        ("Garden plot", "Plot", "wording of the service changed"),
        ("confidence = \"official\"", "confidence = \"secondary\"", "`confidence` official → secondary"),
        ("2027-03-21", "2027-03-20", "`review_by` 2027-03-21 → 2027-03-20"),
        ("max_files = 4", "max_files = 5", "limits: `max_files` 4 → 5"),
        ("max_total_bytes = 1_000_000", "max_total_bytes = 9", "limits: `max_total_bytes` 1000000 → 9"),
        ("Our policy.", "Ours.", "wording of limits changed"),
        ("days = 30", "days = 31", "span `notice`: `length` 30 calendar days → 31 calendar days"),
        ("Where from?", "Wherefrom?", "wording of question `origin` changed"),
        ("en = \"North\"", "en = \"The north\"", "wording of question `origin` changed"),
        ("when = { origin = \"north\" }\n", "", "question `member`: `when` is written differently"),
        (
            "latest = \"today + 365 days\"",
            "latest = \"today + 100 days\"",
            "question `lease_ends`: `latest` today + 365 days → today + 100 days",
        ),
        ("at_least = 0", "at_least = 1", "group `child`: `at_least` 0 → 1"),
        ("at_most = 3", "at_most = 2", "group `child`: `at_most` 3 → 2"),
        ("kind = \"text\"", "kind = \"multiline\"", "detail `full_name`: `kind` text → multiline"),
        ("max_length = 100", "max_length = 90", "detail `full_name`: `max_length` 100 → 90"),
        ("required = true", "required = false", "detail `full_name`: `required` true → false"),
        ("kind = \"text\"", "kind = \"text\"\nformat = \"nik\"", "detail `full_name`: `format` none → nik"),
        (
            "group = \"child\"",
            "group = \"child\"\nwhen = { origin = \"north\" }",
            "detail `child_name`: `when` is written differently",
        ),
        ("group = \"child\"\n", "", "detail `child_name`: `group` child → none"),
        (
            "sources = [\"garden-act#4\"]",
            "sources = [\"garden-act#5\", \"gardeners\"]",
            "rule `only-the-north`: `sources` garden-act#4 → garden-act#5, gardeners",
        ),
        ("effect = \"ask-office\"", "effect = \"note\"", "rule `lease-over`: `effect` ask-office → note"),
        ("Sources disagree.", "They disagree.", "wording of rule `lease-over` changed"),
        ("Bring a hose.", "Bring one.", "wording of version 1 of rule `hose` changed"),
        (
            "types = [\"application/pdf\"]",
            "types = [\"application/pdf\", \"image/png\"]",
            "document `lease`: `types` application/pdf → application/pdf, image/png",
        ),
        ("max_bytes = 500_000", "max_bytes = 400_000", "document `lease`: `max_bytes` 500000 → 400000"),
        ("max_files = 1\n", "max_files = 2\n", "document `lease`: `max_files` 1 → 2"),
        (
            "types = [\"image/jpeg\"]",
            "types = [\"image/jpeg\"]\nmin_long_side = 900",
            "document `card`: `min_long_side` none → 900",
        ),
        (
            "types = [\"image/jpeg\"]",
            "types = [\"image/jpeg\"]\nrequired = false",
            "document `card`: `required` true → false",
        ),
        (
            "lease_ends + answer",
            "lease_ends + notice",
            "deadline `answer-by`: `at` lease_ends + 3 working days → lease_ends + 30 days",
        ),
    ] {
        let Compared { written, .. } = changed(replace, with);
        assert!(written.iter().any(|said| said == sentence), "{sentence}: {written:#?}");
    }
    let sentences = changed("Where from?", "Wherefrom?").written;
    assert_eq!(sentences.len(), 1, "{sentences:?}");
}

#[test]
fn fees_sources_verdicts_and_order_are_said_too() {
    let before = plot::service(&plot::definition());
    let mut after = before.clone();
    after.fees[0].rows[0].until = None;
    after.fees[0].rows.truncate(1);
    after.cited.values_mut().for_each(|source| source.read = source.read.plus(1));
    after.documents.reverse();
    after.holidays.days.clear();
    let title = after.title.clone();
    after.verdicts.insert("eligible".to_owned(), rules::VerdictWords { title: title.clone(), means: title });
    let said = compare(&before, &after, None).written.join("\n");
    for sentence in [
        "fee `plot-fee`: `row` Rp40000 from 2020-01-01 until 2024-12-31 (garden-act); Rp50000 from 2025-01-01 \
         (garden-act) → Rp40000 from 2020-01-01 (garden-act)",
        "source `garden-act`: `read`",
        "documents are in another order",
        "the days that are not worked are others",
        "verdict `eligible` added",
    ] {
        assert!(said.contains(sentence), "{sentence}\n{said}");
    }
}

/// If it broke, a bound that shuts people out would be reported as a change in 0 situations.
#[test]
fn situations_that_one_version_alone_understands_are_counted() {
    let cut = changed("latest = \"today + 365 days\"", "latest = \"today + 100 days\"");
    let only = cut.only_old.expect("later days");
    let ends = only.answers.get("lease_ends").expect("the day is what is not understood");
    let rules::Answer::Text(ends) = ends else { panic!("{ends:?}") };
    assert!(*ends > only.today.plus(100).to_string(), "{ends}");
    assert!(only.situations > 0 && cut.only_new.is_none());

    let widened = changed("latest = \"today + 365 days\"", "latest = \"today + 400 days\"");
    assert!(widened.only_old.is_none() && widened.only_new.is_some());

    let reworded = changed("Where from?", "Wherefrom?");
    assert!(reworded.only_old.is_none() && reworded.only_new.is_none());
}
