//! The package that a form has become is stored as an upload of its own, and ends as any does. What the store
//! fails to keep whole is ended and removed at once: its sender sends it again from the beginning.

use std::sync::atomic::Ordering;

use axum::body::Bytes;
use package::Sha256;
use time::OffsetDateTime;

use crate::app::AppState;
use crate::complete::settle;
use crate::ids::{UploadHash, UploadId};
use crate::problem::{Kind, Refusal};
use crate::receipt::Receipt;
use crate::store::Created;
use crate::tus::finish;
use crate::upload_state::{End, Info, Stage};

/// Bytes of a part of an upload.
const PART_BYTES: usize = 1024 * 1024;

/// Stores the package as an upload of its own, and completes it: the same one, if it came before.
///
/// # Errors
/// It is refused, or the store failed; then nothing of it is left.
pub async fn store(
    state: &AppState,
    service: String,
    package: Bytes,
    created: OffsetDateTime,
) -> Result<Receipt, Refusal> {
    let sha256 = Sha256::of(&package);
    let expires = created + state.limits.expire_after();
    let info = Info { length: package.len() as u64, service, sha256: sha256.hex(), created, expires };
    let mut attempt = 0;
    loop {
        let hash = UploadId::of_form(&state.forms.key, sha256.bytes(), attempt).hash();
        match store_as(state, &hash, &info, &package).await? {
            End::Accepted { receipt } => return Ok(*receipt),
            refused @ End::Refused { .. } => {
                return Err(refused.acknowledge().err().unwrap_or_else(|| Refusal::new(Kind::UploadEnded)));
            }
            // An attempt that failed before.
            End::Terminated | End::Expired => attempt += 1,
        }
    }
}

/// Stores the package under this name, or finds how that ended before.
async fn store_as(state: &AppState, hash: &UploadHash, info: &Info, package: &Bytes) -> Result<End, Refusal> {
    // Of two that send the same, the second waits here, and finds what the first has done.
    let _turn = state.writers.turn(hash).await;
    // One that came before is not new.
    if !state.has_room_for(info.length) && state.uploads.find(hash).await?.is_none() {
        return Err(Refusal::new(Kind::NoRoom).retry_after(600));
    }
    let created = state.uploads.create(hash, info).await;
    let (upload, is_new) = created.map_err(Refusal::nothing_begun)?;
    if is_new == Created::New {
        state.open.fetch_add(1, Ordering::Relaxed);
        state.promised.fetch_add(info.length, Ordering::Relaxed);
    }
    let offset = match upload.stage {
        Stage::Ended(end) => return Ok(end),
        Stage::Open { offset, .. } => offset,
    };
    match store_from(state, hash, offset, package).await {
        Ok(end) => Ok(end),
        Err(refusal) => give_up(state, hash, refusal).await,
    }
}

async fn store_from(
    state: &AppState,
    hash: &UploadHash,
    offset: u64,
    package: &Bytes,
) -> Result<End, Refusal> {
    let mut offset = usize::try_from(offset).unwrap_or(package.len());
    while offset < package.len() {
        let end = package.len().min(offset + PART_BYTES);
        if state.uploads.append(hash, offset as u64, package.slice(offset..end)).await? == Created::Existed {
            return Err(Refusal::new(Kind::StoreUnavailable).retry_after(5));
        }
        offset = end;
    }
    let whole = state.uploads.find(hash).await?;
    finish(state.clone(), whole.ok_or_else(|| Refusal::new(Kind::StoreUnavailable))?).await
}

/// Ends a form that failed half-way, so that nothing of it is left: its sender is told that it was not sent,
/// and sends it again whole. Unless it was accepted in spite of what failed.
async fn give_up(state: &AppState, hash: &UploadHash, why: Refusal) -> Result<End, Refusal> {
    // If that fails too, it is the sweep's, as any upload that is left.
    let Ok((end, ended)) = state.uploads.end(hash, End::Terminated).await else {
        return Err(why.nothing_begun());
    };
    if ended == Created::New {
        state.one_less_open();
    }
    // So is what fails here.
    let _ = settle(state, hash, &end).await;
    match end {
        End::Terminated => Err(why.nothing_begun()),
        other => Ok(other),
    }
}
