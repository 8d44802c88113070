//! The shape of `service.toml`: what an editor may write, before anything is known to make sense.
//!
//! Every value keeps its place in the file, for [`crate::check`] to point at.

mod condition;

use crate::toml::{FromToml, Named, Shape, Spanned};
use crate::{Confidence, Date, DayKind, Effect, Text, TextFormat, toml_table};

pub use condition::{ConditionDefinition, TestDefinition};

/// What `service.toml` looks like.
pub fn shape() -> Shape {
    Definition::shape()
}

toml_table! {
    /// A whole `service.toml`.
    pub struct Definition {
        required {
            /// The name of the service.
            title: Text,
            /// What it is for, in a sentence.
            summary: Text,
            /// Sources of the service as a whole.
            sources: Vec<Spanned<String>>,
            /// The day somebody last held the content against its sources.
            reviewed: Date,
            /// The day by which somebody has to do so again.
            review_by: Date,
            /// How far the sources carry, taken together.
            confidence: Confidence,
            /// Limits on what is sent: the policy of the office that runs this guide.
            limits: LimitsDefinition,
            /// What decides, in the order in which it is asked.
            question: Vec<QuestionDefinition>,
            /// What the answers lead to.
            rule: Vec<RuleDefinition>,
            /// What is to be attached.
            document: Vec<DocumentDefinition>,
        }
        optional {
            /// Lengths of time, each named once; sentences say `{name}`, moments `today + name`.
            span: Named<SpanDefinition>,
            /// Days that nobody knows yet; deadlines count from them.
            event: Named<EventDefinition>,
            /// Details that are asked for several times, such as guests.
            group: Named<GroupDefinition>,
            /// What the office needs to know and what decides nothing.
            detail: Vec<DetailDefinition>,
            /// Which fees apply; amounts are in fees.toml.
            fee: Vec<FeeDefinition>,
            /// By when something has to happen.
            deadline: Vec<DeadlineDefinition>,
            /// What the office does, in order.
            step: Vec<StepDefinition>,
            /// What results are called here, where the usual words do not fit; by `eligible`,
            /// `not-eligible`, `not-yet`, `ask-office`.
            verdict: Named<VerdictDefinition>,
        }
    }
}

toml_table! {
    /// `[limits]`
    pub struct LimitsDefinition {
        required {
            /// All documents together, in bytes.
            max_total_bytes: u64,
            /// Number of files.
            max_files: u32,
            /// Whose limits these are.
            note: Text,
        }
    }
}

toml_table! {
    /// `[span.NAME]`
    pub struct SpanDefinition {
        required {
            /// Where the length comes from.
            sources: Vec<Spanned<String>>,
        }
        optional {
            /// A number of days; needs `kind`.
            days: u16,
            /// Which days count.
            kind: DayKind,
            /// A number of calendar months.
            months: u16,
            /// A number of years.
            years: u16,
        }
    }
}

toml_table! {
    /// `[verdict.NAME]`
    pub struct VerdictDefinition {
        required {
            /// The result, in a few words.
            title: Text,
            /// What it means, in a sentence or two.
            means: Text,
        }
    }
}

toml_table! {
    /// `[event.NAME]`
    pub struct EventDefinition {
        required {
            /// What the day is called.
            label: Text,
        }
    }
}

toml_table! {
    /// `[[question]]`
    pub struct QuestionDefinition {
        required {
            /// Its name in answers and links; never change it once published.
            id: String,
            /// What can be answered.
            kind: QuestionKindName,
            /// The question.
            label: Text,
        }
        optional {
            /// How to find the answer.
            help: Text,
            /// Asked only when this holds.
            when: ConditionDefinition,
            /// The options of a choice.
            option: Vec<OptionDefinition>,
            /// The first day that makes sense: a day, or a moment of `today`.
            earliest: String,
            /// The last day that makes sense.
            latest: String,
        }
    }
}

toml_table! {
    /// `[[question.option]]`
    pub struct OptionDefinition {
        required {
            /// Its name in answers.
            id: String,
            /// What it says.
            label: Text,
        }
        optional {
            /// It leads to the same as another option; the office wants to know which.
            detail: bool,
        }
    }
}

