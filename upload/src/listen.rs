//! Sockets: accepts connections, with time limits that work, and stops without losing bytes.
//!
//! `axum::serve` gives hyper no timer, so its time-outs would do nothing; hence our own loop.

use std::io;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use prometheus::IntGauge;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{sleep, timeout};
use tower::ServiceExt;

use crate::addresses::Connected;
use crate::app::{AppState, Endpoint, app, metrics_app};
use crate::guard::Peer;
use crate::patient::Patient;

/// Bytes that the headers of a request may have, together with what is buffered of its body.
const BUFFER_BYTES: usize = 16 * 1024;

/// Headers that a request may have.
const MAX_HEADERS: usize = 64;

/// How long running requests may take once the process is asked to stop. Transfers end at once; what
/// takes time is a package that is being verified.
const GRACE: Duration = Duration::from_secs(20);

/// Connections to the listener for metrics, which only an operator's programs know.
const METRICS_CONNECTIONS: usize = 16;

/// Serves connections until `state.stopping` is set, then lets running requests come to an end.
pub async fn serve(listener: TcpListener, state: AppState) {
    let graceful = GracefulShutdown::new();
    accept_all(listener, &state, app(state.clone()), state.limits.max_connections, &graceful).await;
    state.tasks.close();
    let ended = timeout(GRACE, async {
        graceful.shutdown().await;
        state.tasks.wait().await;
    });
    if ended.await.is_err() {
        tracing::warn!("stopped with requests still running");
    }
}

/// Serves metrics and nothing else until `state.stopping` is set.
pub async fn serve_metrics(listener: TcpListener, state: AppState) {
    let router = metrics_app().with_state(state.clone());
    accept_all(listener, &state, router, METRICS_CONNECTIONS, &GracefulShutdown::new()).await;
}

async fn accept_all(
    listener: TcpListener,
    state: &AppState,
    router: Router,
    most: usize,
    graceful: &GracefulShutdown,
) {
    let places = Arc::new(Semaphore::new(most));
    loop {
        let accepted = tokio::select! {
            () = state.stopping.cancelled() => break,
            accepted = accept(&listener, &places) => accepted,
        };
        let (stream, peer, place) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                // Out of file descriptors, most likely: some will be free in a moment.
                tracing::warn!(%error, "a connection was not accepted");
                sleep(Duration::from_millis(100)).await;
                continue;
            }
        };
        let Some(counted) = state.count_connection(peer) else { continue };
        let router = router.clone();
        let service = service_fn(move |request: Request<Incoming>| {
            let mut request = request.map(Body::new);
            request.extensions_mut().insert(Peer(peer));
            router.clone().oneshot(request)
        });
        let stream = Patient::new(stream, &state.limits);
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(state.limits.header())
            .max_buf_size(BUFFER_BYTES)
            .max_headers(MAX_HEADERS)
            .serve_connection(TokioIo::new(stream), service);
        let connection = graceful.watch(connection);
        tokio::spawn(async move {
            // How a connection ends is the client's business; what it sent was dealt with.
            let _ = connection.await;
            drop((counted, place));
        });
    }
}

/// The next connection, once there is a place for it.
async fn accept(
    listener: &TcpListener,
    places: &Arc<Semaphore>,
) -> io::Result<(TcpStream, IpAddr, OwnedSemaphorePermit)> {
    let place = Arc::clone(places).acquire_owned().await.expect("nobody closes the semaphore");
    let (stream, address) = listener.accept().await?;
    Ok((stream, address.ip(), place))
}

/// A connection, for as long as it is served.
struct Counted {
    gauge: IntGauge,
    /// Not of a trusted proxy, which connects for many.
    _of_address: Option<Connected>,
}

impl Endpoint {
    /// Counts a connection, unless its address has too many already.
    fn count_connection(&self, peer: IpAddr) -> Option<Counted> {
        let is_proxy = self.limits.trusted_proxy.iter().any(|network| network.contains(&peer.to_canonical()));
        let most = self.limits.max_connections_per_address;
        let of_address = if is_proxy { None } else { Some(self.guard.addresses.connect(peer, most)) };
        if let Some(None) = of_address {
            self.metrics.connections_refused.inc();
            return None;
        }
        let gauge = self.metrics.connections.clone();
        gauge.inc();
        Some(Counted { gauge, _of_address: of_address.flatten() })
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.gauge.dec();
    }
}
