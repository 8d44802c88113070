//! What can be touched in the first part of the form.

use rules::{Answer, DeadlineDay};

/// Something that was touched.
pub enum Touch {
    /// A question (by its id) was answered, or the answer taken back.
    Answer(String, Option<Answer>),
    /// A link that moves to the element with this id.
    Focus(String),
    /// The button that saves these deadlines for a calendar.
    SaveCalendar(Vec<DeadlineDay>),
    /// The button that fills in the form here, and not in the tab that has it.
    TakeOver,
}
