//! Prose to HTML: CommonMark with tables, citations, notices and placeholders, and a place in the file
//! for everything that is wrong.
//!
//! The parser's events are walked once and rewritten; pulldown-cmark's own writer makes the HTML.

mod notice;
mod plain;
mod table;

use std::collections::BTreeSet;
use std::ops::Range;

use pulldown_cmark::{CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd, TextMergeWithOffset, html};
use rules::Citation;
use rules::problem::Problem;
use rules::prose;
use rules::text::{Piece, pieces};

use crate::citations::Citations;
use crate::words::GuideWords;

use table::Stack;

/// Prose, rendered.
#[derive(Debug, Default)]
pub struct Prose {
    /// The HTML. Each part that a level 2 heading begins is a `<section>`.
    pub html: String,
    /// The level 2 headings.
    pub contents: Vec<Heading>,
    /// Every id that can be linked to.
    pub ids: BTreeSet<String>,
    /// Links within the site, with their place in the file.
    pub links: Vec<(String, Range<usize>)>,
    /// What is wrong with it.
    pub problems: Vec<Problem>,
}

/// A heading, as a table of contents lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// Its id.
    pub id: String,
    /// Its words.
    pub text: String,
}

/// Ids that the frame of a page uses. They can be linked to as well.
const FRAME_IDS: [&str; 3] = ["content", "contents", "sources"];

/// What stands for a placeholder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fill {
    /// Words in a sentence.
    Words(String),
    /// HTML in place of a paragraph.
    Block(String),
}

/// What prose is rendered with.
pub struct Context<'c, 's, 'f> {
    /// The words around it.
    pub words: &'c GuideWords,
    /// The sources of the page.
    pub citations: &'c mut Citations<'s>,
    /// What placeholders stand for. Blocks cite sources too.
    pub fill: &'f dyn Fn(&str, &mut Citations<'s>) -> Option<Fill>,
}

/// Renders the part of `file` from byte `start` on, which is Markdown.
pub fn render(file: &str, start: usize, context: Context<'_, '_, '_>) -> Prose {
    let options = Options::ENABLE_TABLES | Options::ENABLE_OLD_FOOTNOTES;
    let parser = Parser::new_ext(&file[start..], options).into_offset_iter();
    let events: Vec<_> = TextMergeWithOffset::new(parser)
        .map(|(event, range)| (event, range.start + start..range.end + start))
        .collect();
    let mut renderer = Renderer {
        file,
        context,
        out: Vec::new(),
        prose: Prose { ids: FRAME_IDS.map(str::to_owned).into(), ..Prose::default() },
        level: 1,
        in_section: false,
        in_code: false,
        stack: None,
        part: Part::default(),
    };
    renderer.walk(&events);
    renderer.end_part();
    let sentences = plain::sentences(&file[start..]);
    renderer.prose.problems.extend(prose::numbers(&sentences).chain(prose::unfinished(&sentences)).map(
        |problem| {
            let Range { start: first, end } = problem.span;
            Problem { span: first + start..end + start, ..problem }
        },
    ));
    if renderer.in_section {
        renderer.raw("</section>");
    }
    let Renderer { out, mut prose, .. } = renderer;
    html::push_html(&mut prose.html, out.into_iter());
    prose
}

struct Renderer<'a, 'c, 's, 'f> {
    file: &'a str,
    context: Context<'c, 's, 'f>,
    out: Vec<Event<'a>>,
    prose: Prose,
    /// The level of the last heading. The page's own title is level 1.
    level: usize,
    in_section: bool,
    in_code: bool,
    /// The table that is being rendered, if it is too wide for a phone.
    stack: Option<Stack>,
    /// What has been met since the last heading.
    part: Part,
}

/// What stands between one heading and the next.
#[derive(Default)]
struct Part {
    /// Where its first statement is: words that are not a question.
    statement: Option<Range<usize>>,
    /// A source is cited in it, or a block brings its own.
    is_cited: bool,
}

