//! From the last byte to the receipt: verify, store the package, end the upload, publish the receipt.
//!
//! Each step may be done again, by the same process after a crash or by another one at the same time,
//! and comes to the same objects, as all names and bytes follow from the upload. Its end, which holds
//! the receipt, decides: a package without one was never promised, and the receipt becomes an object
//! of its own, under its code, only after it. What a crash leaves undone after the end, the sweep does.
//!
//! A sealed package is stored as it came, once it is seen to be a whole age file: the rest is for the
//! office to see ([`crate::open`]).

use std::collections::{BTreeSet, VecDeque};
use std::io::{self, Read};
use std::time::Instant;

use axum::body::Bytes;
use data_encoding::HEXLOWER;
use object_store::ObjectMeta;
use object_store::path::Path;
use package::{Accepted, Code, PackageLimits, Problem};
use rules::{Date, Limits};
use sha2::{Digest, Sha256};
use time::OffsetDateTime;
use tokio::runtime::Handle;

use crate::app::AppState;
use crate::ids::UploadHash;
use crate::load::Definition;
use crate::problem::{Kind, Problem as Told, Refusal};
use crate::receipt::{Receipt, ReceiptCode};
use crate::sealed::{self, Sealed};
use crate::store::{Created, Store, fault};
use crate::upload_state::{End, Info, Stage, Upload, to_json};

/// The folder of the packages, by the codes of their receipts.
const PACKAGES: &str = "packages";

/// The folder of the receipts, by their codes.
pub(crate) const RECEIPTS: &str = "receipts";

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
    let began = Instant::now();
    let concluded = conclude(state, &upload.info, code, parts).await;
    state.metrics.verification_seconds.observe(began.elapsed().as_secs_f64());
    let end = match concluded {
        Ok(end) => end,
        // Another process may have ended it and removed the parts while we read them.
        Err(refusal) => return state.uploads.ended(&upload.hash).await?.ok_or(refusal),
    };
    let (end, ended) = state.uploads.end(&upload.hash, end).await?;
    count(state, &end, ended);
    settle(state, &upload.hash, &end).await?;
    Ok(end)
}

/// Counts an upload that has ended, where it was ended here and now: others count theirs.
fn count(state: &AppState, end: &End, ended: Created) {
    if ended == Created::Existed {
        return;
    }
    state.one_less_open();
    let outcome = match end {
        End::Accepted { .. } => "accepted",
        End::Refused { problems } => {
            for problem in problems {
                state.metrics.refusals.with_label_values(&[&problem.code]).inc();
            }
            "refused"
        }
        End::Terminated | End::Expired => return,
    };
    state.metrics.completions.with_label_values(&[outcome]).inc();
}

/// Does what follows from an upload's end: publishes the receipt, or removes the package that a
/// completion stored which was overtaken or cut off; then removes the parts. While there are parts, or
/// a package without a receipt, the sweep comes back.
pub async fn settle(state: &AppState, upload: &UploadHash, end: &End) -> Result<(), Refusal> {
    let store = state.uploads.store();
    match end {
        End::Accepted { receipt } => {
            // One that exists says the same: it was made from the same end.
            let (Created::New | Created::Existed) =
                store.create(&receipt_path(&receipt.receipt), to_json(receipt)).await?;
        }
        End::Refused { .. } | End::Terminated | End::Expired => {
            for sealed in [false, true] {
                store.delete(&package_path(&ReceiptCode::of(upload), sealed)).await?;
            }
        }
    }
    state.uploads.remove_parts(upload).await
}

/// The codes of packages without a receipt: of completions under way, or cut off.
pub async fn unsettled(store: &Store) -> Result<BTreeSet<String>, Refusal> {
    let mut packages = codes_in(store, PACKAGES).await?;
    // Listed after the packages, so that none is missing whose receipt was published in between.
    for code in codes_in(store, RECEIPTS).await? {
        packages.remove(&code);
    }
    Ok(packages)
}

/// Bytes of all packages.
pub async fn packages_bytes(store: &Store) -> Result<u64, Refusal> {
    Ok(store.list(&Path::from(PACKAGES)).await?.iter().map(|object| object.size).sum())
}

async fn codes_in(store: &Store, folder: &str) -> Result<BTreeSet<String>, Refusal> {
    let objects = store.list(&Path::from(folder)).await?;
    let code = |object: ObjectMeta| Some(object.location.filename()?.split_once('.')?.0.to_owned());
    Ok(objects.into_iter().filter_map(code).collect())
}

/// The object that holds the receipt of this code.
pub fn receipt_path(code: &ReceiptCode) -> Path {
    Path::from(RECEIPTS).join(format!("{code}.json"))
}

fn package_path(code: &ReceiptCode, sealed: bool) -> Path {
    let extension = if sealed { "age" } else { "zip" };
    Path::from(PACKAGES).join(format!("{code}.{extension}"))
}

