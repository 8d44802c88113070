//! What other programs show of a page: the picture for shared links, and the sign in a browser's tab.
//! `build/scripts/cards.mjs` draws both.

use rules::Lang;

use crate::write::File;

/// A picture of 1200 by 630 pixels, in each language.
const CARDS: [(Lang, &[u8]); 2] = [
    (Lang::Id, include_bytes!("../assets/card-id.png")),
    (Lang::En, include_bytes!("../assets/card-en.png")),
];

/// `icon.svg` with 32 pixels, for browsers that show no SVG there.
const FAVICON: &[u8] = include_bytes!("../assets/favicon.ico");

/// The language as the Open Graph protocol writes it.
pub(crate) fn locale(lang: Lang) -> &'static str {
    match lang {
        Lang::Id => "id_ID",
        Lang::En => "en_US",
    }
}

/// The path of the picture for shared links.
pub(crate) fn card(lang: Lang) -> String {
    format!("card-{}.png", lang.tag())
}

/// The pictures.
pub(crate) fn files() -> Vec<File> {
    let cards = CARDS.map(|(lang, bytes)| File { path: card(lang), bytes: bytes.to_vec() });
    let favicon = File { path: "favicon.ico".to_owned(), bytes: FAVICON.to_vec() };
    cards.into_iter().chain([favicon]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_has_the_size_that_pages_say_and_is_light() {
        // If it broke, messengers would crop the picture, or leave it out as too heavy.
        for (lang, bytes) in CARDS {
            assert!(bytes.starts_with(b"\x89PNG"), "{}", lang.tag());
            let number = |at: usize| u32::from_be_bytes(bytes[at..at + 4].try_into().expect("four bytes"));
            assert_eq!((number(16), number(20)), (1200, 630), "{}", lang.tag());
            assert!(bytes.len() < 100_000, "{}: {} bytes", lang.tag(), bytes.len());
        }
    }
}
