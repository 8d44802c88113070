//! What a permit service means.
//!
//! An editor's `service.toml` becomes a `Definition` (its shape is right),
//! then a [`Service`] (its references hold), and with [`Answers`] and a day a [`Decision`]. Each stage
//! has one type, and nothing flows back.
//!
//! This crate reads no files, no clock and no network, and knows no HTML: texts come in as `&str`, and
//! *today* is always an argument.

mod answers;
mod calendar;
pub mod calendar_file;
pub mod check;
mod citation;
mod condition;
pub mod country;
mod date;
mod decide;
mod definition;
mod detail;
mod document_type;
pub mod examples;
mod fee;
mod figure;
mod flip;
mod library;
mod periods;
pub mod problem;
pub mod prose;
mod service;
mod shapes;
pub mod sources;
pub mod text;
pub mod toml;
pub mod words;

pub use answers::{Answer, AnswerProblem, AnswerProblemKind, Answers};
pub use calendar::{CalendarDays, DayKind, Holidays, Months, Span, WorkingDays, YearNotCovered};
pub use citation::Citation;
pub use condition::{Base, Comparison, Condition, Finding, Moment, Offset, Situation, TODAY, Truth, Value};
pub use date::{Date, NotADate};
pub use decide::{
    Cited, DeadlineDay, Decision, DocumentNeed, FeeDue, Reason, Verdict, deadlines_after, decide, outcome,
};
pub use detail::{Detail, DetailKind, DetailMisfit, Field, Group, TextFormat};
pub use document_type::DocumentType;
pub use fee::{Fee, FeeRow, FeeUnit, FeeWords};
pub use figure::{Amount, Figure};
pub use flip::Flip;
pub use library::{FileProblems, Library};
pub use service::{
    ChoiceOption, Confidence, Deadline, Document, Effect, Limits, NamedSpan, Question, QuestionKind, Rule,
    Service, ServiceFee, Source, Step, VerdictWords,
};
pub use shapes::shapes;
pub use sources::citations;
pub use text::{Lang, Text};
