//! The parts of a definition, one by one, in the order in which they may refer to each other.

use std::collections::{BTreeMap, BTreeSet};

use super::{Checker, KnownQuestion, conditions::Scope};
use crate::definition::*;
use crate::toml::{Named, Spanned};
use crate::*;

impl Checker<'_> {
    /// Checks everything. The destructuring is exhaustive: a new key of the definition does not compile
    /// before it is handled here.
    pub(super) fn service(&mut self, id: &str, definition: Definition) -> Option<Service> {
        let Definition {
            title,
            summary,
            sources,
            reviewed,
            review_by,
            confidence,
            limits,
            question,
            rule,
            document,
            span,
            event,
            detail,
            deadline,
            step,
        } = definition;
        if review_by.value <= reviewed.value {
            self.error("review-order", review_by.span, "`review_by` has to come after `reviewed`");
        }
        let spans = self.spans(span);
        let events = self.events(event);
        let title = self.text(title);
        let summary = self.text(summary);
        let sources = self.sources(sources);
        let LimitsDefinition { max_total_bytes, max_files, note } = limits.value;
        let limits = Limits {
            max_total_bytes: max_total_bytes.value,
            max_files: max_files.value,
            note: self.text(note),
        };
        // Questions, details and documents share a form, and so one space of names.
        let mut fields = BTreeSet::new();
        let questions = self.questions(question.value, &mut fields);
        let details = self.details(list(detail), &mut fields);
        let documents = self.documents(document.value, &mut fields);
        let rules = self.rules(rule.value);
        let deadlines = self.deadlines(list(deadline));
        let steps = self.steps(list(step));
        let cited = std::mem::take(&mut self.cited);
        let cited =
            cited.into_iter().filter_map(|id| Some((id.clone(), self.context.sources.get(&id)?.clone())));
        Some(Service {
            id: id.to_owned(),
            title,
            summary,
            reviewed: reviewed.value,
            review_by: review_by.value,
            confidence: confidence.value,
            sources,
            limits,
            spans,
            events,
            questions: questions?,
            details,
            rules: rules?,
            documents: documents?,
            deadlines: deadlines?,
            steps,
            holidays: self.context.holidays.clone(),
            cited: cited.collect(),
        })
    }

    fn spans(&mut self, spans: Option<Spanned<Named<SpanDefinition>>>) -> BTreeMap<String, NamedSpan> {
        let mut used = BTreeSet::new();
        let mut checked = BTreeMap::new();
        for (name, SpanDefinition { days, kind, sources }) in
            spans.map(|spans| spans.value.0).unwrap_or_default()
        {
            let name = self.id(name, &mut used);
            let length = match kind.value {
                DayKind::Calendar => Span::Calendar(CalendarDays(days.value)),
                DayKind::Working => Span::Working(WorkingDays(days.value)),
            };
            self.spans.insert(name.clone(), length);
            checked.insert(name, NamedSpan { length, sources: self.sources(sources) });
        }
        checked
    }

    fn events(&mut self, events: Option<Spanned<Named<EventDefinition>>>) -> BTreeMap<String, Text> {
        let mut used = BTreeSet::new();
        let mut checked = BTreeMap::new();
        for (name, EventDefinition { label }) in events.map(|events| events.value.0).unwrap_or_default() {
            let name = self.id(name, &mut used);
            self.events.insert(name.clone());
            checked.insert(name, self.text(label));
        }
        checked
    }

    fn questions(
        &mut self,
        questions: Vec<QuestionDefinition>,
        fields: &mut BTreeSet<String>,
    ) -> Option<Vec<Question>> {
        let mut checked = Vec::new();
        for QuestionDefinition { id, kind, label, help, when, option, earliest, latest } in questions {
            let id_span = id.span;
            let id = self.id(id, fields);
            // `when` is checked before the question is known: it can look at earlier questions only.
            let when = self.when(when);
            let options = list(option);
            let known = KnownQuestion {
                id: id.clone(),
                kind: kind.value,
                options: options.iter().map(|option| option.id.value.clone()).collect(),
            };
            let has_options = !options.is_empty();
            let has_bounds = earliest.is_some() || latest.is_some();
            let kind = match kind.value {
                QuestionKindName::Choice => {
                    if !has_options {
                        self.error("missing-key", id_span, "a choice needs its `option`s");
                    }
                    let mut used = BTreeSet::new();
                    let choice = options.into_iter().map(|OptionDefinition { id, label }| ChoiceOption {
                        id: self.id(id, &mut used),
                        label: self.text(label),
                    });
                    Some(QuestionKind::Choice(choice.collect()))
                }
                QuestionKindName::Boolean => Some(QuestionKind::Boolean),
                QuestionKindName::Date => {
                    let (earliest, latest) =
                        (self.day(earliest, Scope::Bound), self.day(latest, Scope::Bound));
                    earliest.and_then(|earliest| Some(QuestionKind::Date { earliest, latest: latest? }))
                }
            };
            if has_options && known.kind != QuestionKindName::Choice {
                self.error("wrong-kind", id_span, "only a choice has options");
            }
            if has_bounds && known.kind != QuestionKindName::Date {
                self.error("wrong-kind", id_span, "only a date has `earliest` and `latest`");
            }
            self.questions.push(known);
            let (label, help) = (self.text(label), help.map(|help| self.text(help)));
            checked.push(when.and_then(|when| Some(Question { id, label, help, kind: kind?, when })));
        }
        checked.into_iter().collect()
    }

    /// A moment that may be absent. `None` if there is one and it is wrong.
    fn day(&mut self, moment: Option<Spanned<String>>, scope: Scope) -> Option<Option<Moment>> {
        moment.map_or(Some(None), |moment| self.moment(&moment, scope).map(Some))
    }

    fn details(&mut self, details: Vec<DetailDefinition>, fields: &mut BTreeSet<String>) -> Vec<Detail> {
        let check = |DetailDefinition { id, kind, label, max_length, help, autocomplete, required }| Detail {
            id: self.id(id, fields),
            label: self.text(label),
            help: help.map(|help| self.text(help)),
            kind: kind.value,
            max_length: max_length.value,
            autocomplete: autocomplete.map(|token| token.value),
            required: required.is_some_and(|required| required.value),
        };
        details.into_iter().map(check).collect()
    }

    fn documents(
        &mut self,
        documents: Vec<DocumentDefinition>,
        fields: &mut BTreeSet<String>,
    ) -> Option<Vec<Document>> {
        let known = DocumentType::ALL.map(DocumentType::media_type);
        let mut checked = Vec::new();
        for document in documents {
            let DocumentDefinition {
                id,
                label,
                types,
                max_bytes,
                max_files,
                sources,
                help,
                when,
                required,
                min_long_side,
            } = document;
            for media_type in &types.value {
                if !known.contains(&media_type.value.as_str()) {
                    let message =
                        format!("`{}` cannot be checked; use {}", media_type.value, known.join(", "));
                    self.error("unknown-value", media_type.span, message);
                }
            }
            let id = self.id(id, fields);
            let (label, help) = (self.text(label), help.map(|help| self.text(help)));
            let sources = self.sources(sources);
            checked.push(self.when(when).map(|when| Document {
                id,
                label,
                help,
                when,
                required: required.is_none_or(|required| required.value),
                types: types.value.into_iter().map(|media_type| media_type.value).collect(),
                max_bytes: max_bytes.value,
                max_files: max_files.value,
                min_long_side: min_long_side.map(|side| side.value),
                sources,
            }));
        }
        checked.into_iter().collect()
    }

    fn rules(&mut self, rules: Vec<RuleDefinition>) -> Option<Vec<Rule>> {
        let mut used = BTreeSet::new();
        let mut checked = Vec::new();
        for RuleDefinition { id, when, effect, reason, sources, from, until, possible_from } in rules {
            let id_span = id.span;
            let id = self.id(id, &mut used);
            if (effect.value == Effect::NotYet) != possible_from.is_some() {
                let message = "`possible_from` goes with the effect `not-yet`, and only with it";
                self.error("missing-key", id_span, message);
            }
            if let (Some(from), Some(until)) = (&from, &until)
                && until.value < from.value
            {
                self.error("date-order", until.span, "`until` comes before `from`: the rule never holds");
            }
            let when = self.condition(when.value);
            let possible_from = self.day(possible_from, Scope::Condition);
            let (reason, sources) = (self.text(reason), self.sources(sources));
            checked.push(when.and_then(|when| {
                Some(Rule {
                    id,
                    when,
                    effect: effect.value,
                    reason,
                    sources,
                    from: from.map(|from| from.value),
                    until: until.map(|until| until.value),
                    possible_from: possible_from?,
                })
            }));
        }
        checked.into_iter().collect()
    }

    fn deadlines(&mut self, deadlines: Vec<DeadlineDefinition>) -> Option<Vec<Deadline>> {
        let mut used = BTreeSet::new();
        let mut checked = Vec::new();
        for DeadlineDefinition { id, label, at, sources, help, when } in deadlines {
            // `at` is checked before the deadline is known: it can count from earlier deadlines only.
            let at = self.moment(&at, Scope::Deadline);
            let id = self.id(id, &mut used);
            self.deadlines.insert(id.clone());
            let (label, help) = (self.text(label), help.map(|help| self.text(help)));
            let sources = self.sources(sources);
            let when = self.when(when);
            checked.push(at.and_then(|at| Some(Deadline { id, label, help, at, when: when?, sources })));
        }
        checked.into_iter().collect()
    }

    fn steps(&mut self, steps: Vec<StepDefinition>) -> Vec<Step> {
        let check = |StepDefinition { title, text, sources }| Step {
            title: self.text(title),
            text: self.text(text),
            sources: self.sources(sources),
        };
        steps.into_iter().map(check).collect()
    }
}

fn list<T>(list: Option<Spanned<Vec<T>>>) -> Vec<T> {
    list.map(|list| list.value).unwrap_or_default()
}
