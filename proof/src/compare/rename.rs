//! What got another name between two versions of a service, and is otherwise the same.

use rules::{Base, ChoiceOption, Condition, Moment, QuestionKind, Service};

use crate::parts::{conditions_mut, moments_mut};

/// The old version with the names of the new one, and what was renamed, a sentence for each.
pub(super) fn renamed(old: &Service, new: &Service) -> (Service, Vec<String>) {
    let mut old = old.clone();
    let mut said = Vec::new();

    let same_question = |one: &rules::Question, other: &rules::Question| {
        one.label == other.label
            || (one.kind == other.kind && one.help == other.help && one.when == other.when)
    };
    for (from, to) in renames(&old.questions, &new.questions, |question| &question.id, same_question) {
        old.questions
            .iter_mut()
            .filter(|question| question.id == from)
            .for_each(|question| question.id = to.clone());
        conditions_mut(&mut old).for_each(|condition| rename_question(condition, &from, &to));
        moments_mut(&mut old).for_each(|moment| rename_base(moment, &from, &to));
        said.push(format!("question `{from}` is now `{to}`"));
    }
    for question in &new.questions {
        let kind = |service: &Service| service.question(&question.id).map(|question| question.kind.clone());
        let (Some(QuestionKind::Choice(before)), QuestionKind::Choice(after)) = (kind(&old), &question.kind)
        else {
            continue;
        };
        let same_option = |one: &ChoiceOption, other: &ChoiceOption| one.label == other.label;
        for (from, to) in renames(&before, after, |option| &option.id, same_option) {
            let known = old.questions.iter_mut().find(|known| known.id == question.id);
            if let Some(QuestionKind::Choice(options)) = known.map(|known| &mut known.kind) {
                options
                    .iter_mut()
                    .filter(|option| option.id == from)
                    .for_each(|option| option.id = to.clone());
            }
            conditions_mut(&mut old).for_each(|condition| rename_option(condition, &question.id, &from, &to));
            said.push(format!("option `{from}` of question `{}` is now `{to}`", question.id));
        }
    }

    let same_rule =
        |one: &rules::Rule, other: &rules::Rule| one.when == other.when && one.effect == other.effect;
    for (from, to) in renames(&old.rules, &new.rules, |rule| &rule.id, same_rule) {
        old.rules.iter_mut().filter(|rule| rule.id == from).for_each(|rule| rule.id = to.clone());
        said.push(format!("rule `{from}` is now `{to}`"));
    }
    let same_document = |one: &rules::Document, other: &rules::Document| one.label == other.label;
    for (from, to) in renames(&old.documents, &new.documents, |document| &document.id, same_document) {
        old.documents
            .iter_mut()
            .filter(|document| document.id == from)
            .for_each(|document| document.id = to.clone());
        said.push(format!("document `{from}` is now `{to}`"));
    }
    let same_deadline = |one: &rules::Deadline, other: &rules::Deadline| one.label == other.label;
    for (from, to) in renames(&old.deadlines, &new.deadlines, |deadline| &deadline.id, same_deadline) {
        for deadline in &mut old.deadlines {
            if deadline.id == from {
                deadline.id = to.clone();
            }
            if deadline.at.base == Base::Deadline(from.clone()) {
                deadline.at.base = Base::Deadline(to.clone());
            }
        }
        said.push(format!("deadline `{from}` is now `{to}`"));
    }
    (old, said)
}

/// Pairs of names: gone from the old, new in the new, of things that are otherwise the same.
fn renames<T>(
    old: &[T],
    new: &[T],
    id: impl Fn(&T) -> &String,
    same: impl Fn(&T, &T) -> bool,
) -> Vec<(String, String)> {
    let gone = old.iter().filter(|one| !new.iter().any(|other| id(other) == id(one)));
    let mut added: Vec<_> = new.iter().filter(|one| !old.iter().any(|other| id(other) == id(one))).collect();
    let mut pairs = Vec::new();
    for one in gone {
        if let Some(index) = added.iter().position(|other| same(one, other)) {
            let pair = (id(one).clone(), id(added.remove(index)).clone());
            // Versions of a rule are renamed together.
            if !pairs.contains(&pair) {
                pairs.push(pair);
            }
        }
    }
    pairs
}

fn rename_question(condition: &mut Condition, from: &str, to: &str) {
    match condition {
        Condition::All(several) | Condition::Any(several) => {
            several.iter_mut().for_each(|one| rename_question(one, from, to));
        }
        Condition::Not(inner) => rename_question(inner, from, to),
        Condition::OneOf { question, .. } | Condition::Is { question, .. } if question == from => {
            to.clone_into(question);
        }
        Condition::OneOf { .. } | Condition::Is { .. } => {}
        Condition::Date { question, moment, .. } => {
            if question == from {
                to.clone_into(question);
            }
            rename_base(moment, from, to);
        }
    }
}

fn rename_base(moment: &mut Moment, from: &str, to: &str) {
    if moment.base == Base::Question(from.to_owned()) {
        moment.base = Base::Question(to.to_owned());
    }
}

fn rename_option(condition: &mut Condition, of: &str, from: &str, to: &str) {
    match condition {
        Condition::All(several) | Condition::Any(several) => {
            several.iter_mut().for_each(|one| rename_option(one, of, from, to));
        }
        Condition::Not(inner) => rename_option(inner, of, from, to),
        Condition::OneOf { question, options } if question == of => {
            options.iter_mut().filter(|option| *option == from).for_each(|option| to.clone_into(option));
        }
        Condition::OneOf { .. } | Condition::Is { .. } | Condition::Date { .. } => {}
    }
}
