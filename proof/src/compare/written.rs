//! What is written differently in two versions of a service, and is more than wording. Conditions are
//! not: what becomes of situations says more of them, and nothing where they mean the same.

use std::collections::BTreeSet;

use rules::{Lang, QuestionKind, Rule, Service, ServiceFee};

use crate::mutant::effect_name;
use crate::written::moment;

/// One sentence for each difference. Parts that were renamed have the new name in both.
pub(super) fn differences(old: &Service, new: &Service) -> Vec<String> {
    let mut said = Vec::new();
    for (what, before, after) in
        [("reviewed", old.reviewed, new.reviewed), ("review_by", old.review_by, new.review_by)]
    {
        if before != after {
            said.push(format!("`{what}`: {before} → {after}"));
        }
    }
    let ids = |service: &Service| -> [(&'static str, Vec<String>); 7] {
        [
            ("question", service.questions.iter().map(|question| question.id.clone()).collect()),
            ("rule", service.rules.iter().map(|rule| rule.id.clone()).collect()),
            ("document", service.documents.iter().map(|document| document.id.clone()).collect()),
            ("deadline", service.deadlines.iter().map(|deadline| deadline.id.clone()).collect()),
            ("fee", service.fees.iter().map(|fee| fee.id.clone()).collect()),
            ("detail", service.details.iter().map(|detail| detail.id.clone()).collect()),
            ("span", service.spans.keys().cloned().collect()),
        ]
    };
    for ((kind, before), (_, after)) in ids(old).into_iter().zip(ids(new)) {
        said.extend(added_and_removed(kind, before, after));
    }
    for (id, before) in &old.spans {
        if let Some(after) = new.spans.get(id)
            && before.length != after.length
        {
            let [before, after] = [before, after].map(|span| span.length.in_words(Lang::En));
            said.push(format!("span `{id}`: {before} → {after}"));
        }
    }
    questions(old, new, &mut said);
    for before in &old.rules {
        let versions = |service: &Service| service.rules.iter().filter(|rule| rule.id == before.id).count();
        let after = new.rules.iter().find(|after| after.id == before.id);
        if let Some(after) = after
            && versions(old) == 1
            && versions(new) == 1
        {
            rule(before, after, &mut said);
        } else if versions(old) != versions(new) && versions(new) > 0 {
            let sentence = format!("rule `{}`: {} versions → {}", before.id, versions(old), versions(new));
            if !said.contains(&sentence) {
                said.push(sentence);
            }
        }
    }
    for before in &old.fees {
        if let Some(after) = new.fees.iter().find(|after| after.id == before.id)
            && amounts(before) != amounts(after)
        {
            said.push(format!("fee `{}`: {} → {}", before.id, amounts(before), amounts(after)));
        }
    }
    said
}

fn added_and_removed(kind: &str, before: Vec<String>, after: Vec<String>) -> Vec<String> {
    let (before, after): (BTreeSet<_>, BTreeSet<_>) =
        (before.into_iter().collect(), after.into_iter().collect());
    let added = after.difference(&before).map(|id| format!("{kind} `{id}` added"));
    let removed = before.difference(&after).map(|id| format!("{kind} `{id}` removed"));
    added.chain(removed).collect()
}

fn questions(old: &Service, new: &Service, said: &mut Vec<String>) {
    for before in &old.questions {
        let Some(after) = new.question(&before.id) else { continue };
        let id = &before.id;
        match (&before.kind, &after.kind) {
            (QuestionKind::Choice(before), QuestionKind::Choice(after)) => {
                let [before, after] =
                    [before, after].map(|options| options.iter().map(|option| option.id.clone()).collect());
                said.extend(added_and_removed(&format!("question `{id}`: option"), before, after));
            }
            (
                QuestionKind::Date { earliest, latest },
                QuestionKind::Date { earliest: first, latest: last },
            ) => {
                for (key, before, after) in [("earliest", earliest, first), ("latest", latest, last)] {
                    if before != after {
                        let [before, after] =
                            [before, after].map(|bound| bound.as_ref().map_or("none".to_owned(), moment));
                        said.push(format!("question `{id}`: `{key}` {before} → {after}"));
                    }
                }
            }
            (before, after) if before != after => said.push(format!("question `{id}`: is of another kind")),
            _ => {}
        }
    }
}

fn rule(before: &Rule, after: &Rule, said: &mut Vec<String>) {
    let id = &before.id;
    if before.effect != after.effect {
        said.push(format!("rule `{id}`: {} → {}", effect_name(before.effect), effect_name(after.effect)));
    }
    for (key, before, after) in [("from", before.from, after.from), ("until", before.until, after.until)] {
        if before != after {
            let [before, after] =
                [before, after].map(|day| day.map_or("none".to_owned(), |day| day.to_string()));
            said.push(format!("rule `{id}`: `{key}` {before} → {after}"));
        }
    }
}

/// `Rp500000 from 2024-12-18`
fn amounts(fee: &ServiceFee) -> String {
    let rows = fee.rows.iter().map(|row| {
        let amounts: Vec<_> = row.rupiah.iter().map(|rupiah| format!("Rp{rupiah}")).collect();
        let amounts = if amounts.is_empty() { "no known amount".to_owned() } else { amounts.join(" or ") };
        format!("{amounts} from {}", row.from)
    });
    rows.collect::<Vec<_>>().join(", ")
}
