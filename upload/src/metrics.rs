//! What is counted, for an operator's Prometheus. No label tells who: routes are templates, and whatever a
//! client could make up is `other`.

use axum::extract::State;
use axum::http::{Method, header};
use axum::response::IntoResponse;
use prometheus::{Encoder, Gauge, Histogram, HistogramOpts, IntCounter, IntCounterVec, IntGauge, Opts};
use prometheus::{Registry, TextEncoder};

use crate::app::AppState;
use std::sync::atomic::Ordering;

/// Bounds of the histogram of verifications: 1 ms to 16 s, each double the one before.
const VERIFICATION_BUCKETS: usize = 15;

/// Everything that is counted by this process since it started.
pub struct Metrics {
    registry: Registry,
    /// Requests by route, method and status.
    pub requests: IntCounterVec,
    /// Problem documents by code.
    pub problems: IntCounterVec,
    /// Bytes of uploads that were made durable.
    pub received_bytes: IntCounter,
    /// Ends of uploads: accepted, refused.
    pub completions: IntCounterVec,
    /// What was wrong with refused packages, by code.
    pub refusals: IntCounterVec,
    /// Seconds that verifying a package took.
    pub verification_seconds: Histogram,
    /// Connections that are served now.
    pub connections: IntGauge,
    /// Connections closed at once, because their address had too many.
    pub connections_refused: IntCounter,
    /// Sweeps by outcome.
    pub sweeps: IntCounterVec,
    /// When the last sweep was done, in seconds since 1970.
    pub swept: Gauge,
    /// Uploads that the store remembers, ended ones included, as the last sweep found them.
    pub known_uploads: IntGauge,
    expired: IntCounter,
    open_uploads: IntGauge,
    promised_bytes: IntGauge,
    max_open_uploads: IntGauge,
    max_connections: IntGauge,
}

impl Default for Metrics {
    fn default() -> Self {
        let registry = Registry::new_custom(Some("panduan".to_owned()), None).expect("the prefix is a name");
        let add = |metric: Box<dyn prometheus::core::Collector>| {
            registry.register(metric).expect("each metric has a name of its own");
        };
        let fits = "names and labels are written as Prometheus wants them";
        let counter = |name, help| {
            let counter = IntCounter::new(name, help).expect(fits);
            add(Box::new(counter.clone()));
            counter
        };
        let counters = |name, help, labels: &[&str]| {
            let counters = IntCounterVec::new(Opts::new(name, help), labels).expect(fits);
            add(Box::new(counters.clone()));
            counters
        };
        let gauge = |name, help| {
            let gauge = IntGauge::new(name, help).expect(fits);
            add(Box::new(gauge.clone()));
            gauge
        };
        let buckets = prometheus::exponential_buckets(0.001, 2.0, VERIFICATION_BUCKETS).expect(fits);
        let verification =
            HistogramOpts::new("verification_seconds", "Time that verifying a package and storing it took.");
        let verification_seconds = Histogram::with_opts(verification.buckets(buckets)).expect(fits);
        add(Box::new(verification_seconds.clone()));
        let swept = Gauge::new("sweep_last_success_timestamp_seconds", "When the last sweep was done.");
        let swept = swept.expect(fits);
        add(Box::new(swept.clone()));
        Self {
            requests: counters("requests_total", "Requests answered.", &["route", "method", "status"]),
            problems: counters("problems_total", "Requests refused, by problem.", &["code"]),
            received_bytes: counter("received_bytes_total", "Bytes of uploads made durable."),
            completions: counters("completions_total", "Uploads that were completed.", &["outcome"]),
            refusals: counters("refusals_total", "Problems of refused packages.", &["code"]),
            connections: gauge("connections", "Connections that are served now."),
            connections_refused: counter(
                "connections_refused_total",
                "Connections closed for their address had too many.",
            ),
            sweeps: counters("sweeps_total", "Sweeps of what has expired.", &["outcome"]),
            expired: counter("expired_total", "Uploads that ended because their time was over."),
            open_uploads: gauge("open_uploads", "Uploads that are not finished."),
            promised_bytes: gauge(
                "promised_bytes",
                "Bytes of packages, and of open uploads at their full length.",
            ),
            known_uploads: gauge("known_uploads", "Uploads that the store remembers, ended ones included."),
            max_open_uploads: gauge("max_open_uploads", "How many uploads may be open."),
            max_connections: gauge("max_connections", "How many connections are served at the same time."),
            verification_seconds,
            swept,
            registry,
        }
    }
}

/// A method as a label. Clients can make up any number of others.
pub fn method_label(method: &Method) -> &'static str {
    const KNOWN: [&str; 7] = ["GET", "HEAD", "POST", "PATCH", "DELETE", "OPTIONS", "PUT"];
    KNOWN.into_iter().find(|known| *known == method.as_str()).unwrap_or("other")
}

/// `GET /metrics`: the text format of Prometheus, 0.0.4.
pub async fn metrics(State(state): State<AppState>) -> impl IntoResponse {
    let metrics = &state.metrics;
    let gauge = |gauge: &IntGauge, value: u64| gauge.set(i64::try_from(value).unwrap_or(i64::MAX));
    gauge(&metrics.open_uploads, state.open.load(Ordering::Relaxed) as u64);
    gauge(&metrics.promised_bytes, state.promised.load(Ordering::Relaxed));
    gauge(&metrics.max_open_uploads, state.limits.max_open_uploads as u64);
    gauge(&metrics.max_connections, state.limits.max_connections as u64);
    let expired = state.uploads.expired.load(Ordering::Relaxed);
    metrics.expired.inc_by(expired.saturating_sub(metrics.expired.get()));
    let mut text = Vec::new();
    let encoder = TextEncoder::new();
    encoder.encode(&metrics.registry.gather(), &mut text).expect("metrics are written to memory");
    ([(header::CONTENT_TYPE, encoder.format_type().to_owned())], text)
}
