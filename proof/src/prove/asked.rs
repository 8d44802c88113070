//! Documents, deadlines, fees and details: each applies somewhere, and where it has a condition, not
//! everywhere.

use rules::Verdict;
use rules::check::Part;

use super::{Finding, Survey};
use crate::situations::{Look, World};

impl Survey<'_> {
    pub(super) fn what_is_asked_for(&mut self, findings: &mut Vec<Finding>) {
        // Where nothing can be sent at all, that is said, and not of each document again.
        if self.some_may_apply() {
            self.documents(findings);
        }
        let service = self.service;
        let deadlines = service.deadlines.iter().enumerate().map(|(index, deadline)| {
            (Part::Deadline(index), "deadline-never-applies", format!("the deadline `{}`", deadline.id))
        });
        let fees = service
            .fees
            .iter()
            .enumerate()
            .map(|(index, fee)| (Part::Fee(index), "fee-never-applies", format!("the fee `{}`", fee.id)));
        let details = service.details.iter().enumerate().map(|(index, detail)| {
            (Part::Detail(index), "detail-never-asked", format!("the detail `{}`", detail.id))
        });
        for (part, code, name) in deadlines.chain(fees).chain(details) {
            if self.never_applies(&part) {
                let message = format!("{name} applies in no situation; correct its `when`, or remove it");
                findings.push(Finding { code, part, message });
            }
        }
    }

    fn documents(&mut self, findings: &mut Vec<Finding>) {
        for (index, document) in self.service.documents.iter().enumerate() {
            let part = Part::Document(index);
            let id = &document.id;
            let asked = |world: &mut World, look: &Look| {
                let (applies, sent) =
                    (world.applies(look.part(&part)), world.verdict_is(look, Verdict::may_apply));
                world.both(applies, sent)
            };
            let not_asked = |world: &mut World, look: &Look| {
                let applies = world.applies(look.part(&part));
                let not = world.diagrams.map(applies, |applies| 1 - applies);
                let sent = world.verdict_is(look, Verdict::may_apply);
                world.both(not, sent)
            };
            let (code, message) = if self.never(asked) {
                let message = format!(
                    "the document `{id}` is asked for in no situation in which an application can be sent; \
                     correct its `when`, or remove it"
                );
                ("document-never-asked", message)
            } else if document.when.is_some() && self.never(not_asked) {
                let message = format!(
                    "the document `{id}` is asked for whenever an application can be sent; leave out its `when`, \
                     or correct it"
                );
                ("document-always-asked", message)
            } else {
                continue;
            };
            findings.push(Finding { code, part, message });
        }
    }
}
