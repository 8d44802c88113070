//! What an apply page tells its form: made by `site`, read by the wasm.

use std::collections::BTreeMap;
use std::rc::Rc;

use rules::{Lang, Service};
use serde::{Deserialize, Serialize};
use yew::Properties;

use crate::check::{Page, Store};
use crate::typed::Typed;
use crate::words::Words;

/// Everything that a form needs to know about the page that it is on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PageData {
    /// The language of the page.
    pub lang: Lang,
    /// SHA-256 of the published definition, `/services/<id>.json`, in hexadecimal digits.
    pub definition_sha256: package::Sha256,
    /// Where uploads are created: a path or a whole address, `/files`.
    pub endpoint: String,
    /// Where the program of the worker is: a path. Nothing, where the site is built without the wasm.
    pub worker: String,
    /// Who receives the application, in words.
    pub office: String,
    /// The office's public keys, as age writes them: what packages are sealed to. None, where they are sent
    /// as they are.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub recipients: Vec<String>,
    /// The definition.
    pub service: Service,
    /// When a question, detail or document (by its id) is asked for, as a sentence: for reading without
    /// the wasm, which then shows what is asked for and nothing else.
    pub conditions: BTreeMap<String, String>,
    /// The states of which somebody can be, in the order of their names in the language of the page;
    /// none, if the service does not ask. On such a page they are 3.5 KB (brotli), options and data.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub countries: Vec<Country>,
    /// The words of the interface, in the language of the page.
    pub words: Words,
}

/// A state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "(String, String)", into = "(String, String)")]
pub struct Country {
    /// Its code in passports.
    pub code: String,
    /// Its name in the language of the page.
    pub name: String,
}

impl From<(String, String)> for Country {
    fn from((code, name): (String, String)) -> Self {
        Self { code, name }
    }
}

impl From<Country> for (String, String) {
    fn from(Country { code, name }: Country) -> Self {
        (code, name)
    }
}

impl PageData {
    /// Where the endpoint tells how the application with a receipt stands, in the language of this page.
    pub fn status_address(&self, receipt: &str) -> String {
        let host = self.endpoint.strip_suffix("/files").unwrap_or_default();
        [host, "/status/", receipt, "?lang=", self.lang.tag()].concat()
    }

    /// The file that the rest of the form loads.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).expect("maps with text keys and plain values are always JSON")
    }

    /// What the first part of the form needs of it: what decides and what is shown of that, in the language of
    /// the page.
    pub fn for_check(&self) -> Page {
        let mut service = self.service.clone();
        service.details.clear();
        service.groups.clear();
        service.steps.clear();
        service.spans.clear();
        service.events.clear();
        let conditions = (self.conditions.iter())
            .filter(|(id, _)| service.question(id).is_some())
            .map(|(id, sentence)| (id.clone(), sentence.clone()))
            .collect();
        Page { lang: self.lang, conditions, words: self.words.for_check(), service }
    }
}

/// The properties of [`App`](crate::App): set once, when the page is made or hydrated.
#[derive(Clone, Properties)]
pub struct AppProps {
    /// What the page says.
    pub data: Rc<PageData>,
    /// What the first part of the form shows.
    pub store: Rc<Store>,
    /// What was entered before this part arrived; nothing, when the page is made.
    #[prop_or_default]
    pub typed: Typed,
}

/// Yew asks in order to skip a rendering; the root is given its properties only once.
impl PartialEq for AppProps {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.data, &other.data)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::page;

    #[test]
    fn the_status_is_on_the_endpoint_and_in_the_language_of_the_form() {
        let address = |lang, endpoint: &str| {
            PageData { endpoint: endpoint.to_owned(), ..page(lang) }.status_address("7K3M")
        };
        assert_eq!(address(Lang::En, "/files"), "/status/7K3M?lang=en");
        let elsewhere = address(Lang::Id, "https://upload.example/files");
        assert_eq!(elsewhere, "https://upload.example/status/7K3M?lang=id");
    }
}
