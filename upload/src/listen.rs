//! Sockets: accepts connections, with time limits that work, and stops without losing bytes.
//!
//! `axum::serve` gives hyper no timer, so its time-outs would do nothing; hence our own loop.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio::time::{sleep, timeout};

use crate::app::{AppState, app};

/// Bytes that the headers of a request may have, together with what is buffered of its body.
const BUFFER_BYTES: usize = 16 * 1024;

/// Headers that a request may have.
const MAX_HEADERS: usize = 64;

/// How long running requests may take once the process is asked to stop. Transfers end at once; what
/// takes time is a package that is being verified.
const GRACE: Duration = Duration::from_secs(20);

/// Serves connections until `state.stopping` is set, then lets running requests come to an end.
pub async fn serve(listener: TcpListener, state: AppState) {
    let places = Arc::new(Semaphore::new(state.limits.max_connections));
    let service = TowerToHyperService::new(app(state.clone()));
    let graceful = GracefulShutdown::new();
    loop {
        let accepted = tokio::select! {
            () = state.stopping.cancelled() => break,
            accepted = accept(&listener, &places) => accepted,
        };
        let (stream, place) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                // Out of file descriptors, most likely: some will be free in a moment.
                tracing::warn!(%error, "a connection was not accepted");
                sleep(Duration::from_millis(100)).await;
                continue;
            }
        };
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(state.limits.header())
            .max_buf_size(BUFFER_BYTES)
            .max_headers(MAX_HEADERS)
            .serve_connection(TokioIo::new(stream), service.clone());
        let connection = graceful.watch(connection);
        tokio::spawn(async move {
            // How a connection ends is the client's business; what it sent was dealt with.
            let _ = connection.await;
            drop(place);
        });
    }
    drop(listener);
    state.tasks.close();
    let ended = timeout(GRACE, async {
        graceful.shutdown().await;
        state.tasks.wait().await;
    });
    if ended.await.is_err() {
        tracing::warn!("stopped with requests still running");
    }
}

/// The next connection, once there is a place for it.
async fn accept(
    listener: &TcpListener,
    places: &Arc<Semaphore>,
) -> io::Result<(tokio::net::TcpStream, tokio::sync::OwnedSemaphorePermit)> {
    let place = Arc::clone(places).acquire_owned().await.expect("nobody closes the semaphore");
    let (stream, _address) = listener.accept().await?;
    Ok((stream, place))
}