toml_table! {
    /// `[group.NAME]`
    pub struct GroupDefinition {
        required {
            /// What one of them is called.
            label: Text,
            /// How many there are at least.
            at_least: u32,
            /// How many there are at most.
            at_most: u32,
        }
    }
}

toml_table! {
    /// `[[detail]]`
    pub struct DetailDefinition {
        required {
            /// Its name.
            id: String,
            /// What is entered.
            kind: DetailKindName,
            /// What is asked for.
            label: Text,
        }
        optional {
            /// Why, or how to write it.
            help: Text,
            /// Asked for only when this holds.
            when: ConditionDefinition,
            /// Asked for each member of this group.
            group: String,
            /// An application without it is incomplete.
            required: bool,
            /// The HTML autocomplete token.
            autocomplete: String,
            /// The longest text, in characters.
            max_length: u32,
            /// What a text has to look like.
            format: TextFormat,
            /// The options of a choice.
            option: Vec<OptionDefinition>,
            /// The first day that makes sense.
            earliest: String,
            /// The last day that makes sense.
            latest: String,
        }
    }
}

toml_table! {
    /// `[[fee]]`
    pub struct FeeDefinition {
        required {
            /// The name of the fee in fees.toml.
            id: String,
        }
        optional {
            /// Applies only when this holds.
            when: ConditionDefinition,
        }
    }
}

toml_table! {
    /// `[[rule]]`
    pub struct RuleDefinition {
        required {
            /// Its name; versions for different times share it.
            id: String,
            /// When it applies.
            when: ConditionDefinition,
            /// What it does to the verdict.
            effect: Effect,
            /// Why, in full sentences.
            reason: Text,
            /// Where it comes from: source ids, with the article as in `uu-6-2011#78`.
            sources: Vec<Spanned<String>>,
        }
        optional {
            /// The first day on which it holds.
            from: Date,
            /// The last day on which it holds.
            until: Date,
            /// With `not-yet`: the first day on which it will be possible.
            possible_from: String,
        }
    }
}

toml_table! {
    /// `[[document]]`
    pub struct DocumentDefinition {
        required {
            /// Its name, in the package too.
            id: String,
            /// What it is called.
            label: Text,
            /// Media types that are accepted.
            types: Vec<Spanned<String>>,
            /// Each file, in bytes.
            max_bytes: u64,
            /// Number of files.
            max_files: u32,
            /// Where the requirement comes from.
            sources: Vec<Spanned<String>>,
        }
        optional {
            /// What has to be on it.
            help: Text,
            /// Asked for only when this holds.
            when: ConditionDefinition,
            /// An application without it is incomplete; true, if left out.
            required: bool,
            /// The longer side of a picture, in pixels, at least.
            min_long_side: u32,
        }
    }
}

toml_table! {
    /// `[[deadline]]`
    pub struct DeadlineDefinition {
        required {
            /// Its name.
            id: String,
            /// What has to happen by then.
            label: Text,
            /// The day: `today`, a date question, another deadline, an event or a day, plus or minus a span.
            at: String,
            /// Where it comes from.
            sources: Vec<Spanned<String>>,
        }
        optional {
            /// More on it.
            help: Text,
            /// Applies only when this holds.
            when: ConditionDefinition,
        }
    }
}

toml_table! {
    /// `[[step]]`
    pub struct StepDefinition {
        required {
            /// Its name.
            title: Text,
            /// What happens.
            text: Text,
            /// Where it comes from.
            sources: Vec<Spanned<String>>,
        }
    }
}

/// The `kind` of a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QuestionKindName {
    /// One of its options.
    Choice,
    /// Yes or no.
    Boolean,
    /// A day.
    Date,
}

crate::toml::names! {
    QuestionKindName { "choice" => Choice, "boolean" => Boolean, "date" => Date }
}

/// The `kind` of a detail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DetailKindName {
    /// A line of text.
    Text,
    /// Several lines of text.
    Multiline,
    /// An e-mail address.
    Email,
    /// A telephone number.
    Tel,
    /// A day.
    Date,
    /// A state.
    Country,
    /// One of its options.
    Choice,
}

crate::toml::names! {
    DetailKindName {
        "text" => Text, "multiline" => Multiline, "email" => Email, "tel" => Tel, "date" => Date,
        "country" => Country, "choice" => Choice,
    }
}
