//! The words of the guide's own pages: table `[guide]` of `content/ui/`.

use rules::text::fill;
use rules::words::Words;
use rules::{Date, Lang};

/// Declares the keys of the table, each a field of the struct.
macro_rules! words {
    ($(#[$meta:meta])* $name:ident { $($(#[$key_meta:meta])* $key:ident,)* }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct $name {
            $($(#[$key_meta])* pub $key: String,)*
        }

        impl $name {
            /// Every key that has to be in the table.
            pub const KEYS: &'static [&'static str] = &[$(stringify!($key)),*];

            /// Takes the words from `table`. A missing one is empty: it has been reported by then
            /// ([`Words::check_keys`]), and nothing is published.
            pub fn of(words: &Words, table: &str) -> Self {
                let get = |key| words.get(table, key).unwrap_or_default().to_owned();
                Self { $($key: get(stringify!($key)),)* }
            }
        }
    };
}

words! {
    /// What a page says around its content.
    GuideWords {
        /// The link that leads past the header.
        skip,
        /// Name of the first page, in breadcrumbs.
        home,
        /// Accessible name of the language switch.
        languages,
        /// The link to the same page in this language.
        choose,
        /// Accessible name of the breadcrumbs.
        breadcrumbs,
        /// Heading of the table of contents.
        contents,
        /// Accessible name of the links to every page, at the end of each.
        pages,

        /// Heading of the sources.
        sources,
        /// Accessible name of a citation: `{number}`.
        cite,
        /// The day a source was read: `{date}`.
        read_on,
        /// How far something can be relied on: `{confidence}`.
        confidence,
        /// An authority's own page or the text of a law.
        confidence_official,
        /// Press, an agency, a forum.
        confidence_secondary,
        /// Disagreeing or weak sources.
        confidence_uncertain,
        /// The day a page was checked: `{date}`.
        reviewed,
        /// The day by which it has to be checked again: `{date}`.
        review_by,
        /// That day has passed: `{date}`.
        review_overdue,

        /// Title of a notice about the past.
        notice_historical,
        /// Title of a notice about what only the office can say.
        notice_ask,
        /// Title of a plain notice.
        notice_note,
        /// Title of a warning.
        notice_warning,

        /// Name of the form's page, in breadcrumbs.
        apply,
        /// Title of the form's page: `{service}`.
        apply_title,
        /// The link from a service to its form.
        apply_link,
        /// What that link leads to, in a sentence.
        apply_hint,
        /// The link from the form to the page of its service.
        guide_link,

        /// Title of the documents that everyone needs.
        documents_general,
        /// Title of the documents that depend on the answers.
        documents_conditional,
        /// A document that may be left out.
        optional,
        /// All files together: `{size}`, `{count}`.
        limit_total,
        /// Begins the types of a document.
        limit_types,
        /// Begins the most bytes of each of its files.
        limit_size,
        /// Begins the most files of it.
        limit_files,
        /// An image's smallest longer side: `{pixels}`.
        limit_pixels,

        /// Begins a condition.
        only_if,
        /// Between alternatives of a condition.
        or,
        /// Begins the opposite of a condition.
        not,
        /// The answer yes.
        yes,
        /// The answer no.
        no,
        /// A question that is answered with a day.
        answer_date,
        /// An earlier day: `{date}`.
        before,
        /// That day or an earlier one: `{date}`.
        on_or_before,
        /// A later day: `{date}`.
        after,
        /// That day or a later one: `{date}`.
        on_or_after,
        /// The day of the decision.
        today,
        /// A day before another: `{span}`, `{day}`.
        span_before,
        /// A day after another: `{span}`, `{day}`.
        span_after,
        /// The answer to a date question: `{question}`.
        the_answer_to,
        /// When it will be possible: `{date}`.
        possible_from,
        /// A rule holds from a day on: `{date}`.
        holds_from,
        /// A rule holds until a day: `{date}`.
        holds_until,

        /// Title of the page that is not there.
        not_found,
        /// What to do then.
        not_found_hint,
    }
}

/// A day as it is read out: *21 November 2026*.
pub fn date(lang: Lang, date: Date) -> String {
    let month = MONTHS[usize::from(date.month()) - 1];
    let month = match lang {
        Lang::Id => month.0,
        Lang::En => month.1,
    };
    format!("{} {month} {}", date.day(), date.year())
}

/// A day, month or year as far as it is known: `2026-11-21`, `2026-11` or `2026`.
pub fn partial_date(lang: Lang, text: &str) -> String {
    if let Ok(known) = text.parse() {
        return date(lang, known);
    }
    // A month is read out as its first day without the day.
    match format!("{text}-01").parse() {
        Ok(first) => date(lang, first).split_once(' ').map_or_else(String::new, |(_, month)| month.to_owned()),
        Err(_) => text.to_owned(),
    }
}

const MONTHS: [(&str, &str); 12] = [
    ("Januari", "January"),
    ("Februari", "February"),
    ("Maret", "March"),
    ("April", "April"),
    ("Mei", "May"),
    ("Juni", "June"),
    ("Juli", "July"),
    ("Agustus", "August"),
    ("September", "September"),
    ("Oktober", "October"),
    ("November", "November"),
    ("Desember", "December"),
];

/// A size in decimal units, as phones and portals print them: *1.5 MB*, in Indonesian *1,5 MB*.
pub fn size(lang: Lang, bytes: u64) -> String {
    let (unit, name) = if bytes >= 1_000_000 { (1_000_000, "MB") } else { (1_000, "kB") };
    let tenths = bytes * 10 / unit;
    let mark = match lang {
        Lang::Id => ',',
        Lang::En => '.',
    };
    match tenths % 10 {
        0 => format!("{} {name}", tenths / 10),
        tenth => format!("{}{mark}{tenth} {name}", tenths / 10),
    }
}

/// Media types as people name them: *JPEG, PNG, PDF*.
pub fn types(types: &[String]) -> String {
    let names: Vec<_> = types
        .iter()
        .map(|media_type| match media_type.as_str() {
            "image/jpeg" => "JPEG",
            "image/png" => "PNG",
            "application/pdf" => "PDF",
            other => other,
        })
        .collect();
    names.join(", ")
}

/// A template with one placeholder, filled.
pub fn with(template: &str, name: &str, value: &str) -> String {
    fill(template, &[(name, value)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_out_in_the_language_of_the_page() {
        let day = "2026-08-07".parse().expect("a day");
        assert_eq!(date(Lang::Id, day), "7 Agustus 2026");
        assert_eq!(date(Lang::En, day), "7 August 2026");
        assert_eq!(partial_date(Lang::Id, "2025-05"), "Mei 2025");
        assert_eq!(partial_date(Lang::Id, "2018"), "2018");
    }

    #[test]
    fn sizes_are_never_rounded_up_past_a_limit() {
        assert_eq!(size(Lang::En, 2_000_000), "2 MB");
        assert_eq!(size(Lang::Id, 1_599_999), "1,5 MB");
        assert_eq!(size(Lang::En, 400_000), "400 kB");
    }
}
