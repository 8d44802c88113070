//! A store in memory that does not always do what it is asked: what other processes, other servers and
//! full disks do to the endpoint.

use std::fmt;
use std::sync::Arc;

use axum::body::Bytes;
use futures_util::stream::BoxStream;
use object_store::memory::InMemory;
use object_store::path::Path;
use object_store::{
    CopyOptions, Error, GetOptions, GetResult, ListResult, MultipartUpload, ObjectMeta, ObjectStore,
    ObjectStoreExt, PutMultipartOptions, PutOptions, PutPayload, PutResult, Result,
};
use upload::store::Store;

/// What happens to a write.
pub enum Bend {
    /// It is done as asked.
    Straight,
    /// It overwrites what is there, whatever its condition says.
    IgnoreCondition,
    /// Somebody else writes this object just before.
    OvertakenBy(Path, Bytes),
    /// It fails.
    Fail,
}

/// The store, and what decides how each write goes, by the object's path.
pub struct BentStore<F> {
    inner: InMemory,
    bend: F,
}

/// A store whose writes go as `bend` says.
pub fn bent_store(bend: impl Fn(&Path) -> Bend + Send + Sync + 'static) -> Store {
    Store::of(Arc::new(BentStore { inner: InMemory::new(), bend }))
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
            Bend::Fail => Err(Error::Generic { store: "bent", source: "no space left on device".into() }),
        }
    }

    async fn put_multipart_opts(
        &self,
        path: &Path,
        options: PutMultipartOptions,
    ) -> Result<Box<dyn MultipartUpload>> {
        self.inner.put_multipart_opts(path, options).await
    }

    async fn get_opts(&self, path: &Path, options: GetOptions) -> Result<GetResult> {
        self.inner.get_opts(path, options).await
    }

    fn delete_stream(&self, paths: BoxStream<'static, Result<Path>>) -> BoxStream<'static, Result<Path>> {
        self.inner.delete_stream(paths)
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
