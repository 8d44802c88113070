//! Why an attempt at sending has ended without a receipt, and what an unexpected answer means.

use rules::Text;
use serde::Deserialize;

/// Why an attempt has ended without a receipt.
#[derive(Clone, Debug, PartialEq)]
pub enum Setback {
    /// No answer, or one that asks to come back later.
    TryAgain,
    /// An answer with this status that no endpoint gives to a good question: a network that wants a
    /// sign-in first, a proxy with limits of its own. It says nothing about the upload.
    Unknown(u16),
    /// The endpoint knows the upload no more, or under this key another one, and said so with this status.
    Gone(u16),
    /// Nothing at the endpoint's address takes uploads: a host with files only answers so.
    NoEndpoint(u16),
    /// The endpoint has refused the package, for these reasons.
    Refused(Vec<Text>),
    /// A document cannot be read any more.
    Unreadable,
}

/// The problem document with which the endpoint refuses (RFC 9457), as far as people are told of it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Refusal {
    /// What kind of refusal it is.
    pub code: String,
    /// Everything that is wrong.
    pub problems: Vec<RefusedFor>,
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct RefusedFor {
    /// In words.
    pub text: Text,
}

impl Setback {
    /// What an answer means that is not the expected one. `speaks_tus`: it names the version of the
    /// protocol, as every answer of the endpoint about an upload does. Only the endpoint can say that an
    /// upload is gone or a package refused: to believe anybody else would make two applications of one.
    pub fn of(status: u16, speaks_tus: bool, document: Option<Refusal>) -> Self {
        match (status, document) {
            (422, Some(refusal)) if refusal.code == "package-refused" => {
                Self::Refused(refusal.problems.into_iter().map(|problem| problem.text).collect())
            }
            (404 | 410, _) if speaks_tus => Self::Gone(status),
            // Too slow, locked, too early, too many requests, and what passes by at the other end.
            (408 | 409 | 423 | 425 | 429 | 500 | 502..=504 | 507, _) => Self::TryAgain,
            _ => Self::Unknown(status),
        }
    }

    /// What an answer to the announcement of an upload means.
    pub fn of_announcement(status: u16, speaks_tus: bool, document: Option<Refusal>) -> Self {
        match status {
            409 => Self::Gone(status),
            404 | 405 | 501 => Self::NoEndpoint(status),
            _ => Self::of(status, speaks_tus, document),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(json: &str) -> Option<Refusal> {
        serde_json::from_str(json).ok()
    }

    #[test]
    fn every_problem_of_a_refusal_is_told() {
        let refusal = document(
            r#"{"type":"about:blank","status":422,"code":"package-refused","problems":[
            {"code":"zip-damaged","params":{},"text":{"id":"Rusak.","en":"Damaged."}},
            {"code":"missing-document","params":{"document":"passport"},"text":{"id":"Kurang.","en":"Missing."}}]}"#,
        );
        let Setback::Refused(texts) = Setback::of(422, false, refusal) else { panic!("it is a refusal") };
        assert_eq!(texts.iter().map(|text| text.en.as_str()).collect::<Vec<_>>(), ["Damaged.", "Missing."]);
    }

    #[test]
    fn nothing_but_the_endpoints_own_document_is_a_refusal() {
        let other = r#"{"code":"unknown-service","problems":[{"text":{"id":"?","en":"?"}}]}"#;
        let refused = r#"{"code":"package-refused","problems":[{"text":{"id":"?","en":"?"}}]}"#;
        for (status, body) in [(422, ""), (422, other), (200, "<html>"), (403, refused), (413, ""), (302, "")]
        {
            assert_eq!(Setback::of(status, true, document(body)), Setback::Unknown(status), "{body}");
        }
    }

    #[test]
    fn only_the_endpoint_can_say_that_an_upload_is_gone() {
        for status in [404, 410] {
            assert_eq!(Setback::of(status, true, None), Setback::Gone(status));
            assert_eq!(Setback::of(status, false, None), Setback::Unknown(status));
        }
    }

    #[test]
    fn a_host_that_takes_no_uploads_is_not_asked_for_ever() {
        for status in [404, 405, 501] {
            assert_eq!(Setback::of_announcement(status, false, None), Setback::NoEndpoint(status));
        }
        for status in [503, 507] {
            assert_eq!(Setback::of_announcement(status, true, None), Setback::TryAgain, "full for now");
        }
        assert_eq!(Setback::of_announcement(409, true, None), Setback::Gone(409), "another package's key");
    }
}
