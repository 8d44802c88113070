//! Limits of the endpoint: what one client may take of it, and how long.

use std::time::Duration;

use clap::Args;

/// Limits, each with a default that suits one small machine.
#[derive(Clone, Debug, Args)]
pub struct Limits {
    /// Largest package, in bytes
    #[arg(long, default_value_t = 32 * 1024 * 1024, value_name = "BYTES")]
    pub max_package_bytes: u64,

    /// Uploads that may be unfinished at the same time
    #[arg(long, default_value_t = 10_000, value_name = "COUNT")]
    pub max_open_uploads: usize,

    /// Connections that are served at the same time; others wait
    #[arg(long, default_value_t = 1_024, value_name = "COUNT")]
    pub max_connections: usize,

    /// Hours after which an unfinished upload is gone
    #[arg(long, default_value_t = 7 * 24, value_name = "HOURS")]
    pub expire_after_hours: u32,

    /// Seconds without a byte after which a transfer is ended; what had arrived is kept
    #[arg(long, default_value_t = 30, value_name = "SECONDS")]
    pub idle_seconds: u32,

    /// Seconds in which the headers of a request must arrive
    #[arg(long, default_value_t = 15, value_name = "SECONDS")]
    pub header_seconds: u32,

    /// Origin whose pages may send here too, such as https://example.org; may be repeated
    #[arg(long, value_name = "ORIGIN", value_parser = crate::other_origins::parse)]
    pub allow_origin: Vec<axum::http::HeaderValue>,

    /// Seconds between two sweeps of what has expired or is no longer needed
    #[arg(long, default_value_t = 600, value_name = "SECONDS")]
    pub sweep_seconds: u32,
}

impl Limits {
    /// How long an unfinished upload is kept.
    pub fn expire_after(&self) -> time::Duration {
        time::Duration::hours(self.expire_after_hours.into())
    }

    /// How long a transfer may make no progress.
    pub fn idle(&self) -> Duration {
        Duration::from_secs(self.idle_seconds.into())
    }

    /// How long the headers of a request may take.
    pub fn header(&self) -> Duration {
        Duration::from_secs(self.header_seconds.into())
    }

    /// How long the sweep rests.
    pub fn sweep(&self) -> Duration {
        Duration::from_secs(self.sweep_seconds.max(1).into())
    }
}
