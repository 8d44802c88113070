//! Words for problems: templates filled with particulars, numbers written as each language does.

use std::collections::BTreeMap;

use package::Param;
use rules::{Lang, Text, text};

use crate::problem::Problem;

/// The words for what can be wrong with a package, by problem code. They are content: editors change
/// them without touching Rust.
#[derive(Clone, Debug, Default)]
pub struct ProblemWords {
    templates: BTreeMap<String, Text>,
}

impl ProblemWords {
    /// The words in `templates`, by code.
    pub fn new(templates: BTreeMap<String, Text>) -> Self {
        Self { templates }
    }

    /// The codes of the `package` crate for which there are no words.
    pub fn missing(&self) -> Vec<&'static str> {
        let codes = package::Code::ALL.iter().map(|code| code.as_str());
        codes.filter(|code| !self.templates.contains_key(*code)).collect()
    }

    /// Puts a package's problem into words. One without words keeps its code, which is better than
    /// nothing; [`ProblemWords::missing`] is checked at start so that this does not happen.
    pub fn problem(&self, problem: package::Problem) -> Problem {
        let code = problem.code.as_str();
        let params = || problem.params.iter().map(|(name, value)| (name.as_str(), value));
        let text = match self.templates.get(code) {
            Some(template) => fill(&template.id, &template.en, params()),
            None => Text::each(|_| code.to_owned()),
        };
        Problem { code: code.to_owned(), text, params: problem.params }
    }
}

/// Fills the templates of each language. A parameter's name says its unit (see `package::Problem`).
pub fn fill<'a>(id: &str, en: &str, params: impl Iterator<Item = (&'a str, &'a Param)> + Clone) -> Text {
    Text::each(|lang| {
        let written: Vec<(&str, String)> =
            params.clone().map(|(name, value)| (name, write(name, value, lang))).collect();
        let values: Vec<(&str, &str)> = written.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let template = match lang {
            Lang::Id => id,
            Lang::En => en,
        };
        text::fill(template, &values)
    })
}

fn write(name: &str, value: &Param, lang: Lang) -> String {
    match value {
        Param::Number(bytes) if matches!(name, "size" | "limit") => amount_of_bytes(*bytes, lang),
        Param::Number(number) => number.to_string(),
        Param::Text(text) => text.clone(),
    }
}

/// Bytes in the decimal units that the limits are written in: `2.1 MB`, in Indonesian `2,1 MB`.
fn amount_of_bytes(bytes: u64, lang: Lang) -> String {
    const KILO: u64 = 1_000;
    const MEGA: u64 = 1_000_000;
    let (unit, name) = match bytes {
        0..KILO => return format!("{bytes} byte{}", if lang == Lang::En && bytes != 1 { "s" } else { "" }),
        KILO..MEGA => (KILO, "kB"),
        MEGA.. => (MEGA, "MB"),
    };
    // Rounded up: "2 MB is more than 2 MB" would help nobody.
    let tenths = (bytes * 10).div_ceil(unit);
    let (whole, tenth) = (tenths / 10, tenths % 10);
    match (tenth, lang) {
        (0, _) => format!("{whole} {name}"),
        (_, Lang::Id) => format!("{whole},{tenth} {name}"),
        (_, Lang::En) => format!("{whole}.{tenth} {name}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_written_as_each_language_does() {
        for (bytes, id, en) in [
            (1, "1 byte", "1 byte"),
            (999, "999 byte", "999 bytes"),
            (2_000_000, "2 MB", "2 MB"),
            (2_000_001, "2,1 MB", "2.1 MB"),
            (15_500, "15,5 kB", "15.5 kB"),
        ] {
            assert_eq!(
                (amount_of_bytes(bytes, Lang::Id), amount_of_bytes(bytes, Lang::En)),
                (id.to_owned(), en.to_owned())
            );
        }
    }
}
