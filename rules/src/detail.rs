//! Details: what the office needs to know and what decides nothing. Their values are texts by name; a
//! detail of a group that repeats has a name for each member: `guest.2.passport_number`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{ChoiceOption, Condition, Date, Lang, Moment, Service, Situation, Text, Truth, country};

/// Something the office needs to know that decides nothing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Detail {
    /// Its id.
    pub id: String,
    /// What is asked for.
    pub label: Text,
    /// Why, or how to write it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub help: Option<Text>,
    /// Its form.
    pub kind: DetailKind,
    /// Asked for only when this holds; always, if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Condition>,
    /// The group that it is asked for each member of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// Longest value, in characters.
    pub max_length: u32,
    /// The HTML `autocomplete` token (WCAG 1.3.5), if one fits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub autocomplete: Option<String>,
    /// Whether an application without it is incomplete.
    pub required: bool,
}

/// The form of a detail.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DetailKind {
    /// A line of text.
    Text {
        /// What it has to look like.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        format: Option<TextFormat>,
    },
    /// Several lines of text.
    Multiline,
    /// An e-mail address.
    Email,
    /// A telephone number.
    Tel,
    /// A day, written `YYYY-MM-DD`.
    Date {
        /// No earlier than this.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        earliest: Option<Moment>,
        /// No later than this.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        latest: Option<Moment>,
    },
    /// A state, by the code of three letters that passports use ([`country::CODES`]).
    Country,
    /// One of these.
    Choice(Vec<ChoiceOption>),
}

/// What a text has to look like. A closed set: each has its test here, and its words in `content/ui/`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TextFormat {
    /// Capital letters and digits, at most nine: the field of a passport's machine-readable zone (ICAO
    /// Doc 9303, part 4). Five at least: shorter ones are slips.
    PassportNumber,
    /// An Indonesian identity number (*NIK*): sixteen digits.
    Nik,
}

crate::toml::names! {
    TextFormat { "passport-number" => PassportNumber, "nik" => Nik }
}

impl TextFormat {
    /// Its name in definitions.
    pub fn name(self) -> &'static str {
        match self {
            Self::PassportNumber => "passport-number",
            Self::Nik => "nik",
        }
    }

    /// Whether this text looks like it. Small letters and spaces in a passport number are accepted: they
    /// are how people copy it.
    pub fn fits(self, text: &str) -> bool {
        match self {
            Self::PassportNumber => {
                let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b' ';
                let long = text.bytes().filter(u8::is_ascii_alphanumeric).count();
                text.bytes().all(plain) && (5..=9).contains(&long)
            }
            Self::Nik => text.len() == 16 && text.bytes().all(|byte| byte.is_ascii_digit()),
        }
    }
}

/// Details that are asked for several times: for each guest, for each child.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// What one of them is called.
    pub label: Text,
    /// How many there are at least.
    pub at_least: u32,
    /// How many there are at most.
    pub at_most: u32,
}

/// A field of the form: a detail, for one member of its group if it has one.
#[derive(Clone, Debug, PartialEq)]
pub struct Field<'a> {
    /// What is asked for.
    pub detail: &'a Detail,
    /// The number of the member, from 1.
    pub member: Option<u32>,
    /// The name of the value: the detail's id, or `guest.2.passport_number`.
    pub name: String,
}

/// Why the value of a detail does not fit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DetailMisfit {
    /// Has characters that cannot be seen, such as line breaks where there can be none.
    NotPlain,
    /// Not an e-mail address.
    NotAnEmail,
    /// Not a telephone number.
    NotAPhoneNumber,
    /// Not of the format asked for.
    Format(TextFormat),
    /// Not a day that exists, written `YYYY-MM-DD`.
    NotADate,
    /// Before the first day that makes sense.
    TooEarly(Date),
    /// After the last day that makes sense.
    TooLate(Date),
    /// Not the code of a state.
    UnknownCountry,
    /// Not one of the options.
    UnknownOption,
}

impl Detail {
    /// The name of its value: its id; for a member of its group (the number, from 1)
    /// `guest.2.passport_number`.
    pub fn name(&self, member: Option<u32>) -> String {
        match (&self.group, member) {
            (Some(group), Some(member)) => [group, ".", &member.to_string(), ".", &self.id].concat(),
            _ => self.id.clone(),
        }
    }
}

impl Service {
    /// How many members of a group these details name: at least those that have to be, at most one more
    /// than there may be (so that too many are noticed, however high the numbers).
    pub fn members(&self, group: &str, details: &BTreeMap<String, String>) -> u32 {
        let Some(Group { at_least, at_most, .. }) = self.groups.get(group) else { return 0 };
        let named = details.keys().filter_map(|name| member_of(name, group)).max().unwrap_or(0);
        named.clamp(*at_least, at_most.saturating_add(1))
    }

