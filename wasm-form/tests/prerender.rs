//! The prerendered form, as it is read without JavaScript: with the real content, in both languages.

use std::collections::BTreeMap;
use std::rc::Rc;

use package::Sha256;
use rules::check::{Checked, check};
use rules::{DetailKind, Lang, Library, QuestionKind, Service};
use wasm_form::{Country, PageData, Words, packed, prerender};

/// One with documents that depend on answers, and one with guests.
const SERVICES: [(&str, &str); 2] = [
    ("alih-status-itk-itas", include_str!("../../content/services/alih-status-itk-itas/service.toml")),
    ("lapor-orang-asing", include_str!("../../content/services/lapor-orang-asing/service.toml")),
];

fn service((id, text): (&str, &str)) -> Service {
    let files = [
        ("sources.toml", include_str!("../../content/sources.toml")),
        ("fees.toml", include_str!("../../content/fees.toml")),
        ("figures.toml", include_str!("../../content/figures.toml")),
        ("holidays/2026.toml", include_str!("../../content/holidays/2026.toml")),
        ("holidays/2027.toml", include_str!("../../content/holidays/2027.toml")),
    ];
    let (library, _) = Library::read(files);
    let Checked { service, problems, .. } = check(id, text, &library);
    service.unwrap_or_else(|| panic!("the content is wrong: {problems:?}"))
}

fn words(lang: Lang) -> Words {
    let text = match lang {
        Lang::Id => include_str!("../../content/ui/id.toml"),
        Lang::En => include_str!("../../content/ui/en.toml"),
    };
    let (tables, _) = rules::words::Words::read(text);
    let table = |name| -> BTreeMap<String, String> {
        tables.table(name).map(|(key, text)| (key.to_owned(), text.to_owned())).collect()
    };
    Words::new(&table("form"), table("problem")).expect("every word is there")
}

fn page(lang: Lang) -> PageData {
    page_of(SERVICES[0], lang)
}

fn page_of(definition: (&str, &str), lang: Lang) -> PageData {
    PageData {
        lang,
        definition_sha256: Sha256::of(b"{}"),
        endpoint: "/files".to_owned(),
        worker: "/worker.js".to_owned(),
        office: "Kantor A & B".to_owned(),
        recipients: Vec::new(),
        service: service(definition),
        conditions: BTreeMap::from([("fee_paid_on".to_owned(), "only if paid".to_owned())]),
        countries: vec![Country { code: "CIV".to_owned(), name: "Côte d’Ivoire".to_owned() }],
        words: words(lang),
    }
}

/// Text as Yew writes it into HTML.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[test]
fn every_question_option_detail_document_and_limit_can_be_read() {
    for (definition, lang) in
        SERVICES.into_iter().flat_map(|definition| Lang::ALL.map(|lang| (definition, lang)))
    {
        let page = page_of(definition, lang);
        let service = page.service.clone();
        let html = prerender(Rc::new(page));
        let has = |text: &str| assert!(html.contains(text), "{}: no {text}", lang.tag());

        for question in &service.questions {
            has(&escaped(question.label.get(lang)));
            has(&["name=\"", &question.id, "\""].concat());
            if let QuestionKind::Choice(options) = &question.kind {
                for option in options {
                    has(&escaped(option.label.get(lang)));
                    has(&["value=\"", &option.id, "\""].concat());
                }
            }
        }
        for detail in &service.details {
            has(&escaped(detail.label.get(lang)));
            has(&["name=\"", &detail.name(Some(1)), "\""].concat());
            match &detail.kind {
                DetailKind::Choice(options) => {
                    options.iter().for_each(|option| has(&escaped(option.label.get(lang))));
                }
                DetailKind::Country => has("<option value=\"CIV\">Côte d’Ivoire</option>"),
                DetailKind::Multiline => has("<textarea"),
                _ => {}
            }
        }
        for group in service.groups.values() {
            has(&["<legend>", group.label.get(lang), " 1</legend>"].concat());
        }
        for document in &service.documents {
            has(&escaped(document.label.get(lang)));
            has(&["data-document=\"", &document.id, "\""].concat());
            has(&["accept=\"", &document.types.join(",")].concat());
            has(&rules::text::bytes(document.max_bytes, lang));
        }
        has(&rules::text::bytes(service.limits.max_total_bytes, lang));
        has(&escaped(service.limits.note.get(lang)));
        if service.question("fee_paid_on").is_some() {
            has(">only if paid</div>");
        }
    }
}

/// Whatever is hidden or depends on the day would be lost to whoever has no JavaScript, or wrong on the
/// next day.
#[test]
fn nothing_is_hidden_that_could_be_filled_in_and_nothing_depends_on_the_day() {
    let html = prerender(Rc::new(page(Lang::Id)));
    for fragment in ["data-verdict", "<time", "id=\"send\"", "2026-"] {
        assert!(!html.contains(fragment), "{fragment}");
    }
    let fields = html.split("<fieldset").skip(2);
    for field in fields {
        let tag = field.split('>').next().expect("split yields at least one piece");
        assert!(!tag.contains("hidden"), "{tag}");
    }
}

