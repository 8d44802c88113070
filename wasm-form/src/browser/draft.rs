//! Drafts in the browser's database: each under its service's id, its files under their numbers; and
//! receipts under their codes.

use std::rc::Rc;

use js_sys::ArrayBuffer;
use serde::de::DeserializeOwned;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Blob;

use super::clock;
use super::database::Database;
use super::files::from_buffer;
use super::json;
use crate::chosen_file::FileNumber;
use crate::draft::{Draft, KeptReceipt, RECEIPT};
use crate::sending::Received;

/// What an earlier visit left.
#[derive(Default)]
pub struct Found {
    /// The draft.
    pub draft: Option<Draft>,
    /// The bytes of its files, as far as they were kept.
    pub files: Vec<(FileNumber, Blob)>,
    /// Receipts, the newest first.
    pub receipts: Vec<Received>,
}

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

    /// What an earlier visit left, if that is not too long ago. Removed, of every service: drafts and
    /// receipts that are too old, and files that no draft names.
    ///
    /// # Errors
    /// Something could not be read. Nothing may then be written over it.
    pub async fn load(&self) -> Result<Found, JsValue> {
        self.take_over().await?;
        let names = self.database.names().await?;
        let (mut found, mut wanted) = (Found::default(), Vec::new());
        // Files and receipts have a name with a slash.
        for service in names.iter().filter(|name| !name.contains('/')) {
            let drafts = Self { service: service.as_str().into(), ..self.clone() };
            if let Some(draft) =
                drafts.read::<Draft>(service).await?.filter(|draft| draft.expires > clock::now())
            {
                wanted.push(service.clone());
                wanted.extend(draft.files.iter().map(|file| drafts.file_name(file.number)));
                if drafts.service == self.service {
                    found.draft = Some(draft);
                }
            }
        }
        for (name, service) in names.iter().filter_map(|name| Some((name, name.split_once(RECEIPT)?.0))) {
            let kept = self.read::<KeptReceipt>(name).await?.filter(|kept| kept.expires > clock::now());
            let Some(KeptReceipt { received, .. }) = kept else { continue };
            wanted.push(name.clone());
            if service == &*self.service {
                // Names come in alphabetical order, and with them the moments in theirs.
                found.receipts.insert(0, received);
            }
        }
        for name in names.iter().filter(|name| !wanted.contains(name)) {
            self.database.remove(name).await?;
        }
        for file in found.draft.iter().flat_map(|draft| &draft.files) {
            // One whose bytes were too many to keep is shown as unreadable: it has to be chosen again.
            if let Some(blob) = self.read_file(file.number).await {
                found.files.push((file.number, blob));
            }
        }
        Ok(found)
    }

    /// Keeps the receipt in a draft of the first form beside it.
    async fn take_over(&self) -> Result<(), JsValue> {
        let Some(mut draft) = self.read::<Draft>(&self.service).await? else { return Ok(()) };
        let Some(received) = draft.take_receipt() else { return Ok(()) };
        self.save(&draft, Some(received)).await
    }

    /// Keeps a draft, without the bytes of its files, and a receipt beside it.
    pub async fn save(&self, draft: &Draft, received: Option<Received>) -> Result<(), JsValue> {
        for (name, json) in draft.entries(&self.service, received) {
            self.database.put(&name, &json.into()).await?;
        }
        Ok(())
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

    /// What another version of the form has written is nothing: it is removed like what is too old.
    async fn read<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>, JsValue> {
        let json = self.database.get(name).await?;
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
