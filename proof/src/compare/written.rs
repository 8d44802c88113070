//! What is written differently in two versions of a service: all of it, in as many sentences as help. Each
//! type is taken apart whole, so that a field that is added to it cannot be forgotten here.

use rules::{
    ChoiceOption, Confidence, Deadline, Detail, DetailKind, Document, FeeRow, FeeUnit, Group, Lang, Limits,
    Moment, NamedSpan, Question, QuestionKind, Rule, Service, ServiceFee, Source, Step, Text, VerdictWords,
};

use super::part::{Part, keyed, list, named};
use crate::mutant::effect_name;
use crate::written::moment;

/// One sentence for each difference. Parts that were renamed have the new name in both.
pub(super) fn differences(old: &Service, new: &Service) -> Vec<String> {
    let Service {
        // Whoever compares services knows the names of both.
        id: _,
        title,
        summary,
        reviewed,
        review_by,
        confidence,
        sources,
        limits: limits_before,
        spans,
        events,
        questions,
        groups,
        details,
        rules,
        documents,
        deadlines,
        fees,
        steps,
        verdicts,
        holidays,
        cited,
    } = old;
    let mut said = Vec::new();
    let mut whole = Part::whole(&mut said);
    whole.wording(&(title, summary), &(&new.title, &new.summary));
    whole.plain("reviewed", reviewed, &new.reviewed);
    whole.plain("review_by", review_by, &new.review_by);
    whole.value("confidence", confidence, &new.confidence, |one| confidence_name(*one).to_owned());
    whole.sources(sources, &new.sources);
    let limit = |all| [("limits".to_owned(), all)];
    whole.parts("limit", &limit(limits_before), &limit(&new.limits), limits);
    whole.parts("span", &keyed("span", spans), &keyed("span", &new.spans), span);
    let event = |part: &mut Part, before: &Text, after: &Text| part.wording(before, after);
    whole.parts("event", &keyed("event", events), &keyed("event", &new.events), event);
    let all = |all| named("question", all, |one: &Question| &one.id);
    whole.parts("question", &all(questions), &all(&new.questions), question);
    whole.parts("group", &keyed("group", groups), &keyed("group", &new.groups), group);
    let all = |all| named("detail", all, |one: &Detail| &one.id);
    whole.parts("detail", &all(details), &all(&new.details), detail);
    whole.parts("rule", &versions(rules, &new.rules), &versions(&new.rules, rules), rule);
    let all = |all| named("document", all, |one: &Document| &one.id);
    whole.parts("document", &all(documents), &all(&new.documents), document);
    let all = |all| named("deadline", all, |one: &Deadline| &one.id);
    whole.parts("deadline", &all(deadlines), &all(&new.deadlines), deadline);
    let all = |all| named("fee", all, |one: &ServiceFee| &one.id);
    whole.parts("fee", &all(fees), &all(&new.fees), fee);
    whole.parts("step", &numbered(steps), &numbered(&new.steps), step);
    whole.parts("verdict", &keyed("verdict", verdicts), &keyed("verdict", &new.verdicts), verdict);
    if *holidays != new.holidays {
        whole.say("the days that are not worked are others".to_owned());
    }
    whole.parts("source", &keyed("source", cited), &keyed("source", &new.cited), source);
    said
}

fn limits(part: &mut Part, Limits { max_total_bytes, max_files, note }: &Limits, after: &Limits) {
    part.plain("max_total_bytes", max_total_bytes, &after.max_total_bytes);
    part.plain("max_files", max_files, &after.max_files);
    part.wording(note, &after.note);
}

fn span(part: &mut Part, NamedSpan { length, sources }: &NamedSpan, after: &NamedSpan) {
    part.value("length", length, &after.length, |length| length.in_words(Lang::En));
    part.sources(sources, &after.sources);
}

