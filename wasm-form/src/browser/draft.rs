//! Drafts in the browser's database: each under its service's id, its files under their numbers; and
//! receipts under their codes.

use std::rc::Rc;

use serde::de::DeserializeOwned;
use wasm_bindgen::JsValue;
use worker::browser::database::Database;
use worker::browser::shelf::file_name;
use worker::browser::{clock, json};
use worker::sending::Received;

use crate::chosen_file::FileNumber;
use crate::draft::{Draft, KeptReceipt, RECEIPT};

/// What an earlier visit left.
#[derive(Default)]
pub struct Found {
    /// The draft.
    pub draft: Option<Draft>,
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

    /// What an earlier visit left, if that is not too long ago. Removed are drafts and receipts that are too
    /// old, of every service, and files that no draft names.
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
                if drafts.service == self.service {
                    wanted.extend(draft.files.iter().map(|file| file_name(service, file.number)));
                    found.draft = Some(draft);
                } else {
                    // Another tab may be taking a file in for it.
                    wanted.push([service, "/"].concat());
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
        // The names of the pieces of a file begin with that of the file.
        let is_wanted = |name: &&String| {
            wanted.iter().any(|one| name == &one || one.ends_with('/') && name.starts_with(one.as_str()))
        };
        for name in names.iter().filter(|name| !is_wanted(name)) {
            self.database.remove(name).await?;
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

    /// Removes the bytes of a file.
    pub async fn remove_file(&self, number: FileNumber) -> Result<(), JsValue> {
        self.database.remove_all(&file_name(&self.service, number)).await
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
}
