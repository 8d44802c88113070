//! The words of the guide's own pages: table `[guide]` of `content/ui/`.

use rules::text::fill;
use rules::words::Words;

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

pub(crate) use words;

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

        /// What the picture for shared links shows.
        card_alt,

        /// Name of the index page, and of the link to it.
        search,
        /// Its title.
        search_title,
        /// What it is, in a sentence.
        search_description,
        /// Label of the field to search with.
        search_label,
        /// The button beside it.
        search_button,
        /// What searching does not do, in a sentence.
        search_private,
        /// The results are being fetched.
        search_busy,
        /// Nothing was found.
        search_none,
        /// One result.
        search_one,
        /// How many results: `{count}`.
        search_count,
        /// Shows more of them.
        search_more,
        /// The results could not be fetched.
        search_failed,
        /// Heading of the pages by what a reader is in.
        by_situation,
        /// Heading of the pages by what they are about.
        by_topic,

        /// Heading of the sources.
        sources,
        /// Accessible name of a citation: `{number}`.
        cite,
        /// The article of a law that is cited: `{article}`.
        article,
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

        /// Name of the list of services.
        services,
        /// What it is, in a sentence.
        services_description,

        /// Name of the page that shows how a service is decided, and of the link to it.
        rules,
        /// Its title: `{service}`.
        rules_title,
        /// What it is for, in a sentence or two.
        rules_description,
        /// Heading of the questions there.
        questions,
        /// Heading of the way through the rules, and name of its picture.
        path,
        /// What the picture shows, for those who do not see it.
        path_description,
        /// How to follow it.
        path_introduction,
        /// The same in words.
        path_in_words,
        /// A step of it: `{condition}`, `{verdict}`.
        path_step,
        /// Begins what holds where no rule applies.
        otherwise,
        /// Heading of the table of rules.
        rule_table,
        /// What a rule is called: `{number}`.
        rule_number,
        /// Column: the number of a rule.
        rule_column,
        /// Column: when a rule applies.
        rule_if,
        /// Column: what it leads to.
        rule_then,
        /// Column: why.
        rule_why,
        /// No source of a rule is official.
        unofficial,
        /// Heading of the examples.
        examples,
        /// What they are: `{count}`.
        examples_introduction,
        /// The day an example is decided for: `{date}`.
        example_day,

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
        /// What the form cannot do without JavaScript.
        no_script,
        /// The button that sends without it.
        send_without_script,
        /// What the form cannot do where its program does not run.
        no_program,
        /// The button that sends then.
        send_without_program,
        /// Who can read what was sent without it or without the program, where the office has a key: `{office}`.
        sealed_without_script,
        /// Who can where it has none: `{office}`.
        readable_without_script,

        /// The link to a file for calendars.
        calendar_file,
        /// Name of the days on which offices are closed: `{year}`.
        holidays,
        /// A holiday may still be moved.
        holiday_tentative,

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

        /// The first day of a fee: `{date}`.
        fee_from,
        /// Its last day: `{date}`.
        fee_until,

        /// How far the list of offices can be relied on: `{date}`.
        office_read,
        /// How many there are in a province: `{count}`.
        office_count,
        /// Stands before the name of an office.
        office_name,
        /// The class of an office: `{class}`.
        office_class,
        /// The city of an office that no list states.
        office_inferred,

        /// Begins a condition.
        only_if,
        /// Between conditions that all have to hold.
        and,
        /// Between alternatives of a condition.
        or,
        /// Begins conditions that all have to hold.
        all_of,
        /// Begins conditions of which one has to hold.
        one_of,
        /// Every option but some: `{options}`.
        anything_but,
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

/// A day, month or year as far as it is known: `2026-11-21`, `2026-11` or `2026`.
pub fn partial_date(form: &wasm_form::Words, text: &str) -> String {
    if let Ok(known) = text.parse() {
        return form.date(known);
    }
    // A month is read out as its first day without the day.
    match format!("{text}-01").parse() {
        Ok(first) => form.date(first).split_once(' ').map_or_else(String::new, |(_, month)| month.to_owned()),
        Err(_) => text.to_owned(),
    }
}

/// The words of the form in one language. A missing one is empty, as in [`GuideWords::of`].
pub fn form_words(words: &Words) -> wasm_form::Words {
    let get = |key: &str| words.get("form", key).unwrap_or_default().to_owned();
    let form = wasm_form::FORM_WORDS.iter().map(|key| ((*key).to_owned(), get(key))).collect();
    let problems = words.table("problem").map(|(key, words)| (key.to_owned(), words.to_owned())).collect();
    wasm_form::Words::new(&form, problems).expect("every key was put in")
}

/// A template with one placeholder, filled.
pub fn with(template: &str, name: &str, value: &str) -> String {
    fill(template, &[(name, value)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_read_out_as_far_as_it_is_known() {
        let months = "[form]\nmonths = \"Jan,Feb,Mar,Apr,Mei,Jun,Jul,Agu,Sep,Okt,Nov,Des\"\n";
        let form = form_words(&Words::read(months).0);
        assert_eq!(partial_date(&form, "2026-08-07"), "7 Agu 2026");
        assert_eq!(partial_date(&form, "2025-05"), "Mei 2025");
        assert_eq!(partial_date(&form, "2018"), "2018");
    }
}
