//! What several services share: sources, holidays, fees and figures. Read once, before any service.

use std::collections::BTreeMap;

use crate::country::countries;
use crate::fee::{Fee, fees};
use crate::figure::{Figure, figures};
use crate::problem::Problem;
use crate::sources::{HolidayYear, holidays, sources};
use crate::{Holidays, Source, Text};

/// What definitions may refer to beyond themselves.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Library {
    /// Every source, by id.
    pub sources: BTreeMap<String, Source>,
    /// The days that are not worked.
    pub holidays: Holidays,
    /// The same days with their names and sources, by year.
    pub named_holidays: BTreeMap<i32, HolidayYear>,
    /// Every fee, in the order of the file.
    pub fees: Vec<Fee>,
    /// Every figure, by id.
    pub figures: BTreeMap<String, Figure>,
    /// The names of states, by the code that passports use. Empty where no file names them.
    pub countries: BTreeMap<String, Text>,
}

/// The problems of one file, by its path.
pub type FileProblems = Vec<(String, Vec<Problem>)>;

impl Library {
    /// The fee with this id.
    pub fn fee(&self, id: &str) -> Option<&Fee> {
        self.fees.iter().find(|fee| fee.id == id)
    }

    /// The files of a content folder that a library is read from, beside `holidays/YEAR.toml`. Only the
    /// first has to be there.
    pub const FILES: [&str; 4] = ["sources.toml", "fees.toml", "figures.toml", "countries.toml"];

    /// Reads the shared files out of a content folder's `files`, texts by path. One that is not there
    /// holds nothing; other files are passed over.
    pub fn read<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> (Self, FileProblems) {
        let files: BTreeMap<_, _> = files.into_iter().collect();
        let text = |path: &str| files.get(path).copied().unwrap_or_default();
        let mut found = FileProblems::new();
        let mut add = |path: &str, problems: Vec<Problem>| found.push((path.to_owned(), problems));

        let (sources, problems) = sources(text("sources.toml"));
        add("sources.toml", problems);
        let (fees, problems) = fees(text("fees.toml"), &sources);
        add("fees.toml", problems);
        let (figures, problems) = figures(text("figures.toml"), &sources);
        add("figures.toml", problems);

        let countries =
            files.get("countries.toml").map(|text| countries(text)).map(|(countries, problems)| {
                add("countries.toml", problems);
                countries
            });
        let (mut days, mut named_holidays) = (Holidays::default(), BTreeMap::new());
        for (path, text) in files.iter().filter(|(path, _)| path.starts_with("holidays/")) {
            let (named, problems) = holidays(text, &sources, &mut days);
            named_holidays.extend(named);
            add(path, problems);
        }
        (
            Self {
                sources,
                holidays: days,
                named_holidays,
                fees,
                figures,
                countries: countries.unwrap_or_default(),
            },
            found,
        )
    }
}
