//! The store: named objects that are written once.
//!
//! Everything the endpoint remembers is an object that exists or does not. The only write that
//! decides anything is [`Store::create`], which exactly one of any number of racing processes wins;
//! there is no lock and no other database. [`Store::open`] finds the store at its address ([`location`]),
//! [`folder`] is what a local folder needs beyond what the library does for it, [`Store::probe`] refuses a
//! store that cannot be trusted, and [`fault`] says of an error what may be said.

pub mod fault;
mod folder;
mod location;
mod probe;

use std::io;
use std::sync::Arc;

use axum::body::Bytes;
use futures_util::{StreamExt, TryStreamExt, stream};
use object_store::path::Path;
use object_store::{Error, ObjectMeta, ObjectStore, ObjectStoreExt, PutMode, PutPayload, WriteMultipart};

use folder::Folder;

/// Bytes of a piece of a joined object. S3 takes none smaller, but for the last.
const PIECE_BYTES: usize = 5 * 1024 * 1024;

/// Pieces of a joined object that are on their way at the same time.
const PIECES_AT_ONCE: usize = 2;

/// The objects of one endpoint, shared by all its requests.
#[derive(Clone, Debug)]
pub struct Store {
    objects: Arc<dyn ObjectStore>,
    /// Where they lie, if they are files of ours.
    folder: Option<Folder>,
}

/// What became of a conditional create.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use = "an object that existed holds what somebody else wrote"]
pub enum Created {
    /// The object is now there, durably, as given.
    New,
    /// The object was there already, with other bytes, and is unchanged.
    Existed,
}

impl Store {
    /// Opens the store at `location`: a folder, made if it is missing, `s3://BUCKET/PREFIX`,
    /// `az://CONTAINER/PREFIX` or `gs://BUCKET/PREFIX`.
    ///
    /// Fails where the folder cannot be made or leads out of itself, the address is none, or this build
    /// has no such stores. Whether a server answers, [`Store::probe`] finds out.
    pub fn open(location: &str) -> anyhow::Result<Self> {
        match location::cloud(location)? {
            Some(objects) => Ok(Self::of(objects)),
            None => {
                let (objects, folder) = folder::open(std::path::Path::new(location))?;
                Ok(Self { objects: Arc::new(objects), folder: Some(folder) })
            }
        }
    }

    /// A store on any backend. [`Store::probe`] says whether it can be trusted.
    pub fn of(objects: Arc<dyn ObjectStore>) -> Self {
        Self { objects, folder: None }
    }

    /// Writes an object that must not exist yet. When this returns `New`, the bytes are durable.
    ///
    /// An object that exists with exactly these bytes counts as new: a server may have written it, failed
    /// to say so, and found it there when the library asked again by itself. So of two writers with the
    /// same bytes both are told `New`, and both are told the truth: what they wrote is there. Nobody who
    /// was told so may conclude that he alone was; where that matters the bytes must differ.
    pub async fn create(&self, path: &Path, bytes: Bytes) -> Result<Created, Error> {
        match self.put_new(path, bytes.clone()).await? {
            Created::Existed if self.holds(path, &bytes).await? => {
                // Whoever wrote it may have been killed, or have failed, before its name was on disk.
                if let Some(folder) = &self.folder {
                    folder.make_name_durable(path).await?;
                }
                Ok(Created::New)
            }
            created => Ok(created),
        }
    }

    /// Writes the first object of a folder, whose own name becomes durable with it, whoever of several
    /// processes made it. Here an object that exists is one, whatever it holds: of several writers at most
    /// one may count it, and two who announce the same in one second write the same.
    pub async fn create_first(&self, path: &Path, bytes: Bytes) -> Result<Created, Error> {
        let created = self.put_new(path, bytes).await?;
        if let Some(folder) = &self.folder {
            folder.make_name_durable(path).await?;
        }
        Ok(created)
    }

    async fn put_new(&self, path: &Path, bytes: Bytes) -> Result<Created, Error> {
        self.stay_inside(path)?;
        match self.objects.put_opts(path, PutPayload::from_bytes(bytes), PutMode::Create.into()).await {
            Ok(_) => Ok(Created::New),
            Err(Error::AlreadyExists { .. }) => Ok(Created::Existed),
            Err(error) => Err(error),
        }
    }

