//! The words of reading without a connection: table `[offline]` of `content/ui/`.

use rules::words::Words;

use crate::words::words;

words! {
    /// What scripts and their page say about what is kept on the device.
    OfflineWords {
        /// Title of the page that lists what is kept, and of the link to it.
        title,
        /// What it is for, in a sentence.
        description,

        /// A page is shown as it was kept: `{date}`.
        kept,
        /// What a form can still do then.
        kept_form,
        /// The link to what is kept.
        see,
        /// There is a newer version of a page.
        newer,
        /// The button that shows it.
        show,
        /// The button that closes a notice.
        close,

        /// Title of a page that is not kept, while the site cannot be reached.
        missing,
        /// What to do then.
        missing_hint,
        /// The button that tries again.
        again,

        /// Heading of what is kept by itself.
        by_itself,
        /// What is kept by itself, and what can be done with it.
        by_itself_means,
        /// Heading of saving the whole guide.
        save,
        /// What that is, and what it is not.
        save_means,
        /// Saving needs JavaScript.
        no_script,
        /// How much it is: `{load}`, `{stored}`.
        size,
        /// How much it is can only be told by the site.
        size_unknown,
        /// The button that saves the guide in this language: `{language}`.
        save_in,
        /// The button that removes it: `{language}`.
        remove_in,
        /// How far saving is: `{percent}`.
        saving,
        /// Accessible name of the bar that shows it: `{language}`.
        progress,
        /// Saving is done.
        ready,
        /// The guide was saved: `{date}`, `{count}`.
        saved,
        /// The guide at the site is another one by now.
        outdated,
        /// The browser has removed a part of it: `{count}`.
        incomplete,
        /// The guide was removed.
        removed,
        /// There is no room.
        full,
        /// The connection was lost.
        lost,
        /// This browser keeps nothing.
        refused,
        /// Heading of the pages that are kept.
        pages,
        /// There are none.
        none,
    }
}
