use std::collections::BTreeMap;

use rules::Source;
use rules::words::Words;

use super::*;

fn words() -> GuideWords {
    let text =
        "[guide]\ncite = \"Source {number}\"\nnotice_ask = \"Ask.\"\nnotice_warning = \"Important.\"\n";
    GuideWords::of(&Words::read(text).0, "guide")
}

fn sources() -> BTreeMap<String, Source> {
    let source = |id: &str| {
        format!(
            "[{id}]\ntitle = {{ id = \"T\", en = \"T\" }}\npublisher = \"P\"\ndate = \"2026\"\nread = \"2026-11-21\"\nconfidence = \"official\"\n"
        )
    };
    rules::sources::sources(&[source("law"), source("page")].concat()).0
}

fn fill<'s>(name: &str, citations: &mut Citations<'s>) -> Option<Fill> {
    match name {
        "window" => Some(Fill::Words("30 calendar days".to_owned())),
        "steps" => Some(Fill::Block(format!(
            "<ol><li>One{}</li></ol>",
            citations.marks(&["page".to_owned().into()])
        ))),
        _ => None,
    }
}

fn rendered(markdown: &str) -> Prose {
    let (words, sources) = (words(), sources());
    let mut citations = Citations::new(&sources, &words);
    render(markdown, 0, Context { words: &words, citations: &mut citations, fill: &fill })
}

/// Rendered for something else than what it cites.
fn uncited(markdown: &str) -> Prose {
    let mut prose = rendered(markdown);
    prose.problems.retain(|problem| problem.code != "uncited-part");
    prose
}

fn html(markdown: &str) -> String {
    let prose = uncited(markdown);
    assert_eq!(prose.problems, [], "{markdown}");
    prose.html.replace('\n', "")
}

/// The codes of the problems, each with what it points at.
fn problems(markdown: &str) -> Vec<(&'static str, &str)> {
    let problems = uncited(markdown).problems;
    problems.into_iter().map(|problem| (problem.code, &markdown[problem.span])).collect()
}

#[test]
fn citations_are_numbered_in_the_order_of_their_first_mention_blocks_included() {
    let mark = |number| {
        format!("<sup><a href=\"#source-{number}\" aria-label=\"Source {number}\">{number}</a></sup>")
    };
    assert_eq!(
        html("One.[^law]\n\n{steps}\n\nTwo.[^page][^law]"),
        format!("<p>One.{0}</p><ol><li>One{1}</li></ol><p>Two.{1}{0}</p>", mark(1), mark(2))
    );
}

#[test]
fn placeholders_are_filled_in_sentences_headings_and_cells_but_not_in_code() {
    assert_eq!(html("Within {window}."), "<p>Within 30 calendar days.</p>");
    assert_eq!(
        html("## The {window}\n\n`{window}`"),
        "<section><h2 id=\"the-30-calendar-days\">The 30 calendar days</h2><p><code>{window}</code></p></section>"
    );
    assert!(html("| a |\n|---|\n| {window} |").contains("<td>30 calendar days</td>"));
}

#[test]
fn a_notice_says_its_kind_and_a_plain_quotation_stays_one() {
    assert_eq!(
        html("> [!ASK]\n> Whether *this* holds.\n>\n> - and that"),
        "<div class=\"notice ask\" role=\"note\"><p class=\"kind\">Ask.</p>\
         <p>Whether <em>this</em> holds.</p><ul><li>and that</li></ul></div>"
    );
    assert_eq!(
        html("> [!WARNING]\n>\n> Now."),
        "<div class=\"notice warning\" role=\"note\"><p class=\"kind\">Important.</p><p>Now.</p></div>"
    );
    assert_eq!(html("> Quoted."), "<blockquote><p>Quoted.</p></blockquote>");
}

#[test]
fn headings_get_ids_of_their_own_and_sections() {
    let prose = rendered("## Fees\n\na\n\n### Fees\n\n## Étape 2: *go*\n");
    let contents: Vec<_> =
        prose.contents.iter().map(|heading| (heading.id.as_str(), heading.text.as_str())).collect();
    assert_eq!(contents, [("fees", "Fees"), ("étape-2-go", "Étape 2: go")]);
    assert_eq!(prose.html.matches("<section>").count(), 2);
    assert_eq!(prose.html.matches("</section>").count(), 2);
    assert!(prose.html.contains("<h3 id=\"fees-2\">"));
}

