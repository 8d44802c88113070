//! Markdown as sentences: what is not read is blanked, and every byte stays where it is, so that a place in
//! the sentences is a place in the file.

/// Emphasis, the targets of links and citations become spaces.
pub fn sentences(markdown: &str) -> String {
    let mut plain = String::with_capacity(markdown.len());
    let mut rest = markdown;
    while let Some(letter) = rest.chars().next() {
        let hidden = hidden_at_start(rest, plain.ends_with(']'));
        if hidden == 0 {
            plain.push(letter);
            rest = &rest[letter.len_utf8()..];
        } else {
            plain.extend(std::iter::repeat_n(' ', hidden));
            rest = &rest[hidden..];
        }
    }
    plain
}

/// How many bytes at the start of `text` are not read.
fn hidden_at_start(text: &str, after_link: bool) -> usize {
    let up_to = |end: char| text.find(end).map_or(0, |at| at + end.len_utf8());
    if text.starts_with('*') {
        1
    } else if text.starts_with("[^") {
        up_to(']')
    } else if (after_link && text.starts_with('(')) || text.starts_with("<http") {
        up_to(if text.starts_with('(') { ')' } else { '>' })
    } else {
        0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_read_is_blank_and_nothing_moves() {
        let markdown = "**30** [hari](/id/30-hari/)[^a-2-days] é <https://a/2-days> x";
        let plain = sentences(markdown);
        assert_eq!(plain.len(), markdown.len());
        assert_eq!(plain.split_whitespace().collect::<Vec<_>>(), ["30", "[hari]", "é", "x"]);
        assert_eq!(plain.find('x'), markdown.rfind('x'));
    }
}
