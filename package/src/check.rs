//! What keeps an application from being sent, apart from the bytes of each document: the documents
//! taken together, and the details. The form asks before it packs, the verifier after it has read.

use rules::{Decision, Service};

use crate::application::Details;
use crate::problem::{Code, Problem};

/// Everything that is wrong with these documents (id and length in bytes of each file) as the
/// documents of an application that was decided so.
pub fn check_documents(service: &Service, decision: &Decision, files: &[(&str, u64)]) -> Vec<Problem> {
    let mut problems = Vec::new();
    for need in &decision.documents {
        let count = files.iter().filter(|(id, _)| *id == need.id).count() as u64;
        if need.required && count == 0 {
            problems.push(Problem::new(Code::MissingDocument).with("document", &*need.id));
        }
        let most = service.document(&need.id).map_or(u32::MAX, |document| document.max_files);
        if count > most.into() {
            problems.push(
                Problem::new(Code::TooMany)
                    .with("document", &*need.id)
                    .with("count", count)
                    .with("most", most),
            );
        }
    }
    for (at, (id, _)) in files.iter().enumerate() {
        let is_first = !files[..at].iter().any(|(earlier, _)| earlier == id);
        if is_first && !decision.documents.iter().any(|need| need.id == *id) {
            problems.push(Problem::new(Code::DocumentNotListed).with("document", *id));
        }
    }
    let count = files.len() as u64;
    if count > service.limits.max_files.into() {
        problems.push(
            Problem::new(Code::TooManyInTotal).with("count", count).with("most", service.limits.max_files),
        );
    }
    // Lengths may be anybody's claims here.
    let size = files.iter().fold(0, |size: u64, (_, bytes)| size.saturating_add(*bytes));
    if size > service.limits.max_total_bytes {
        problems.push(
            Problem::new(Code::TotalTooLarge)
                .with("size", size)
                .with("limit", service.limits.max_total_bytes),
        );
    }
    problems
}

/// Everything that is wrong with these details. A detail of nothing but white space is missing.
pub fn check_details(service: &Service, details: &Details) -> Vec<Problem> {
    let mut problems = Vec::new();
    for detail in &service.details {
        let value = details.get(&detail.id).map_or("", |value| value.trim());
        if detail.required && value.is_empty() {
            problems.push(Problem::new(Code::MissingDetail).with("detail", &*detail.id));
        }
        let count = value.chars().count() as u64;
        if count > detail.max_length.into() {
            problems.push(
                Problem::new(Code::DetailTooLong)
                    .with("detail", &*detail.id)
                    .with("count", count)
                    .with("most", detail.max_length),
            );
        }
    }
    let unknown = |id: &&String| !service.details.iter().any(|detail| detail.id == **id);
    problems.extend(
        (details.keys().filter(unknown)).map(|id| Problem::new(Code::DetailNotListed).with("detail", &**id)),
    );
    problems
}
