//! Memory that bodies share which cannot be stored as they come: forms ([`crate::form`]), and pieces with a
//! checksum ([`crate::checksum`]).
//!
//! Nobody waits for memory: those who hold some would wait for each other. While there is enough, a body may
//! take its time, as slow phones do. Once less than half is free, whoever holds some has to have brought it
//! at [`LEAST_BYTES_PER_SECOND`], or gives it up: else a few that drip could hold all of it for days.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, sleep, sleep_until};

/// Bytes a second, on average since it began, of a body that may stay while memory is scarce: 128 kbit/s. At
/// this rate the largest package that is taken by default stays for 34 minutes.
const LEAST_BYTES_PER_SECOND: u64 = 16 * 1024;

/// How often one that is slower looks whether memory has become scarce.
const LOOK_AGAIN: Duration = Duration::from_secs(1);

/// What one body holds; dropped, it is given back.
pub struct Share {
    memory: Arc<Semaphore>,
    /// Permits that there are in all, and bytes that one stands for.
    whole: usize,
    unit: u64,
    taken: Option<OwnedSemaphorePermit>,
    /// Bytes of memory that were asked for.
    held: u64,
    /// Bytes of the body that arrived.
    arrived: u64,
    began: Instant,
    patience: Duration,
}

impl Share {
    /// A share of `memory`, of `whole` permits for `unit` bytes each, of a body that begins now. It may stay
    /// for `patience` at any rate.
    pub fn new(memory: Arc<Semaphore>, whole: usize, unit: u64, patience: Duration) -> Self {
        let (taken, began) = (None, Instant::now());
        Self { memory, whole, unit, taken, held: 0, arrived: 0, began, patience }
    }

    /// Takes memory for bytes that have arrived, so that announcing much takes no place of others. False if
    /// there is not so much left.
    #[must_use = "what no memory was taken for must not be held"]
    pub fn take(&mut self, arrived: usize, memory: u64) -> bool {
        let held = self.held + memory;
        let permits = held.div_ceil(self.unit) - self.held.div_ceil(self.unit);
        let Ok(permits) = u32::try_from(permits) else { return false };
        let Ok(share) = Arc::clone(&self.memory).try_acquire_many_owned(permits) else { return false };
        match &mut self.taken {
            Some(taken) => taken.merge(share),
            none => *none = Some(share),
        }
        (self.held, self.arrived) = (held, self.arrived + arrived as u64);
        true
    }

    /// Gives back all but so many bytes of memory.
    pub fn keep(&mut self, memory: u64) {
        if memory < self.held {
            let surplus = self.held.div_ceil(self.unit) - memory.div_ceil(self.unit);
            let surplus = usize::try_from(surplus).unwrap_or(usize::MAX);
            // What is split off is given back where it is dropped.
            drop(self.taken.as_mut().and_then(|taken| taken.split(surplus)));
            self.held = memory;
        }
    }

    /// Does what brings more of the body; nothing if memory is needed by others first.
    pub async fn while_it_may<T>(&self, work: impl Future<Output = T>) -> Option<T> {
        tokio::select! {
            biased;
            done = work => Some(done),
            () = self.outstayed() => None,
        }
    }

    async fn outstayed(&self) {
        let seconds = self.arrived / LEAST_BYTES_PER_SECOND;
        sleep_until(self.began + self.patience + Duration::from_secs(seconds)).await;
        while self.memory.available_permits() >= self.whole / 2 {
            sleep(LOOK_AGAIN).await;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::future::{pending, ready};

    use super::*;

    /// If it broke, a few connections that drip could keep everybody else from sending forms for days; or
    /// slow phones would be cut off although there is memory for them.
    #[tokio::test]
    async fn who_is_slow_gives_way_once_memory_is_scarce() {
        let memory = Arc::new(Semaphore::new(10));
        let mut share = Share::new(Arc::clone(&memory), 10, 1, Duration::ZERO);
        assert!(share.take(4, 4));
        let soon = Duration::from_millis(100);
        // There is enough for others.
        assert!(tokio::time::timeout(soon, share.while_it_may(pending::<()>())).await.is_err());
        let others = Arc::clone(&memory).try_acquire_many_owned(3).expect("there is room");
        assert_eq!(share.while_it_may(pending::<()>()).await, None);
        // What is here already is taken.
        assert_eq!(share.while_it_may(ready(1)).await, Some(1));
        // One that came fast may stay although others need it, for as long as its bytes allow.
        let mut fast = Share::new(Arc::clone(&memory), 10, 1, Duration::ZERO);
        assert!(fast.take(1024 * 1024, 1));
        assert!(tokio::time::timeout(soon, fast.while_it_may(pending::<()>())).await.is_err());
        drop((others, share, fast));
        assert_eq!(memory.available_permits(), 10);
    }

    /// If it broke, what is held would take more memory than was set aside, or it would not come back.
    #[tokio::test]
    async fn units_are_taken_as_they_are_begun_and_given_back() {
        let memory = Arc::new(Semaphore::new(3));
        let mut share = Share::new(Arc::clone(&memory), 3, 1024, Duration::ZERO);
        for (bytes, left) in [(1, 2), (1023, 2), (1, 1), (1023, 1), (1024, 0)] {
            assert!(share.take(1, bytes));
            assert_eq!(memory.available_permits(), left);
        }
        assert!(!share.take(1, 1));
        drop(share);
        assert_eq!(memory.available_permits(), 3);
    }
}
