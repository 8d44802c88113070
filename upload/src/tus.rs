//! The resumable protocol, tus 1.0.0: core, creation, creation-with-upload, checksum, expiration,
//! termination.
//!
//! Three things are left undone on purpose. A package that was received cannot be given up: the applicant
//! has a receipt for it. An upload of no bytes is refused: a package has some. And `HEAD` says of
//! `Upload-Metadata` only what was kept of it, the service and the digest: not the key, which is a secret,
//! and no name of a file.
//!
//! A handler reads headers, looks the upload up, and leaves the bytes to [`crate::receive`] and the
//! finished package to [`crate::complete`].

use std::sync::atomic::Ordering;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use time::OffsetDateTime;
use tracing::Instrument;

use crate::app::AppState;
use crate::checksum;
use crate::complete::{complete, settle};
use crate::ids::{UploadHash, UploadId};
use crate::metadata::Metadata;
use crate::piece::{Piece, number};
use crate::problem::{Kind, Refusal};
use crate::receive::receive;
use crate::store::Created;
use crate::upload_state::{End, Info, Stage, Upload};
use crate::writers::Turn;

/// The version that is spoken.
const VERSION: &str = "1.0.0";

/// What is spoken beyond the core.
const EXTENSIONS: &str = "creation,creation-with-upload,checksum,expiration,termination";

/// Where an upload stands, in bytes.
pub const UPLOAD_OFFSET: HeaderName = HeaderName::from_static("upload-offset");

const UPLOAD_LENGTH: HeaderName = HeaderName::from_static("upload-length");
const UPLOAD_EXPIRES: HeaderName = HeaderName::from_static("upload-expires");
const UPLOAD_METADATA: HeaderName = HeaderName::from_static("upload-metadata");
const TUS_RESUMABLE: HeaderName = HeaderName::from_static("tus-resumable");
const TUS_VERSION: HeaderName = HeaderName::from_static("tus-version");
const TUS_EXTENSION: HeaderName = HeaderName::from_static("tus-extension");
const TUS_MAX_SIZE: HeaderName = HeaderName::from_static("tus-max-size");
const TUS_CHECKSUM_ALGORITHM: HeaderName = HeaderName::from_static("tus-checksum-algorithm");

/// Headers of extensions that are not spoken, each with its name as tus writes it. An upload that needs
/// one of them must not begin as if it did not.
const NOT_SPOKEN: [(&str, &str); 2] =
    [("upload-concat", "Upload-Concat"), ("upload-defer-length", "Upload-Defer-Length")];

/// `OPTIONS`: what the endpoint can do.
pub async fn options(State(state): State<AppState>) -> impl IntoResponse {
    let headers = [
        (TUS_VERSION, HeaderValue::from_static(VERSION)),
        (TUS_EXTENSION, HeaderValue::from_static(EXTENSIONS)),
        (TUS_CHECKSUM_ALGORITHM, HeaderValue::from_static(checksum::ALGORITHMS)),
        (TUS_MAX_SIZE, state.limits.max_package_bytes.into()),
    ];
    (StatusCode::NO_CONTENT, headers)
}

