//! The sweep: ends what has run out of time, completes what arrived whole and nobody asked about,
//! removes bytes that are no longer needed or were left behind, counts.
//!
//! It decides nothing that a request does not decide in the same way: expiry competes for the same
//! object as completion does, and parts are removed only after an end is there. So any number of
//! processes may sweep one store, and one that dies half-way leaves nothing undone for long.

use std::collections::BTreeMap;
use std::sync::atomic::Ordering;

use time::OffsetDateTime;

use crate::app::AppState;
use crate::complete::{complete, packages_bytes, settle, unsettled};
use crate::ids::UploadHash;
use crate::problem::Refusal;
use crate::receipt::ReceiptCode;
use crate::upload_state::{Stage, part_offset, uploads_folder};

/// Sweeps until the process is stopped. A sweep that fails is logged, and the next one goes on.
pub async fn sweep_forever(state: AppState) {
    loop {
        let is_done = sweep(&state).await.is_ok();
        if state.stopping.is_cancelled() {
            return;
        }
        if is_done {
            state.metrics.swept.set(OffsetDateTime::now_utc().unix_timestamp() as f64);
        } else {
            tracing::warn!("a sweep did not finish");
        }
        let outcome = if is_done { "done" } else { "failed" };
        state.metrics.sweeps.with_label_values(&[outcome]).inc();
        tokio::select! {
            () = state.stopping.cancelled() => return,
            () = tokio::time::sleep(state.limits.sweep()) => {}
        }
    }
}

/// Sweeps once. An upload that cannot be looked at is left for the next sweep, and holds up none of the
/// others; it counts as open, since it may be. When the process is asked to stop, it ends behind the upload
/// that it is looking at, and counts nothing.
pub async fn sweep(state: &AppState) -> Result<(), Refusal> {
    let (mut open, mut failed, mut promised) = (0, 0, 0);
    let listed = async { Ok::<_, Refusal>((unsettled(state.uploads.store()).await?, uploads(state).await?)) };
    // Of a large store in a bucket a list takes long.
    let (unsettled, uploads) = tokio::select! {
        () = state.stopping.cancelled() => return Ok(()),
        listed = listed => listed?,
    };
    state.metrics.known_uploads.set(i64::try_from(uploads.len()).unwrap_or(i64::MAX));
    for (hash, seen) in uploads {
        if state.stopping.is_cancelled() {
            return Ok(());
        }
        // Ended, and nothing is left to do.
        if seen.has_end && !seen.has_parts && !unsettled.contains(&ReceiptCode::of(&hash).to_string()) {
            continue;
        }
        match look_after(state, &hash).await {
            Ok(length) => {
                open += usize::from(length.is_some());
                promised += length.unwrap_or(0);
            }
            Err(_) => failed += 1,
        }
    }
    if failed > 0 {
        tracing::warn!(uploads = failed, "the sweep could not look at some uploads");
    }
    state.open.store(open + failed, Ordering::Relaxed);
    promised += tokio::select! {
        () = state.stopping.cancelled() => return Ok(()),
        bytes = packages_bytes(state.uploads.store()) => bytes?,
    };
    state.promised.store(promised, Ordering::Relaxed);
    if let Err(error) = state.uploads.store().remove_staged().await {
        tracing::warn!(kind = %error.kind(), "files left behind could not be removed");
    }
    Ok(())
}

/// Does what is left to do for an upload, and says how long it will be if it is still open.
async fn look_after(state: &AppState, hash: &UploadHash) -> Result<Option<u64>, Refusal> {
    // Looking at an upload ends it if its time is over.
    let Some(upload) = state.uploads.find(hash).await? else { return Ok(None) };
    match upload.stage {
        Stage::Ended(end) => settle(state, hash, &end).await?,
        // The process that received it ended before it was done, and the client has not come back.
        Stage::Open { offset, .. } if offset == upload.info.length => {
            complete(state, upload).await?;
        }
        Stage::Open { .. } => return Ok(Some(upload.info.length)),
    }
    Ok(None)
}

/// Which objects an upload has.
#[derive(Default)]
struct Seen {
    has_end: bool,
    has_parts: bool,
}

async fn uploads(state: &AppState) -> Result<BTreeMap<UploadHash, Seen>, Refusal> {
    let mut uploads = BTreeMap::<UploadHash, Seen>::new();
    for object in state.uploads.store().list(&uploads_folder()).await? {
        let mut names = object.location.parts().skip(1);
        let Some(folder) = names.next() else { continue };
        let seen = uploads.entry(UploadHash::from_folder(folder.as_ref())).or_default();
        seen.has_end |= object.location.filename() == Some("end.json");
        seen.has_parts |= part_offset(&object.location).is_some();
    }
    Ok(uploads)
}
