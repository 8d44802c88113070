//! Words in every language of the guide, their placeholders, and sizes as each language writes them.

use serde::{Deserialize, Serialize};

/// A language of the guide. Indonesian is the default: official terms are Indonesian.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// Bahasa Indonesia.
    Id,
    /// English.
    En,
}

impl Lang {
    /// Every language, the default one first.
    pub const ALL: [Self; 2] = [Self::Id, Self::En];

    /// The BCP 47 tag, which is also the folder in the site.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::En => "en",
        }
    }

    /// The language with this tag.
    pub fn from_tag(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|lang| lang.tag() == tag)
    }

    /// The other language, for the switch on each page.
    pub fn other(self) -> Self {
        match self {
            Self::Id => Self::En,
            Self::En => Self::Id,
        }
    }
}

/// A text in every language. One field for each, so that a missing translation cannot be built.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Text {
    /// In Indonesian.
    pub id: String,
    /// In English.
    pub en: String,
}

impl Text {
    /// The text in `lang`.
    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::Id => &self.id,
            Lang::En => &self.en,
        }
    }

    /// A text made by `make` for each language.
    pub fn each(mut make: impl FnMut(Lang) -> String) -> Self {
        Self { id: make(Lang::Id), en: make(Lang::En) }
    }
}

/// A piece of a template: words, or the name of a placeholder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Words to print as they are.
    Words(&'a str),
    /// `{name}`.
    Placeholder(&'a str),
}

/// Takes a template apart. A placeholder is a name of lower-case letters, digits, `-`, `_` and `.` in
/// braces; any other brace is an ordinary character.
pub fn pieces(template: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = template;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        if let Some((name, after)) = placeholder_at_start(rest) {
            rest = after;
            return Some(Piece::Placeholder(name));
        }
        // Start the search after the first character, which is no placeholder's brace.
        let skip = rest.chars().next().map_or(0, char::len_utf8);
        let end = rest[skip..]
            .match_indices('{')
            .map(|(at, _)| skip + at)
            .find(|at| placeholder_at_start(&rest[*at..]).is_some())
            .unwrap_or(rest.len());
        let (words, after) = rest.split_at(end);
        rest = after;
        Some(Piece::Words(words))
    })
}

fn placeholder_at_start(text: &str) -> Option<(&str, &str)> {
    let (name, after) = text.strip_prefix('{')?.split_once('}')?;
    let is_name =
        |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'_' | b'.');
    (!name.is_empty() && name.bytes().all(is_name)).then_some((name, after))
}

/// Fills a template's placeholders from `values`; one with no value stays as it is written.
pub fn fill(template: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(template.len());
    for piece in pieces(template) {
        match piece {
            Piece::Words(words) => filled.push_str(words),
            Piece::Placeholder(name) => match values.iter().find(|(key, _)| *key == name) {
                Some((_, value)) => filled.push_str(value),
                None => filled.extend(["{", name, "}"]),
            },
        }
    }
    filled
}

/// A size: `640 KB`, `2 MB`, `2.1 MB` (in Indonesian `2,1 MB`), as phones show it, with powers of ten.
///
/// Rounded up, to tenths of a megabyte, so that a file over a limit never looks as large as the limit.
pub fn bytes(bytes: u64, lang: Lang) -> String {
    const KILO: u64 = 1_000;
    const MEGA: u64 = 1_000_000;
    if bytes < KILO {
        let unit = if lang == Lang::En && bytes != 1 { " bytes" } else { " byte" };
        return [&bytes.to_string(), unit].concat();
    }
    let kilobytes = bytes.div_ceil(KILO);
    if kilobytes < KILO {
        return [&kilobytes.to_string(), " KB"].concat();
    }
    let tenths = bytes.div_ceil(MEGA / 10);
    let point = match lang {
        Lang::Id => ",",
        Lang::En => ".",
    };
    let whole = (tenths / 10).to_string();
    match tenths % 10 {
        0 => [&whole, " MB"].concat(),
        tenth => [&whole, point, &tenth.to_string(), " MB"].concat(),
    }
}

/// A text file as it is read everywhere: without a byte order mark, and with plain line ends. Programs on
/// Windows write both, and nobody sees them.
pub fn plain_lines(text: &str) -> String {
    text.strip_prefix('\u{feff}').unwrap_or(text).replace("\r\n", "\n")
}

/// A number with its thousands apart, as each language writes it: `1.500.000`, `1,500,000`.
pub fn thousands(number: u64, lang: Lang) -> String {
    let between = match lang {
        Lang::Id => '.',
        Lang::En => ',',
    };
    let digits = number.to_string();
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(between);
        }
        grouped.push(digit);
    }
    grouped
}

/// An amount of money: `Rp1.500.000`, in English `Rp 1,500,000`.
pub fn rupiah(amount: u64, lang: Lang) -> String {
    let sign = match lang {
        Lang::Id => "Rp",
        Lang::En => "Rp\u{a0}",
    };
    [sign, &thousands(amount, lang)].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_filled_and_other_braces_are_words() {
        assert_eq!(
            fill("{name} is {size}, not {Size} {} {", &[("name", "passport"), ("size", "3 MB")]),
            "passport is 3 MB, not {Size} {} {"
        );
        assert_eq!(fill("no value: {limit}", &[]), "no value: {limit}");
    }

    #[test]
    fn pieces_lose_nothing() {
        for template in ["", "{a}{b}", "x{a}y", "{{a}}", "é{a-1}é"] {
            let joined: String = pieces(template)
                .map(|piece| match piece {
                    Piece::Words(words) => words.to_owned(),
                    Piece::Placeholder(name) => format!("{{{name}}}"),
                })
                .collect();
            assert_eq!(joined, template);
        }
    }

    #[test]
    fn sizes_are_written_as_each_language_does() {
        let cases = [
            (0, "0 byte", "0 bytes"),
            (1, "1 byte", "1 byte"),
            (999, "999 byte", "999 bytes"),
            (1_000, "1 KB", "1 KB"),
            (640_200, "641 KB", "641 KB"),
            (999_001, "1 MB", "1 MB"),
            (2_000_000, "2 MB", "2 MB"),
            (2_100_000, "2,1 MB", "2.1 MB"),
            (15_000_000, "15 MB", "15 MB"),
        ];
        for (size, id, en) in cases {
            assert_eq!(bytes(size, Lang::Id), id);
            assert_eq!(bytes(size, Lang::En), en);
        }
    }

    #[test]
    fn amounts_are_written_as_each_language_does() {
        for (amount, id, en) in
            [(0, "Rp0", "0"), (999, "Rp999", "999"), (1_500_000, "Rp1.500.000", "1,500,000")]
        {
            assert_eq!(rupiah(amount, Lang::Id), id);
            assert_eq!(rupiah(amount, Lang::En), ["Rp\u{a0}", en].concat());
        }
    }

    #[test]
    fn a_file_from_windows_reads_like_any_other() {
        assert_eq!(plain_lines("\u{feff}+++\r\na\r\n"), "+++\na\n");
    }

    #[test]
    fn one_byte_over_a_limit_does_not_look_like_the_limit() {
        assert_ne!(bytes(2_000_001, Lang::Id), bytes(2_000_000, Lang::Id));
    }
}