/// Content is text. If any of it were markup, a label could run a script in the page that holds
/// passports.
#[test]
fn no_text_of_the_content_is_taken_for_markup() {
    const HOSTILE: &str = "\"'<script>alert(1)</script>&amp;";
    let mut page = page_of(SERVICES[1], Lang::En);
    let mut definition = serde_json::to_value(&page.service).expect("a definition is JSON");
    let words = |en: &str| serde_json::json!({"id": "-", "en": en});
    definition["verdicts"]["needs-answers"] =
        serde_json::json!({"title": words("Verdict"), "means": words("-")});
    add_to_texts(&mut definition, HOSTILE);
    page.service = serde_json::from_value(definition).expect("texts are all that was changed");
    for ids in [
        page.service.questions.iter().map(|question| &question.id).collect::<Vec<_>>(),
        page.service.details.iter().map(|detail| &detail.id).collect(),
        page.service.documents.iter().map(|document| &document.id).collect(),
    ] {
        let id = ids.first().expect("the service has some of each");
        page.conditions.insert((*id).clone(), [id, HOSTILE].concat());
    }
    page.conditions.remove("fee_paid_on");
    page.countries[0].name.push_str(HOSTILE);
    let (service, conditions) = (page.service.clone(), page.conditions.clone());
    let html = prerender(Rc::new(page));

    assert!(!html.contains("<script"), "{html}");
    assert!(!html.contains(HOSTILE), "it would end the attribute that it is in");
    let option = |question: &rules::Question| match &question.kind {
        QuestionKind::Choice(options) => options.first().map(|option| option.label.en.clone()),
        _ => None,
    };
    let texts = [
        service.questions[0].label.en.clone(),
        service.questions.iter().find_map(option).expect("a question with options"),
        service.details[0].label.en.clone(),
        service.groups.values().next().expect("a group").label.en.clone(),
        service.documents[0].label.en.clone(),
        ["Verdict", HOSTILE].concat(),
    ];
    for text in texts.iter().chain(conditions.values()) {
        assert!(text.ends_with(HOSTILE) && html.contains(&escaped(text)), "{text}");
    }
    assert!(html.contains("Côte d’Ivoire\"'&lt;script>"), "the names of states too");
}

/// Adds `more` to every text of the definition, in every language.
fn add_to_texts(value: &mut serde_json::Value, more: &str) {
    match value {
        serde_json::Value::Object(fields) if fields.len() == 2 && fields.contains_key("en") => {
            fields
                .values_mut()
                .for_each(|text| *text = [text.as_str().expect("a text"), more].concat().into());
        }
        serde_json::Value::Object(fields) => fields.values_mut().for_each(|value| add_to_texts(value, more)),
        serde_json::Value::Array(values) => values.iter_mut().for_each(|value| add_to_texts(value, more)),
        _ => {}
    }
}

/// If it broke, the form in the browser would decide something else than the endpoint, or say it in other words.
#[test]
fn the_data_of_the_first_part_come_back_as_they_were_in_the_language_of_the_page() {
    for (definition, lang) in
        SERVICES.into_iter().flat_map(|definition| Lang::ALL.map(|lang| (definition, lang)))
    {
        let page = page_of(definition, lang).for_check();
        let bytes = packed::write(&page);
        let read = packed::read(&bytes).expect("what was written");
        // What was left out stays out, so that is what is written again.
        assert_eq!(packed::write(&read), bytes);
        let words = |text: &rules::Text| text.get(lang).to_owned();
        let (one, other) = (&page.service, &read.service);
        assert_eq!(one.holidays, other.holidays);
        for (one, other) in one.rules.iter().zip(&other.rules) {
            assert_eq!(
                (&one.id, &one.when, words(&one.reason)),
                (&other.id, &other.when, words(&other.reason))
            );
            assert_eq!(
                (one.from, one.until, &one.possible_from),
                (other.from, other.until, &other.possible_from)
            );
        }
        for (one, other) in one.questions.iter().zip(&other.questions) {
            assert_eq!((&one.id, words(&one.label)), (&other.id, words(&other.label)));
        }
        assert!(one.rules.len() == other.rules.len() && one.questions.len() == other.questions.len());
        assert!(
            (0..bytes.len()).all(|end| packed::read(&bytes[..end]).is_none()),
            "a file that is cut short"
        );
    }
}

/// `site check` compares the words with this list; here the content is known to be whole.
#[test]
fn every_word_of_the_content_is_used_and_says_something() {
    for lang in Lang::ALL {
        let text = match lang {
            Lang::Id => include_str!("../../content/ui/id.toml"),
            Lang::En => include_str!("../../content/ui/en.toml"),
        };
        let (tables, _) = rules::words::Words::read(text);
        let problems = tables.check_keys(lang, "form", wasm_form::FORM_WORDS);
        assert!(problems.is_empty(), "{problems:?}");
        assert!(tables.table("form").all(|(_, words)| !words.trim().is_empty()));
    }
}
