//! A small service for the tests of this crate.

use std::collections::BTreeMap;
use std::rc::Rc;

use rules::{Date, Lang, Service};

use crate::action::Action;
use crate::page_data::{Country, PageData};
use crate::reduce::reduce;
use crate::state::State;
use crate::typed::Typed;
use crate::words::Words;

/// A day.
pub fn date(text: &str) -> Date {
    text.parse().expect("a date of the test")
}

/// Three questions and one that is asked only sometimes; a photo for all and a letter for some.
pub fn service() -> Service {
    serde_json::from_str(SERVICE).expect("the sample is a service")
}

/// The words as they are in the content.
pub fn words(lang: Lang) -> Words {
    let text = match lang {
        Lang::Id => include_str!("../../content/ui/id.toml"),
        Lang::En => include_str!("../../content/ui/en.toml"),
    };
    let (tables, problems) = rules::words::Words::read(text);
    assert!(problems.is_empty(), "the words are not TOML");
    let table = |name| -> BTreeMap<String, String> {
        tables.table(name).map(|(key, text)| (key.to_owned(), text.to_owned())).collect()
    };
    Words::new(&table("form"), table("problem")).expect("every word is there")
}

/// A page.
pub fn page(lang: Lang) -> PageData {
    PageData {
        lang,
        definition_sha256: package::Sha256::of(SERVICE.as_bytes()),
        endpoint: "/files".to_owned(),
        worker: "/worker.js".to_owned(),
        office: "the office".to_owned(),
        recipients: Vec::new(),
        service: service(),
        conditions: BTreeMap::new(),
        countries: [("GBR", "Britain & more"), ("IDN", "Indonesia")]
            .map(|(code, name)| Country { code: code.to_owned(), name: name.to_owned() })
            .into(),
        words: words(lang),
    }
}

/// A form in English that nothing has happened to.
pub fn prerendered() -> State {
    State::new(Rc::new(page(Lang::En)), &Typed::default())
}

/// The same once it has come to life, on 21 November 2026.
pub fn live() -> State {
    let begin = Action::Begin {
        today: date("2026-11-21"),
        linked: Default::default(),
        draft: None,
        receipts: Vec::new(),
        keeps_drafts: true,
    };
    reduce(prerendered(), begin)
}

const SERVICE: &str = r#"{
  "id": "stay", "title": {"id": "Tinggal", "en": "Stay"}, "summary": {"id": "Tinggal.", "en": "Stay."},
  "reviewed": "2026-11-21", "review_by": "2027-02-21", "confidence": "official", "sources": ["law"],
  "limits": {"max_total_bytes": 3000, "max_files": 2, "note": {"id": "Kebijakan.", "en": "A policy."}},
  "spans": {}, "events": {"notice": {"id": "pemberitahuan", "en": "the notice"}},
  "questions": [
    {"id": "origin", "label": {"id": "Asal?", "en": "Origin?"}, "kind": {"choice": [
      {"id": "visit", "label": {"id": "Kunjungan", "en": "A visit"}},
      {"id": "arrival", "label": {"id": "Kedatangan", "en": "On arrival"}}]}},
    {"id": "sponsored", "label": {"id": "Penjamin?", "en": "A guarantor?"}, "kind": "boolean"},
    {"id": "since", "label": {"id": "Sejak kapan?", "en": "Since when?"}, "kind": {"date": {}},
      "when": {"is": {"question": "sponsored", "value": true}}},
    {"id": "ends", "label": {"id": "Kapan berakhir?", "en": "When does it end?"}, "kind": {"date": {}}}
  ],
  "details": [
    {"id": "name", "label": {"id": "Nama", "en": "Name"}, "kind": {"text": {}}, "max_length": 8, "required": true},
    {"id": "mail", "label": {"id": "Surel", "en": "E-mail"}, "kind": "email", "max_length": 80, "required": false},
    {"id": "guest_name", "label": {"id": "Nama tamu", "en": "Guest’s name"}, "kind": {"text": {}}, "max_length": 80, "required": true,
      "group": "guest"},
    {"id": "nationality", "label": {"id": "Kewarganegaraan", "en": "Nationality"}, "kind": "country", "max_length": 3,
      "required": false, "group": "guest"},
    {"id": "born", "label": {"id": "Lahir", "en": "Born"}, "kind": {"date": {"latest": {"base": "today"}}}, "max_length": 10,
      "required": false, "group": "guest"},
    {"id": "sponsor_nik", "label": {"id": "NIK penjamin", "en": "Guarantor’s NIK"}, "kind": {"text": {"format": "nik"}},
      "max_length": 16, "required": true, "when": {"is": {"question": "sponsored", "value": true}}}
  ],
  "groups": {"guest": {"label": {"id": "Tamu", "en": "Guest"}, "at_least": 1, "at_most": 3}},
  "rules": [
    {"id": "origin", "when": {"one-of": {"question": "origin", "options": ["arrival"]}}, "effect": "not-eligible",
      "reason": {"id": "Tidak bisa.", "en": "Not possible."}, "sources": ["law"]},
    {"id": "ended", "when": {"date": {"question": "ends", "is": "before", "moment": {"base": "today"}}},
      "effect": "not-eligible", "reason": {"id": "Lewat.", "en": "Over."}, "sources": ["law"]},
    {"id": "fresh", "when": {"date": {"question": "since", "is": "after", "moment": {"base": "today"}}},
      "effect": "note", "reason": {"id": "Baru.", "en": "New."}, "sources": ["law"]}
  ],
  "documents": [
    {"id": "photo", "label": {"id": "Foto", "en": "Photo"}, "required": true, "types": ["image/jpeg", "image/png"],
      "max_bytes": 2000, "max_files": 1, "sources": ["law"]},
    {"id": "letter", "label": {"id": "Surat", "en": "Letter"}, "required": true, "types": ["application/pdf"],
      "max_bytes": 2000, "max_files": 2, "sources": ["law"], "when": {"is": {"question": "sponsored", "value": true}}}
  ],
  "deadlines": [
    {"id": "leave", "label": {"id": "Keluar paling lambat", "en": "Leave by"}, "at": {"base": {"question": "ends"}}, "sources": ["law"]}
  ], "steps": [], "holidays": {"years": [], "days": []},
  "cited": {"law": {"title": {"id": "Aturan", "en": "The rule"}, "publisher": "Authority", "read": "2026-11-21",
    "confidence": "official"}}
}"#;