fn question(part: &mut Part, before: &Question, after: &Question) {
    let Question { id: _, label, help, kind, when } = before;
    part.wording(&(label, help), &(&after.label, &after.help));
    part.when(when.as_ref(), after.when.as_ref());
    match (kind, &after.kind) {
        (QuestionKind::Choice(before), QuestionKind::Choice(after)) => options(part, before, after),
        (
            QuestionKind::Date { earliest, latest },
            QuestionKind::Date { earliest: earliest_after, latest: latest_after },
        ) => bounds(part, (earliest, latest), (earliest_after, latest_after)),
        (before, after) => part.value("kind", before, after, |kind| {
            match kind {
                QuestionKind::Choice(_) => "choice",
                QuestionKind::Boolean => "boolean",
                QuestionKind::Date { .. } => "date",
            }
            .to_owned()
        }),
    }
}

fn options(part: &mut Part, before: &[ChoiceOption], after: &[ChoiceOption]) {
    let all = |all| named("option", all, |one: &ChoiceOption| &one.id);
    part.each("option", &all(before), &all(after), |part, name, before, after| {
        let ChoiceOption { id: _, label, detail } = before;
        part.wording(label, &after.label);
        if *detail != after.detail {
            part.say(format!("{name}: `detail` {detail} → {}", after.detail));
        }
    });
}

fn bounds(
    part: &mut Part,
    (earliest, latest): (&Option<Moment>, &Option<Moment>),
    (earliest_after, latest_after): (&Option<Moment>, &Option<Moment>),
) {
    part.optional("earliest", earliest, earliest_after, moment);
    part.optional("latest", latest, latest_after, moment);
}

fn group(part: &mut Part, Group { label, at_least, at_most }: &Group, after: &Group) {
    part.wording(label, &after.label);
    part.plain("at_least", at_least, &after.at_least);
    part.plain("at_most", at_most, &after.at_most);
}

fn detail(part: &mut Part, before: &Detail, after: &Detail) {
    let Detail { id: _, label, help, kind, when, group, max_length, autocomplete, required } = before;
    part.wording(&(label, help), &(&after.label, &after.help));
    part.when(when.as_ref(), after.when.as_ref());
    part.optional("group", group, &after.group, String::clone);
    part.plain("max_length", max_length, &after.max_length);
    part.optional("autocomplete", autocomplete, &after.autocomplete, String::clone);
    part.plain("required", required, &after.required);
    match (kind, &after.kind) {
        (DetailKind::Choice(before), DetailKind::Choice(after)) => options(part, before, after),
        (
            DetailKind::Date { earliest, latest },
            DetailKind::Date { earliest: earliest_after, latest: latest_after },
        ) => bounds(part, (earliest, latest), (earliest_after, latest_after)),
        (DetailKind::Text { format: before }, DetailKind::Text { format: after }) => {
            part.optional("format", before, after, |format| format.name().to_owned());
        }
        (before, after) => part.value("kind", before, after, |kind| {
            match kind {
                DetailKind::Text { .. } => "text",
                DetailKind::Multiline => "multiline",
                DetailKind::Email => "email",
                DetailKind::Tel => "tel",
                DetailKind::Date { .. } => "date",
                DetailKind::Country => "country",
                DetailKind::Choice(_) => "choice",
            }
            .to_owned()
        }),
    }
}

/// Rules by their names; where either version of the service has several of one id, each with its number in
/// the order of their dates.
fn versions<'a>(rules: &'a [Rule], others: &[Rule]) -> Vec<(String, &'a Rule)> {
    let name = |rule: &Rule| {
        let count = |rules: &[Rule]| rules.iter().filter(|other| other.id == rule.id).count();
        let earlier = rules.iter().filter(|other| other.id == rule.id && other.from < rule.from).count();
        if count(rules).max(count(others)) > 1 {
            format!("version {} of rule `{}`", earlier + 1, rule.id)
        } else {
            format!("rule `{}`", rule.id)
        }
    };
    rules.iter().map(|rule| (name(rule), rule)).collect()
}

