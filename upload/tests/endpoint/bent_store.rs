//! A store in memory that does not always do what it is asked: what other processes, other servers and
//! full disks do to the endpoint.

use std::sync::Arc;
use std::{fmt, io};

use axum::body::Bytes;
use futures_util::StreamExt;
use futures_util::stream::BoxStream;
use object_store::memory::InMemory;
use object_store::path::Path;
use object_store::{
    CopyOptions, Error, GetOptions, GetResult, ListResult, MultipartUpload, ObjectMeta, ObjectStore,
    ObjectStoreExt, PutMultipartOptions, PutOptions, PutPayload, PutResult, Result, UploadPart,
};
use upload::store::Store;

/// What happens to a write, or a delete.
pub enum Bend {
    /// It is done as asked.
    Straight,
    /// It overwrites what is there, whatever its condition says.
    IgnoreCondition,
    /// Somebody else writes this object just before.
    OvertakenBy(Path, Bytes),
    /// It fails, as the operating system would say.
    Fail(io::ErrorKind),
    /// It is done, and fails all the same: the server's answer was lost.
    DoneAndFail,
    /// It is done; the library did not hear of it, asked again, and was told that the object exists.
    DoneTwice,
}

fn failed(kind: io::ErrorKind) -> Error {
    Error::Generic { store: "bent", source: io::Error::from(kind).into() }
}

/// The store, and what decides how each write goes, by the object's path.
pub struct BentStore<F> {
    inner: Arc<InMemory>,
    bend: Arc<F>,
}

/// A write in pieces to such a store.
struct BentUpload<F> {
    inner: Box<dyn MultipartUpload>,
    path: Path,
    bend: Arc<F>,
}

impl<F> fmt::Debug for BentUpload<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a bent upload")
    }
}

#[async_trait::async_trait]
impl<F: Fn(&Path) -> Bend + Send + Sync + 'static> MultipartUpload for BentUpload<F> {
    fn put_part(&mut self, data: PutPayload) -> UploadPart {
        match (self.bend)(&self.path) {
            Bend::Fail(kind) => Box::pin(async move { Err(failed(kind)) }),
            _ => self.inner.put_part(data),
        }
    }

    async fn complete(&mut self) -> Result<PutResult> {
        match (self.bend)(&self.path) {
            Bend::Fail(kind) => Err(failed(kind)),
            Bend::DoneAndFail => {
                self.inner.complete().await?;
                Err(failed(io::ErrorKind::ConnectionReset))
            }
            _ => self.inner.complete().await,
        }
    }

    async fn abort(&mut self) -> Result<()> {
        self.inner.abort().await
    }
}

/// A store whose writes go as `bend` says.
pub fn bent_store(bend: impl Fn(&Path) -> Bend + Send + Sync + 'static) -> Store {
    Store::of(Arc::new(BentStore { inner: Arc::default(), bend: Arc::new(bend) }))
}

impl<F> fmt::Display for BentStore<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a bent store")
    }
}

impl<F> fmt::Debug for BentStore<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[async_trait::async_trait]
impl<F: Fn(&Path) -> Bend + Send + Sync + 'static> ObjectStore for BentStore<F> {
    async fn put_opts(&self, path: &Path, payload: PutPayload, options: PutOptions) -> Result<PutResult> {
        match (self.bend)(path) {
            Bend::Straight => self.inner.put_opts(path, payload, options).await,
            Bend::IgnoreCondition => self.inner.put(path, payload).await,
            Bend::OvertakenBy(other, bytes) => {
                self.inner.put(&other, bytes.into()).await?;
                self.inner.put_opts(path, payload, options).await
            }
            Bend::Fail(kind) => Err(failed(kind)),
            Bend::DoneAndFail => {
                self.inner.put_opts(path, payload, options).await?;
                Err(failed(io::ErrorKind::ConnectionReset))
            }
            Bend::DoneTwice => {
                self.inner.put_opts(path, payload.clone(), options.clone()).await?;
                self.inner.put_opts(path, payload, options).await
            }
        }
    }

    async fn put_multipart_opts(
        &self,
        path: &Path,
        options: PutMultipartOptions,
    ) -> Result<Box<dyn MultipartUpload>> {
        let inner = self.inner.put_multipart_opts(path, options).await?;
        Ok(Box::new(BentUpload { inner, path: path.clone(), bend: Arc::clone(&self.bend) }))
    }

    async fn get_opts(&self, path: &Path, options: GetOptions) -> Result<GetResult> {
        self.inner.get_opts(path, options).await
    }

    fn delete_stream(&self, paths: BoxStream<'static, Result<Path>>) -> BoxStream<'static, Result<Path>> {
        let (inner, bend) = (Arc::clone(&self.inner), Arc::clone(&self.bend));
        let delete = move |path: Result<Path>| {
            let (inner, bend) = (Arc::clone(&inner), Arc::clone(&bend));
            async move {
                let path = path?;
                match bend(&path) {
                    Bend::Fail(kind) => return Err(failed(kind)),
                    Bend::DoneAndFail => {
                        inner.delete(&path).await?;
                        return Err(failed(io::ErrorKind::ConnectionReset));
                    }
                    _ => {}
                }
                inner.delete(&path).await.map(|()| path)
            }
        };
        paths.then(delete).boxed()
    }

    fn list(&self, prefix: Option<&Path>) -> BoxStream<'static, Result<ObjectMeta>> {
        self.inner.list(prefix)
    }

    async fn list_with_delimiter(&self, prefix: Option<&Path>) -> Result<ListResult> {
        self.inner.list_with_delimiter(prefix).await
    }

    async fn copy_opts(&self, from: &Path, to: &Path, options: CopyOptions) -> Result<()> {
        self.inner.copy_opts(from, to, options).await
    }
}
