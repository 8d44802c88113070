//! The resumable protocol, tus 1.0.0: core, creation, creation-with-upload, expiration, termination.
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
use crate::complete::{complete, settle};
use crate::ids::{UploadHash, UploadId};
use crate::metadata::Metadata;
use crate::problem::{Kind, Refusal};
use crate::receive::receive;
use crate::store::Created;
use crate::upload_state::{End, Info, Stage, Upload};
use crate::writers::Turn;

/// The version that is spoken.
const VERSION: &str = "1.0.0";

/// What is spoken beyond the core.
const EXTENSIONS: &str = "creation,creation-with-upload,expiration,termination";

/// The content type of a piece of an upload.
const OFFSET_OCTET_STREAM: &str = "application/offset+octet-stream";

/// Where an upload stands, in bytes.
pub const UPLOAD_OFFSET: HeaderName = HeaderName::from_static("upload-offset");

const UPLOAD_LENGTH: HeaderName = HeaderName::from_static("upload-length");
const UPLOAD_EXPIRES: HeaderName = HeaderName::from_static("upload-expires");
const TUS_RESUMABLE: HeaderName = HeaderName::from_static("tus-resumable");
const TUS_VERSION: HeaderName = HeaderName::from_static("tus-version");
const TUS_EXTENSION: HeaderName = HeaderName::from_static("tus-extension");
const TUS_MAX_SIZE: HeaderName = HeaderName::from_static("tus-max-size");

/// `OPTIONS`: what the endpoint can do.
pub async fn options(State(state): State<AppState>) -> impl IntoResponse {
    let headers = [
        (TUS_VERSION, HeaderValue::from_static(VERSION)),
        (TUS_EXTENSION, HeaderValue::from_static(EXTENSIONS)),
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
    let length = number(&headers, &UPLOAD_LENGTH)?;
    let limit = state.limits.max_package_bytes;
    if length == 0 {
        return Err(Refusal::new(Kind::BadHeader).with("header", "Upload-Length"));
    }
    if length > limit {
        return Err(Refusal::new(Kind::TooLarge).with("limit_bytes", limit));
    }
    let metadata = Metadata::from_headers(&headers)?;
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

    let (offset, expires) = match upload.stage {
        Stage::Ended(end) if end.is_gone() => return Err(Refusal::new(Kind::UploadEnded)),
        Stage::Ended(_) => (length, None),
        Stage::Open { offset: 0, .. } if is_piece(&headers) => {
            let info = upload.info.clone();
            let reached = carry_on(state, upload, 0, turn, body).await?;
            (reached, (reached < length).then(|| info.expires_at(reached)))
        }
        Stage::Open { offset, .. } => (offset, Some(upload.info.expires_at(offset))),
    };
    let location =
        HeaderValue::try_from(format!("/files/{}", id.as_str())).expect("an id is hexadecimal digits");
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
        return Err(Refusal::new(Kind::InsufficientStorage).retry_after(600));
    }
    let (upload, created) = state.uploads.create(&hash, &info).await?;
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
    if !is_piece(&headers) {
        return Err(Refusal::new(Kind::WrongContentType));
    }
    let offset = number(&headers, &UPLOAD_OFFSET)?;
    let (upload, turn) = take_turn(&state, &id).await?;
    let length = upload.info.length;
    let announced =
        headers.get(header::CONTENT_LENGTH).map(|_| number(&headers, &header::CONTENT_LENGTH)).transpose()?;
    let info = upload.info.clone();
    let reached = match &upload.stage {
        Stage::Ended(end) if end.is_gone() => return Err(Refusal::new(Kind::UploadEnded)),
        Stage::Ended(end) if offset == length => {
            end.acknowledge()?;
            length
        }
        Stage::Open { offset: stands, .. } if offset == *stands => {
            if announced.is_some_and(|bytes| bytes > length - offset) {
                return Err(Refusal::new(Kind::BodyTooLong));
            }
            carry_on(state, upload, offset, turn, body).await?
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
    let end = state.uploads.end(&upload.hash, End::Terminated).await?;
    match end {
        End::Accepted { .. } => return Err(Refusal::new(Kind::UploadReceived)),
        End::Terminated => state.one_less_open(),
        End::Refused { .. } | End::Expired => {}
    }
    settle(&state, &upload.hash, &end).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /files/{id}`: another method, for clients whose network lets only POST through.
pub async fn overridden(
    state: State<AppState>,
    path: Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Refusal> {
    match headers.get("x-http-method-override").map(HeaderValue::as_bytes) {
        Some(b"PATCH") => patch(state, path, headers, body).await,
        Some(b"HEAD") => head(state, path, headers).await,
        Some(b"DELETE") => delete(state, path, headers).await.map(IntoResponse::into_response),
        _ => Err(Refusal::new(Kind::BadHeader).with("header", "X-HTTP-Method-Override")),
    }
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
    body: Body,
) -> Result<u64, Refusal> {
    let tasks = state.tasks.clone();
    let work = async move {
        let reached = receive(&state, &upload.hash, upload.info.length, offset, &turn, body).await?;
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

fn number(headers: &HeaderMap, name: &HeaderName) -> Result<u64, Refusal> {
    let value = headers.get(name).and_then(|value| value.to_str().ok());
    // `parse` alone would take a leading plus sign.
    let digits = value.filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()));
    digits
        .and_then(|digits| digits.parse().ok())
        .ok_or_else(|| Refusal::new(Kind::BadHeader).with("header", name.as_str()))
}

fn is_piece(headers: &HeaderMap) -> bool {
    headers.get(header::CONTENT_TYPE).is_some_and(|value| value == OFFSET_OCTET_STREAM)
}

fn insert_expires(response: &mut Response, expires: Option<OffsetDateTime>) {
    if let Some(expires) = expires {
        let date = httpdate::fmt_http_date(expires.into());
        let date = HeaderValue::try_from(date).expect("an HTTP date is ASCII");
        response.headers_mut().insert(UPLOAD_EXPIRES, date);
    }
}
