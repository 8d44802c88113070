//! What a view can ask for: a change of the state, or something of the browser.

use rules::DeadlineDay;
use web_sys::HtmlInputElement;

use crate::action::Action;
use crate::check::Touch;
use crate::chosen_file::FileNumber;

/// A message from a view, or from something that the browser has done.
pub enum Message {
    /// Change the state.
    Act(Action),
    /// Ask the browser.
    Wish(Wish),
}

/// What only the browser can do.
pub enum Wish {
    /// Take the files that were chosen in a field.
    Choose {
        /// Id of the document.
        document: String,
        /// The file that the chosen one takes the place of.
        replaces: Option<FileNumber>,
        /// The field.
        field: HtmlInputElement,
    },
    /// Make one PDF of the pictures of this document (by its id).
    Join(String),
    /// Open the file with this number in a tab of its own.
    Show(FileNumber),
    /// Move to the element with this id.
    Focus(String),
    /// Send the application.
    Send,
    /// Go on with sending.
    Resume,
    /// Save the package as a file.
    SavePackage,
    /// Fill in the form here, and not in the tab that has it.
    TakeOver,
    /// The report was opened, or closed.
    OpenReport(bool),
    /// Try again now instead of waiting.
    TryNow,
    /// Print the page.
    Print,
    /// Save what can be read in the element with this id as a text of that name: a receipt by its code.
    SaveText(String),
    /// Save the receipt with this code as the endpoint wrote it.
    SaveData(String),
    /// Save these deadlines for a calendar.
    SaveCalendar(Vec<DeadlineDay>),
    /// Write the draft.
    SaveDraft,
    /// Delete everything that was entered, here and in the draft.
    DeleteEverything,
}

impl From<Action> for Message {
    fn from(action: Action) -> Self {
        Self::Act(action)
    }
}

impl From<Wish> for Message {
    fn from(wish: Wish) -> Self {
        Self::Wish(wish)
    }
}

impl From<Touch> for Message {
    fn from(touch: Touch) -> Self {
        match touch {
            Touch::Answer(question, answer) => Action::Answer(question, answer).into(),
            Touch::Focus(id) => Wish::Focus(id).into(),
            Touch::SaveCalendar(days) => Wish::SaveCalendar(days).into(),
            Touch::TakeOver => Wish::TakeOver.into(),
        }
    }
}
