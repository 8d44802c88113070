//! `offices.toml`: the immigration offices by province, as lists that are not official have them.

use std::collections::BTreeMap;

use rules::problem::Problem;
use rules::toml::{self, Spanned};
use rules::{Citation, Date, Source, Text, citations, toml_table};

/// Every office that is known.
#[derive(Debug, Default)]
pub struct Offices {
    /// Where they are from.
    pub sources: Vec<Citation>,
    /// The day these were read; none, if there is no list.
    pub read: Option<Date>,
    /// The offices, in the order of the list.
    pub offices: Vec<Office>,
}

/// An immigration office.
#[derive(Debug)]
pub struct Office {
    /// Its name, without *Kantor Imigrasi*.
    pub name: String,
    /// Its classes, as one or two lists have it.
    pub classes: Vec<String>,
    /// Its city or regency.
    pub city: String,
    /// The city follows from the office's name: no list states it.
    pub city_inferred: bool,
    /// Its province.
    pub province: String,
    /// Its address.
    pub address: Option<String>,
    /// What else is to be known of it.
    pub note: Option<Text>,
}

toml_table! {
    struct OfficesDefinition {
        required { sources: Vec<Spanned<String>>, read: Date, office: Vec<OfficeDefinition> }
    }
}

toml_table! {
    struct OfficeDefinition {
        required { name: String, city: String, province: String }
        optional { class: String, class_conflict: String, city_inferred: bool, address: String, note: Text }
    }
}

/// Reads `offices.toml`.
pub(super) fn read(text: &str, known: &BTreeMap<String, Source>, problems: &mut Vec<Problem>) -> Offices {
    let Some(OfficesDefinition { sources, read, office }) = toml::read(text, problems) else {
        return Offices::default();
    };
    let offices = office.value.into_iter().map(|office| {
        let OfficeDefinition { name, city, province, class, class_conflict, city_inferred, address, note } =
            office;
        Office {
            name: name.value,
            classes: class.into_iter().chain(class_conflict).map(|class| class.value).collect(),
            city: city.value,
            city_inferred: city_inferred.is_some_and(|inferred| inferred.value),
            province: province.value,
            address: address.map(|address| address.value),
            note: note.map(|note| note.value),
        }
    });
    let offices = offices.collect();
    Offices { sources: citations(sources, known, problems), read: Some(read.value), offices }
}

impl Offices {
    /// The offices by province, in the order of the list.
    pub fn by_province(&self) -> Vec<(&str, Vec<&Office>)> {
        let mut provinces: Vec<(&str, Vec<&Office>)> = Vec::new();
        for office in &self.offices {
            match provinces.iter_mut().find(|(province, _)| *province == office.province) {
                Some((_, offices)) => offices.push(office),
                None => provinces.push((&office.province, vec![office])),
            }
        }
        provinces
    }
}
