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

    /// What an earlier visit left, with its files; none, if that is nothing or too long ago. Whatever
    /// is too old is removed, of other services too.
    pub async fn load(&self) -> Option<(Draft, Vec<(FileNumber, Blob)>)> {
        let names = self.database.names().await.ok()?;
        let mut found = None;
        // Files have a name with a slash.
        for service in names.iter().filter(|name| !name.contains('/')) {
            let drafts = Self { service: service.as_str().into(), ..self.clone() };
            match drafts.read().await.filter(|draft| draft.expires > clock::now()) {
                Some(draft) if drafts.service == self.service => found = Some(draft),
                Some(_) => {}
                None => {
                    drafts.retain_files(|_| false).await.ok()?;
                    self.database.remove(service).await.ok()?;
                }
            }
        }
        let mut draft = found?;
        let mut files = Vec::new();
        for file in &draft.files {
            if let Some(blob) = self.read_file(file.number).await {
                files.push((file.number, blob));
            }
        }
        // A file whose bytes were too many to keep has to be chosen again.
        draft.files.retain(|file| files.iter().any(|(number, _)| *number == file.number));
        Some((draft, files))
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

    /// Removes the bytes of all files but these.
    pub async fn retain_files(&self, keep: impl Fn(FileNumber) -> bool) -> Result<(), JsValue> {
        let folder = [&*self.service, "/"].concat();
        for name in self.database.names().await? {
            let number = name.strip_prefix(&folder).and_then(|number| number.parse().ok());
            if number.is_some_and(|number| !keep(number)) {
                self.database.remove(&name).await?;
            }
        }
        Ok(())
    }

    /// Removes everything, of every service.
    pub async fn clear(&self) -> Result<(), JsValue> {
        self.database.clear().await
    }

    /// A draft of another version of the form is no draft: it is removed like one that is too old.
    async fn read(&self) -> Option<Draft> {
        let json = self.database.get(&self.service).await.ok()?.as_string()?;
        json::read(&json)
    }

    async fn read_file(&self, number: FileNumber) -> Option<Blob> {
        let bytes = self.database.get(&self.file_name(number)).await.ok()?;
        from_buffer(&bytes.dyn_into().ok()?).ok()
    }

    fn file_name(&self, number: FileNumber) -> String {
        [&*self.service, "/", &number.to_string()].concat()
    }
}