fn rule(part: &mut Part, before: &Rule, after: &Rule) {
    let Rule { id: _, when, effect, reason, sources, from, until, possible_from } = before;
    part.when(Some(when), Some(&after.when));
    part.value("effect", effect, &after.effect, |effect| effect_name(*effect).to_owned());
    part.wording(reason, &after.reason);
    part.sources(sources, &after.sources);
    part.optional("from", from, &after.from, ToString::to_string);
    part.optional("until", until, &after.until, ToString::to_string);
    part.optional("possible_from", possible_from, &after.possible_from, moment);
}

fn document(part: &mut Part, before: &Document, after: &Document) {
    let Document { id: _, label, help, when, required, types, max_bytes, max_files, min_long_side, sources } =
        before;
    part.wording(&(label, help), &(&after.label, &after.help));
    part.when(when.as_ref(), after.when.as_ref());
    part.plain("required", required, &after.required);
    part.value("types", types.as_slice(), &after.types, list);
    part.plain("max_bytes", max_bytes, &after.max_bytes);
    part.plain("max_files", max_files, &after.max_files);
    part.optional("min_long_side", min_long_side, &after.min_long_side, ToString::to_string);
    part.sources(sources, &after.sources);
}

fn deadline(part: &mut Part, before: &Deadline, after: &Deadline) {
    let Deadline { id: _, label, help, at, when, sources } = before;
    part.wording(&(label, help), &(&after.label, &after.help));
    part.value("at", at, &after.at, moment);
    part.when(when.as_ref(), after.when.as_ref());
    part.sources(sources, &after.sources);
}

fn fee(part: &mut Part, before: &ServiceFee, after: &ServiceFee) {
    let ServiceFee { id: _, label, when, rows } = before;
    part.wording(label, &after.label);
    part.when(when.as_ref(), after.when.as_ref());
    part.value("row", rows.as_slice(), &after.rows, |rows| {
        rows.iter().map(row).collect::<Vec<_>>().join("; ")
    });
}

/// `Rp500000 from 2024-12-18 (imigrasi-biaya)`
fn row(FeeRow { from, until, rupiah, per, sources }: &FeeRow) -> String {
    let amounts: Vec<_> = rupiah.iter().map(|rupiah| format!("Rp{rupiah}")).collect();
    let amounts = if amounts.is_empty() { "no known amount".to_owned() } else { amounts.join(" or ") };
    let per = match per {
        Some(FeeUnit::Day) => " per day",
        None => "",
    };
    let until = until.map_or_else(String::new, |until| format!(" until {until}"));
    format!("{amounts}{per} from {from}{until} ({})", list(sources))
}

/// Steps by their number.
fn numbered(steps: &[Step]) -> Vec<(String, &Step)> {
    steps.iter().enumerate().map(|(index, step)| (format!("step {}", index + 1), step)).collect()
}

fn step(part: &mut Part, Step { title, text, sources }: &Step, after: &Step) {
    part.wording(&(title, text), &(&after.title, &after.text));
    part.sources(sources, &after.sources);
}

fn verdict(part: &mut Part, VerdictWords { title, means }: &VerdictWords, after: &VerdictWords) {
    part.wording(&(title, means), &(&after.title, &after.means));
}

fn source(part: &mut Part, before: &Source, after: &Source) {
    let Source { title, publisher, url, date, read, confidence, note } = before;
    part.wording(&(title, note), &(&after.title, &after.note));
    part.plain("publisher", publisher, &after.publisher);
    part.optional("url", url, &after.url, String::clone);
    part.optional("date", date, &after.date, String::clone);
    part.plain("read", read, &after.read);
    part.value("confidence", confidence, &after.confidence, |one| confidence_name(*one).to_owned());
}

fn confidence_name(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::Official => "official",
        Confidence::Secondary => "secondary",
        Confidence::Uncertain => "uncertain",
    }
}
