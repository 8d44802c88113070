//! The way to a result as a picture: a ladder of rules in the order of precedence. Where a rule applies,
//! *yes* leads to its verdict; where it does not, *no* leads down to the next rule.
//!
//! An SVG has no line breaks of its own, so words are wrapped here, by an estimate of their width. The
//! picture is as wide as the text of a 360 pixel phone: there a unit is a pixel, and text has 16 of them.

use askama::Template;

use crate::outline::Clause;

/// The width of the picture, in units.
const WIDTH: u32 = 328;
/// From a box's side to its text.
const PADDING: u32 = 12;
/// From a line of text to the next.
const LINE: u32 = 22;
/// How far a condition within another is moved in.
const INDENT: u32 = 14;
/// Room for an arrow with its word.
const ARROW: u32 = 38;
/// From a verdict to the next rule.
const GAP: u32 = 18;
/// The left side of a verdict: right of the way down.
const VERDICT_LEFT: u32 = 76;
/// Where the arrow for *no* goes down.
const NO: u32 = 28;
/// Where the arrow for *yes* goes down.
const YES: u32 = 190;

/// A rule of the ladder, in words.
pub struct Rung<'a> {
    /// What it is called in the text.
    pub name: String,
    /// When it applies.
    pub clauses: Vec<Clause>,
    /// The days on which it holds; nothing, if always.
    pub validity: Vec<String>,
    /// What it leads to.
    pub end: End<'a>,
}

/// Where a way ends.
pub struct End<'a> {
    /// The verdict.
    pub verdict: &'a str,
    /// Its class.
    pub class: &'static str,
}

/// What the picture says besides.
pub struct Legend<'a> {
    /// The rule applies.
    pub yes: &'a str,
    /// It does not.
    pub no: &'a str,
    /// Its name.
    pub title: &'a str,
    /// What it shows.
    pub description: &'a str,
}

/// A ladder, laid out.
#[derive(Template)]
#[template(path = "block/ladder.html")]
pub struct Ladder<'a> {
    legend: Legend<'a>,
    width: u32,
    height: u32,
    boxes: Vec<Box<'a>>,
    arrows: Vec<Arrow<'a>>,
}

struct Box<'a> {
    class: &'a str,
    left: u32,
    top: u32,
    width: u32,
    height: u32,
    lines: Vec<Line>,
}

/// A line of text, placed.
struct Line {
    style: Style,
    left: u32,
    base: u32,
    /// Words that the line begins with, and that are set apart.
    joint: String,
    text: String,
}

/// How text is set.
#[derive(Clone, Copy)]
enum Style {
    Plain,
    Strong,
    Small,
}

impl Style {
    /// Its class in the stylesheet; none for plain text.
    fn class(self) -> Option<&'static str> {
        match self {
            Self::Plain => None,
            Self::Strong => Some("strong"),
            Self::Small => Some("small"),
        }
    }

    /// Its width, next to that of strong text.
    fn width(self) -> f64 {
        match self {
            Self::Strong => 1.0,
            Self::Plain => 0.9,
            Self::Small => 0.8,
        }
    }
}

/// An arrow down, with a word beside it.
struct Arrow<'a> {
    left: u32,
    top: u32,
    bottom: u32,
    word: &'a str,
}

impl Arrow<'_> {
    fn word_left(&self) -> u32 {
        self.left + 10
    }

    fn word_base(&self) -> u32 {
        self.top + 24
    }
}

impl<'a> Ladder<'a> {
    /// Lays out `rungs` one below the other, and `last` where none of them applies.
    pub fn of(rungs: &[Rung<'a>], last: End<'a>, legend: Legend<'a>) -> Self {
        let mut boxes = Vec::new();
        let mut arrows = Vec::new();
        let mut top = 1;
        for rung in rungs {
            let rule = rule_box(rung, top);
            let below = rule.top + rule.height;
            let verdict = verdict_box(&rung.end, VERDICT_LEFT, below + ARROW);
            let next = verdict.top + verdict.height + GAP;
            arrows.push(Arrow { left: YES, top: below, bottom: verdict.top, word: legend.yes });
            arrows.push(Arrow { left: NO, top: below, bottom: next, word: legend.no });
            boxes.extend([rule, verdict]);
            top = next;
        }
        let last = verdict_box(&last, 1, top);
        let height = last.top + last.height + 1;
        boxes.push(last);
        Self { legend, width: WIDTH, height, boxes, arrows }
    }
}

fn rule_box<'a>(rung: &Rung<'a>, top: u32) -> Box<'a> {
    let mut text = Column::new(1, top);
    text.add(Style::Small, 0, &rung.name, "");
    for clause in &rung.clauses {
        let asked = [clause.joint.as_str(), &clause.question].join(" ");
        text.add(Style::Plain, clause.depth, asked.trim(), &clause.joint);
        text.add(Style::Strong, clause.depth, &clause.answer, "");
    }
    rung.validity.iter().for_each(|days| text.add(Style::Small, 0, days, ""));
    text.into_box("rule")
}

fn verdict_box<'a>(end: &End<'a>, left: u32, top: u32) -> Box<'a> {
    let mut text = Column::new(left, top);
    text.add(Style::Strong, 0, end.verdict, "");
    text.into_box(end.class)
}

