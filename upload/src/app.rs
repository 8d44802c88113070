//! The endpoint as a function from requests to answers: routes and shared state.
//!
//! [`app`] needs no socket: tests call it directly, [`crate::listen`] serves it.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use axum::Router;
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware;
use axum::routing::{get, options};
use rules::Date;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower_http::set_header::SetResponseHeaderLayer;

use crate::apply::Forms;
use crate::config::Limits;
use crate::guard::{Guard, guard};
use crate::ids::UploadHash;
use crate::load::Definitions;
use crate::log::log;
use crate::metrics::{Metrics, metrics};
use crate::problem::{Kind, Refusal};
use crate::readiness::{Readiness, ready};
use crate::store::Store;
use crate::upload_state::{Stage, Uploads};
use crate::writers::Writers;
use crate::{another_method, apply, checksum, files, other_origins, status, tus};

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
    /// The folder of the built site whose pages are filled in again, served by this process or not.
    pub pages: Option<PathBuf>,
    /// Decide as of this day, instead of the day an upload was created. For tests and trying out.
    pub today: Option<Date>,
    /// Unfinished uploads, counted by the sweep and kept up in between.
    pub open: AtomicUsize,
    /// Bytes of packages, and of unfinished uploads at their full length; counted likewise.
    pub promised: AtomicU64,
    /// What one address and one upload ask for.
    pub guard: Guard,
    /// What is counted for the operator.
    pub metrics: Metrics,
    /// Whether there is a listener of its own for the metrics.
    pub metrics_apart: bool,
    /// Whether the store answers.
    pub readiness: Readiness,
    /// How many requests there were: each has its number in the log.
    pub requests: AtomicU64,
    /// Turns to write to an upload.
    pub writers: Arc<Writers>,
    /// Turns to verify a package.
    pub verifiers: Semaphore,
    /// What forms that are sent without scripts share.
    pub forms: Forms,
    /// Memory for bodies that are held until their checksum is verified.
    pub checksum_memory: Arc<Semaphore>,
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
            guard: Guard::new(&limits),
            limits,
            pages: site.clone(),
            site,
            today,
            open: AtomicUsize::new(0),
            promised: AtomicU64::new(0),
            metrics: Metrics::default(),
            metrics_apart: false,
            readiness: Readiness::default(),
            requests: AtomicU64::new(0),
            writers: Arc::default(),
            verifiers: Semaphore::new(VERIFIERS),
            forms: Forms::default(),
            checksum_memory: checksum::memory(),
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

    /// Whether packages of this many bytes more may come.
    pub fn has_room_for(&self, bytes: u64) -> bool {
        let promised = self.promised.load(Ordering::Relaxed).saturating_add(bytes);
        self.limits.max_store_bytes.is_none_or(|most| promised <= most)
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
    let guarded = middleware::from_fn_with_state(state.clone(), guard);
    let protocol = Router::new()
        .route("/files", options(tus::options).post(tus::create))
        // As many clients are told to write it.
        .route("/files/", options(tus::options).post(tus::create))
        .route("/files/{id}", options(tus::options).head(tus::head).patch(tus::patch).delete(tus::delete))
        .layer(guarded.clone())
        .layer(middleware::map_response(tus::speak))
        .route("/files/{id}/receipt", get(status::receipt).layer(guarded))
        // Asks the guard itself: whom it refuses is answered as the others are.
        .route("/apply/{service}", get(apply::form).post(apply::apply))
        .route("/status", get(status::entry))
        .route("/status/", get(status::entry))
        .route("/status/{receipt}", get(status::status))
        .layer(set(header::CACHE_CONTROL, "no-store"));
    let protocol = match &*state.limits.allow_origin {
        [] => protocol,
        origins => {
            let rules = other_origins::rules(origins);
            protocol.layer(middleware::from_fn_with_state(rules, other_origins::apply))
        }
    };
    let operation = Router::new().route("/healthz", get(async || "ok")).route("/readyz", get(ready));
    let operation = if state.metrics_apart { operation } else { operation.merge(metrics_app()) };
    let routes = Router::new()
        .merge(protocol)
        .merge(operation.layer(set(header::CACHE_CONTROL, "no-store")))
        .fallback_service(files)
        .layer(set(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        // A page whose address holds a code says nothing at all.
        .layer(if_missing(header::REFERRER_POLICY, "same-origin"))
        .layer(if_missing(header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"))
        // No other site's window, and no page of one, gets hold of anything here.
        .layer(if_missing(CROSS_ORIGIN_OPENER_POLICY, "same-origin"))
        .layer(if_missing(CROSS_ORIGIN_RESOURCE_POLICY, "same-origin"))
        .layer(if_missing(PERMISSIONS_POLICY, "camera=(), geolocation=(), microphone=(), payment=(), usb=()"))
        .layer(middleware::from_fn_with_state(state.clone(), log))
        .with_state(state);
    another_method::obeyed_by(routes)
}

/// The metrics, which may have a listener of their own.
pub fn metrics_app() -> Router<AppState> {
    Router::new().route("/metrics", get(metrics))
}

const CROSS_ORIGIN_OPENER_POLICY: HeaderName = HeaderName::from_static("cross-origin-opener-policy");
const CROSS_ORIGIN_RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");
const PERMISSIONS_POLICY: HeaderName = HeaderName::from_static("permissions-policy");

fn if_missing(name: HeaderName, value: &'static str) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value))
}

fn set(name: HeaderName, value: &'static str) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::overriding(name, HeaderValue::from_static(value))
}
