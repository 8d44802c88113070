//! Where an application stands: what the office notes, and what whoever has the receipt is told of it.

use std::sync::Arc;

use package::Sha256;
use rules::Date;
use serde_json::json;
use upload::complete::receipt_path;
use upload::history::{Entry, State, note};
use upload::ids::UploadHash;
use upload::receipt::ReceiptCode;
use upload::sweep::sweep;

use crate::fixture::Running;
use crate::garden::{DEFINITION, SERVICE, definitions_of};
use crate::sealing::files;

/// What the garden office counts from its notice.
const FROM_THE_NOTICE: &str = r#"
    [span.digging]
    days = 3
    kind = "working"
    sources = ["garden-act"]

    [event.notice]
    label = { id = "hari pemberitahuan", en = "the day of the notice" }

    [[deadline]]
    id = "correct-by"
    label = { id = "Perbaiki", en = "Correct by" }
    at = "notice + 2 days"
    sources = ["garden-act"]

    [[deadline]]
    id = "dig-by"
    label = { id = "Gali", en = "Dig by" }
    at = "notice + digging"
    sources = ["garden-act"]

    [[deadline]]
    id = "fence-by"
    label = { id = "Pagari", en = "Fence by" }
    at = "notice + 9 days"
    when = { has_garden = true }
    sources = ["garden-act"]
"#;

/// The Friday of which no office works. 2027 is not announced.
const HOLIDAYS: &str = r#"
    year = 2026
    sources = ["garden-act"]
    day = [{ date = "2026-12-25", kind = "holiday", name = { id = "Hari Natal", en = "Christmas Day" } }]
"#;

/// An endpoint with the receipt of a package that was received on 20 December 2026.
async fn received() -> (Running, ReceiptCode) {
    let endpoint = Running::new();
    // It holds in no year whose holidays are not announced; what begins in December may end there.
    let definition = DEFINITION.replace("2027-02-21", "2026-12-31") + FROM_THE_NOTICE;
    let definitions = definitions_of(&definition, &[("holidays/2026.toml", HOLIDAYS)]);
    endpoint.state.replace_definitions(Arc::new(definitions));
    let code = ReceiptCode::of(&UploadHash::from_folder("somebody's"));
    let receipt = json!({
        "receipt": code, "service": SERVICE, "received": "2026-12-20T01:00:00Z", "sealed": true,
        "sha256": Sha256::of(b"").hex(), "bytes": 1, "deadlines": [], "documents": [],
    });
    let store = endpoint.state.uploads.store();
    let _ = store.create(&receipt_path(&code), receipt.to_string().into()).await.expect("written");
    (endpoint, code)
}

/// Notes something, as of the last day of the year.
async fn noted(endpoint: &Running, code: &ReceiptCode, state: State, on: &str) -> Result<usize, String> {
    let day = |text: &str| text.parse::<Date>().expect("a day");
    let entry = Entry { state, on: day(on) };
    let noted = note(endpoint.state.uploads.store(), code, Some(entry), day("2026-12-31")).await;
    noted.map(|(_, history)| history.0.len()).map_err(|error| error.to_string())
}

