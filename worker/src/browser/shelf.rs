//! The files of a form, by their numbers: in the browser's database, so that a reload, a killed tab or days
//! without a network lose nothing; or else in its memory.
//!
//! They are kept in pieces of [`SLICE`] bytes, as ArrayBuffers, for Safari has lost Blobs in databases. What
//! is kept is what will be sent: without what cameras write beside pictures, and whatever becomes of the
//! file that was chosen.

use std::cell::RefCell;

use js_sys::{Array, ArrayBuffer, Uint8Array};
use package::{Cleaner, Digester, Inspector};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Blob;

use super::database::Database;
use super::files::{SLICE, bytes, from_parts, slice};
use crate::message::{FileNumber, FileRef, Findings};

/// Where files are kept.
pub struct Shelf {
    /// None, where this browser keeps nothing.
    database: Option<Database>,
    service: String,
    /// The files that are not in the database.
    loose: RefCell<Vec<(FileNumber, Blob)>>,
}

/// The name under which all pieces of a file begin.
pub fn file_name(service: &str, number: FileNumber) -> String {
    [service, "/", &number.to_string(), "/"].concat()
}

impl Shelf {
    /// The shelf of a service.
    pub async fn open(service: String, keeps: bool) -> Self {
        let database = if keeps { Database::open().await.ok() } else { None };
        Self { database, service, loose: RefCell::default() }
    }

    /// One on which nothing is kept.
    pub fn nowhere() -> Self {
        Self { database: None, service: String::new(), loose: RefCell::default() }
    }

    /// Takes a file in. Says whether it is kept in the database as well.
    ///
    /// # Errors
    /// It cannot be read.
    pub async fn take(&self, number: FileNumber, file: &Blob) -> Result<(Findings, bool), JsValue> {
        let mut taking = Taking::new(self, number);
        // A PDF of pages that were put in another order has the number of the one before.
        self.discard(number).await;
        for offset in (0..file.size() as u64).step_by(SLICE as usize) {
            let piece = bytes(&slice(file, offset, SLICE)?).await?;
            taking.update(&piece).await?;
        }
        taking.finish().await
    }

    /// Looks at a file that cannot be sent, and keeps it as it is until the page is closed.
    ///
    /// # Errors
    /// It cannot be read.
    pub async fn look_only(&self, number: FileNumber, file: Blob) -> Result<Findings, JsValue> {
        let findings = inspect(file.size() as u64, async |offset| bytes(&slice(&file, offset, SLICE)?).await);
        let findings = findings.await?;
        self.loose.borrow_mut().push((number, file));
        Ok(findings)
    }

    /// Looks at a file that is here.
    ///
    /// # Errors
    /// It is not, not whole, or cannot be read.
    pub async fn look(&self, file: FileRef) -> Result<Findings, JsValue> {
        let mut file = file;
        // A tab that was killed may have kept a part of it, or all of it and not known how long it became.
        if let (Some(database), None) = (&self.database, self.loose(file.number)) {
            let bytes = database.get(&self.length_name(file.number)).await?;
            file.bytes = bytes.as_f64().ok_or(bytes)? as u64;
        }
        inspect(file.bytes, async |offset| bytes(&self.slice(file, offset, SLICE).await?).await).await
    }

    /// A slice of a file, of `length` bytes, less at its end.
    ///
    /// # Errors
    /// It is not here, or cannot be read.
    pub async fn slice(&self, file: FileRef, offset: u64, length: u64) -> Result<Blob, JsValue> {
        if let Some(loose) = self.loose(file.number) {
            return slice(&loose, offset, length);
        }
        let database = self.database.as_ref().ok_or(JsValue::NULL)?;
        let end = file.bytes.min(offset + length);
        let parts = Array::new();
        for index in offset / SLICE..end.div_ceil(SLICE) {
            let piece = database.get(&self.piece_name(file.number, index)).await?;
            let piece: ArrayBuffer = piece.dyn_into()?;
            let start = index * SLICE;
            let from = offset.max(start) - start;
            let part = Uint8Array::new(&piece).subarray(from as u32, (end - start).min(SLICE) as u32);
            parts.push(&part);
        }
        from_parts(&parts)
    }

    /// A whole file.
    ///
    /// # Errors
    /// It is not here, or cannot be read.
    pub async fn whole(&self, file: FileRef) -> Result<Blob, JsValue> {
        self.slice(file, 0, file.bytes).await
    }

