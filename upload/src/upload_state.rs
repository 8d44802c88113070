//! What is known of an upload: objects that are each written once.
//!
//! ```text
//! uploads/<hash>/info.json                  what was announced, when the upload was created
//! uploads/<hash>/part-<offset, 20 digits>   the bytes from this offset on
//! uploads/<hash>/end.json                   how it ended: the one key every ending competes for
//! ```
//! A part is only ever created at the end of the chain of parts before it, so the offset of an upload
//! is the end of that chain, and of two writers at one offset exactly one succeeds. Nothing else is
//! kept, in memory or out of it: any process that sees the store can go on.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::body::Bytes;
use data_encoding::HEXLOWER;
use object_store::path::Path;
use serde::{Deserialize, Serialize};
use time::{Duration, OffsetDateTime};

use crate::ids::{self, UploadHash};
use crate::problem::{Kind, Problem, Refusal};
use crate::receipt::Receipt;
use crate::store::{Created, Store};

/// How long an upload is kept of which nothing has arrived. Creating one costs nothing, so that anybody
/// could otherwise take every place of a small endpoint for a week.
const UNBEGUN_FOR: Duration = Duration::hours(1);

/// How much longer an upload is kept whose last byte has arrived: for a completion that was cut off, or
/// failed, to be done again. Its client has done all it can.
const WHOLE_FOR: Duration = Duration::DAY;

/// What a client announced, and when.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Info {
    /// Bytes of the whole package.
    pub length: u64,
    /// The service that is applied for.
    pub service: String,
    /// SHA-256 of the package, in lower-case hexadecimal digits.
    pub sha256: String,
    /// When the upload was created. The package is decided under this day.
    #[serde(with = "time::serde::rfc3339")]
    pub created: OffsetDateTime,
    /// After this moment an upload that was begun and not finished is gone.
    #[serde(with = "time::serde::rfc3339")]
    pub expires: OffsetDateTime,
}

impl Info {
    /// After this moment the upload is gone if no more than `offset` bytes have arrived.
    pub fn expires_at(&self, offset: u64) -> OffsetDateTime {
        match offset {
            0 => self.expires.min(self.created + UNBEGUN_FOR),
            whole if whole == self.length => self.expires + WHOLE_FOR,
            _ => self.expires,
        }
    }

    /// Whether `other` announces the same package, whenever it does so.
    pub fn announces_same(&self, other: &Self) -> bool {
        (self.length, &self.service, &self.sha256) == (other.length, &other.service, &other.sha256)
    }
}

/// How an upload ended. There is one, and the first one stays.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "kebab-case")]
pub enum End {
    /// The package is stored.
    Accepted {
        /// Its receipt.
        receipt: Box<Receipt>,
    },
    /// The package is not one that the rules accept.
    Refused {
        /// All that is wrong with it.
        problems: Vec<Problem>,
    },
    /// The client gave it up.
    Terminated,
    /// It was not finished in time.
    Expired,
}

impl End {
    /// Whether there is nothing left to ask about.
    pub fn is_gone(&self) -> bool {
        matches!(self, Self::Terminated | Self::Expired)
    }

    /// What the sender of the last byte is told: that all is well, or why not.
    pub fn acknowledge(&self) -> Result<(), Refusal> {
        match self {
            Self::Accepted { .. } => Ok(()),
            Self::Refused { problems } => Err(Refusal::of_package(problems.clone())),
            Self::Terminated | Self::Expired => Err(Refusal::new(Kind::UploadEnded)),
        }
    }
}

/// An end as it is written: with a number drawn by chance, of whoever wrote it. Nobody reads that again.
#[derive(Serialize)]
struct Ending<'a> {
    #[serde(flatten)]
    end: &'a End,
    by: String,
}

/// Where an upload stands.
#[derive(Clone, Debug)]
pub enum Stage {
    /// These parts, in order, hold the first `offset` bytes.
    Open {
        /// Bytes received and kept.
        offset: u64,
        /// The objects that hold them.
        parts: Vec<Path>,
    },
    /// It is over.
    Ended(End),
}

/// An upload as it was found in the store.
#[derive(Clone, Debug)]
pub struct Upload {
    /// Its name in the store.
    pub hash: UploadHash,
    /// What was announced.
    pub info: Info,
    /// Where it stands.
    pub stage: Stage,
}

/// The uploads in a store.
#[derive(Clone, Debug)]
pub struct Uploads {
    store: Store,
    /// How many this process found to have run out of time.
    pub expired: Arc<AtomicU64>,
}

impl Uploads {
    /// The uploads in `store`.
    pub fn new(store: Store) -> Self {
        Self { store, expired: Arc::default() }
    }

    /// The store below, for what is not an upload: packages and receipts.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// Creates an upload, or finds the one that was created under this name before.
    pub async fn create(&self, hash: &UploadHash, info: &Info) -> Result<(Upload, Created), Refusal> {
        let created = self.store.create_first(&info_path(hash), to_json(info)).await?;
        match self.find(hash).await? {
            Some(upload) => Ok((upload, created)),
            // Somebody else's clean-up took it away in between.
            None => Err(Refusal::new(Kind::StoreUnavailable)),
        }
    }

