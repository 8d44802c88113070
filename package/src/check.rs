//! What keeps an application from being sent, apart from the bytes of each document: the documents
//! taken together, and the details. The form asks before it packs, the verifier after it has read.

use rules::{Decision, DetailMisfit, Field, Service, Situation, TextFormat};

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

/// Everything that is wrong with these details in a situation. A detail of nothing but white space is
/// missing.
pub fn check_details(situation: Situation<'_>, details: &Details) -> Vec<Problem> {
    let service = situation.service;
    let mut problems = Vec::new();
    let fields = situation.fields(details);
    for Field { detail, name, .. } in &fields {
        let value = details.get(name).map_or("", |value| value.trim());
        if value.is_empty() {
            if detail.required {
                problems.push(Problem::new(Code::MissingDetail).with("detail", &**name));
            }
            continue;
        }
        let count = value.chars().count() as u64;
        if count > detail.max_length.into() {
            problems.push(
                Problem::new(Code::DetailTooLong)
                    .with("detail", &**name)
                    .with("count", count)
                    .with("most", detail.max_length),
            );
        } else if let Some(misfit) = situation.misfit(detail, value) {
            problems.push(misfitting(name, misfit));
        }
    }
    for (id, group) in &service.groups {
        if service.members(id, details) > group.at_most {
            problems
                .push(Problem::new(Code::TooManyMembers).with("group", &**id).with("most", group.at_most));
        }
    }
    let unknown = |name: &&String| !fields.iter().any(|field| field.name == **name);
    problems.extend(
        (details.keys().filter(unknown)).map(|id| Problem::new(Code::DetailNotListed).with("detail", &**id)),
    );
    problems
}

fn misfitting(name: &str, misfit: DetailMisfit) -> Problem {
    let code = match misfit {
        DetailMisfit::NotPlain => Code::NotPlainText,
        DetailMisfit::NotAnEmail => Code::NotAnEmail,
        DetailMisfit::NotAPhoneNumber => Code::NotAPhoneNumber,
        DetailMisfit::Format(TextFormat::PassportNumber) => Code::NotAPassportNumber,
        DetailMisfit::Format(TextFormat::Nik) => Code::NotANik,
        DetailMisfit::NotADate => Code::DetailNotADate,
        DetailMisfit::TooEarly(_) => Code::DetailTooEarly,
        DetailMisfit::TooLate(_) => Code::DetailTooLate,
        DetailMisfit::UnknownCountry => Code::UnknownCountry,
        DetailMisfit::UnknownOption => Code::DetailUnknownOption,
    };
    let problem = Problem::new(code).with("detail", name);
    match misfit {
        DetailMisfit::TooEarly(earliest) => problem.with("earliest", earliest.to_string()),
        DetailMisfit::TooLate(latest) => problem.with("latest", latest.to_string()),
        _ => problem,
    }
}
