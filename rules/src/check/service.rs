//! The parts of a definition, one by one, in the order in which they may refer to each other.

use std::collections::{BTreeMap, BTreeSet};

use super::{Checker, KnownQuestion, Part, conditions::Scope};
use crate::definition::*;
use crate::figure;
use crate::toml::{self, Named, Spanned};
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
            group,
            detail,
            fee,
            deadline,
            step,
            verdict,
        } = definition;
        if review_by.value <= reviewed.value {
            self.error("review-order", review_by.span, "`review_by` has to come after `reviewed`");
        }
        self.places.add(Part::ReviewBy, review_by.span);
        let review = (reviewed.value, review_by.value);
        let spans = self.spans(span);
        let events = self.events(event);
        let title = self.text(title);
        let summary = self.sentences(summary);
        let sources = self.sources(sources);
        let LimitsDefinition { max_total_bytes, max_files, note } = limits.value;
        let limits = Limits {
            max_total_bytes: max_total_bytes.value,
            max_files: max_files.value,
            note: self.sentences(note),
        };
        // Questions, details and documents share a form, and so one space of names.
        let mut fields = BTreeSet::new();
        let questions = self.questions(question.value, &mut fields);
        let groups = self.groups(group);
        let details = self.details(list(detail), &groups, &mut fields);
        let documents = self.documents(document.value, &mut fields);
        let rules = self.rules(rule.value);
        let deadlines = self.deadlines(list(deadline), review);
        let fees = self.fees(list(fee), review);
        let steps = self.steps(list(step));
        let verdicts = self.verdicts(verdict);
        let cited = std::mem::take(&mut self.cited);
        let cited =
            cited.into_iter().filter_map(|id| Some((id.clone(), self.library.sources.get(&id)?.clone())));
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
            groups,
            details: details?,
            rules: rules?,
            documents: documents?,
            deadlines: deadlines?,
            fees: fees?,
            steps,
            verdicts,
            holidays: self.library.holidays.clone(),
            cited: cited.collect(),
        })
    }

    fn spans(&mut self, spans: Option<Spanned<Named<SpanDefinition>>>) -> BTreeMap<String, NamedSpan> {
        let mut used = BTreeSet::new();
        let mut checked = BTreeMap::new();
        for (name, SpanDefinition { sources, days, kind, months, years }) in
            spans.map(|spans| spans.value.0).unwrap_or_default()
        {
            let span = name.span;
            let name = self.id(name, &mut used);
            self.places.add(Part::Span(name.clone()), span);
            let sources = self.sources(sources);
            let Some(length) = figure::span(days, kind, months, years) else {
                let message = "a span has either `days` with their `kind`, or `months`, or `years`";
                self.error("bad-length", span, message);
                // What refers to this span is not wrong for it.
                self.whole = false;
                continue;
            };
            self.spans.insert(name.clone(), length);
            checked.insert(name, NamedSpan { length, sources });
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
        for (number, question) in questions.into_iter().enumerate() {
            let QuestionDefinition { id, kind, label, help, when, option, earliest, latest } = question;
            let id_span = id.span;
            self.places.add(Part::Question(number), id_span);
            let id = self.id(id, fields);
            // `when` is checked before the question is known: it can look at earlier questions only.
            let when = self.when(when);
            let options = option.as_ref().map(|options| options.value.as_slice()).unwrap_or_default();
            let known = KnownQuestion {
                id: id.clone(),
                kind: kind.value,
                options: options.iter().map(|option| option.id.value.clone()).collect(),
            };
            let has_options = !options.is_empty();
            let has_bounds = earliest.is_some() || latest.is_some();
            let kind = match kind.value {
                QuestionKindName::Choice => {
                    Some(QuestionKind::Choice(self.options(option, id_span, Some(number))))
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
            let (label, help) = (self.text(label), help.map(|help| self.sentences(help)));
            checked.push(when.and_then(|when| Some(Question { id, label, help, kind: kind?, when })));
        }
        checked.into_iter().collect()
    }

    /// The options of a choice: of the question with this number, or of a detail.
    pub(super) fn options(
        &mut self,
        options: Option<Spanned<Vec<OptionDefinition>>>,
        of: toml::Span,
        question: Option<usize>,
    ) -> Vec<ChoiceOption> {
        let options = list(options);
        if options.is_empty() {
            self.error("missing-key", of, "a choice needs its `option`s");
        }
        let mut used = BTreeSet::new();
        let mut checked = Vec::new();
        for (number, OptionDefinition { id, label, detail }) in options.into_iter().enumerate() {
            if let Some(question) = question {
                self.places.add(Part::Option(question, number), id.span);
            }
            checked.push(ChoiceOption {
                id: self.id(id, &mut used),
                label: self.text(label),
                detail: detail.is_some_and(|detail| detail.value),
            });
        }
        checked
    }

    /// A moment that may be absent. `None` if there is one and it is wrong.
    pub(super) fn day(&mut self, moment: Option<Spanned<String>>, scope: Scope) -> Option<Option<Moment>> {
        moment.map_or(Some(None), |moment| self.moment(&moment, scope).map(Some))
    }

    fn documents(
        &mut self,
        documents: Vec<DocumentDefinition>,
        fields: &mut BTreeSet<String>,
    ) -> Option<Vec<Document>> {
        let known = DocumentType::ALL.map(DocumentType::media_type);
        let mut checked = Vec::new();
        for (number, document) in documents.into_iter().enumerate() {
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
            self.places.add(Part::Document(number), id.span);
            let id = self.id(id, fields);
            let (label, help) = (self.text(label), help.map(|help| self.sentences(help)));
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
}

pub(super) fn list<T>(list: Option<Spanned<Vec<T>>>) -> Vec<T> {
    list.map(|list| list.value).unwrap_or_default()
}
