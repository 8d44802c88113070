//! The settings of `upload serve`: each is named, described and given its default here, and nowhere else.
//!
//! [`crate::settings`] makes of the same table the environment variables, the keys of the settings file,
//! its example in `docs/deploy/upload.toml`, and what `--check-config` prints.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::{Args, ValueEnum};
use ipnet::IpNet;
use rules::Date;
use seal::Recipient;

use crate::addresses::network;
use crate::keys::RecipientParser;
use crate::load::Source;

/// How to serve.
#[derive(Clone, Debug, Args)]
pub struct Serve {
    /// Read settings from this TOML file; flags and variables of the environment (PANDUAN_…) come first
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,

    /// Print the settings that hold and where each comes from, read the definitions, and end
    #[arg(long)]
    pub check_config: bool,

    #[command(flatten)]
    #[allow(missing_docs, reason = "clap would print a description of it as that of the command")]
    pub settings: Settings,
}

/// Everything that can be set.
#[derive(Clone, Debug, Args)]
pub struct Settings {
    /// Address to listen on; port 0 takes a free one
    #[arg(long, default_value = "127.0.0.1:8080", value_name = "ADDR")]
    pub listen: SocketAddr,

    /// Where to store what arrives: a folder, or s3://BUCKET/PREFIX, az://CONTAINER/PREFIX, gs://BUCKET/PREFIX
    #[arg(long, value_name = "DIR")]
    pub store: String,

    #[command(flatten)]
    #[allow(missing_docs, reason = "clap would print a description of it as that of the command")]
    pub folders: Folders,

    /// Public keys of the office, to which packages have to be sealed, instead of those in the site or the
    /// content; several with commas
    #[arg(long, value_name = "KEY", value_delimiter = ',', value_parser = RecipientParser)]
    pub recipient: Vec<Recipient>,

    /// Decide every package as of this day instead of the day its upload began (for trying out)
    #[arg(long, value_name = "DATE")]
    pub today: Option<Date>,

    /// How to write the log, to standard error: text for people, json for programs
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub log_format: LogFormat,

    /// Address at which to answer GET /metrics, instead of at the one for everybody
    #[arg(long, value_name = "ADDR")]
    pub metrics_listen: Option<SocketAddr>,

    #[command(flatten)]
    #[allow(missing_docs, reason = "clap would print a description of it as that of the command")]
    pub limits: Limits,
}

/// Where the definitions of the services are.
#[derive(Clone, Debug, Args)]
pub struct Folders {
    /// The content folder, by default ./content; with --site, the definitions of the site are used
    #[arg(long, value_name = "DIR")]
    pub content: Option<PathBuf>,

    /// The built site, by default ./dist where there is no content folder
    #[arg(long, value_name = "DIR")]
    pub site: Option<PathBuf>,
}

impl Folders {
    /// The folder that was named, or the one that is here.
    ///
    /// # Errors
    /// None was named, and none is here.
    pub fn source(&self) -> anyhow::Result<Source> {
        Source::find(self.content.clone(), self.site.clone(), Path::new(""))
    }
}

/// How a line of the log is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// As a person reads it.
    #[default]
    Text,
    /// As one JSON object.
    Json,
}

/// Limits, each with a default that suits one small machine.
#[derive(Clone, Debug, Args)]
pub struct Limits {
    /// Largest package, in bytes
    #[arg(long, default_value_t = 32 * 1024 * 1024, value_name = "BYTES")]
    pub max_package_bytes: u64,

    /// Bytes that packages, and uploads under way at their full length, may come to; beyond, no upload
    /// begins; by default as many as the store takes
    #[arg(long, value_name = "BYTES")]
    pub max_store_bytes: Option<u64>,

    /// Uploads that may be unfinished at the same time
    #[arg(long, default_value_t = 10_000, value_name = "COUNT")]
    pub max_open_uploads: usize,

    /// Connections that are served at the same time; others wait
    #[arg(long, default_value_t = 1_024, value_name = "COUNT")]
    pub max_connections: usize,

    /// Connections of one address (IPv6: of one /64 network); others are closed. Many phones share one
    #[arg(long, default_value_t = 256, value_name = "COUNT")]
    pub max_connections_per_address: usize,

    /// Uploads that one address (IPv6: one /64 network) may begin in a minute. Many phones share one
    #[arg(long, default_value_t = 120, value_name = "COUNT", value_parser = clap::value_parser!(u32).range(1..))]
    pub max_creations_per_minute: u32,

    /// Requests for one upload in a second; small pieces over a fast link come to some hundred
    #[arg(long, default_value_t = 500, value_name = "COUNT", value_parser = clap::value_parser!(u32).range(1..))]
    pub max_requests_per_second: u32,

    /// Requests for one upload at the same time: one writes, the others wait for it
    #[arg(long, default_value_t = 16, value_name = "COUNT")]
    pub max_waiting: usize,

    /// Proxies whose X-Forwarded-For is believed, as addresses or networks (10.0.0.0/8); several with commas
    #[arg(long, value_name = "CIDR", value_delimiter = ',', value_parser = network)]
    pub trusted_proxy: Vec<IpNet>,

    /// Hours after which an unfinished upload is gone
    #[arg(long, default_value_t = 7 * 24, value_name = "HOURS")]
    pub expire_after_hours: u32,

    /// Seconds without a byte after which a transfer is ended; what had arrived is kept
    #[arg(long, default_value_t = 30, value_name = "SECONDS")]
    pub idle_seconds: u32,

    /// Bytes a second that a transfer brings on average, or it is ended; what had arrived is kept. So does
    /// a reader of answers, or its connection is closed. The slowest phones manage 1000
    #[arg(long, default_value_t = 100, value_name = "BYTES")]
    pub min_bytes_per_second: u32,

    /// Seconds over which that average is taken
    #[arg(long, default_value_t = 60, value_name = "SECONDS", value_parser = clap::value_parser!(u32).range(1..))]
    pub rate_seconds: u32,

    /// Seconds in which the headers of a request must arrive, counted from the end of the one before
    #[arg(long, default_value_t = 15, value_name = "SECONDS")]
    pub header_seconds: u32,

    /// Other origins whose pages may send here, such as https://example.org; several with commas
    #[arg(long, value_name = "ORIGIN", value_delimiter = ',', value_parser = crate::other_origins::parse)]
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

    /// How long the average of a transfer's speed is taken over.
    pub fn rate_window(&self) -> Duration {
        Duration::from_secs(self.rate_seconds.into())
    }

    /// Bytes that have to move within [`Limits::rate_window`].
    pub fn least_bytes(&self) -> u64 {
        u64::from(self.min_bytes_per_second) * u64::from(self.rate_seconds)
    }
}
