//! Details and the groups in which they repeat.

use std::collections::{BTreeMap, BTreeSet};

use super::{Checker, Part, conditions::Scope};
use crate::definition::{DetailDefinition, DetailKindName, GroupDefinition};
use crate::toml::{Named, Spanned};
use crate::{Detail, DetailKind, Group};

/// Longest value, in characters, where the kind of a detail says it: an e-mail address by RFC 5321
/// (section 4.5.3.1), a telephone number with its grouping, a day, a state, an option's id.
const EMAIL: u32 = 254;
const TEL: u32 = 30;
const DATE: u32 = 10;
const COUNTRY: u32 = 3;
const CHOICE: u32 = 100;

/// Members of a group that one form can have: each is a part of the page.
const MOST_MEMBERS: u32 = 100;

impl Checker<'_> {
    pub(super) fn groups(
        &mut self,
        groups: Option<Spanned<Named<GroupDefinition>>>,
    ) -> BTreeMap<String, Group> {
        let mut used = BTreeSet::new();
        let mut checked = BTreeMap::new();
        for (name, GroupDefinition { label, at_least, at_most }) in
            groups.map(|groups| groups.value.0).unwrap_or_default()
        {
            if at_most.value < at_least.value.max(1) || at_most.value > MOST_MEMBERS {
                let message =
                    format!("`at_most` has to be from 1 to {MOST_MEMBERS}, and no less than `at_least`");
                self.error("out-of-range", at_most.span, message);
            }
            let name = self.id(name, &mut used);
            let label = self.text(label);
            let at_least = at_least.value.min(MOST_MEMBERS);
            checked.insert(name, Group { label, at_least, at_most: at_most.value.min(MOST_MEMBERS) });
        }
        checked
    }

    pub(super) fn details(
        &mut self,
        details: Vec<DetailDefinition>,
        groups: &BTreeMap<String, Group>,
        fields: &mut BTreeSet<String>,
    ) -> Option<Vec<Detail>> {
        let checked: Vec<_> = (details.into_iter().enumerate())
            .map(|(number, detail)| self.detail(number, detail, groups, fields))
            .collect();
        checked.into_iter().collect()
    }

    fn detail(
        &mut self,
        number: usize,
        detail: DetailDefinition,
        groups: &BTreeMap<String, Group>,
        fields: &mut BTreeSet<String>,
    ) -> Option<Detail> {
        let DetailDefinition {
            id,
            kind,
            label,
            help,
            when,
            group,
            required,
            autocomplete,
            max_length,
            format,
            option,
            earliest,
            latest,
        } = detail;
        let id_span = id.span;
        self.places.add(Part::Detail(number), id_span);
        let id = self.id(id, fields);
        let kind = kind.value;
        for (there, key, kinds) in [
            (format.is_some(), "format", &[DetailKindName::Text][..]),
            (option.is_some(), "option", &[DetailKindName::Choice]),
            (earliest.is_some() || latest.is_some(), "earliest` and `latest", &[DetailKindName::Date]),
            (
                max_length.is_some(),
                "max_length",
                &[
                    DetailKindName::Text,
                    DetailKindName::Multiline,
                    DetailKindName::Email,
                    DetailKindName::Tel,
                ],
            ),
        ] {
            if there && !kinds.contains(&kind) {
                self.error("wrong-kind", id_span, format!("`{key}` does not go with this kind of detail"));
            }
        }
        let is_text = matches!(kind, DetailKindName::Text | DetailKindName::Multiline);
        if is_text && max_length.is_none() {
            self.error("missing-key", id_span, "`max_length` is missing here; add it");
        }
        let of_kind = match kind {
            DetailKindName::Choice => CHOICE,
            DetailKindName::Country => COUNTRY,
            DetailKindName::Date => DATE,
            DetailKindName::Email => EMAIL,
            DetailKindName::Tel | DetailKindName::Text | DetailKindName::Multiline => TEL,
        };
        let kind = match kind {
            DetailKindName::Text => Some(DetailKind::Text { format: format.map(|format| format.value) }),
            DetailKindName::Multiline => Some(DetailKind::Multiline),
            DetailKindName::Email => Some(DetailKind::Email),
            DetailKindName::Tel => Some(DetailKind::Tel),
            DetailKindName::Country => Some(DetailKind::Country),
            DetailKindName::Choice => Some(DetailKind::Choice(self.options(option, id_span, None))),
            DetailKindName::Date => {
                let (earliest, latest) = (self.day(earliest, Scope::Bound), self.day(latest, Scope::Bound));
                earliest.and_then(|earliest| Some(DetailKind::Date { earliest, latest: latest? }))
            }
        };
        let group = group.map(|group| {
            if !groups.contains_key(&group.value) {
                self.unknown_reference(group.span, format!("no group is named `{}`", group.value));
            }
            group.value
        });
        let (label, help) = (self.text(label), help.map(|help| self.sentences(help)));
        let when = self.when(when);
        Some(Detail {
            id,
            label,
            help,
            kind: kind?,
            when: when?,
            group,
            max_length: max_length.map_or(of_kind, |length| length.value),
            autocomplete: autocomplete.map(|token| token.value),
            required: required.is_some_and(|required| required.value),
        })
    }
}