    /// What the field with this name asks for: *Guest 2: passport number*.
    pub fn field_label(&self, name: &str, lang: Lang) -> Option<String> {
        let (group, member, id) = match name.split_once('.') {
            Some((group, rest)) => {
                let (member, id) = rest.split_once('.')?;
                (Some(self.groups.get(group)?), member, id)
            }
            None => (None, "", name),
        };
        let label = self.details.iter().find(|detail| detail.id == id)?.label.get(lang);
        Some(match group {
            Some(group) => [group.label.get(lang), " ", member, ": ", label].concat(),
            None => label.to_owned(),
        })
    }
}

/// The number of the member that this name of a value is about, if it is one of this group.
fn member_of(name: &str, group: &str) -> Option<u32> {
    let (member, _) = name.strip_prefix(group)?.strip_prefix('.')?.split_once('.')?;
    member.parse().ok()
}

impl<'a> Situation<'a> {
    /// The fields that are asked for, in the order of the definition; those of a group for one member
    /// after the other, where the first of them stands.
    pub fn fields(self, details: &BTreeMap<String, String>) -> Vec<Field<'a>> {
        let service = self.service;
        let asked = |detail: &&Detail| self.optional(detail.when.as_ref()).truth == Truth::True;
        let mut fields = Vec::new();
        let mut groups = Vec::new();
        for detail in service.details.iter().filter(asked) {
            let Some(group) = &detail.group else {
                fields.push(Field { detail, member: None, name: detail.name(None) });
                continue;
            };
            if groups.contains(&group) {
                continue;
            }
            groups.push(group);
            for member in 1..=service.members(group, details) {
                let same = service.details.iter().filter(|other| other.group.as_ref() == Some(group));
                fields.extend(same.filter(asked).map(|detail| Field {
                    detail,
                    member: Some(member),
                    name: detail.name(Some(member)),
                }));
            }
        }
        fields
    }

    /// Why a value (not an empty one) does not fit a detail.
    pub fn misfit(self, detail: &Detail, value: &str) -> Option<DetailMisfit> {
        let unless = |fits: bool, misfit| (!fits).then_some(misfit);
        match &detail.kind {
            DetailKind::Text { format: None } => {
                unless(!value.contains(char::is_control), DetailMisfit::NotPlain)
            }
            DetailKind::Multiline => {
                let is_plain = |letter: char| letter == '\n' || !letter.is_control();
                unless(value.chars().all(is_plain), DetailMisfit::NotPlain)
            }
            DetailKind::Text { format: Some(format) } => {
                unless(format.fits(value), DetailMisfit::Format(*format))
            }
            DetailKind::Email => unless(is_email(value), DetailMisfit::NotAnEmail),
            DetailKind::Tel => unless(is_phone_number(value), DetailMisfit::NotAPhoneNumber),
            DetailKind::Country => unless(country::CODES.contains(&value), DetailMisfit::UnknownCountry),
            DetailKind::Choice(options) => {
                unless(options.iter().any(|option| option.id == value), DetailMisfit::UnknownOption)
            }
            DetailKind::Date { earliest, latest } => {
                let Ok(date) = value.parse::<Date>() else { return Some(DetailMisfit::NotADate) };
                let (earliest, latest) = self.bounds(earliest, latest).into_inner();
                if date < earliest {
                    Some(DetailMisfit::TooEarly(earliest))
                } else {
                    unless(date <= latest, DetailMisfit::TooLate(latest))
                }
            }
        }
    }
}

/// Somebody, one `@`, and somewhere: whether the address exists only a message to it can tell.
fn is_email(text: &str) -> bool {
    text.split_once('@').is_some_and(|(who, at)| {
        !who.is_empty() && !at.is_empty() && !at.contains('@') && !text.contains(char::is_whitespace)
    })
}

/// At least five digits and at most fifteen (ITU-T E.164), however they are grouped.
fn is_phone_number(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let plain =
        |letter: char| letter.is_ascii_digit() || matches!(letter, '+' | '-' | ' ' | '(' | ')' | '.' | '/');
    (5..=15).contains(&digits) && text.chars().all(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_accepted_as_people_write_them() {
        for good in ["+62 812-3456-7890", "(021) 5224658", "08123456789"] {
            assert!(is_phone_number(good), "{good}");
        }
        for bad in ["", "none", "1234", "+62 812 3456 7890 1234 56", "0812 x 3456789"] {
            assert!(!is_phone_number(bad), "{bad}");
        }
        for good in ["X1234567", "c01x00t47", "L898902C3", "A 1234567"] {
            assert!(TextFormat::PassportNumber.fits(good), "{good}");
        }
        for bad in ["", "X12", "X123456789", "X1234-67", "Ｘ1234567"] {
            assert!(!TextFormat::PassportNumber.fits(bad), "{bad}");
        }
        assert!(TextFormat::Nik.fits("3171234567890123"));
        assert!(!TextFormat::Nik.fits("31712345678901234"));
        assert!(!TextFormat::Nik.fits("317123456789012a"));
    }

    #[test]
    fn an_address_is_somebody_somewhere() {
        for good in ["a@b", "nama@contoh.co.id"] {
            assert!(is_email(good), "{good}");
        }
        for bad in ["", "@", "a@", "@b", "foo@@bar", "a b@c", "a@b@c"] {
            assert!(!is_email(bad), "{bad}");
        }
    }
}
