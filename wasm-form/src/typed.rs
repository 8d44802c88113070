//! What was entered into the form before the rest of it arrived.

use web_sys::{File, HtmlFormElement};

use crate::check::typed::{fields, text};
use crate::members;
use crate::page_data::PageData;

/// Values of the fields of details, and files chosen for documents.
#[derive(Clone, Default)]
pub struct Typed {
    /// Details with something in them, by the field's name.
    pub details: package::Details,
    /// Files, each with the id of its document.
    pub files: Vec<(String, File)>,
}

impl Typed {
    /// Reads the fields of details and documents as a browser would send them.
    pub fn read(form: &HtmlFormElement, page: &PageData) -> Self {
        let Some(fields) = fields(form) else { return Self::default() };
        let service = &page.service;
        let names = service.details.iter().flat_map(|detail| {
            let members = detail.group.as_ref().map(|group| 1..=members::at_first(service, group));
            match members {
                None => vec![detail.name(None)],
                Some(members) => members.map(|member| detail.name(Some(member))).collect(),
            }
        });
        let details = names.filter_map(|name| text(&fields, &name).map(|text| (name, text)));
        let files = service.documents.iter().flat_map(|document| {
            let chosen = fields.get_all(&document.id);
            // A field with no file chosen is sent as a file with no name.
            let files = chosen.iter().map(File::from).filter(|file| !file.name().is_empty());
            files.map(|file| (document.id.clone(), file)).collect::<Vec<_>>()
        });
        Self { details: details.collect(), files: files.collect() }
    }
}
