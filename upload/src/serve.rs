//! `upload serve`: opens everything the endpoint needs, serves until it is asked to stop.

use std::io::IsTerminal;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

use crate::app::Endpoint;
use crate::config::{LogFormat, Settings};
use crate::follow::Follower;
use crate::load::Source;
use crate::store::Store;
use crate::{keys, listen, sweep};

impl Settings {
    /// Serves with these settings until SIGTERM or Ctrl-C.
    ///
    /// # Errors
    /// The definitions or the store cannot be used, or the address is taken.
    #[tokio::main]
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        self.log_format.start();
        let source = self.folders.source()?;
        let follower = Follower::new(source.clone()).sealing_to(self.recipient.clone());
        let definitions = source.load()?.sealed_to(&self.recipient);
        keys::tell(&definitions.recipients);
        let store = Store::open(&self.store)?;
        store.probe().await?;
        let mut endpoint = Endpoint::new(store, definitions, self.limits, self.folders.site, self.today);
        if let Source::Site(built) = source {
            endpoint.pages = Some(built);
        }
        endpoint.metrics_apart = self.metrics_listen.is_some();
        let state = Arc::new(endpoint);

        let listener = TcpListener::bind(self.listen)
            .await
            .with_context(|| format!("cannot listen on {}", self.listen))?;
        // Printed, not logged: scripts that asked for port 0 read it.
        println!("listening on http://{}", listener.local_addr()?);
        if let Some(address) = self.metrics_listen {
            let listener = TcpListener::bind(address)
                .await
                .with_context(|| format!("cannot listen on {address} for the metrics"))?;
            println!("metrics on http://{}/metrics", listener.local_addr()?);
            tokio::spawn(listen::serve_metrics(listener, state.clone()));
        }
        let sweeping = tokio::spawn(sweep::sweep_forever(state.clone()));
        let following = tokio::spawn(follower.follow(state.clone()));
        tokio::spawn({
            let stopping = state.stopping.clone();
            async move {
                stop_signal().await;
                stopping.cancel();
                // Asked twice, it does not wait for anything: what was acknowledged is durable.
                stop_signal().await;
                std::process::exit(1);
            }
        });
        listen::serve(listener, state).await;
        sweeping.await?;
        following.await?;
        Ok(ExitCode::SUCCESS)
    }
}

impl LogFormat {
    fn start(self) {
        let colours = std::io::stderr().is_terminal();
        let log = tracing_subscriber::fmt().with_writer(std::io::stderr).with_target(false);
        match self {
            Self::Text => log.with_ansi(colours).init(),
            Self::Json => log.json().flatten_event(true).with_span_list(false).init(),
        }
    }
}

/// Returns when the process is asked to end: Ctrl-C, or a service manager's SIGTERM.
async fn stop_signal() {
    let mut terminate = signal(SignalKind::terminate()).expect("a process may always ask for SIGTERM");
    tokio::select! {
        _ = terminate.recv() => {}
        _ = tokio::signal::ctrl_c() => {}
    }
}
