//! The immigration offices by province: whom to go to when sending does not work.

use serde::{Deserialize, Serialize};

/// The list of offices, as `/offices.json` has it. It is loaded with the first document, while there is a
/// network, and not part of every page: it is 4 KB (brotli), and most people never need it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offices {
    /// The day on which the lists were read that it is made of.
    pub read: rules::Date,
    /// Each province, in the order of the list.
    pub provinces: Vec<Province>,
}

/// A province.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Province {
    /// Its name.
    pub name: String,
    /// Each office: name, city, and address where it is known.
    pub offices: Vec<OfficeLine>,
}

/// An office.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficeLine {
    /// Its name, without *Kantor Imigrasi*.
    pub name: String,
    /// Its city or regency.
    pub city: String,
    /// Its address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
}
