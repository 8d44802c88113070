//! From the last byte to the receipt: verify, store the package, store the receipt, end the upload.
//!
//! Each step may be done again, by the same process after a crash or by another one at the same time,
//! and comes to the same objects, as all names and bytes follow from the upload. The upload's end is
//! written last: until it is there, nothing was promised.

use std::collections::VecDeque;
use std::io::{self, Read};

use axum::body::Bytes;
use data_encoding::HEXLOWER;
use object_store::path::Path;
use package::{Accepted, Code, PackageLimits, Problem};
use rules::Date;
use sha2::{Digest, Sha256};
use time::{OffsetDateTime, UtcOffset};
use tokio::runtime::Handle;

use crate::app::AppState;
use crate::ids::UploadHash;
use crate::load::Definition;
use crate::problem::{Kind, Refusal, without_names};
use crate::receipt::{Receipt, ReceiptCode};
use crate::store::{Created, Store};
use crate::upload_state::{End, Info, Stage, Upload, to_json};

/// Completes an upload whose bytes are all there, or says how it ended before.
pub async fn complete(state: &AppState, upload: Upload) -> Result<End, Refusal> {
    let _turn = state.verifiers.acquire().await.expect("nobody closes the semaphore");
    // Whoever had the turn before may have completed this very upload.
    let upload = state.uploads.find(&upload.hash).await?.ok_or_else(|| Refusal::new(Kind::UnknownUpload))?;
    let parts = match upload.stage {
        Stage::Ended(end) => return Ok(end),
        Stage::Open { parts, .. } => parts,
    };
    let code = ReceiptCode::of(&upload.hash);
    let end = match conclude(state, &upload.info, &code, parts).await {
        Ok(end) => end,
        // Another process may have ended it and removed the parts while we read them.
        Err(refusal) => return state.uploads.ended(&upload.hash).await?.ok_or(refusal),
    };
    let end = state.uploads.end(&upload.hash, end).await?;
    state.one_less_open();
    clean_up(state, &upload.hash, &end).await?;
    Ok(end)
}

/// Removes what an upload that ended so has no use for: its parts, and, unless it was accepted, what a
/// completion stored that was overtaken or cut off. The parts go last: while there are any, the sweep
/// comes back.
pub async fn clean_up(state: &AppState, upload: &UploadHash, end: &End) -> Result<(), Refusal> {
    if !matches!(end, End::Accepted { .. }) {
        let code = ReceiptCode::of(upload);
        state.uploads.store().delete(&receipt_path(&code)).await?;
        state.uploads.store().delete(&package_path(&code)).await?;
    }
    state.uploads.remove_parts(upload).await
}

/// The object that holds the receipt of this code.
pub fn receipt_path(code: &ReceiptCode) -> Path {
    Path::from("receipts").join(format!("{code}.json"))
}

/// The object that holds the package with the receipt of this code.
pub fn package_path(code: &ReceiptCode) -> Path {
    Path::from("packages").join(format!("{code}.zip"))
}

/// The calendar day in Jakarta at this moment. Western Indonesia Time is UTC+7 all year.
pub fn day_in_jakarta(moment: OffsetDateTime) -> Date {
    let western_indonesia = UtcOffset::from_hms(7, 0, 0).expect("seven hours is an offset");
    let day = moment.to_offset(western_indonesia).date();
    Date::new(day.year(), day.month().into(), day.day())
        .expect("the day exists: another calendar type had it")
}

/// Verifies the package and, if it is accepted, stores it and its receipt.
async fn conclude(
    state: &AppState,
    info: &Info,
    code: &ReceiptCode,
    parts: Vec<Path>,
) -> Result<End, Refusal> {
    let store = state.uploads.store();
    let known = state.definitions.services.get(&info.service);
    let verified = match known {
        Some(known) => {
            let today = state.today.unwrap_or_else(|| day_in_jakarta(info.created));
            let (reader, info, known) = (PartReader::new(store, &parts), info.clone(), known.clone());
            let inspection = tokio::task::spawn_blocking(move || inspect(reader, &info, &known, today));
            inspection.await.unwrap_or_else(|panic| Err(panic.into())).map_err(|error| {
                tracing::error!(%error, "a package could not be read back");
                Refusal::new(Kind::StoreUnavailable).retry_after(5)
            })?
        }
        // It was known when the upload was created.
        None => Err(vec![Problem::new(Code::ServiceUnknown).with("service", &*info.service)]),
    };
    let accepted = match verified {
        Ok(accepted) => accepted,
        Err(problems) => {
            let words = &state.definitions.words;
            let service = known.map(|known| &known.service);
            let problems = problems.into_iter().map(|problem| words.problem(problem, service));
            return Ok(End::Refused { problems: problems.collect() });
        }
    };
    store.join(&parts, &package_path(code)).await?;
    let receipt = Receipt::new(code.clone(), accepted, OffsetDateTime::now_utc().truncate_to_second());
    match store.create(&receipt_path(code), to_json(&receipt)).await? {
        // The first to write it has set the time of receipt.
        Created::New | Created::Existed => Ok(End::Accepted { receipt: code.clone() }),
    }
}

/// Reads the package once: is it what was announced, whole, and acceptable on this day?
fn inspect(
    mut package: PartReader,
    info: &Info,
    known: &Definition,
    today: Date,
) -> io::Result<Result<Accepted, Vec<Problem>>> {
    let limits = PackageLimits::of(&known.service.limits);
    // An application for another service than the one announced is one for an unknown service.
    let services = |id: &str| (id == info.service).then(|| known.known());
    let verified = package::verify(&mut package, limits, services, Some(today))?;
    // What the verifier did not need to read counts for the digest all the same.
    io::copy(&mut package, &mut io::sink())?;
    if HEXLOWER.encode(&package.digest.finalize()) == info.sha256 {
        return Ok(verified);
    }
    let mut problems = vec![Problem::new(Code::DigestMismatch).with("name", "package")];
    problems.extend(verified.err().into_iter().flatten());
    Ok(Err(problems))
}

/// The parts of an upload, one after the other. For a thread that may block.
struct PartReader {
    handle: Handle,
    store: Store,
    parts: VecDeque<Path>,
    current: Bytes,
    digest: Sha256,
}

impl PartReader {
    fn new(store: &Store, parts: &[Path]) -> Self {
        Self {
            handle: Handle::current(),
            store: store.clone(),
            parts: parts.iter().cloned().collect(),
            current: Bytes::new(),
            digest: Sha256::new(),
        }
    }
}

impl Read for PartReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.current.is_empty() {
            let Some(part) = self.parts.pop_front() else {
                return Ok(0);
            };
            let bytes = self.handle.block_on(self.store.read(&part));
            let bytes = bytes.map_err(|error| io::Error::other(without_names(&error)))?;
            self.current = bytes.ok_or(io::ErrorKind::NotFound)?;
        }
        let length = buffer.len().min(self.current.len());
        let bytes = self.current.split_to(length);
        buffer[..length].copy_from_slice(&bytes);
        self.digest.update(&bytes);
        Ok(length)
    }
}