/// If it broke, an applicant would learn too late that something has to be corrected, or until when.
#[tokio::test]
async fn a_notice_begins_the_time_for_corrections() {
    let (endpoint, code) = received().await;
    let address = format!("/status/{code}");
    let status = endpoint.get(&address).await.json();
    assert_eq!((&status["state"], &status["deadlines"]), (&"received".into(), &json!([])));
    assert_eq!(status["history"], json!([{ "state": "received", "on": "2026-12-20" }]));
    assert_eq!(status["received"], "2026-12-20T01:00:00Z");

    assert_eq!(noted(&endpoint, &code, State::UnderReview, "2026-12-21").await, Ok(2));
    assert_eq!(noted(&endpoint, &code, State::NeedsCorrection, "2026-12-23").await, Ok(3));
    let status = endpoint.get(&address).await.json();
    assert_eq!(status["state"], "needs-correction");
    assert_eq!(status["history"][1], json!({ "state": "under-review", "on": "2026-12-21" }));
    // Thursday is the first working day, Monday the second and Tuesday the third: Friday is Christmas. What
    // depends on answers is left out: they are sealed.
    let due: Vec<_> = status["deadlines"].as_array().expect("deadlines").iter().collect();
    assert_eq!(due.len(), 2, "{status}");
    assert_eq!((&due[0]["date"], &due[0]["kind"]), (&"2026-12-25".into(), &"calendar".into()));
    assert_eq!((&due[1]["date"], &due[1]["kind"]), (&"2026-12-29".into(), &"working".into()));
    let page = endpoint.browse(&address, "en").await;
    let text = page.text();
    for part in [
        "Needs to be corrected, <time datetime=\"2026-12-23\">23 December 2026</time>",
        "Correct by</dt><dd><strong>25 December 2026 (counted in calendar days: 2 from 23 December 2026)",
        "29 December 2026 (counted in working days, without Saturdays",
        "not what Immigration says",
    ] {
        assert!(text.contains(part), "no {part} in {text}");
    }
    let page = endpoint.browse(&address, "id").await;
    assert!(
        page.text().contains("Perlu diperbaiki") && page.text().contains("2 hari kalender sejak 23 Desember")
    );

    // A year whose holidays nobody has announced gives no day.
    assert_eq!(noted(&endpoint, &code, State::NeedsCorrection, "2026-12-30").await, Ok(4));
    let status = endpoint.get(&address).await.json();
    assert_eq!(
        (&status["deadlines"][1]["date"], &status["deadlines"][1]["missing_year"]),
        (&json!(null), &2027.into())
    );
    let page = endpoint.browse(&address, "en").await;
    assert!(page.text().contains("the holidays of 2027"), "{}", page.text());

    // What was corrected has no time running any more.
    assert_eq!(noted(&endpoint, &code, State::Forwarded, "2026-12-31").await, Ok(5));
    let status = endpoint.get(&address).await.json();
    assert_eq!((&status["state"], &status["deadlines"]), (&"forwarded".into(), &json!([])));
}

/// If it broke, what one officer noted would be gone, or a day that was mistyped would start a time.
#[tokio::test]
async fn two_officers_at_once_note_two_things_and_a_day_is_checked() {
    let (endpoint, code) = received().await;
    // Different things: who notes what another has just noted adds nothing.
    let days: Vec<_> = (21..29).map(|day| format!("2026-12-{day}")).collect();
    let at_once = days.iter().map(|day| noted(&endpoint, &code, State::Rejected, day));
    let mut lengths = futures_util::future::try_join_all(at_once).await.expect("noted");
    lengths.sort_unstable();
    assert_eq!(lengths, [2, 3, 4, 5, 6, 7, 8, 9]);
    // The sweep reads the names of receipts.
    sweep(&endpoint.state).await.expect("swept");
    assert_eq!(files(&endpoint, "receipts").len(), 9);

    for (on, why) in [("2026-12-19", "received on 2026-12-20"), ("2027-01-01", "today is 2026-12-31")] {
        let error = noted(&endpoint, &code, State::Completed, on).await.expect_err("refused");
        assert!(error.contains(why), "{error}");
    }
    let nobodys = ReceiptCode::of(&UploadHash::from_folder("nobody's"));
    let error = noted(&endpoint, &nobodys, State::Completed, "2026-12-22").await.expect_err("refused");
    assert!(error.contains("no receipt"), "{error}");
    for number in 9..=50 {
        assert_eq!(noted(&endpoint, &code, State::UnderReview, "2026-12-22").await, Ok(number + 1));
    }
    let error = noted(&endpoint, &code, State::Completed, "2026-12-22").await.expect_err("refused");
    assert!(error.contains("most possible"), "{error}");
    assert_eq!(
        endpoint.get(&format!("/status/{code}")).await.json()["history"].as_array().map(Vec::len),
        Some(51)
    );
}
