//! Whose turn it is to write to an upload, among the requests of this process.
//!
//! A connection that was lost on the way is not lost here for as long as nobody tells: its transfer waits
//! for bytes that never come, with the last ones unwritten. The client comes back meanwhile, and so does a
//! browser by itself, which sends a request again when the connection under it broke. So whoever asks for
//! an upload ends the transfer that was there before, and is served when its bytes are durable: then the
//! offset is what has really arrived. Of two processes on one store the store itself lets one win.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::OwnedMutexGuard;
use tokio_util::sync::CancellationToken;

use crate::ids::UploadHash;

/// The turns of all uploads that anybody is asking for.
#[derive(Default)]
pub struct Writers(Mutex<HashMap<UploadHash, Slot>>);

/// One upload: ends whoever is writing or waiting, and the place that only one can have.
#[derive(Default)]
struct Slot {
    interrupt: CancellationToken,
    place: Arc<tokio::sync::Mutex<()>>,
}

/// A turn. The next one comes when it is dropped.
pub struct Turn {
    writers: Arc<Writers>,
    upload: UploadHash,
    /// Somebody else asks for the upload: what has arrived is to be kept, and the turn given up.
    pub interrupted: CancellationToken,
    place: Option<OwnedMutexGuard<()>>,
}

impl Writers {
    /// Ends the transfer under way to this upload, and waits until its bytes are durable.
    pub async fn turn(self: &Arc<Self>, upload: &UploadHash) -> Turn {
        let (interrupted, place) = {
            let mut slots = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            let slot = slots.entry(upload.clone()).or_default();
            slot.interrupt.cancel();
            slot.interrupt = CancellationToken::new();
            (slot.interrupt.clone(), Arc::clone(&slot.place))
        };
        // A turn from here on, so that one that is not waited for leaves nothing behind.
        let mut turn = Turn { writers: Arc::clone(self), upload: upload.clone(), interrupted, place: None };
        turn.place = Some(place.lock_owned().await);
        turn
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let mut slots = self.writers.0.lock().unwrap_or_else(PoisonError::into_inner);
        self.place = None;
        if slots.get(&self.upload).is_some_and(|slot| Arc::strong_count(&slot.place) == 1) {
            slots.remove(&self.upload);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::UploadId;

    /// If it broke, a transfer that nobody feeds any more would keep its client from going on, or memory
    /// would grow with every upload there ever was.
    #[tokio::test]
    async fn the_latest_has_the_turn_and_nothing_is_left_behind() {
        let writers = Arc::new(Writers::default());
        let upload = UploadId::from_key(&[0; 16]).hash();
        let first = writers.turn(&upload).await;
        let waiting = tokio::spawn({
            let (writers, upload) = (Arc::clone(&writers), upload.clone());
            async move { writers.turn(&upload).await }
        });
        first.interrupted.cancelled().await;
        drop(first);
        let second = waiting.await.expect("it has its turn");
        assert!(!second.interrupted.is_cancelled());

        let impatient = tokio::time::timeout(std::time::Duration::ZERO, writers.turn(&upload)).await;
        assert!(impatient.is_err() && second.interrupted.is_cancelled());
        drop(second);
        assert!(writers.0.lock().expect("nobody panicked").is_empty());
    }
}
