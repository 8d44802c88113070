//! The parts of a service: their conditions and their names.

use rules::check::Part;
use rules::{Condition, Moment, Service};

/// Every condition that is written in a service.
pub(crate) fn conditions(service: &Service) -> impl Iterator<Item = &Condition> {
    let questions = service.questions.iter().filter_map(|question| question.when.as_ref());
    let rules = service.rules.iter().map(|rule| &rule.when);
    let documents = service.documents.iter().filter_map(|document| document.when.as_ref());
    let deadlines = service.deadlines.iter().filter_map(|deadline| deadline.when.as_ref());
    let fees = service.fees.iter().filter_map(|fee| fee.when.as_ref());
    let details = service.details.iter().filter_map(|detail| detail.when.as_ref());
    questions.chain(rules).chain(documents).chain(deadlines).chain(fees).chain(details)
}

/// The same, to be changed.
pub(crate) fn conditions_mut(service: &mut Service) -> impl Iterator<Item = &mut Condition> {
    let questions = service.questions.iter_mut().filter_map(|question| question.when.as_mut());
    let rules = service.rules.iter_mut().map(|rule| &mut rule.when);
    let documents = service.documents.iter_mut().filter_map(|document| document.when.as_mut());
    let deadlines = service.deadlines.iter_mut().filter_map(|deadline| deadline.when.as_mut());
    let fees = service.fees.iter_mut().filter_map(|fee| fee.when.as_mut());
    let details = service.details.iter_mut().filter_map(|detail| detail.when.as_mut());
    questions.chain(rules).chain(documents).chain(deadlines).chain(fees).chain(details)
}

/// Every moment outside of conditions that can count from an answer, to be changed.
pub(crate) fn moments_mut(service: &mut Service) -> impl Iterator<Item = &mut Moment> {
    let rules = service.rules.iter_mut().filter_map(|rule| rule.possible_from.as_mut());
    rules.chain(service.deadlines.iter_mut().map(|deadline| &mut deadline.at))
}

/// Every part of a service that a decision looks at, but for its questions.
pub(crate) fn parts(service: &Service) -> impl Iterator<Item = Part> {
    let rules = (0..service.rules.len()).map(Part::Rule);
    let documents = (0..service.documents.len()).map(Part::Document);
    let deadlines = (0..service.deadlines.len()).map(Part::Deadline);
    let fees = (0..service.fees.len()).map(Part::Fee);
    let details = (0..service.details.len()).map(Part::Detail);
    rules.chain(documents).chain(deadlines).chain(fees).chain(details)
}

/// A part as it is called: its kind and its id.
pub(crate) fn name<'a>(service: &'a Service, part: &Part) -> (&'static str, &'a str) {
    match part {
        Part::Question(index) => ("question", &service.questions[*index].id),
        Part::Rule(index) => ("rule", &service.rules[*index].id),
        Part::Document(index) => ("document", &service.documents[*index].id),
        Part::Deadline(index) => ("deadline", &service.deadlines[*index].id),
        Part::Fee(index) => ("fee", &service.fees[*index].id),
        Part::Detail(index) => ("detail", &service.details[*index].id),
        Part::Service | Part::ReviewBy | Part::Span(_) | Part::Option(..) => ("service", &service.id),
    }
}
