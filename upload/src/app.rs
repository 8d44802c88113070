//! The endpoint as a function from requests to answers: routes, shared state, one log line a request.
//!
//! [`app`] needs no socket: tests call it directly, [`crate::listen`] serves it.

use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Instant;

use axum::Router;
use axum::extract::{MatchedPath, Request};
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::{self, Next};
use axum::response::Response;
use axum::routing::{get, options, post};
use rules::Date;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower_http::set_header::SetResponseHeaderLayer;

use crate::apply::Forms;
use crate::config::Limits;
use crate::ids::UploadHash;
use crate::load::Definitions;
use crate::problem::{Kind, Refusal};
use crate::store::Store;
use crate::upload_state::{Stage, Uploads};
use crate::writers::Writers;
use crate::{apply, files, status, tus};

/// Packages that are verified at the same time; others wait their turn.
const VERIFIERS: usize = 2;

/// What all requests share. The uploads themselves are only in the store.
pub struct Endpoint {
    /// Uploads, packages and receipts.
    pub uploads: Uploads,
    definitions: RwLock<Arc<Definitions>>,
    /// What one client may take.
    pub limits: Limits,
    /// The folder of static files, if this process serves them.
    pub site: Option<PathBuf>,
    /// Decide as of this day, instead of the day an upload was created. For tests and trying out.
    pub today: Option<Date>,
    /// Unfinished uploads, counted by the sweep and kept up in between.
    pub open: AtomicUsize,
    /// Turns to write to an upload.
    pub writers: Arc<Writers>,
    /// Turns to verify a package.
    pub verifiers: Semaphore,
    /// What forms that are sent without scripts share.
    pub forms: Forms,
    /// Work that must go on when its client is gone: receiving and completing.
    pub tasks: TaskTracker,
    /// Set when the process is asked to stop: transfers keep what they have and end.
    pub stopping: CancellationToken,
}

/// The state as handlers get it.
pub type AppState = Arc<Endpoint>;

impl Endpoint {
    /// An endpoint on this store, which should have been probed.
    pub fn new(
        store: Store,
        definitions: Definitions,
        limits: Limits,
        site: Option<PathBuf>,
        today: Option<Date>,
    ) -> Self {
        Self {
            uploads: Uploads::new(store),
            definitions: RwLock::new(Arc::new(definitions)),
            limits,
            site,
            today,
            open: AtomicUsize::new(0),
            writers: Arc::default(),
            verifiers: Semaphore::new(VERIFIERS),
            forms: Forms::default(),
            tasks: TaskTracker::new(),
            stopping: CancellationToken::new(),
        }
    }

    /// The services, and the words for what can be wrong, as they are now.
    pub fn definitions(&self) -> Arc<Definitions> {
        self.definitions.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Decides by these from now on.
    pub fn replace_definitions(&self, definitions: Arc<Definitions>) {
        *self.definitions.write().unwrap_or_else(PoisonError::into_inner) = definitions;
    }

    /// What to answer a writer whose offset is not (or no longer) where the upload stands.
    pub async fn wrong_offset(&self, upload: &UploadHash) -> Result<Refusal, Refusal> {
        let upload = self.uploads.find(upload).await?.ok_or_else(|| Refusal::new(Kind::UnknownUpload))?;
        let offset = match upload.stage {
            Stage::Open { offset, .. } => offset,
            Stage::Ended(end) if end.is_gone() => return Ok(Refusal::new(Kind::UploadEnded)),
            Stage::Ended(_) => upload.info.length,
        };
        Ok(Refusal::new(Kind::WrongOffset).with("offset", offset).header(tus::UPLOAD_OFFSET, offset))
    }

    /// Counts an upload that has ended.
    pub fn one_less_open(&self) {
        // The sweep may have counted in between; below zero there is nothing to count.
        let _ = self.open.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |open| open.checked_sub(1));
    }
}

/// All routes.
pub fn app(state: AppState) -> Router {
    let files = files::service(state.site.as_deref());
    let protocol = Router::new()
        .route("/files", options(tus::options).post(tus::create))
        .route(
            "/files/{id}",
            options(tus::options)
                .head(tus::head)
                .patch(tus::patch)
                .delete(tus::delete)
                .merge(post(tus::overridden)),
        )
        .layer(middleware::map_response(tus::speak))
        .route("/files/{id}/receipt", get(status::receipt))
        .route("/apply/{service}", get(apply::form).post(apply::apply))
        .route("/status", get(status::entry))
        .route("/status/", get(status::entry))
        .route("/status/{receipt}", get(status::status))
        .layer(set(header::CACHE_CONTROL, "no-store"));
    Router::new()
        .merge(protocol)
        .route("/healthz", get(async || "ok"))
        .fallback_service(files)
        .layer(set(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        // A page whose address holds a code says nothing at all.
        .layer(SetResponseHeaderLayer::if_not_present(
            header::REFERRER_POLICY,
            HeaderValue::from_static("same-origin"),
        ))
        .layer(middleware::from_fn(log))
        .with_state(state)
}

fn set(name: HeaderName, value: &'static str) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::overriding(name, HeaderValue::from_static(value))
}

/// One line a request, without what identifies anybody: the route's template instead of its path, no
/// address, no headers.
async fn log(request: Request, next: Next) -> Response {
    let began = Instant::now();
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let received =
        request.headers().get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse().ok());
    let response = next.run(request).await;
    tracing::info!(
        %method,
        route = route.as_ref().map_or("(files)", MatchedPath::as_str),
        status = response.status().as_u16(),
        bytes = received.unwrap_or(0_u64),
        ms = began.elapsed().as_millis() as u64,
    );
    response
}