/// A box that text is being put into, line by line.
struct Column {
    left: u32,
    top: u32,
    lines: Vec<Line>,
}

impl Column {
    fn new(left: u32, top: u32) -> Self {
        Self { left, top, lines: Vec::new() }
    }

    /// Adds the lines of `text`, which begins with `joint`.
    fn add(&mut self, style: Style, depth: usize, text: &str, joint: &str) {
        // Deeper conditions keep at least half of the box.
        let indent = INDENT * depth.min(5) as u32;
        let left = self.left + PADDING + indent;
        let room = f64::from(WIDTH - PADDING - left) / style.width();
        let mut joint = joint;
        for line in wrap(text, room) {
            let base = self.top + PADDING + LINE * self.lines.len() as u32 + 15;
            // A joint is a word or two: the first line has room for it.
            let text = line.strip_prefix(joint).unwrap_or(&line).to_owned();
            self.lines.push(Line { style, left, base, joint: joint.to_owned(), text });
            joint = "";
        }
    }

    fn into_box(self, class: &str) -> Box<'_> {
        let height = LINE * self.lines.len() as u32 + 2 * PADDING - 2;
        let Self { left, top, lines } = self;
        Box { class, left, top, width: WIDTH - 1 - left, height, lines }
    }
}

/// The lines that `text` takes in so many units. A word that is wider than a line is taken apart.
fn wrap(text: &str, width: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut used = 0.0;
    for word in text.split_whitespace() {
        let wide = width_of(word);
        if used > 0.0 && used + letter_width(' ') + wide <= width {
            used += letter_width(' ') + wide;
            let line = lines.last_mut().expect("something has been put on it");
            line.push(' ');
            line.push_str(word);
            continue;
        }
        lines.push(String::new());
        used = 0.0;
        for letter in word.chars() {
            if used > 0.0 && used + letter_width(letter) > width {
                lines.push(String::new());
                used = 0.0;
            }
            used += letter_width(letter);
            lines.last_mut().expect("a line has just been begun").push(letter);
        }
    }
    lines
}

fn width_of(word: &str) -> f64 {
    word.chars().map(letter_width).sum()
}

/// The width of a letter at 16 units, in bold: at least that in the wide system fonts (DejaVu, Verdana), so
/// that in the usual ones (Roboto, Segoe UI, San Francisco) every line fits with room to spare.
fn letter_width(letter: char) -> f64 {
    match letter {
        ' ' => 5.6,
        'i' | 'j' | 'l' | 'I' | '.' | ',' | ':' | ';' | '\'' | '!' | '|' => 6.2,
        'f' | 'r' | 't' | '(' | ')' | '/' | '-' | '“' | '”' | '"' | 's' | 'c' | 'z' | 'J' => 8.8,
        'm' | 'M' | 'w' | 'W' | '@' | '%' | '—' => 16.4,
        letter if letter.is_uppercase() => 12.4,
        letter if letter.is_ascii() => 10.8,
        // Letters outside of ASCII that this guide knows are accented Latin ones; others may be as wide as high.
        letter if letter < '\u{250}' => 11.4,
        _ => 16.4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_line_is_wider_than_its_box_and_no_letter_is_lost() {
        let text = "Kemanfaatan bagi kesejahteraan masyarakat dan/atau kemanusiaan, \
            https://evisa.imigrasi.go.id/web/visa-selection/pertanggungjawaban";
        for width in [60.0, 150.0, 304.0] {
            let lines = wrap(text, width);
            assert!(lines.iter().all(|line| width_of(line) <= width), "{width}: {lines:?}");
            let letters = |text: &str| text.replace(char::is_whitespace, "");
            assert_eq!(letters(&lines.concat()), letters(text));
        }
    }

    #[test]
    fn boxes_stand_below_each_other_and_the_way_down_passes_the_verdicts() {
        let clause = |joint: &str| Clause {
            depth: 0,
            joint: joint.to_owned(),
            question: "A question of some length, so that it takes two lines?".to_owned(),
            answer: "yes".to_owned(),
        };
        let rung = |clauses| Rung {
            name: "Rule".to_owned(),
            clauses,
            validity: Vec::new(),
            end: End { verdict: "No", class: "no" },
        };
        let rungs = [rung(vec![clause("")]), rung(vec![clause(""), clause("and")])];
        let legend = Legend { yes: "yes", no: "no", title: "", description: "" };
        let ladder = Ladder::of(&rungs, End { verdict: "Yes", class: "yes" }, legend);

        assert_eq!(ladder.boxes.len(), 5);
        for pair in ladder.boxes.windows(2) {
            assert!(pair[0].top + pair[0].height < pair[1].top);
        }
        let lines = ladder.boxes.iter().flat_map(|rect| {
            rect.lines.iter().map(move |line| (line, rect.top + rect.height, rect.left + rect.width))
        });
        for (line, bottom, right) in lines {
            assert!(line.base < bottom && line.left < right);
        }
        let verdicts = ladder.boxes.iter().filter(|rect| rect.class == "no");
        assert!(verdicts.into_iter().all(|verdict| verdict.left > NO));
        assert!(ladder.height > ladder.boxes[4].top);
    }
}
