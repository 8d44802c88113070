//! Can this store be trusted? Found out at start, with a few objects that are removed again.

use anyhow::{Context, ensure};
use object_store::path::Path;

use super::fault::said;
use super::{Created, Store};

/// How many writers race for one object.
const WRITERS: usize = 8;

/// Where the objects of probes are, while there are any.
const FOLDER: &str = "probe";

impl Store {
    /// Races several writers for one object and checks that exactly one wins, that its bytes stay, and
    /// that a list shows the object as long as it is there: some servers accept a conditional create and
    /// ignore the condition, and where an upload stands is read off a list.
    ///
    /// # Errors
    /// The store cannot be used, or breaks one of these promises.
    pub async fn probe(&self) -> anyhow::Result<()> {
        let path = Path::from(FOLDER).join(crate::ids::random_hex()?);
        let mut writers = tokio::task::JoinSet::new();
        for writer in 0..WRITERS {
            let (store, path) = (self.clone(), path.clone());
            writers.spawn(async move {
                store.create(&path, writer.to_string().into()).await.map(|created| (writer, created))
            });
        }
        let mut winners = Vec::new();
        for outcome in writers.join_all().await {
            let (writer, created) = outcome.map_err(said).context("the store cannot be written")?;
            winners.extend((created == Created::New).then_some(writer));
        }
        let kept = self.read(&path).await.map_err(said).context("the store cannot be read")?;
        let listed = self.count(&path).await?;
        self.delete(&path).await.map_err(said).context("the store's objects cannot be deleted")?;
        ensure!(
            matches!(winners[..], [winner] if kept.as_deref() == Some(winner.to_string().as_bytes())),
            "the store ignores conditional creates ({} of {WRITERS} writers of one object won): uploads would overwrite each other there",
            winners.len()
        );
        ensure!(
            (listed, self.count(&path).await?) == (1, 0),
            "the store's lists are behind its objects: where an upload stands could not be told there"
        );
        Ok(())
    }

    /// How often a list shows this object. Other processes may be probing as well.
    async fn count(&self, path: &Path) -> anyhow::Result<usize> {
        let listed = self.list(&Path::from(FOLDER)).await.map_err(said);
        let listed = listed.context("the store cannot be listed")?;
        Ok(listed.iter().filter(|object| object.location == *path).count())
    }
}
