//! The text of a page, section by section, out of the HTML that this crate has made: well-formed, with no
//! comments, scripts or `<` in attributes.

/// A part of a page that can be linked to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Section {
    /// The id of its heading; empty for what stands before the first.
    pub id: String,
    /// The words of the heading.
    pub heading: String,
    /// The words below it.
    pub text: String,
}

/// Takes a page apart at its headings. Numbers of sources and pictures are left out.
pub fn sections(html: &str) -> Vec<Section> {
    let mut sections = vec![Section::default()];
    let mut rest = html;
    let mut in_heading = false;
    while let Some(at) = rest.find('<') {
        add(&mut sections, in_heading, &rest[..at]);
        let end = rest[at..].find('>').map_or(rest.len(), |end| at + end + 1);
        let tag = &rest[at..end];
        rest = &rest[end..];
        let name = tag.trim_start_matches(['<', '/']).split([' ', '>', '/']).next().unwrap_or_default();
        match name {
            "h2" | "h3" | "h4" => {
                in_heading = !tag.starts_with("</");
                if in_heading {
                    sections.push(Section { id: attribute(tag, "id").to_owned(), ..Section::default() });
                }
            }
            "sup" | "svg" if !tag.starts_with("</") => {
                let end = format!("</{name}>");
                rest = rest.split_once(&end).map_or("", |(_, after)| after);
            }
            // Words of one line go on; those of another are apart.
            "a" | "b" | "i" | "em" | "strong" | "span" | "small" | "code" | "time" => {}
            _ => add(&mut sections, in_heading, " "),
        }
    }
    add(&mut sections, in_heading, rest);
    for section in &mut sections {
        for text in [&mut section.heading, &mut section.text] {
            *text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        }
    }
    sections.retain(|section| !section.heading.is_empty() || !section.text.is_empty());
    sections
}

fn add(sections: &mut [Section], in_heading: bool, html: &str) {
    let section = sections.last_mut().expect("there is one from the start");
    let text = if in_heading { &mut section.heading } else { &mut section.text };
    text.push_str(&plain(html));
}

fn attribute<'a>(tag: &'a str, name: &str) -> &'a str {
    let found = tag.split_once(&format!(" {name}=\"")).and_then(|(_, rest)| rest.split_once('"'));
    found.map_or("", |(value, _)| value)
}

/// Text without the escapes that HTML needs. The ampersand is last, so that nothing is undone twice.
fn plain(html: &str) -> String {
    [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&#34;", "\""),
        ("&#38;", "&"),
        ("&#60;", "<"),
        ("&#62;", ">"),
        ("&amp;", "&"),
    ]
    .into_iter()
    .fold(html.to_owned(), |text, (escape, letter)| text.replace(escape, letter))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_comes_apart_at_its_headings() {
        // If it broke, results would lead to the wrong section, or show the numbers of sources as text.
        let html = "<p>One <b>two</b>,<sup><a href=\"#source-1\">1</a></sup> three.</p><section><h2 id=\"a\">A \
                    &amp; B</h2><ul><li>four</li><li>five</li></ul><h3 id=\"c\">C</h3>six</section>";
        let section = |id: &str, heading: &str, text: &str| Section {
            id: id.to_owned(),
            heading: heading.to_owned(),
            text: text.to_owned(),
        };
        let expected = [
            section("", "", "One two, three."),
            section("a", "A & B", "four five"),
            section("c", "C", "six"),
        ];
        assert_eq!(sections(html), expected);
    }
}