    async fn holds(&self, path: &Path, bytes: &Bytes) -> Result<bool, Error> {
        match self.objects.get(path).await {
            // The length is known before the bytes are fetched.
            Ok(object) if object.meta.size == bytes.len() as u64 => Ok(object.bytes().await? == *bytes),
            // One that was removed in between held what somebody else wrote.
            Ok(_) | Err(Error::NotFound { .. }) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// The whole of an object, if there is one.
    pub async fn read(&self, path: &Path) -> Result<Option<Bytes>, Error> {
        self.stay_inside(path)?;
        match self.objects.get(path).await {
            Ok(object) => object.bytes().await.map(Some),
            Err(Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The first bytes of an object that is not empty, `most` of them or all, if there is such an object.
    pub async fn read_start(&self, path: &Path, most: usize) -> Result<Option<Bytes>, Error> {
        self.stay_inside(path)?;
        match self.objects.get_range(path, 0..most as u64).await {
            Ok(bytes) => Ok(Some(bytes)),
            Err(Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Every object whose name starts with `folder/`, in no particular order.
    pub async fn list(&self, folder: &Path) -> Result<Vec<ObjectMeta>, Error> {
        self.objects.list(Some(folder)).try_collect().await
    }

    /// Removes an object, durably; one that is not there is no error.
    pub async fn delete(&self, path: &Path) -> Result<(), Error> {
        self.delete_all(vec![path.clone()]).await
    }

    /// Removes objects, durably, as few requests as the store needs; ones that are not there are no error.
    pub async fn delete_all(&self, paths: Vec<Path>) -> Result<(), Error> {
        for path in &paths {
            self.stay_inside(path)?;
        }
        let mut deleted = self.objects.delete_stream(stream::iter(paths.clone()).map(Ok).boxed());
        while let Some(outcome) = deleted.next().await {
            match outcome {
                Ok(_) | Err(Error::NotFound { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        match &self.folder {
            Some(folder) => folder.make_deletes_durable(paths).await,
            None => Ok(()),
        }
    }

    /// Removes files that a process staged and was killed before it could give them their names. No
    /// list shows them. What another process may still be writing stays.
    pub async fn remove_staged(&self) -> io::Result<()> {
        match &self.folder {
            Some(folder) => folder.remove_staged().await,
            None => Ok(()),
        }
    }

    /// Joins objects, in this order, into one at `to`, a piece at a time.
    ///
    /// The one write that is not conditional. It is safe only where `to` determines the bytes, so
    /// that two processes that do it at once write the same. A process that ends half-way leaves pieces
    /// in a cloud store that no list shows: a lifecycle rule of the bucket has to remove them
    /// (docs/stores.md).
    pub async fn join(&self, parts: &[Path], to: &Path) -> Result<(), Error> {
        self.stay_inside(to)?;
        let upload = self.objects.put_multipart(to).await?;
        let mut joined = WriteMultipart::new_with_chunk_size(upload, PIECE_BYTES);
        match self.write_pieces(parts, &mut joined).await {
            Ok(()) => joined.finish().await.map(drop),
            Err(error) => {
                // Why it failed counts, not whether the clean-up did too.
                let _ = joined.abort().await;
                Err(error)
            }
        }
    }

    async fn write_pieces(&self, parts: &[Path], joined: &mut WriteMultipart) -> Result<(), Error> {
        for part in parts {
            joined.wait_for_capacity(PIECES_AT_ONCE).await?;
            self.stay_inside(part)?;
            joined.put(self.objects.get(part).await?.bytes().await?);
        }
        Ok(())
    }

    fn stay_inside(&self, path: &Path) -> Result<(), Error> {
        self.folder.as_ref().map_or(Ok(()), |folder| folder.stay_inside(path))
    }
}

#[cfg(test)]
mod tests {
    use object_store::memory::InMemory;

    use super::*;

    /// If it broke, two processes would overwrite each other's parts.
    #[tokio::test]
    async fn what_was_created_first_stays() {
        let store = Store::of(Arc::new(InMemory::new()));
        let path = Path::from("object");
        assert_eq!(store.create(&path, "first".into()).await.expect("written"), Created::New);
        for other in ["second", "fir5t", "firs"] {
            assert_eq!(store.create(&path, other.into()).await.expect("answered"), Created::Existed);
        }
        assert_eq!(store.read(&path).await.expect("read"), Some("first".into()));
    }

    /// If it broke, a client would be told of a conflict with itself where a server answered late.
    #[tokio::test]
    async fn what_is_there_as_it_was_to_be_written_is_no_conflict() {
        let store = Store::of(Arc::new(InMemory::new()));
        let path = Path::from("object");
        for _ in 0..2 {
            assert_eq!(store.create(&path, "the same".into()).await.expect("written"), Created::New);
        }
    }

    /// If it broke, packages in a bucket would have holes or the wrong order where pieces meet.
    #[tokio::test]
    async fn parts_are_joined_across_the_pieces_in_which_they_are_written() {
        let store = Store::of(Arc::new(InMemory::new()));
        let mut whole = Vec::new();
        let mut parts = Vec::new();
        for (at, length) in [3_000_000, 1, 5 * 1024 * 1024, 2_500_000].into_iter().enumerate() {
            let bytes: Vec<u8> = (0..length).map(|byte: usize| (byte * 31 + at) as u8).collect();
            let path = Path::from(format!("part-{at}"));
            assert_eq!(store.create(&path, bytes.clone().into()).await.expect("written"), Created::New);
            whole.extend(bytes);
            parts.push(path);
        }
        let to = Path::from("whole");
        store.join(&parts, &to).await.expect("joined");
        assert!(store.read(&to).await.expect("read").as_deref() == Some(&whole[..]));
        store.join(&[Path::from("missing")], &Path::from("half")).await.expect_err("a part is missing");
        assert_eq!(store.read(&Path::from("half")).await.expect("read"), None);
    }
}
