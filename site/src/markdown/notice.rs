//! Quotations, and the notices that are written as quotations: `> [!ASK]`.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::Renderer;
use crate::escape;

impl<'a> Renderer<'a, '_, '_, '_> {
    /// A quotation, or a notice if its first line is `[!KIND]`. Answers what comes after it, or after
    /// what has been dealt with.
    pub(super) fn quote<'e>(
        &mut self,
        start: &Event<'a>,
        range: &Range<usize>,
        events: &'e [(Event<'a>, Range<usize>)],
    ) -> &'e [(Event<'a>, Range<usize>)] {
        let words = self.context.words;
        let [(Event::Start(Tag::Paragraph), _), (Event::Text(mark), at), inside @ ..] = events else {
            self.out.push(start.clone());
            return events;
        };
        let (class, title) = match &**mark {
            "[!HISTORICAL]" => ("historical", &words.notice_historical),
            "[!ASK]" => ("ask", &words.notice_ask),
            "[!NOTE]" => ("note", &words.notice_note),
            "[!WARNING]" => ("warning", &words.notice_warning),
            other => {
                if other.starts_with("[!") {
                    let message =
                        "unknown notice; there are HISTORICAL, ASK, NOTE and WARNING, alone in their line";
                    self.error("unknown-notice", at, message);
                }
                self.out.push(start.clone());
                return events;
            }
        };
        let end = closing_quote(inside);
        self.raw(format!(r#"<div class="notice {class}" role="note"><p class="kind">{}</p>"#, escape(title)));
        match &inside[..end] {
            [(Event::SoftBreak | Event::HardBreak, _), text @ ..] => {
                self.out.push(Event::Start(Tag::Paragraph));
                self.walk(text);
            }
            [(Event::End(TagEnd::Paragraph), _), text @ ..] => self.walk(text),
            _ => self.error("unknown-notice", range, "the kind of a notice stands alone in its line"),
        }
        self.raw("</div>");
        &inside[end + 1..]
    }
}

/// The end of the quotation that is open before `events`.
fn closing_quote(events: &[(Event<'_>, Range<usize>)]) -> usize {
    let mut open = 1;
    for (at, (event, _)) in events.iter().enumerate() {
        match event {
            Event::Start(Tag::BlockQuote(_)) => open += 1,
            Event::End(TagEnd::BlockQuote(_)) => open -= 1,
            _ => {}
        }
        if open == 0 {
            return at;
        }
    }
    unreachable!("the parser closes what it opens")
}