#[test]
fn a_heading_takes_no_id_that_the_page_has_already() {
    let prose = rendered("## Sources\n\n## Source 1\n");
    let contents: Vec<_> = prose.contents.into_iter().map(|heading| heading.id).collect();
    assert_eq!(contents, ["sources-2", "source-1-2"]);
}

#[test]
fn tables_scroll_in_a_box_that_the_keyboard_reaches() {
    let html = html("## Fees\n\n| a |\n|---|\n| b |\n");
    assert!(
        html.contains(
            "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-labelledby=\"fees\"><table>"
        ),
        "{html}"
    );
    assert!(html.contains("</table></div></section>"), "{html}");
}

/// On a phone a cell stands below its row's others, far from the head of its column.
#[test]
fn the_cells_of_a_wide_table_name_their_columns() {
    let html = html("| A & b | *C* | D |\n|---|---|---|\n| 1 | 2 | 3 |\n| 4 | 5 | 6 |\n");
    assert_eq!(html.matches("<td role=\"cell\" data-label=\"A &amp; b\">").count(), 2);
    assert!(html.contains("data-label=\"C\">2</td><td role=\"cell\" data-label=\"D\">3</td></tr>"), "{html}");
    assert!(html.contains("<th role=\"columnheader\">A &amp; b</th>"), "{html}");
}

#[test]
fn a_part_that_states_something_and_cites_nothing_is_named() {
    let codes = |markdown| rendered(markdown).problems.iter().map(|problem| problem.code).collect::<Vec<_>>();
    assert_eq!(codes("## A\n\nSo it is.\n\n## B\n\nThis too.[^law]\n"), ["uncited-part"]);
    assert_eq!(codes("## A\n\n{steps}\n"), [""; 0]);
}

#[test]
fn links_to_elsewhere_say_so_and_those_within_are_kept_for_checking() {
    assert_eq!(
        html("[a](https://a.example/?x=1&y=2)"),
        "<p><a href=\"https://a.example/?x=1&amp;y=2\" rel=\"external\">a</a></p>"
    );
    let markdown = "See [there](/id/tentang/#x) and [below](#y).";
    let links: Vec<_> = rendered(markdown)
        .links
        .into_iter()
        .map(|(target, span)| (target, markdown[span].to_owned()))
        .collect();
    assert_eq!(
        links,
        [
            ("/id/tentang/#x".to_owned(), "[there](/id/tentang/#x)".to_owned()),
            ("#y".to_owned(), "[below](#y)".to_owned()),
        ]
    );
}

#[test]
fn what_is_wrong_is_named_with_its_place_all_of_it() {
    assert_eq!(
        problems("# Title\n\n#### Deep\n"),
        [("heading-level", "# Title\n"), ("heading-level", "#### Deep\n")]
    );
    assert_eq!(
        problems("A[^nowhere] and {nothing} and {steps} and <b>b</b>."),
        [
            ("unknown-source", "[^nowhere]"),
            ("unknown-placeholder", "{nothing}"),
            ("block-in-text", "{steps}"),
            ("raw-html", "<b>"),
            ("raw-html", "</b>"),
        ]
    );
    assert_eq!(
        problems("[x](../x/) ![y](/y.png)\n\n> [!TIP]\n> z\n"),
        [("broken-link", "[x](../x/)"), ("image", "![y](/y.png)"), ("unknown-notice", "[!TIP]")]
    );
    assert_eq!(problems("A.[^law]\n\n[^law]: Text.\n"), [("footnote-text", "[^law]: Text.\n")]);
}

#[test]
fn places_are_those_in_the_whole_file() {
    let file = "+++\n+++\n{nothing}\n";
    let (words, sources) = (words(), sources());
    let mut citations = Citations::new(&sources, &words);
    let prose = render(file, 8, Context { words: &words, citations: &mut citations, fill: &fill });
    let spans: BTreeSet<_> = prose.problems.into_iter().map(|problem| &file[problem.span]).collect();
    assert_eq!(spans, BTreeSet::from(["{nothing}"]));
}
