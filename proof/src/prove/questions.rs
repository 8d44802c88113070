//! Questions and their options: each is asked, each makes a difference.

use std::collections::BTreeMap;

use rules::check::Part;
use rules::{Answer, QuestionKind};

use super::{Finding, Survey};
use crate::diagram::Diagram;
use crate::situations::TRUE;

impl Survey<'_> {
    pub(super) fn questions(&mut self, findings: &mut Vec<Finding>) {
        let service = self.service;
        for (index, question) in service.questions.iter().enumerate() {
            let mut add = |code, part, message| findings.push(Finding { code, part, message });
            let id = &question.id;
            if self
                .never(|world, look| world.diagrams.map(look.asked[index], |truth| u16::from(truth == TRUE)))
            {
                let message = format!("the question `{id}` is asked in no situation; correct its `when`");
                add("question-never-asked", Part::Question(index), message);
                continue;
            }
            let groups = self.alike(id);
            if groups.len() < 2 {
                let message = format!(
                    "whatever is answered to `{id}` leads to the same; remove the question, or make it a \
                     `[[detail]]` if the office needs to know"
                );
                add("question-changes-nothing", Part::Question(index), message);
                continue;
            }
            let QuestionKind::Choice(options) = &question.kind else { continue };
            for group in groups {
                let number = |id: &String| options.iter().position(|option| option.id == *id);
                let group: Vec<_> = group.iter().filter_map(number).collect();
                let plain: Vec<_> = group.iter().copied().filter(|number| !options[*number].detail).collect();
                match (plain.as_slice(), group.as_slice()) {
                    ([_, second, ..], _) => {
                        let names: Vec<_> =
                            group.iter().map(|number| format!("`{}`", options[*number].id)).collect();
                        let message = format!(
                            "the options {} of `{id}` lead to the same in every situation; make them one, or \
                             mark all but one with `detail = true` if the office needs to tell them apart",
                            names.join(", ")
                        );
                        add("options-alike", Part::Option(index, *second), message);
                    }
                    ([], [only]) => {
                        let message = format!(
                            "the option `{}` of `{id}` is marked as a detail, but leads to something of its own; \
                             remove `detail = true`",
                            options[*only].id
                        );
                        add("detail-decides", Part::Option(index, *only), message);
                    }
                    _ => {}
                }
            }
        }
    }

    /// The answers to a question, those that lead to the same in every situation together. Of a day it is
    /// enough to know whether any two differ on some day of the decision.
    fn alike(&mut self, question: &str) -> Vec<Vec<String>> {
        let mut leads_to: BTreeMap<String, Vec<Diagram>> = BTreeMap::new();
        let mut order = Vec::new();
        for (world, look) in &mut self.days {
            let Some(variable) = world.domains.variable(question) else { continue };
            let functions: Vec<_> =
                look.parts.iter().map(|part| part.outcome).chain([look.verdict]).collect();
            let functions: Vec<_> = (functions.into_iter())
                .filter(|function| world.diagrams.support(*function).contains(&variable))
                .collect();
            let answers: Vec<_> = world.domains.answers(variable).iter().cloned().enumerate().collect();
            let mut first = None;
            for (value, answer) in answers {
                let Some(answer) = answer else { continue };
                let left: Vec<_> = functions
                    .iter()
                    .map(|function| world.diagrams.restrict(*function, variable, value))
                    .collect();
                match answer {
                    // Two days are only ever compared on one day of the decision.
                    Answer::Text(text) if text.parse::<rules::Date>().is_ok() => {
                        if first.get_or_insert_with(|| left.clone()) != &left {
                            return vec![vec!["a day".to_owned()], vec![text]];
                        }
                    }
                    Answer::Text(text) => {
                        if !order.contains(&text) {
                            order.push(text.clone());
                        }
                        leads_to.entry(text).or_default().extend(left);
                    }
                    Answer::Boolean(value) => {
                        let text = value.to_string();
                        if !order.contains(&text) {
                            order.push(text.clone());
                        }
                        leads_to.entry(text).or_default().extend(left);
                    }
                }
            }
        }
        let mut groups: Vec<(Vec<Diagram>, Vec<String>)> = Vec::new();
        for answer in order {
            let left = leads_to.remove(&answer).unwrap_or_default();
            match groups.iter_mut().find(|(same, _)| *same == left) {
                Some((_, group)) => group.push(answer),
                None => groups.push((left, vec![answer])),
            }
        }
        groups.into_iter().map(|(_, group)| group).collect()
    }
}
