//! The store: named objects that are written once.
//!
//! Everything the endpoint remembers is an object that exists or does not. The only write that
//! decides anything is [`Store::create`], which exactly one of any number of racing processes wins;
//! there is no lock and no other database. [`Store::probe`] refuses a store that breaks this.

use std::path::{Path as FilePath, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use std::{fs, io};

use anyhow::{Context, bail, ensure};
use axum::body::Bytes;
use futures_util::TryStreamExt;
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{Error, ObjectMeta, ObjectStore, ObjectStoreExt, PutMode, PutPayload, WriteMultipart};

/// How many writers race for one object when the store is probed.
const PROBE_WRITERS: usize = 8;

/// How long nobody writes to a file before it counts as left behind.
const STAGED_FOR: Duration = Duration::from_secs(60 * 60);

/// The objects of one endpoint, shared by all its requests.
#[derive(Clone, Debug)]
pub struct Store {
    objects: Arc<dyn ObjectStore>,
    /// Where they lie, if they are files of ours.
    folder: Option<PathBuf>,
}

/// What became of a conditional create.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use = "an object that existed holds what somebody else wrote"]
pub enum Created {
    /// The object is now there, durably, as given.
    New,
    /// The object was there already and is unchanged.
    Existed,
}

impl Store {
    /// Opens the store at `location`: a folder, made if it is missing.
    ///
    /// Fails where the folder cannot be made, and for `s3://` addresses: this build has no cloud
    /// stores.
    pub fn open(location: &str) -> anyhow::Result<Self> {
        if location.contains("://") {
            bail!("--store {location}: this build stores in local folders only; name a folder");
        }
        Self::in_folder(FilePath::new(location))
    }

    fn in_folder(folder: &FilePath) -> anyhow::Result<Self> {
        fs::create_dir_all(folder)
            .with_context(|| format!("cannot make the store's folder {}", folder.display()))?;
        let objects = LocalFileSystem::new_with_prefix(folder)
            .with_context(|| format!("cannot open the store's folder {}", folder.display()))?
            // An acknowledged byte must survive a power cut.
            .with_fsync(true);
        Ok(Self { objects: Arc::new(objects), folder: Some(folder.to_owned()) })
    }

    /// A store on any backend. [`Store::probe`] says whether it can be trusted.
    pub fn of(objects: Arc<dyn ObjectStore>) -> Self {
        Self { objects, folder: None }
    }

    /// Races several writers for one object and checks that exactly one wins and that its bytes
    /// stay: some servers accept a conditional create and ignore the condition.
    pub async fn probe(&self) -> anyhow::Result<()> {
        let path = Path::from(format!("probe/{}", crate::ids::random_hex()?));
        let mut writers = tokio::task::JoinSet::new();
        for writer in 0..PROBE_WRITERS {
            let (store, path) = (self.clone(), path.clone());
            writers.spawn(async move {
                store.create(&path, writer.to_string().into()).await.map(|created| (writer, created))
            });
        }
        let mut winners = Vec::new();
        for outcome in writers.join_all().await {
            let (writer, created) = outcome.context("the store cannot be written")?;
            winners.extend((created == Created::New).then_some(writer));
        }
        let kept = self.read(&path).await.context("the store cannot be read")?;
        self.delete(&path).await.context("the store's objects cannot be deleted")?;
        ensure!(
            matches!(winners[..], [winner] if kept.as_deref() == Some(winner.to_string().as_bytes())),
            "the store ignores conditional creates ({} of {PROBE_WRITERS} writers of one object won): uploads would overwrite each other there",
            winners.len()
        );
        Ok(())
    }

    /// Writes an object that must not exist yet. When this returns `New`, the bytes are durable.
    pub async fn create(&self, path: &Path, bytes: Bytes) -> Result<Created, Error> {
        match self.objects.put_opts(path, PutPayload::from_bytes(bytes), PutMode::Create.into()).await {
            Ok(_) => Ok(Created::New),
            Err(Error::AlreadyExists { .. }) => Ok(Created::Existed),
            Err(error) => Err(error),
        }
    }

    /// The whole of an object, if there is one.
    pub async fn read(&self, path: &Path) -> Result<Option<Bytes>, Error> {
        match self.objects.get(path).await {
            Ok(object) => object.bytes().await.map(Some),
            Err(Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Every object whose name starts with `folder/`, in no particular order.
    pub async fn list(&self, folder: &Path) -> Result<Vec<ObjectMeta>, Error> {
        self.objects.list(Some(folder)).try_collect().await
    }

    /// Removes an object; one that is not there is no error.
    pub async fn delete(&self, path: &Path) -> Result<(), Error> {
        match self.objects.delete(path).await {
            Err(Error::NotFound { .. }) => Ok(()),
            outcome => outcome,
        }
    }

    /// Removes files that a process staged and was killed before it could give them their names. No
    /// list shows them. What another process may still be writing stays.
    pub async fn remove_staged(&self) -> io::Result<()> {
        let Some(folder) = self.folder.clone() else { return Ok(()) };
        tokio::task::spawn_blocking(move || remove_staged(&folder)).await?
    }

    /// Joins objects, in this order, into one at `to`, a piece at a time.
    ///
    /// The one write that is not conditional. It is safe only where `to` determines the bytes, so
    /// that two processes that do it at once write the same.
    pub async fn join(&self, parts: &[Path], to: &Path) -> Result<(), Error> {
        let mut joined = WriteMultipart::new(self.objects.put_multipart(to).await?);
        for part in parts {
            joined.wait_for_capacity(1).await?;
            joined.put(self.objects.get(part).await?.bytes().await?);
        }
        joined.finish().await.map(drop)
    }
}

fn remove_staged(folder: &FilePath) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            remove_staged(&entry.path())?;
        } else if entry.file_name().to_str().is_some_and(is_staged) {
            match entry.metadata().and_then(|file| file.modified()) {
                Ok(written) if written.elapsed().is_ok_and(|age| age > STAGED_FOR) => {
                    fs::remove_file(entry.path())?;
                }
                // It has just been given its name, or will be.
                _ => {}
            }
        }
    }
    Ok(())
}

/// Whether `LocalFileSystem` gives such names to files that it has not finished: `part-0#1`.
fn is_staged(name: &str) -> bool {
    let number = name.rsplit_once('#').map_or("", |(_, number)| number);
    !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use object_store::memory::InMemory;

    use super::*;

    #[tokio::test]
    async fn a_folder_passes_the_probe_and_keeps_nothing_of_it() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let store = Store::in_folder(folder.path()).expect("a store");
        store.probe().await.expect("a folder honours conditional creates");
        assert_eq!(store.list(&Path::from("probe")).await.expect("a list"), []);
    }

    /// A process that is killed while it writes leaves a file with personal data that no list shows.
    #[tokio::test]
    async fn what_a_killed_process_staged_is_removed_after_an_hour() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let store = Store::in_folder(folder.path()).expect("a store");
        let deep = folder.path().join("uploads/1");
        fs::create_dir_all(&deep).expect("made");
        let now = std::time::SystemTime::now();
        for (name, minutes) in [("part-0#1", 61), ("part-0#2", 59), ("part-0", 61), ("notes #", 61)] {
            let file = fs::File::create(deep.join(name)).expect("made");
            file.set_modified(now - Duration::from_secs(minutes * 60)).expect("dated");
        }
        store.remove_staged().await.expect("removed");
        let mut left: Vec<_> =
            fs::read_dir(&deep).expect("listed").map(|entry| entry.expect("a file").file_name()).collect();
        left.sort();
        assert_eq!(left, ["notes #", "part-0", "part-0#2"]);
    }

    #[tokio::test]
    async fn what_was_created_first_stays() {
        let store = Store::of(Arc::new(InMemory::new()));
        let path = Path::from("object");
        assert_eq!(store.create(&path, "first".into()).await.expect("written"), Created::New);
        assert_eq!(store.create(&path, "second".into()).await.expect("answered"), Created::Existed);
        assert_eq!(store.read(&path).await.expect("read"), Some("first".into()));
    }

    #[test]
    fn a_cloud_address_is_refused_in_a_sentence() {
        let error = Store::open("s3://bucket/prefix").expect_err("refused");
        assert!(error.to_string().contains("local folders only"), "{error}");
    }
}