impl<'a> Renderer<'a, '_, '_, '_> {
    fn walk(&mut self, events: &[(Event<'a>, Range<usize>)]) {
        let mut rest = events;
        while let Some(((event, range), after)) = rest.split_first() {
            rest = after;
            match event {
                Event::Start(Tag::Heading { level, .. }) => rest = self.heading(*level, range, after),
                Event::Start(Tag::Paragraph) => match self.block(after) {
                    Some(after_block) => rest = after_block,
                    None => self.out.push(event.clone()),
                },
                Event::Start(Tag::BlockQuote(_)) => rest = self.quote(event, range, after),
                Event::Start(Tag::Table(_)) => {
                    self.table();
                    self.stack = Stack::of(after.iter().map(|(event, _)| event));
                    self.table_tag(event);
                }
                Event::Start(Tag::TableHead | Tag::TableRow | Tag::TableCell)
                | Event::End(TagEnd::TableHead | TagEnd::TableRow | TagEnd::TableCell) => {
                    self.table_tag(event);
                }
                Event::End(TagEnd::Table) => {
                    self.table_tag(event);
                    self.stack = None;
                    self.raw("</div>");
                }
                Event::Start(Tag::CodeBlock(_)) => {
                    self.in_code = true;
                    self.out.push(event.clone());
                }
                Event::End(TagEnd::CodeBlock) => {
                    self.in_code = false;
                    self.out.push(event.clone());
                }
                Event::Start(Tag::Link { dest_url, .. }) => self.link(event, dest_url, range),
                Event::Start(Tag::Image { .. }) => {
                    self.error("image", range, "pictures are not supported; describe it in words");
                }
                Event::End(TagEnd::Image) => {}
                Event::Start(Tag::FootnoteDefinition(_)) => {
                    let message = "a source is described in sources.toml, not at the end of a page";
                    self.error("footnote-text", range, message);
                    self.out.push(Event::Start(Tag::Paragraph));
                }
                Event::End(TagEnd::FootnoteDefinition) => self.out.push(Event::End(TagEnd::Paragraph)),
                Event::FootnoteReference(id) => self.citation(id, range),
                Event::Html(_) | Event::InlineHtml(_) => {
                    let message = "HTML is not part of the prose; use Markdown, or write &lt; for a `<`";
                    self.error("raw-html", range, message);
                }
                Event::Text(text) if !self.in_code => self.text(text, range),
                _ => self.out.push(event.clone()),
            }
        }
    }

    /// A heading with an id made of its words. Answers what comes after it.
    fn heading<'e>(
        &mut self,
        level: HeadingLevel,
        range: &Range<usize>,
        events: &'e [(Event<'a>, Range<usize>)],
    ) -> &'e [(Event<'a>, Range<usize>)] {
        let depth = level as usize;
        if depth == 1 {
            let message = "the title of the page is its only level 1 heading; begin with `##`";
            self.error("heading-level", range, message);
        } else if depth > self.level + 1 {
            let message = format!("a heading of level {depth} after one of level {} skips one", self.level);
            self.error("heading-level", range, message);
        }
        self.level = depth;
        self.end_part();

        let end = position(events, |event| matches!(event, Event::End(TagEnd::Heading(_))));
        let before = std::mem::take(&mut self.out);
        self.walk(&events[..end]);
        let inner = std::mem::replace(&mut self.out, before);
        // A heading states nothing.
        self.part = Part::default();

        let text: String = inner.iter().filter_map(words_of).collect();
        let id = self.unique_id(&text);
        if depth == 2 {
            self.raw(if self.in_section { "</section><section>" } else { "<section>" });
            self.in_section = true;
            self.prose.contents.push(Heading { id: id.clone(), text });
        }
        let (classes, attrs) = (Vec::new(), Vec::new());
        self.out.push(Event::Start(Tag::Heading { level, id: Some(id.into()), classes, attrs }));
        self.out.extend(inner);
        self.out.push(Event::End(TagEnd::Heading(level)));
        &events[end + 1..]
    }

    fn unique_id(&mut self, text: &str) -> String {
        let slug = slug(text);
        let numbered = (2..).map(|number| format!("{slug}-{number}"));
        let mut ids = std::iter::once(slug.clone()).chain(numbered);
        let taken = |id: &str| self.prose.ids.contains(id) || is_source(id);
        let id = ids.find(|id| !taken(id)).expect("the numbers do not run out");
        self.prose.ids.insert(id.clone());
        id
    }

    /// If this is the inside of a paragraph that is a block's placeholder and nothing else, puts the
    /// block there and answers what comes after the paragraph.
    fn block<'e>(
        &mut self,
        events: &'e [(Event<'a>, Range<usize>)],
    ) -> Option<&'e [(Event<'a>, Range<usize>)]> {
        let [(Event::Text(text), _), (Event::End(TagEnd::Paragraph), _), after @ ..] = events else {
            return None;
        };
        let mut inside = pieces(text);
        let (Some(Piece::Placeholder(name)), None) = (inside.next(), inside.next()) else { return None };
        match (self.context.fill)(name, self.context.citations) {
            Some(Fill::Block(html)) => {
                self.part.is_cited = true;
                self.raw(html);
            }
            _ => return None,
        }
        Some(after)
    }

    /// Links within the site are remembered, to be looked up when every page is known.
    fn link(&mut self, start: &Event<'a>, target: &CowStr<'a>, range: &Range<usize>) {
        if target.starts_with("https://") || target.starts_with("http://") {
            self.raw(format!("<a href=\"{}\" rel=\"external\">", crate::escape(target)));
            return;
        }
        if target.starts_with('/') || target.starts_with('#') {
            self.prose.links.push((target.to_string(), range.clone()));
        } else if !target.starts_with("mailto:") && !target.starts_with("tel:") {
            let message = format!("`{target}` is relative; write the whole path, as in /id/tentang/");
            self.error("broken-link", range, message);
        }
        self.out.push(start.clone());
    }

    fn citation(&mut self, id: &str, range: &Range<usize>) {
        let citation = Citation::from(id.to_owned());
        match self.context.citations.mark(&citation) {
            Some(mark) => {
                self.part.is_cited = true;
                self.out.push(Event::InlineHtml(mark.into()));
            }
            None => {
                let message = format!("the source `{}` is not in sources.toml", citation.source);
                self.error("unknown-source", range, message);
            }
        }
    }

    /// Whoever states something says where it is from.
    fn end_part(&mut self) {
        if let Part { statement: Some(range), is_cited: false } = std::mem::take(&mut self.part) {
            let message = "this part cites no source: cite one, as in `[^permenkumham-22-2023]`; what the guide \
                           says about itself cites `[^panduan]`";
            self.error("uncited-part", &range, message);
        }
    }

    fn text(&mut self, text: &CowStr<'a>, range: &Range<usize>) {
        if !text.trim_end().ends_with(['?', ':']) {
            self.part.statement.get_or_insert_with(|| range.clone());
        }
        for piece in pieces(text) {
            let name = match piece {
                Piece::Words(words) => {
                    self.out.push(Event::Text(words.to_owned().into()));
                    continue;
                }
                Piece::Placeholder(name) => name,
            };
            match (self.context.fill)(name, self.context.citations) {
                Some(Fill::Words(words)) => self.out.push(Event::Text(words.into())),
                Some(Fill::Block(_)) => {
                    let message = format!("`{{{name}}}` is a block: give it a paragraph of its own");
                    self.error("block-in-text", &self.place_of(name, range), message);
                }
                None => {
                    let message = format!("nothing here is named `{name}`");
                    self.error("unknown-placeholder", &self.place_of(name, range), message);
                }
            }
        }
    }

    /// Where a placeholder is in a text of the file: its first mention there.
    fn place_of(&self, name: &str, text: &Range<usize>) -> Range<usize> {
        let found = self.file[text.clone()].find(&format!("{{{name}}}"));
        found.map_or(text.clone(), |at| text.start + at..text.start + at + name.len() + 2)
    }

    fn raw(&mut self, html: impl Into<CowStr<'a>>) {
        self.out.push(Event::Html(html.into()));
    }

    fn error(&mut self, code: &'static str, range: &Range<usize>, message: impl Into<String>) {
        self.prose.problems.push(Problem::error(code, range.clone(), message));
    }
}

/// The words of an event in a heading.
fn words_of<'e>(event: &'e Event<'_>) -> Option<&'e str> {
    match event {
        Event::Text(text) | Event::Code(text) => Some(text),
        _ => None,
    }
}

/// `source-1` and its like are places in the list of sources.
fn is_source(id: &str) -> bool {
    id.strip_prefix("source-").is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit()))
}

fn position<'a>(events: &[(Event<'a>, Range<usize>)], is_it: impl Fn(&Event<'a>) -> bool) -> usize {
    events.iter().position(|(event, _)| is_it(event)).expect("the parser closes what it opens")
}

/// Letters and digits in lower case, with hyphens between the words.
fn slug(text: &str) -> String {
    let lower = text.to_lowercase();
    let words = lower.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    let slug = words.collect::<Vec<_>>().join("-");
    if slug.is_empty() { "part".to_owned() } else { slug }
}

#[cfg(test)]
mod tests;
