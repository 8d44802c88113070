//! The checked service: what an editor's definition means, once every reference in it is known to
//! hold. It carries all that a decision needs, so that a page, a browser and the endpoint decide alike
//! from the same bytes (`/services/<id>.json`).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::document_type::DocumentType;
use crate::{
    Citation, Condition, Date, DayKind, Detail, FeeRow, Group, Holidays, Moment, Span, Text, Verdict,
};

/// A permit service, checked. Made by [`crate::check::check`] only.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Service {
    /// Its id, which is its folder's name in `content/services/` and its address in the guide.
    pub id: String,
    /// Its name.
    pub title: Text,
    /// What it is for, in a sentence.
    pub summary: Text,
    /// The day an editor last read the content against its sources.
    pub reviewed: Date,
    /// The day by which an editor has to do so again.
    pub review_by: Date,
    /// How much the sources carry, taken together.
    pub confidence: Confidence,
    /// Sources of the service as a whole.
    pub sources: Vec<Citation>,
    /// Limits on what is sent, by the running office's own policy.
    pub limits: Limits,
    /// Lengths of time named in the definition, by id.
    pub spans: BTreeMap<String, NamedSpan>,
    /// Days that nobody knows yet, by id: deadlines count from them.
    pub events: BTreeMap<String, Text>,
    /// What decides, in the order it is asked.
    pub questions: Vec<Question>,
    /// Details that are asked for several times, such as guests; by id.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub groups: BTreeMap<String, Group>,
    /// What the office needs to know and what decides nothing.
    pub details: Vec<Detail>,
    /// What the answers lead to.
    pub rules: Vec<Rule>,
    /// What is to be attached.
    pub documents: Vec<Document>,
    /// By when.
    pub deadlines: Vec<Deadline>,
    /// What it costs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fees: Vec<ServiceFee>,
    /// What the office does, in order.
    pub steps: Vec<Step>,
    /// What results are called here, by [`Verdict::name`], where the usual words do not fit.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub verdicts: BTreeMap<String, VerdictWords>,
    /// The days that are not worked.
    pub holidays: Holidays,
    /// Every source cited above, by id.
    pub cited: BTreeMap<String, Source>,
}

impl Service {
    /// What a verdict is called here, if not as usual.
    pub fn verdict(&self, verdict: Verdict) -> Option<&VerdictWords> {
        self.verdicts.get(verdict.name())
    }

    /// The question with this id.
    pub fn question(&self, id: &str) -> Option<&Question> {
        self.questions.iter().find(|question| question.id == id)
    }

    /// The document with this id.
    pub fn document(&self, id: &str) -> Option<&Document> {
        self.documents.iter().find(|document| document.id == id)
    }

    /// The deadline with this id.
    pub fn deadline(&self, id: &str) -> Option<&Deadline> {
        self.deadlines.iter().find(|deadline| deadline.id == id)
    }
}

/// How far a statement can be relied on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Confidence {
    /// An authority's own page or the text of a law.
    Official,
    /// Press, an agency, a forum.
    Secondary,
    /// Sources disagree, are cut off, or there is one weak source.
    Uncertain,
}

/// Where a statement comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// Its name.
    pub title: Text,
    /// Who published it.
    pub publisher: String,
    /// Its address, if it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// When it was published: a year, a month or a day, as far as known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// The day it was read for the guide.
    pub read: Date,
    /// How far it can be relied on.
    pub confidence: Confidence,
    /// What a reader must know about it: that it is superseded, say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Text>,
}

/// Limits on one application.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// All documents together, in bytes.
    pub max_total_bytes: u64,
    /// Number of files.
    pub max_files: u32,
    /// Whose limits these are.
    pub note: Text,
}

/// A length of time with a name and sources.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamedSpan {
    /// The length.
    pub length: Span,
    /// Its sources.
    pub sources: Vec<Citation>,
}

/// A question that decides something.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Question {
    /// Its id: the name of its form field, and its key in the answers.
    pub id: String,
    /// The question.
    pub label: Text,
    /// How to find the answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub help: Option<Text>,
    /// What can be answered.
    pub kind: QuestionKind,
    /// Asked only when this holds; always, if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Condition>,
}

