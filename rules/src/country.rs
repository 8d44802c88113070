//! Which states a passport can be of. Their names are content (`countries.toml`).

use std::collections::BTreeMap;

use crate::Text;
use crate::problem::Problem;
use crate::toml::{self, Named};

/// The codes of states in passports: ISO 3166-1 alpha-3, with what ICAO Doc 9303 (part 3, section 5)
/// adds for people without a nationality. In alphabetical order.
#[rustfmt::skip]
pub const CODES: [&str; 254] = [
    "ABW", "AFG", "AGO", "AIA", "ALA", "ALB", "AND", "ARE", "ARG", "ARM", "ASM", "ATA", "ATF", "ATG",
    "AUS", "AUT", "AZE", "BDI", "BEL", "BEN", "BES", "BFA", "BGD", "BGR", "BHR", "BHS", "BIH", "BLM",
    "BLR", "BLZ", "BMU", "BOL", "BRA", "BRB", "BRN", "BTN", "BVT", "BWA", "CAF", "CAN", "CCK", "CHE",
    "CHL", "CHN", "CIV", "CMR", "COD", "COG", "COK", "COL", "COM", "CPV", "CRI", "CUB", "CUW", "CXR",
    "CYM", "CYP", "CZE", "DEU", "DJI", "DMA", "DNK", "DOM", "DZA", "ECU", "EGY", "ERI", "ESH", "ESP",
    "EST", "ETH", "FIN", "FJI", "FLK", "FRA", "FRO", "FSM", "GAB", "GBR", "GEO", "GGY", "GHA", "GIB",
    "GIN", "GLP", "GMB", "GNB", "GNQ", "GRC", "GRD", "GRL", "GTM", "GUF", "GUM", "GUY", "HKG", "HMD",
    "HND", "HRV", "HTI", "HUN", "IDN", "IMN", "IND", "IOT", "IRL", "IRN", "IRQ", "ISL", "ISR", "ITA",
    "JAM", "JEY", "JOR", "JPN", "KAZ", "KEN", "KGZ", "KHM", "KIR", "KNA", "KOR", "KWT", "LAO", "LBN",
    "LBR", "LBY", "LCA", "LIE", "LKA", "LSO", "LTU", "LUX", "LVA", "MAC", "MAF", "MAR", "MCO", "MDA",
    "MDG", "MDV", "MEX", "MHL", "MKD", "MLI", "MLT", "MMR", "MNE", "MNG", "MNP", "MOZ", "MRT", "MSR",
    "MTQ", "MUS", "MWI", "MYS", "MYT", "NAM", "NCL", "NER", "NFK", "NGA", "NIC", "NIU", "NLD", "NOR",
    "NPL", "NRU", "NZL", "OMN", "PAK", "PAN", "PCN", "PER", "PHL", "PLW", "PNG", "POL", "PRI", "PRK",
    "PRT", "PRY", "PSE", "PYF", "QAT", "REU", "RKS", "ROU", "RUS", "RWA", "SAU", "SDN", "SEN", "SGP",
    "SGS", "SHN", "SJM", "SLB", "SLE", "SLV", "SMR", "SOM", "SPM", "SRB", "SSD", "STP", "SUR", "SVK",
    "SVN", "SWE", "SWZ", "SXM", "SYC", "SYR", "TCA", "TCD", "TGO", "THA", "TJK", "TKL", "TKM", "TLS",
    "TON", "TTO", "TUN", "TUR", "TUV", "TWN", "TZA", "UGA", "UKR", "UMI", "URY", "USA", "UZB", "VAT",
    "VCT", "VEN", "VGB", "VIR", "VNM", "VUT", "WLF", "WSM", "XXA", "XXB", "XXC", "XXX", "YEM", "ZAF",
    "ZMB", "ZWE",
];

/// Reads `countries.toml`: the name of each state, by its code.
pub fn countries(text: &str) -> (BTreeMap<String, Text>, Vec<Problem>) {
    let mut problems = Vec::new();
    let named = toml::read::<Named<Text>>(text, &mut problems).unwrap_or_default();
    let mut countries = BTreeMap::new();
    for (code, name) in named.0 {
        if !CODES.contains(&code.value.as_str()) {
            let message = format!("no state has the code `{}` in passports", code.value);
            problems.push(Problem::error("unknown-value", code.span, message));
        }
        countries.insert(code.value, name);
    }
    let missing: Vec<_> = CODES.into_iter().filter(|code| !countries.contains_key(*code)).collect();
    if !missing.is_empty() {
        let message = format!("these states have no name: {}", missing.join(", "));
        problems.push(Problem::error("missing-key", 0..0, message));
    }
    (countries, problems)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_has_a_name_and_codes_are_in_order() {
        let (countries, problems) = countries(include_str!("../../content/countries.toml"));
        assert_eq!(problems, []);
        assert!(countries.keys().map(String::as_str).eq(CODES));
    }
}
