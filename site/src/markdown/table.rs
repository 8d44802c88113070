//! Tables in prose. One of more than two columns does not fit a phone: there each row becomes a card whose
//! cells name their columns (`.stack` in the stylesheet), so its cells carry these names.

use pulldown_cmark::{Event, Tag, TagEnd};

use super::{Renderer, words_of};
use crate::escape;

/// Tables of so many columns fit a phone as they are.
const FITS: usize = 2;

/// A table that is being rendered, whose rows can become cards.
pub(super) struct Stack {
    columns: Vec<String>,
    /// The column of the next cell.
    next: usize,
    in_head: bool,
}

impl Stack {
    /// The table whose events begin with `events`, if it is too wide for a phone.
    pub(super) fn of<'e, 'a: 'e>(events: impl Iterator<Item = &'e Event<'a>>) -> Option<Self> {
        let mut columns = Vec::new();
        for event in events.take_while(|event| **event != Event::End(TagEnd::TableHead)) {
            match event {
                Event::Start(Tag::TableCell) => columns.push(String::new()),
                _ => {
                    if let (Some(column), Some(words)) = (columns.last_mut(), words_of(event)) {
                        column.push_str(words);
                    }
                }
            }
        }
        (columns.len() > FITS).then_some(Self { columns, next: 0, in_head: true })
    }

    /// The tag for an event of the table itself; nothing for what is in its cells.
    ///
    /// The roles say what the tags would, if the style made no cards of them.
    pub(super) fn tag(&mut self, event: &Event<'_>) -> Option<String> {
        Some(match event {
            Event::Start(Tag::Table(_)) => "<table class=\"stack\" role=\"table\">".to_owned(),
            Event::End(TagEnd::Table) => "</tbody></table>".to_owned(),
            Event::Start(Tag::TableHead) => "<thead role=\"rowgroup\"><tr role=\"row\">".to_owned(),
            Event::End(TagEnd::TableHead) => {
                self.in_head = false;
                "</tr></thead><tbody role=\"rowgroup\">".to_owned()
            }
            Event::Start(Tag::TableRow) => {
                self.next = 0;
                "<tr role=\"row\">".to_owned()
            }
            Event::End(TagEnd::TableRow) => "</tr>".to_owned(),
            Event::Start(Tag::TableCell) if self.in_head => "<th role=\"columnheader\">".to_owned(),
            Event::End(TagEnd::TableCell) if self.in_head => "</th>".to_owned(),
            Event::Start(Tag::TableCell) => {
                let column = self.columns.get(self.next).map_or("", String::as_str);
                self.next += 1;
                format!("<td role=\"cell\" data-label=\"{}\">", escape(column))
            }
            Event::End(TagEnd::TableCell) => "</td>".to_owned(),
            _ => return None,
        })
    }
}

impl<'a> Renderer<'a, '_, '_, '_> {
    /// A table scrolls in a box of its own, which the keyboard can reach: a region, for whatever is reached has to
    /// say what it is.
    pub(super) fn table(&mut self) {
        let label = match self.prose.contents.last() {
            Some(heading) => format!(" aria-labelledby=\"{}\"", heading.id),
            None => String::new(),
        };
        self.raw(format!("<div class=\"scroll\" role=\"region\" tabindex=\"0\"{label}>"));
    }

    /// A tag of a table: our own, if it is too wide for a phone.
    pub(super) fn table_tag(&mut self, event: &Event<'a>) {
        match self.stack.as_mut().and_then(|stack| stack.tag(event)) {
            Some(tag) => self.raw(tag),
            None => self.out.push(event.clone()),
        }
    }
}
