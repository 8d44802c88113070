//! `application.json`: what the applicant states, what was decided from it, and which documents go
//! with it.

use std::collections::BTreeMap;

use rules::{Answers, Date, Decision, DocumentType, Service, Situation, Truth, decide};
use serde::{Deserialize, Serialize};

use crate::digest::{Digest, Sha256};

/// Answers to what the office needs to know and what decides nothing, by the name of their field.
pub type Details = BTreeMap<String, String>;

/// An application before its documents are known.
#[derive(Clone, Debug, PartialEq)]
pub struct Statement {
    /// Digest of the JSON of the service definition by which it was decided.
    pub definition_sha256: Sha256,
    /// The answers that decide.
    pub answers: Answers,
    /// The answers that do not.
    pub details: Details,
    /// What was decided, for which service and day.
    pub decision: Decision,
}

impl Statement {
    /// What somebody states who entered this, decided for `today`. Answers to questions that are not
    /// asked stay out of it, and so do details that are not asked for, or of nothing but white space.
    pub fn new(
        service: &Service,
        definition_sha256: Sha256,
        answers: &Answers,
        details: &Details,
        today: Date,
    ) -> Self {
        let situation = Situation { service, answers, today };
        let asked = service
            .questions
            .iter()
            .filter(|question| situation.optional(question.when.as_ref()).truth == Truth::True);
        let answers: Answers = asked
            .filter_map(|question| Some((question.id.clone(), answers.get(&question.id)?.clone())))
            .collect();
        let fields = situation.fields(details).into_iter();
        let details = fields.filter_map(|field| {
            let value = details.get(&field.name)?.trim();
            (!value.is_empty()).then(|| (field.name, value.to_owned()))
        });
        Self {
            definition_sha256,
            decision: decide(service, &answers, today),
            details: details.collect(),
            answers,
        }
    }
}

/// A document whose bytes have been read once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentDigest {
    /// Id of the document in the service definition.
    pub id: String,
    /// Its type, by its bytes.
    pub kind: DocumentType,
    /// Its length and digests.
    pub digest: Digest,
}

/// The content of `application.json`.
///
/// The fields are written in this order and maps in the order of their keys, so the same application
/// is always the same bytes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Application {
    /// Id of the service applied for.
    pub service: String,
    /// Digest of the JSON of the service definition by which it was decided.
    pub definition_sha256: Sha256,
    /// The day for which it was decided.
    pub today: Date,
    /// The answers that decide.
    pub answers: Answers,
    /// The answers that do not.
    pub details: Details,
    /// What was decided.
    pub decision: Decision,
    /// The documents, in the order in which the package carries them.
    pub documents: Vec<ListedDocument>,
}

/// A document as the application lists it. The name that its file had is not kept: it can tell more
/// about a person than the application does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListedDocument {
    /// Id of the document in the service definition.
    pub id: String,
    /// Its path in the bag.
    pub file: String,
    /// Its type.
    #[serde(rename = "type")]
    pub kind: DocumentType,
    /// Its length in bytes.
    pub bytes: u64,
    /// Its SHA-256.
    pub sha256: Sha256,
}

impl Application {
    /// The application of a statement and its documents, in this order.
    pub(crate) fn new(statement: Statement, documents: &[DocumentDigest]) -> Self {
        let Statement { definition_sha256, answers, details, decision } = statement;
        let files = files(documents.iter().map(|document| (&*document.id, document.kind)));
        let listed = documents.iter().zip(files).map(|(document, file)| ListedDocument {
            id: document.id.clone(),
            file,
            kind: document.kind,
            bytes: document.digest.bytes,
            sha256: document.digest.sha256,
        });
        Self {
            service: decision.service.clone(),
            definition_sha256,
            today: decision.today,
            answers,
            details,
            documents: listed.collect(),
            decision,
        }
    }

    /// The application says the same thing wherever it says it twice: service and day are those of
    /// its decision, and documents have the order and the files that a [`crate::Layout`] gives them.
    pub(crate) fn is_consistent(&self) -> bool {
        let files = files(self.documents.iter().map(|listed| (&*listed.id, listed.kind)));
        self.service == self.decision.service
            && self.today == self.decision.today
            && (self.documents.iter()).is_sorted_by_key(|listed| position(&self.decision, &listed.id))
            && self.documents.iter().map(|listed| &listed.file).eq(&files)
    }

    /// The bytes of `application.json`.
    pub fn to_json(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("maps with text keys and plain values are always JSON")
    }

    /// The name of the bag that holds these bytes of `application.json`: it tells applications apart
    /// and says nothing about who applies.
    pub fn bag(&self, json: Sha256) -> String {
        let digest = json.hex();
        [&self.service, "-", &digest[..16]].concat()
    }
}

/// Where a decision asks for a document; one that it does not ask for comes last.
pub(crate) fn position(decision: &Decision, document: &str) -> usize {
    let needs = &decision.documents;
    (needs.iter().position(|need| need.id == document)).unwrap_or(needs.len())
}

/// The paths of documents in a bag: those with the same id are numbered from 1.
fn files<'a>(documents: impl Iterator<Item = (&'a str, DocumentType)>) -> Vec<String> {
    let mut earlier = Vec::new();
    documents
        .map(|(id, kind)| {
            earlier.push(id);
            let number = earlier.iter().filter(|other| **other == id).count();
            format!("data/documents/{id}-{number}.{}", kind.extension())
        })
        .collect()
}
