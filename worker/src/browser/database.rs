//! IndexedDB, as much of it as drafts and documents need: one store, values by name.
//!
//! Written on `web-sys` directly, a request's own two events becoming a promise: a program that does
//! only this is 19 KB larger (brotli, wasm and script) with the crate `rexie` 0.6 in its place.

use js_sys::{Array, Promise, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{IdbDatabase, IdbFactory, IdbKeyRange, IdbObjectStore, IdbRequest, IdbTransactionMode};

const DATABASE: &str = "panduan";
const STORE: &str = "drafts";

/// An open database.
#[derive(Clone)]
pub struct Database(IdbDatabase);

impl Database {
    /// Opens the database, and makes it where there is none.
    ///
    /// # Errors
    /// The browser has no IndexedDB, or does not let this page use it.
    pub async fn open() -> Result<Self, JsValue> {
        // The same property in a window and in a worker.
        let factory = Reflect::get(&js_sys::global(), &"indexedDB".into())?;
        let factory: IdbFactory =
            if factory.is_object() { factory.unchecked_into() } else { return Err(factory) };
        let request = factory.open_with_u32(DATABASE, 1)?;
        let opened = request.clone();
        let make = Closure::once_into_js(move || {
            let database: IdbDatabase = opened.result()?.unchecked_into();
            database.create_object_store(STORE).map(drop)
        });
        request.set_onupgradeneeded(Some(make.unchecked_ref()));
        finished(&request).await.map(|database| Self(database.unchecked_into()))
    }

    /// The value with this name; undefined, if there is none.
    pub async fn get(&self, name: &str) -> Result<JsValue, JsValue> {
        finished(&self.store(IdbTransactionMode::Readonly)?.get(&name.into())?).await
    }

    /// Writes a value under a name.
    ///
    /// # Errors
    /// Among others, there is no room for it: what was there before is still there.
    pub async fn put(&self, name: &str, value: &JsValue) -> Result<(), JsValue> {
        let store = self.store(IdbTransactionMode::Readwrite)?;
        store.put_with_key(value, &name.into())?;
        // That there is no room may show only at the end, after the request itself has succeeded.
        let transaction = store.transaction();
        let end = Promise::new(&mut |resolve, reject| {
            transaction.set_oncomplete(Some(&resolve));
            transaction.set_onabort(Some(&reject));
        });
        JsFuture::from(end).await.map(drop)
    }

    /// Removes a value.
    pub async fn remove(&self, name: &str) -> Result<(), JsValue> {
        finished(&self.store(IdbTransactionMode::Readwrite)?.delete(&name.into())?).await.map(drop)
    }

    /// Removes every value whose name begins so.
    pub async fn remove_all(&self, beginning: &str) -> Result<(), JsValue> {
        // No name has a character beyond this one.
        let range = IdbKeyRange::bound(&beginning.into(), &[beginning, "\u{FFFF}"].concat().into())?;
        finished(&self.store(IdbTransactionMode::Readwrite)?.delete(&range)?).await.map(drop)
    }

    /// Every name, in alphabetical order.
    pub async fn names(&self) -> Result<Vec<String>, JsValue> {
        let names = finished(&self.store(IdbTransactionMode::Readonly)?.get_all_keys()?).await?;
        Ok(names.unchecked_into::<Array>().iter().filter_map(|name| name.as_string()).collect())
    }

    /// Removes everything.
    pub async fn clear(&self) -> Result<(), JsValue> {
        finished(&self.store(IdbTransactionMode::Readwrite)?.clear()?).await.map(drop)
    }

    fn store(&self, mode: IdbTransactionMode) -> Result<IdbObjectStore, JsValue> {
        self.0.transaction_with_str_and_mode(STORE, mode)?.object_store(STORE)
    }
}

/// Waits for a request, and takes its result.
async fn finished(request: &IdbRequest) -> Result<JsValue, JsValue> {
    JsFuture::from(Promise::new(&mut |resolve, reject| {
        request.set_onsuccess(Some(&resolve));
        request.set_onerror(Some(&reject));
    }))
    .await?;
    request.result()
}
