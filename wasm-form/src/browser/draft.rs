//! Drafts in the browser's database: each under its service's id, its files under their numbers.

use std::rc::Rc;

use js_sys::ArrayBuffer;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Blob;

use super::clock;
use super::database::Database;
use super::files::from_buffer;
use super::json;
use crate::chosen_file::FileNumber;
use crate::draft::Draft;

/// The draft of one service.
#[derive(Clone)]
pub struct Drafts {
    database: Database,
    service: Rc<str>,
}

impl Drafts {
    /// Opens the database of this browser.
    ///
    /// # Errors
    /// It keeps none, or does not let this page use it.
    pub async fn open(service: &str) -> Result<Self, JsValue> {
        Ok(Self { database: Database::open().await?, service: service.into() })
    }

    /// What an earlier visit left, with the bytes of its files as far as they were kept; none, if that is
    /// nothing or too long ago. Removed, of every service: drafts that are too old, and files that no
    /// draft names.
    ///
    /// # Errors
    /// Something could not be read. Nothing may then be written over it.
    pub async fn load(&self) -> Result<Option<(Draft, Vec<(FileNumber, Blob)>)>, JsValue> {
        let names = self.database.names().await?;
        let (mut found, mut wanted) = (None, Vec::new());
        // Files have a name with a slash.
        for service in names.iter().filter(|name| !name.contains('/')) {
            let drafts = Self { service: service.as_str().into(), ..self.clone() };
            if let Some(draft) = drafts.read().await?.filter(|draft| draft.expires > clock::now()) {
                wanted.push(service.clone());
                wanted.extend(draft.files.iter().map(|file| drafts.file_name(file.number)));
                if drafts.service == self.service {
                    found = Some(draft);
                }
            }
        }
        for name in names.iter().filter(|name| !wanted.contains(name)) {
            self.database.remove(name).await?;
        }
        let Some(draft) = found else { return Ok(None) };
        let mut files = Vec::new();
        for file in &draft.files {
            // One whose bytes were too many to keep is shown as unreadable: it has to be chosen again.
            if let Some(blob) = self.read_file(file.number).await {
                files.push((file.number, blob));
            }
        }
        Ok(Some((draft, files)))
    }

    /// Keeps a draft, without the bytes of its files.
    pub async fn save(&self, draft: &Draft) -> Result<(), JsValue> {
        let json =
            serde_json::to_string(draft).expect("maps with text keys and plain values are always JSON");
        self.database.put(&self.service, &json.into()).await
    }

    /// Keeps the bytes of a file: as an ArrayBuffer, for Safari has lost Blobs in databases.
    pub async fn save_file(&self, number: FileNumber, bytes: &ArrayBuffer) -> Result<(), JsValue> {
        self.database.put(&self.file_name(number), bytes).await
    }

    /// Removes the bytes of a file.
    pub async fn remove_file(&self, number: FileNumber) -> Result<(), JsValue> {
        self.database.remove(&self.file_name(number)).await
    }

    /// Removes everything, of every service.
    pub async fn clear(&self) -> Result<(), JsValue> {
        self.database.clear().await
    }

    /// A draft of another version of the form is no draft: it is removed like one that is too old.
    async fn read(&self) -> Result<Option<Draft>, JsValue> {
        let json = self.database.get(&self.service).await?;
        Ok(json.as_string().and_then(|json| json::read(&json)))
    }

    async fn read_file(&self, number: FileNumber) -> Option<Blob> {
        let bytes = self.database.get(&self.file_name(number)).await.ok()?;
        from_buffer(&bytes.dyn_into().ok()?).ok()
    }

    fn file_name(&self, number: FileNumber) -> String {
        [&*self.service, "/", &number.to_string()].concat()
    }
}
