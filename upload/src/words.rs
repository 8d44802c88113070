//! Words of the endpoint: for what is wrong, for the page of a receipt, for the summary of a package.
//! All of them are content; numbers and days are written as each language does.

use std::collections::BTreeMap;

use package::Param;
use rules::{Date, FeeDue, FeeWords, Lang, Service, Text, text};
use time::{OffsetDateTime, UtcOffset};

use crate::problem::Problem;

/// The words of one language: texts by key, by table.
pub type Tables = BTreeMap<String, BTreeMap<String, String>>;

/// Declares the words that are taken from a table: a field for each key.
macro_rules! words {
    ($($(#[$meta:meta])* $name:ident from $table:literal { $($(#[$doc:meta])+ $key:ident,)+ })+) => {
        $(
            $(#[$meta])*
            #[derive(Clone, Debug)]
            pub struct $name {
                $($(#[$doc])+ pub $key: String,)+
            }

            impl $name {
                /// The table of these words.
                pub const TABLE: &'static str = $table;

                /// The keys that are taken from it.
                pub const KEYS: &'static [&'static str] = &[$(stringify!($key)),+];

                fn read(tables: &Tables) -> Self {
                    // One that is not there has been reported by `missing`.
                    let get = |key| tables.get($table)?.get(key).cloned();
                    Self { $($key: get(stringify!($key)).unwrap_or_default(),)+ }
                }
            }
        )+
    };
}

words! {
    /// What the page of a receipt says.
    StatusWords from "status" {
        /// The link to the same page in this language.
        choose,
        /// The link to the guide's first page.
        guide,
        /// Title where a code is asked for.
        title_entry,
        /// Title of what was received.
        title_received,
        /// Title where no receipt has the code.
        title_unknown,
        /// Title where the code cannot be one.
        title_mistyped,
        /// Title where the store cannot be read.
        title_failed,
        /// Name of a receipt's code.
        code,
        /// How to write one.
        code_help,
        /// The button that looks it up.
        look_up,
        /// Heading of the way to another code.
        another,
        /// Number and size of all documents: `{count}`, `{size}`.
        files,
        /// The same of a sealed package: `{size}`.
        sealed,
        /// Heading of where the application stands, and stood.
        history,
        /// [`crate::history::State::Received`], as the following five.
        received,
        /// Somebody at the office looks at it.
        under_review,
        /// Something has to be put right.
        needs_correction,
        /// It was handed on to Immigration.
        forwarded,
        /// It was rejected.
        rejected,
        /// It is finished.
        completed,
        /// Who says so.
        state_means,
        /// How a deadline counts: `{days}` from a `{date}`.
        counts_calendar,
        /// The same in working days.
        counts_working,
        /// Heading of what the state means.
        means,
        /// What it means that a package was received.
        received_means,
        /// The same of a sealed package.
        sealed_means,
        /// What it does not mean.
        not_filed,
        /// What happens next.
        next,
        /// Whom a code may be shown to.
        secret,
        /// The link to the page of the guide.
        read_on,
        /// What to do with a code that nobody was given.
        unknown_means,
        /// What to do with a code that cannot be one.
        mistyped_means,
        /// How many groups a code has.
        check_groups,
        /// Which letters it never has.
        check_letters,
        /// What its last symbol is for.
        check_symbol,
        /// On which site it can be looked up.
        check_site,
    }

    /// What is answered to a form that was sent without scripts.
    ApplyWords from "apply" {
        /// Title where the application was not accepted.
        title_refused,
        /// Title where it could not be received.
        title_failed,
        /// That nothing was stored, before the list of what is wrong.
        nothing_stored,
        /// How to get back to what was entered.
        back,
        /// The link to the empty form.
        form_link,
        /// A `{question}` without an answer.
        missing_answer,
        /// What the title of a page with something wrong on it begins with.
        error,
        /// Before the list of files that were chosen.
        files_again,
        /// The same at the field of one: `{name}`.
        file_again,
    }

    /// What the summary of a package says.
    SummaryWords from "summary" {
        /// That it is personal.
        personal,
        /// The day of the decision.
        day,
        /// The verdict.
        result,
        /// [`rules::Verdict::Eligible`].
        eligible,
        /// [`rules::Verdict::AskOffice`].
        ask_office,
        /// The package's length and digest.
        package,
        /// The package records another decision than this one.
        other_decision,
        /// Heading of the answers.
        answers,
        /// Heading of the details.
        details,
    }

    /// Words that the form says as well.
    FormWords from "form" {
        /// Names of the twelve months, separated by commas.
        months,
        /// A moment: `{date}`, `{time}` in western Indonesia.
        moment,
        /// Yes.
        yes,
        /// No.
        no,
        /// Name of a reason, as the following three.
        not_eligible,
        /// It cannot be made before a certain day.
        not_yet,
        /// The sources do not settle it.
        ask_office,
        /// Worth knowing.
        note,
        /// Heading of the reasons.
        reasons,
        /// The first day on which it is possible: `{date}`.
        possible_from,
        /// Heading of the deadlines.
        deadlines,
        /// A deadline that counts from an event.
        day_not_known,
        /// A deadline without the holidays of a `{year}`.
        missing_year,
        /// Heading of the fees.
        fees,
        /// An `{amount}` for each day.
        fee_per_day,
        /// Between the amounts of sources that disagree.
        fee_or,
        /// What is said of these `{amounts}`.
        fee_disagree,
        /// An amount that was not found.
        fee_unknown,
        /// Heading of the documents.
        documents,
        /// Name of the service that was applied for.
        receipt_service,
        /// Name of the moment of arrival.
        received_at,
        /// Heading of the documents that were sent.
        sent_documents,
        /// A `{document}` that was sent: `{count}`, `{size}`.
        sent_document,
    }
}

/// Words in one language.
#[derive(Clone, Debug)]
pub struct Vocabulary {
    /// The language.
    pub lang: Lang,
    /// The page of a receipt.
    pub status: StatusWords,
    /// The answer to a form that was sent without scripts.
    pub apply: ApplyWords,
    /// The summary of a package.
    pub summary: SummaryWords,
    /// What the form says as well.
    pub form: FormWords,
    /// Names of states by their code.
    states: BTreeMap<String, String>,
}

impl Vocabulary {
    fn read(lang: Lang, tables: &Tables) -> Self {
        Self {
            lang,
            status: StatusWords::read(tables),
            apply: ApplyWords::read(tables),
            summary: SummaryWords::read(tables),
            form: FormWords::read(tables),
            states: tables.get("country").cloned().unwrap_or_default(),
        }
    }

    /// A day: `1 December 2026`.
    pub fn date(&self, date: Date) -> String {
        let month = self.form.months.split(',').nth(usize::from(date.month()) - 1).unwrap_or_default();
        format!("{} {month} {}", date.day(), date.year())
    }

    /// A moment, in western Indonesian time: `1 December 2026, 09:05 WIB`.
    pub fn moment(&self, moment: OffsetDateTime) -> String {
        let hours = i8::try_from(Date::JAKARTA_HOURS).expect("an offset is less than a day");
        let there = moment.to_offset(UtcOffset::from_hms(hours, 0, 0).expect("an offset is less than a day"));
        let date = self.date(Date::in_jakarta(moment.unix_timestamp()));
        let time = format!("{:02}:{:02}", there.hour(), there.minute());
        text::fill(&self.form.moment, &[("date", &date), ("time", &time)])
    }

    /// A size in bytes: `640 KB`.
    pub fn size(&self, bytes: u64) -> String {
        text::bytes(bytes, self.lang)
    }

    /// The amount of a fee.
    pub fn fee(&self, due: &FeeDue) -> String {
        let FormWords { fee_unknown, fee_or, fee_disagree, fee_per_day, .. } = &self.form;
        let words =
            FeeWords { unknown: fee_unknown, or: fee_or, disagree: fee_disagree, per_day: fee_per_day };
        words.amount(&due.rupiah, due.per, self.lang)
    }

    /// The name of a state.
    pub fn state(&self, code: &str) -> Option<&str> {
        self.states.get(code).map(String::as_str)
    }
}

/// All words, in every language. They are content: editors change them without touching Rust.
#[derive(Clone, Debug)]
pub struct Words {
    /// Templates for what can be wrong with a package, by code.
    problems: BTreeMap<String, Text>,
    id: Vocabulary,
    en: Vocabulary,
}

impl Words {
    /// Takes the words out of the tables of each language. A problem with words in one language only has
    /// none.
    pub fn new(id: &Tables, en: &Tables) -> Self {
        let templates = |tables: &Tables| tables.get("problem").cloned().unwrap_or_default();
        let mut english = templates(en);
        let problems = templates(id).into_iter();
        Self {
            problems: problems
                .filter_map(|(code, id)| english.remove(&code).map(|en| (code, Text { id, en })))
                .collect(),
            id: Vocabulary::read(Lang::Id, id),
            en: Vocabulary::read(Lang::En, en),
        }
    }

    /// What the endpoint says and these tables of one language have no words for: `[table] key`.
    pub fn missing(tables: &Tables) -> Vec<String> {
        let problems: Vec<_> = package::Code::ALL.iter().map(|code| code.as_str()).collect();
        let needed = [
            ("problem", problems.as_slice()),
            (StatusWords::TABLE, StatusWords::KEYS),
            (ApplyWords::TABLE, ApplyWords::KEYS),
            (SummaryWords::TABLE, SummaryWords::KEYS),
            (FormWords::TABLE, FormWords::KEYS),
        ];
        let has = |table: &str, key: &str| tables.get(table).is_some_and(|words| words.contains_key(key));
        let missing = needed.into_iter().flat_map(|(table, keys)| {
            let keys = keys.iter().filter(move |key| !has(table, key));
            keys.map(move |key| format!("[{table}] {key}"))
        });
        missing.collect()
    }

    /// The words in one language.
    pub fn of(&self, lang: Lang) -> &Vocabulary {
        match lang {
            Lang::Id => &self.id,
            Lang::En => &self.en,
        }
    }

    /// Puts a problem of a package into words, with the labels of `service` for what it names by id.
    ///
    /// A problem without words keeps its code, which is better than nothing; [`Words::missing`] is
    /// checked at start so that this does not happen.
    pub fn problem(&self, problem: package::Problem, service: Option<&Service>) -> Problem {
        let package::Problem { code, params } = problem;
        let values = params.iter().map(|(name, value)| {
            let label = service.and_then(|service| label(service, name, value));
            let written = || self.day(name, value).unwrap_or_else(|| written(name, value));
            (name.as_str(), label.unwrap_or_else(written))
        });
        let text = match self.problems.get(code.as_str()) {
            Some(template) => fill(&template.id, &template.en, &values.collect::<Vec<_>>()),
            None => Text::each(|_| code.as_str().to_owned()),
        };
        Problem { code: code.as_str().to_owned(), params, text, at: None }
    }

    /// That a question of the service has no answer.
    pub fn unanswered(&self, question: &str, service: &Service) -> Problem {
        let label = service
            .question(question)
            .map_or_else(|| Text::each(|_| question.to_owned()), |question| question.label.clone());
        Problem {
            code: "missing-answer".to_owned(),
            params: [("question".to_owned(), Param::from(question))].into(),
            text: fill(&self.id.apply.missing_answer, &self.en.apply.missing_answer, &[("question", label)]),
            at: Some(question.to_owned()),
        }
    }

    /// A parameter that is a day, in words.
    fn day(&self, name: &str, value: &Param) -> Option<Text> {
        match (name, value) {
            ("earliest" | "latest", Param::Text(day)) => {
                let day = day.parse().ok()?;
                Some(Text::each(|lang| self.of(lang).date(day)))
            }
            _ => None,
        }
    }
}

/// What applicants know a part of the service by.
fn label(service: &Service, name: &str, value: &Param) -> Option<Text> {
    let Param::Text(id) = value else { return None };
    match name {
        "document" => service.document(id).map(|document| document.label.clone()),
        "question" => service.question(id).map(|question| question.label.clone()),
        "group" => service.groups.get(id).map(|group| group.label.clone()),
        "detail" => {
            let label = |lang| service.field_label(id, lang);
            Some(Text { id: label(Lang::Id)?, en: label(Lang::En)? })
        }
        _ => None,
    }
}

/// Fills the template of each language.
pub fn fill(id: &str, en: &str, values: &[(&str, Text)]) -> Text {
    Text::each(|lang| {
        let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.get(lang))).collect();
        let template = match lang {
            Lang::Id => id,
            Lang::En => en,
        };
        text::fill(template, &values)
    })
}

/// A parameter as each language writes it. Its name says its unit (see `package::Problem`).
pub fn written(name: &str, value: &Param) -> Text {
    Text::each(|lang| match value {
        Param::Number(bytes) if matches!(name, "size" | "limit") => text::bytes(*bytes, lang),
        Param::Number(number) => number.to_string(),
        Param::Text(text) => text.clone(),
    })
}