    /// The upload of this name, if there is one. One that has run out of time is ended here, so that
    /// its end does not depend on when the sweep passes.
    pub async fn find(&self, hash: &UploadHash) -> Result<Option<Upload>, Refusal> {
        let Some(info) = self.store.read(&info_path(hash)).await? else {
            return Ok(None);
        };
        let info: Info = from_json(&info)?;
        // Parts are removed only after an end was written. Looking for the end after the parts were
        // listed, we cannot take a chain that is being removed for one that is growing.
        let (offset, parts) = self.parts(hash).await?;
        let stage = match self.ended(hash).await? {
            Some(end) => Stage::Ended(end),
            None if OffsetDateTime::now_utc() >= info.expires_at(offset) => {
                let (end, ended) = self.end(hash, End::Expired).await?;
                self.expired.fetch_add(u64::from(ended == Created::New), Ordering::Relaxed);
                Stage::Ended(end)
            }
            None => Stage::Open { offset, parts },
        };
        Ok(Some(Upload { hash: hash.clone(), info, stage }))
    }

    /// Keeps `bytes` as the part at `offset`, which must be where the chain of parts ends. `Existed`
    /// means that another writer was first.
    pub async fn append(&self, hash: &UploadHash, offset: u64, bytes: Bytes) -> Result<Created, Refusal> {
        Ok(self.store.create(&part_path(hash, offset), bytes).await?)
    }

    /// The first bytes of these parts, `most` of them, or all there are.
    pub async fn head(&self, parts: &[Path], most: usize) -> Result<Vec<u8>, Refusal> {
        let mut head = Vec::with_capacity(most);
        for part in parts {
            if head.len() == most {
                break;
            }
            let bytes = self.store.read_start(part, most - head.len()).await?;
            // Another process has ended the upload, and removes its parts.
            head.extend(bytes.ok_or_else(|| Refusal::new(Kind::StoreUnavailable).retry_after(5))?);
        }
        Ok(head)
    }

    /// Ends an upload, unless it has ended, and says how it did; `New` means that this call ended it, and
    /// may count it.
    pub async fn end(&self, hash: &UploadHash, end: End) -> Result<(End, Created), Refusal> {
        // Two endings can say the same in one second, and only different bytes tell who was first.
        let by = ids::random_bytes::<8>().map_err(|_| Refusal::new(Kind::StoreUnavailable))?;
        let written = to_json(&Ending { end: &end, by: HEXLOWER.encode(&by) });
        match self.store.create(&end_path(hash), written).await? {
            Created::New => Ok((end, Created::New)),
            Created::Existed => {
                let end = self.ended(hash).await?;
                Ok((end.ok_or_else(|| Refusal::new(Kind::StoreUnavailable))?, Created::Existed))
            }
        }
    }

    /// How an upload ended, if it has.
    pub async fn ended(&self, hash: &UploadHash) -> Result<Option<End>, Refusal> {
        self.store.read(&end_path(hash)).await?.map(|end| from_json(&end)).transpose()
    }

    /// Removes the bytes of an upload that has ended.
    pub async fn remove_parts(&self, hash: &UploadHash) -> Result<(), Refusal> {
        let objects = self.store.list(&folder(hash)).await?.into_iter().map(|object| object.location);
        Ok(self.store.delete_all(objects.filter(|path| part_offset(path).is_some()).collect()).await?)
    }

    async fn parts(&self, hash: &UploadHash) -> Result<(u64, Vec<Path>), Refusal> {
        let mut parts: Vec<(u64, u64, Path)> = self
            .store
            .list(&folder(hash))
            .await?
            .into_iter()
            .filter_map(|object| Some((part_offset(&object.location)?, object.size, object.location)))
            .collect();
        parts.sort_unstable_by_key(|(offset, ..)| *offset);
        let mut end = 0;
        let mut chain = Vec::with_capacity(parts.len());
        for (offset, size, path) in parts {
            if offset != end {
                break;
            }
            end += size;
            chain.push(path);
        }
        Ok((end, chain))
    }
}

/// The folder of every upload.
pub fn uploads_folder() -> Path {
    Path::from("uploads")
}

/// The offset in the name of a part; none for the other objects of an upload.
pub fn part_offset(path: &Path) -> Option<u64> {
    path.filename()?.strip_prefix("part-")?.parse().ok()
}

fn folder(hash: &UploadHash) -> Path {
    uploads_folder().join(hash.as_str())
}

fn info_path(hash: &UploadHash) -> Path {
    folder(hash).join("info.json")
}

fn end_path(hash: &UploadHash) -> Path {
    folder(hash).join("end.json")
}

fn part_path(hash: &UploadHash, offset: u64) -> Path {
    // 20 digits hold every u64, so that names sort as numbers do.
    folder(hash).join(format!("part-{offset:020}"))
}

/// Writes a document of the store.
pub fn to_json(document: &impl Serialize) -> Bytes {
    serde_json::to_vec(document).expect("the store's documents have string keys and no failing field").into()
}

/// Reads a document of the store. One that cannot be read was written by something else.
pub fn from_json<T: serde::de::DeserializeOwned>(bytes: &[u8]) -> Result<T, Refusal> {
    serde_json::from_slice(bytes).map_err(|error| {
        tracing::error!(%error, "an object in the store is not what this endpoint writes");
        Refusal::new(Kind::StoreUnavailable)
    })
}