/// What can be answered to a question.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum QuestionKind {
    /// One of these.
    Choice(Vec<ChoiceOption>),
    /// Yes or no.
    Boolean,
    /// A day.
    Date {
        /// No earlier than this.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        earliest: Option<Moment>,
        /// No later than this.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        latest: Option<Moment>,
    },
}

/// An option of a choice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChoiceOption {
    /// The answer's value.
    pub id: String,
    /// What it says.
    pub label: Text,
    /// It leads to the same as another option does: the office wants to know which.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub detail: bool,
}

/// What some answers lead to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rule {
    /// Its id. Versions of one rule, for different times, share it.
    pub id: String,
    /// When it applies.
    pub when: Condition,
    /// What it does to the verdict.
    pub effect: Effect,
    /// Why, in full sentences.
    pub reason: Text,
    /// Its sources.
    pub sources: Vec<Citation>,
    /// The first day (of `today`) on which it holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Date>,
    /// The last such day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
    /// With [`Effect::NotYet`]: the first day on which it will be possible.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub possible_from: Option<Moment>,
}

/// What a rule does to the verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Effect {
    /// The application cannot be made.
    NotEligible,
    /// It cannot be made before a certain day.
    NotYet,
    /// The sources do not settle it: the office has to.
    AskOffice,
    /// Worth knowing; changes no verdict.
    Note,
}

impl Effect {
    /// The verdict that it leads to; none, if it changes nothing.
    pub fn verdict(self) -> Option<Verdict> {
        match self {
            Self::NotEligible => Some(Verdict::NotEligible),
            Self::NotYet => Some(Verdict::NotYet),
            Self::AskOffice => Some(Verdict::AskOffice),
            Self::Note => None,
        }
    }
}

/// A document to be attached.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Document {
    /// Its id: the name of its form field and of its files in the package.
    pub id: String,
    /// Its name.
    pub label: Text,
    /// What has to be on it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub help: Option<Text>,
    /// Asked for only when this holds; always, if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Condition>,
    /// Whether an application without it is incomplete.
    pub required: bool,
    /// Media types that are accepted.
    pub types: Vec<String>,
    /// Each file, in bytes.
    pub max_bytes: u64,
    /// Number of files.
    pub max_files: u32,
    /// An image's longer side, in pixels, at least: below it text is not legible.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_long_side: Option<u32>,
    /// Its sources.
    pub sources: Vec<Citation>,
}

impl Document {
    /// Whether a file of this type is accepted.
    pub fn takes(&self, kind: DocumentType) -> bool {
        self.types.iter().any(|media_type| media_type == kind.media_type())
    }
}

/// A day by which something has to happen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Deadline {
    /// Its id.
    pub id: String,
    /// What has to happen by then.
    pub label: Text,
    /// More on it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub help: Option<Text>,
    /// The day.
    pub at: Moment,
    /// Applies only when this holds; always, if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Condition>,
    /// Its sources.
    pub sources: Vec<Citation>,
}

impl Deadline {
    /// Which days it counts: those of its span, or calendar days where it has none.
    pub fn kind(&self) -> DayKind {
        self.at.offset.as_ref().map_or(DayKind::Calendar, |offset| offset.span.kind())
    }
}

/// A fee that applies to the service.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ServiceFee {
    /// Its id in `fees.toml`.
    pub id: String,
    /// What it is for.
    pub label: Text,
    /// Applies only when this holds; always, if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Condition>,
    /// Its amounts in the order of their dates.
    pub rows: Vec<FeeRow>,
}

impl ServiceFee {
    /// The row in force on a day.
    pub fn on(&self, day: Date) -> Option<&FeeRow> {
        crate::fee::on(&self.rows, day)
    }
}

/// What a verdict is called.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VerdictWords {
    /// In a few words.
    pub title: Text,
    /// What it means.
    pub means: Text,
}

/// A step that the office takes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Its name.
    pub title: Text,
    /// What happens.
    pub text: Text,
    /// Its sources.
    pub sources: Vec<Citation>,
}
