//! A small service, the garden permit, and what the endpoint says of it.

use std::sync::Arc;

use package::{Code, Sha256};
use rules::check::{Checked, check};
use rules::{Lang, Library};
use upload::load::{Definition, Definitions};
use upload::words::{Tables, Words};

/// The service that is applied for here.
pub const SERVICE: &str = "garden-permit";

pub const DEFINITION: &str = r#"
    title = { id = "Izin kebun", en = "Garden permit" }
    summary = { id = "Untuk berkebun.", en = "For gardening." }
    sources = ["garden-act"]
    reviewed = "2026-11-21"
    review_by = "2027-02-21"
    confidence = "official"

    [limits]
    max_total_bytes = 5_000_000
    max_files = 3
    note = { id = "Kebijakan sendiri.", en = "Own policy." }

    [[question]]
    id = "has_garden"
    kind = "boolean"
    label = { id = "Punya kebun?", en = "Is there a garden?" }

    [[rule]]
    id = "no-garden"
    when = { has_garden = false }
    effect = "not-eligible"
    reason = { id = "Perlu kebun.", en = "A garden is needed." }
    sources = ["garden-act"]

    [[document]]
    id = "photo"
    label = { id = "Foto", en = "Photo" }
    types = ["image/png"]
    max_bytes = 4_000_000
    max_files = 2
    sources = ["garden-act"]

    [[deadline]]
    id = "plant-by"
    label = { id = "Tanam", en = "Plant" }
    help = { id = "Sebelum hujan.", en = "Before the rain." }
    at = "today + 10 days"
    sources = ["garden-act"]

    [[step]]
    title = { id = "Tunggu", en = "Wait" }
    text = { id = "Tunggu.", en = "Wait." }
    sources = ["garden-act"]
"#;

pub const SOURCES: &str = r#"
    [garden-act]
    title = { id = "Undang-undang kebun", en = "Garden act" }
    publisher = "Gardeners"
    date = "undated"
    read = "2026-11-21"
    confidence = "official"
"#;

pub fn definitions() -> Definitions {
    definitions_of(DEFINITION, &[])
}

/// The same of another definition of the garden permit, with further files that services share.
pub fn definitions_of(definition: &str, shared: &[(&str, &str)]) -> Definitions {
    let sources = [("sources.toml", SOURCES)];
    let (library, problems) = Library::read(sources.into_iter().chain(shared.iter().copied()));
    assert!(problems.iter().all(|(_, problems)| problems.is_empty()), "{problems:?}");
    let Checked { service, problems, .. } = check(SERVICE, definition, &library);
    assert_eq!(problems, []);
    let service = service.expect("a service without problems");
    let sha256 = Sha256::of(&serde_json::to_vec(&service).expect("JSON"));
    Definitions {
        services: [(SERVICE.to_owned(), Arc::new(Definition { service, sha256 }))].into(),
        words: Words::new(&tables(Lang::Id), &tables(Lang::En)),
        recipients: Vec::new(),
    }
}

/// The real words, but that those for problems name all their parameters and nothing else.
pub fn tables(lang: Lang) -> Tables {
    let (text, wrong) = match lang {
        Lang::Id => (include_str!("../../../content/ui/id.toml"), "salah"),
        Lang::En => (include_str!("../../../content/ui/en.toml"), "wrong"),
    };
    let (words, problems) = rules::words::Words::read(text);
    assert_eq!(problems, []);
    let problem = |code: &Code| {
        let params: Vec<_> = code.params().iter().map(|param| format!("{{{param}}}")).collect();
        (code.as_str().to_owned(), format!("{wrong}: {}", params.join(" ")))
    };
    let owned = |(key, words): (&str, &str)| (key.to_owned(), words.to_owned());
    let mut tables: Tables = ["form", "status", "apply", "summary"]
        .map(|table| (table.to_owned(), words.table(table).map(owned).collect()))
        .into();
    tables.insert("problem".to_owned(), Code::ALL.iter().map(problem).collect());
    tables
}