/// Ends an upload of which nothing may be stored, and says how it ended.
pub async fn refuse(state: &AppState, upload: &UploadHash, problems: Vec<Told>) -> Result<Refusal, Refusal> {
    let (end, ended) = state.uploads.end(upload, End::Refused { problems }).await?;
    count(state, &end, ended);
    settle(state, upload, &end).await?;
    Ok(end.acknowledge().err().unwrap_or_else(|| Refusal::new(Kind::UploadReceived)))
}

/// Verifies the package and, if it is accepted, stores it and makes its receipt.
async fn conclude(
    state: &AppState,
    info: &Info,
    code: ReceiptCode,
    parts: Vec<Path>,
) -> Result<End, Refusal> {
    let store = state.uploads.store();
    let definitions = state.definitions();
    let (words, received) = (&definitions.words, OffsetDateTime::now_utc().truncate_to_second());
    let Some(known) = definitions.services.get(&info.service).cloned() else {
        // It was known when the upload was created.
        let problem = Problem::new(Code::ServiceUnknown).with("service", &*info.service);
        return Ok(End::Refused { problems: vec![words.problem(problem, None)] });
    };
    // It may have begun when there were other keys, or none.
    let head = state.uploads.head(&parts, sealed::FIRST_LINE_BYTES).await?;
    if let Some(kind) = sealed::misfit(!definitions.recipients.is_empty(), 0, &head) {
        return Ok(End::Refused { problems: vec![Told::of(kind)] });
    }
    let (reader, announced) = (PartReader::new(store, &parts), info.clone());
    let receipt = if definitions.recipients.is_empty() {
        let today = state.today.unwrap_or_else(|| Date::in_jakarta(info.created.unix_timestamp()));
        let inspected = {
            let known = known.clone();
            read_back(move || inspect(reader, &announced, &known, today)).await?
        };
        let problem = |problem| words.problem(problem, Some(&known.service));
        inspected
            .map(|accepted| Receipt::new(code, accepted, received))
            .map_err(|problems| problems.into_iter().map(problem).collect::<Vec<_>>())
    } else {
        let limits = known.service.limits.clone();
        let inspected = read_back(move || inspect_sealed(reader, &announced, &limits)).await?;
        let problem = |problem| match problem {
            Wrong::Seal(problem) => problem,
            Wrong::Package(problem) => words.problem(problem, Some(&known.service)),
        };
        inspected
            .map(|sealed| Receipt::sealed(code, info.service.clone(), sealed, received))
            .map_err(|problems| problems.into_iter().map(problem).collect())
    };
    match receipt {
        Ok(receipt) => {
            store.join(&parts, &package_path(&receipt.receipt, receipt.sealed)).await?;
            Ok(End::Accepted { receipt: Box::new(receipt) })
        }
        Err(problems) => Ok(End::Refused { problems }),
    }
}

/// Does what may block, to a package that is in the store.
async fn read_back<T: Send + 'static>(
    inspect: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> Result<T, Refusal> {
    let inspected = tokio::task::spawn_blocking(inspect).await.unwrap_or_else(|panic| Err(panic.into()));
    inspected.map_err(|error| {
        tracing::error!(%error, "a package could not be read back");
        Refusal::new(Kind::StoreUnavailable).retry_after(5)
    })
}

/// What is wrong with a sealed package, as a seal or as a package.
enum Wrong {
    Seal(Told),
    Package(Problem),
}

/// Reads a sealed package once: is it what was announced, and a whole age file of a length that the
/// service takes?
fn inspect_sealed(
    mut package: PartReader,
    info: &Info,
    limits: &Limits,
) -> io::Result<Result<Sealed, Vec<Wrong>>> {
    let sealed = sealed::inspect(&mut package)?;
    let mut wrong = Vec::new();
    if HEXLOWER.encode(&package.digest.finalize()) != info.sha256 {
        wrong.push(Wrong::Package(Problem::new(Code::DigestMismatch).with("name", "package")));
    }
    let limit = PackageLimits::of(limits).max_bytes;
    match sealed {
        Ok(Sealed { plain_bytes: size, .. }) if size > limit => {
            let too_large = Problem::new(Code::PackageTooLarge).with("size", size).with("limit", limit);
            wrong.push(Wrong::Package(too_large));
        }
        Ok(sealed) if wrong.is_empty() => return Ok(Ok(sealed)),
        Ok(_) => {}
        Err(problem) => wrong.push(Wrong::Seal(problem)),
    }
    Ok(Err(wrong))
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
            let bytes = bytes.map_err(|error| io::Error::other(fault::kind(&error)))?;
            self.current = bytes.ok_or(io::ErrorKind::NotFound)?;
        }
        let length = buffer.len().min(self.current.len());
        let bytes = self.current.split_to(length);
        buffer[..length].copy_from_slice(&bytes);
        self.digest.update(&bytes);
        Ok(length)
    }
}