/// `POST /files`: creates an upload, or finds it again by the client's key. A body of the protocol's
/// type is taken for the first bytes.
pub async fn create(
    State(state): State<AppState>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Refusal> {
    require_version(&headers)?;
    if let Some((_, header)) = NOT_SPOKEN.iter().find(|(name, _)| headers.contains_key(*name)) {
        return Err(Refusal::new(Kind::UnsupportedExtension).with("header", *header));
    }
    let length = number(&headers, &UPLOAD_LENGTH)?;
    let limit = state.limits.max_package_bytes;
    if length == 0 {
        return Err(Refusal::new(Kind::EmptyUpload));
    }
    if length > limit {
        return Err(Refusal::new(Kind::TooLarge).with("limit_bytes", limit));
    }
    let metadata = Metadata::from_headers(&headers)?;
    let piece = Piece::is_in(&headers).then(|| Piece::announced(&headers, body, length)).transpose()?;
    if !state.definitions().services.contains_key(&metadata.service) {
        return Err(Refusal::new(Kind::UnknownService).with("service", metadata.service));
    }
    let id = match &metadata.key {
        Some(key) => UploadId::from_key(key),
        None => UploadId::random().map_err(|_| Refusal::new(Kind::StoreUnavailable))?,
    };
    let created = OffsetDateTime::now_utc().truncate_to_second();
    let expires = created + state.limits.expire_after();
    let info = Info { length, service: metadata.service, sha256: metadata.sha256, created, expires };
    let turn = state.writers.turn(&id.hash()).await;
    let upload = find_or_create(&state, &id, info).await?;
    // A path only: it is right under whatever name and scheme a proxy in front is asked.
    let location =
        HeaderValue::try_from(format!("/files/{}", id.as_str())).expect("an id is hexadecimal digits");

    let (offset, expires) = match (&upload.stage, piece) {
        (Stage::Ended(end), _) if end.is_gone() => return Err(Refusal::new(Kind::UploadEnded)),
        (Stage::Ended(_), _) => (length, None),
        (Stage::Open { offset: 0, .. }, Some(piece)) => {
            let info = upload.info.clone();
            let reached = carry_on(state, upload, 0, turn, piece).await;
            // What is refused is the piece: the upload was created, and its client can go on with it.
            let reached = reached.map_err(|refusal| refusal.header(header::LOCATION, location.clone()))?;
            (reached, (reached < length).then(|| info.expires_at(reached)))
        }
        (Stage::Open { offset, .. }, _) => (*offset, Some(upload.info.expires_at(*offset))),
    };
    let mut response = (StatusCode::CREATED, [(header::LOCATION, location)]).into_response();
    response.headers_mut().insert(UPLOAD_OFFSET, offset.into());
    insert_expires(&mut response, expires);
    Ok(response)
}

async fn find_or_create(state: &AppState, id: &UploadId, info: Info) -> Result<Upload, Refusal> {
    let hash = id.hash();
    let full = state.open.load(Ordering::Relaxed) >= state.limits.max_open_uploads;
    // A full endpoint still lets those in who were there before.
    if full && state.uploads.find(&hash).await?.is_none() {
        return Err(Refusal::new(Kind::TooManyUploads).retry_after(60));
    }
    // So does one without room.
    if !state.has_room_for(info.length) && state.uploads.find(&hash).await?.is_none() {
        return Err(Refusal::new(Kind::NoRoom).retry_after(600));
    }
    let created = state.uploads.create(&hash, &info).await;
    let (upload, created) = created.map_err(Refusal::nothing_begun)?;
    if created == Created::New {
        state.open.fetch_add(1, Ordering::Relaxed);
        state.promised.fetch_add(info.length, Ordering::Relaxed);
    }
    if upload.info.announces_same(&info) { Ok(upload) } else { Err(Refusal::new(Kind::KeyTaken)) }
}

/// `HEAD /files/{id}`: where the upload stands. One whose last byte was received but not
/// acknowledged, because the process ended in between, is completed here.
pub async fn head(
    State(state): State<AppState>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    require_version(&headers)?;
    let (upload, _turn) = take_turn(&state, &id).await?;
    let length = upload.info.length;
    let metadata = Metadata::header_of(&upload.info);
    let (offset, expires) = match upload.stage {
        Stage::Open { offset, .. } if offset == length => {
            finish(state, upload).await?;
            (length, None)
        }
        Stage::Open { offset, .. } => (offset, Some(upload.info.expires_at(offset))),
        Stage::Ended(end) if end.is_gone() => return Err(Refusal::new(Kind::UploadEnded)),
        Stage::Ended(_) => (length, None),
    };
    let mut response =
        [(UPLOAD_OFFSET, HeaderValue::from(offset)), (UPLOAD_LENGTH, length.into())].into_response();
    response.headers_mut().insert(UPLOAD_METADATA, metadata);
    insert_expires(&mut response, expires);
    Ok(response)
}

/// `PATCH /files/{id}`: the bytes from an offset on. The last byte is acknowledged when the package
/// was verified and its end is durable, not before.
pub async fn patch(
    State(state): State<AppState>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Refusal> {
    require_version(&headers)?;
    if !Piece::is_in(&headers) {
        return Err(Refusal::new(Kind::WrongContentType));
    }
    let offset = number(&headers, &UPLOAD_OFFSET)?;
    // Before the turn is taken: a request that cannot be carried out ends nobody's transfer.
    let piece = Piece::announced(&headers, body, u64::MAX)?;
    let (upload, turn) = take_turn(&state, &id).await?;
    let length = upload.info.length;
    let info = upload.info.clone();
    let reached = match &upload.stage {
        Stage::Ended(end) if end.is_gone() => return Err(Refusal::new(Kind::UploadEnded)),
        Stage::Ended(end) if offset == length => {
            end.acknowledge()?;
            length
        }
        Stage::Open { offset: stands, .. } if offset == *stands => {
            if piece.length.is_some_and(|bytes| bytes > length - offset) {
                return Err(Refusal::new(Kind::BodyTooLong));
            }
            carry_on(state, upload, offset, turn, piece).await?
        }
        Stage::Open { .. } | Stage::Ended(_) => return Err(state.wrong_offset(&upload.hash).await?),
    };
    let mut response =
        (StatusCode::NO_CONTENT, [(UPLOAD_OFFSET, HeaderValue::from(reached))]).into_response();
    insert_expires(&mut response, (reached < length).then(|| info.expires_at(reached)));
    Ok(response)
}

/// `DELETE /files/{id}`: the client gives the upload up. What had arrived is removed at once.
pub async fn delete(
    State(state): State<AppState>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<StatusCode, Refusal> {
    require_version(&headers)?;
    let (upload, _turn) = take_turn(&state, &id).await?;
    if let Stage::Ended(end) = &upload.stage
        && end.is_gone()
    {
        return Err(Refusal::new(Kind::UploadEnded));
    }
    let (end, ended) = state.uploads.end(&upload.hash, End::Terminated).await?;
    if ended == Created::New {
        state.one_less_open();
    }
    if let End::Accepted { .. } = end {
        return Err(Refusal::new(Kind::UploadReceived));
    }
    settle(&state, &upload.hash, &end).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Says in every answer which version is spoken, and where it was another, which ones could be.
pub async fn speak(mut response: Response) -> Response {
    let version = HeaderValue::from_static(VERSION);
    if response.status() == StatusCode::PRECONDITION_FAILED {
        response.headers_mut().insert(TUS_VERSION, version.clone());
    }
    response.headers_mut().insert(TUS_RESUMABLE, version);
    response
}

/// The upload with this id. One that never was and one that cannot be look alike.
pub async fn find(state: &AppState, id: &str) -> Result<Upload, Refusal> {
    let id = UploadId::parse(id).ok_or_else(|| Refusal::new(Kind::UnknownUpload))?;
    find_by_hash(state, &id.hash()).await
}

/// The same, with the turn to write to it: what another request was writing is durable by now.
async fn take_turn(state: &AppState, id: &str) -> Result<(Upload, Turn), Refusal> {
    let id = UploadId::parse(id).ok_or_else(|| Refusal::new(Kind::UnknownUpload))?;
    let turn = state.writers.turn(&id.hash()).await;
    Ok((find_by_hash(state, &id.hash()).await?, turn))
}

async fn find_by_hash(state: &AppState, hash: &UploadHash) -> Result<Upload, Refusal> {
    state.uploads.find(hash).await?.ok_or_else(|| Refusal::new(Kind::UnknownUpload))
}

/// Completes an upload whose bytes have all arrived. Goes on when the client does not wait for it.
pub async fn finish(state: AppState, upload: Upload) -> Result<End, Refusal> {
    let tasks = state.tasks.clone();
    tasks
        .spawn(async move { complete(&state, upload).await }.in_current_span())
        .await
        .unwrap_or_else(|_| Err(panicked()))
}

/// Takes a body in and, if it brings the last byte, completes the upload; returns the offset reached.
/// Runs on its own, so that what a client sent before it vanished is still kept.
async fn carry_on(
    state: AppState,
    upload: Upload,
    offset: u64,
    turn: Turn,
    piece: Piece,
) -> Result<u64, Refusal> {
    let tasks = state.tasks.clone();
    let work = async move {
        let Piece { checksum, body, .. } = piece;
        let reached = receive(&state, &upload, offset, &turn, checksum, body).await?;
        // Others may ask while the package is verified: the first end stays.
        drop(turn);
        if reached == upload.info.length {
            complete(&state, upload).await?.acknowledge()?;
        }
        Ok(reached)
    };
    tasks.spawn(work.in_current_span()).await.unwrap_or_else(|_| Err(panicked()))
}

/// A task that panicked has printed why; its client can only try again.
fn panicked() -> Refusal {
    Refusal::new(Kind::StoreUnavailable).retry_after(5)
}

fn require_version(headers: &HeaderMap) -> Result<(), Refusal> {
    if headers.get(&TUS_RESUMABLE).is_some_and(|version| version == VERSION) {
        Ok(())
    } else {
        Err(Refusal::new(Kind::UnsupportedVersion))
    }
}

fn insert_expires(response: &mut Response, expires: Option<OffsetDateTime>) {
    if let Some(expires) = expires {
        let date = httpdate::fmt_http_date(expires.into());
        let date = HeaderValue::try_from(date).expect("an HTTP date is ASCII");
        response.headers_mut().insert(UPLOAD_EXPIRES, date);
    }
}
