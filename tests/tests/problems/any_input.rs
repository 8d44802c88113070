//! Whatever an editor's file holds, the checker says what is wrong with it and does not crash: sound content,
//! mangled in every way that files get mangled.
//!
//! `PROPTEST_CASES=100000 cargo test --release -p system-tests any_input` looks longer.

use proptest::prelude::*;
use proptest::sample::{Index, select};

/// A way of mangling a text, at places that depend on its length.
#[derive(Clone, Debug)]
enum Mangling {
    /// Takes some of it out.
    Cut(Index, u8),
    /// Puts a piece in.
    Insert(Index, &'static str),
    /// Puts any text in.
    Random(Index, String),
    /// Turns a line into another one of it.
    Line(Index, Index),
    /// Ends there.
    End(Index),
}

/// What files are made of, and what nobody expects in them.
const PIECES: [&str; 36] = [
    "\"",
    "'",
    "[",
    "]",
    "{",
    "}",
    "[[rule]]\n",
    "[span.x]\n",
    "=",
    "{ }",
    "when = {}\n",
    "not = ",
    "any = [",
    "all = []",
    "0",
    "-1",
    "99999999999999999999",
    "65535",
    "\"9999-12-31\"",
    "\"0000-01-01\"",
    "today",
    " - notice",
    "+ 65535 days",
    "{notice}",
    "{fee.plot-fee}",
    "{{",
    "[^garden-act]",
    "[^",
    "#",
    "\u{0}",
    "é\u{301}",
    "> [!ASK]\n",
    "+++\n",
    "\r\n",
    "\u{feff}",
    "at_most = 3000000\n",
];

fn mangling() -> impl Strategy<Value = Mangling> {
    prop_oneof![
        (any::<Index>(), any::<u8>()).prop_map(|(at, length)| Mangling::Cut(at, length)),
        (any::<Index>(), select(&PIECES[..])).prop_map(|(at, piece)| Mangling::Insert(at, piece)),
        (any::<Index>(), ".{0,8}").prop_map(|(at, text)| Mangling::Random(at, text)),
        (any::<Index>(), any::<Index>()).prop_map(|(from, to)| Mangling::Line(from, to)),
        any::<Index>().prop_map(Mangling::End),
    ]
}

impl Mangling {
    fn apply(&self, text: &str) -> String {
        let place = |index: &Index| {
            let mut at = index.index(text.len() + 1);
            while !text.is_char_boundary(at) {
                at -= 1;
            }
            at
        };
        match self {
            Self::Cut(from, length) => {
                let from = place(from);
                let rest = text[from..].chars().skip(usize::from(*length));
                text[..from].chars().chain(rest).collect()
            }
            Self::Insert(at, piece) => insert(text, place(at), piece),
            Self::Random(at, piece) => insert(text, place(at), piece),
            Self::Line(from, to) => {
                let mut lines: Vec<_> = text.lines().collect();
                if let count @ 1.. = lines.len() {
                    lines[to.index(count)] = lines[from.index(count)];
                }
                lines.join("\n")
            }
            Self::End(at) => text[..place(at)].to_owned(),
        }
    }
}

fn insert(text: &str, at: usize, piece: &str) -> String {
    [&text[..at], piece, &text[at..]].concat()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_checker_survives_any_input(
        file in any::<Index>(),
        manglings in prop::collection::vec(mangling(), 1..4),
    ) {
        let mut content = super::base();
        // The words of the interface are the program's own; each of the others is somebody's to write.
        content.sort_by_key(|(path, _)| path.starts_with("ui/"));
        let files = content.iter().filter(|(path, _)| !path.starts_with("ui/")).count();
        let text = &mut content[file.index(files)].1;
        for mangling in &manglings {
            *text = mangling.apply(text);
        }
        let report = super::check(content, "2026-11-22");
        for entry in report.entries() {
            prop_assert!(entry.line > 0 && entry.column > 0 && !entry.message.is_empty());
        }
    }
}