    /// Forgets a file.
    pub async fn discard(&self, number: FileNumber) {
        self.loose.borrow_mut().retain(|(other, _)| *other != number);
        if let Some(database) = &self.database {
            // What is left is removed at the next visit.
            let _ = database.remove_all(&file_name(&self.service, number)).await;
        }
    }

    fn loose(&self, number: FileNumber) -> Option<Blob> {
        let loose = self.loose.borrow();
        loose.iter().find(|(other, _)| *other == number).map(|(_, file)| file.clone())
    }

    /// The name of its length, which is kept when it is whole.
    fn length_name(&self, number: FileNumber) -> String {
        [&file_name(&self.service, number), "length"].concat()
    }

    fn piece_name(&self, number: FileNumber, index: u64) -> String {
        [&file_name(&self.service, number), &*index.to_string()].concat()
    }
}

/// Looks at every byte once.
async fn inspect(
    length: u64,
    read: impl AsyncFn(u64) -> Result<Vec<u8>, JsValue>,
) -> Result<Findings, JsValue> {
    let (mut inspector, mut digester) = (Inspector::default(), Digester::default());
    for offset in (0..length).step_by(SLICE as usize) {
        let bytes = read(offset).await?;
        inspector.update(&bytes);
        digester.update(&bytes);
    }
    Ok(Findings { inspection: inspector.finish(), digest: digester.finish() })
}

/// A file on its way to the shelf.
struct Taking<'s> {
    shelf: &'s Shelf,
    number: FileNumber,
    cleaner: Cleaner,
    inspector: Inspector,
    digester: Digester,
    /// Less than a piece.
    rest: Vec<u8>,
    pieces: u64,
    /// The pieces, where the database does not take them.
    memory: Option<Array>,
}

impl<'s> Taking<'s> {
    fn new(shelf: &'s Shelf, number: FileNumber) -> Self {
        Self {
            shelf,
            number,
            cleaner: Cleaner::default(),
            inspector: Inspector::default(),
            digester: Digester::default(),
            rest: Vec::new(),
            pieces: 0,
            memory: shelf.database.is_none().then(Array::new),
        }
    }

    async fn update(&mut self, bytes: &[u8]) -> Result<(), JsValue> {
        let mut cleaned = Vec::new();
        self.cleaner.update(bytes, &mut cleaned);
        self.add(&cleaned).await
    }

    async fn add(&mut self, bytes: &[u8]) -> Result<(), JsValue> {
        self.inspector.update(bytes);
        self.digester.update(bytes);
        self.rest.extend(bytes);
        while self.rest.len() >= SLICE as usize {
            let rest = self.rest.split_off(SLICE as usize);
            let piece = std::mem::replace(&mut self.rest, rest);
            self.put(&piece).await?;
        }
        Ok(())
    }

    async fn put(&mut self, piece: &[u8]) -> Result<(), JsValue> {
        let piece = Uint8Array::from(piece).buffer();
        if let (Some(database), None) = (&self.shelf.database, &self.memory) {
            let name = self.shelf.piece_name(self.number, self.pieces);
            if database.put(&name, &piece).await.is_err() {
                self.memory = Some(self.to_memory(database).await?);
            }
        }
        self.pieces += 1;
        if let Some(memory) = &self.memory {
            memory.push(&piece);
        }
        Ok(())
    }

    /// There is no room for all of it: what is there of it makes room for others.
    async fn to_memory(&self, database: &Database) -> Result<Array, JsValue> {
        let memory = Array::new();
        for index in 0..self.pieces {
            memory.push(&database.get(&self.shelf.piece_name(self.number, index)).await?);
        }
        database.remove_all(&file_name(&self.shelf.service, self.number)).await?;
        Ok(memory)
    }

    async fn finish(mut self) -> Result<(Findings, bool), JsValue> {
        let mut cleaned = Vec::new();
        std::mem::take(&mut self.cleaner).finish(&mut cleaned);
        self.add(&cleaned).await?;
        let rest = std::mem::take(&mut self.rest);
        if !rest.is_empty() {
            self.put(&rest).await?;
        }
        let findings = Findings {
            inspection: std::mem::take(&mut self.inspector).finish(),
            digest: std::mem::take(&mut self.digester).finish(),
        };
        if let (Some(database), None) = (&self.shelf.database, &self.memory) {
            let length = (findings.inspection.bytes as f64).into();
            if database.put(&self.shelf.length_name(self.number), &length).await.is_err() {
                self.memory = Some(self.to_memory(database).await?);
            }
        }
        if let Some(memory) = &self.memory {
            self.shelf.loose.borrow_mut().push((self.number, from_parts(memory)?));
        }
        Ok((findings, self.memory.is_none()))
    }
}
