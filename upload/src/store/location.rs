//! Where a store is, by its address. What a cloud store needs beside it comes from the environment, by the
//! names that its own tools use: `AWS_…`, `AZURE_…`, `GOOGLE_…`.

use std::sync::Arc;

use anyhow::{Context, bail, ensure};
use object_store::ObjectStore;

/// A kind of cloud store.
struct Kind {
    scheme: &'static str,
    /// The feature of this crate that brings it.
    feature: &'static str,
    /// What of an address comes first.
    container: &'static str,
}

const KINDS: [Kind; 3] = [
    Kind { scheme: "s3", feature: "s3", container: "BUCKET" },
    Kind { scheme: "az", feature: "azure", container: "CONTAINER" },
    Kind { scheme: "gs", feature: "google", container: "BUCKET" },
];

/// The cloud store at this address; none if the address is that of a folder.
pub fn cloud(location: &str) -> anyhow::Result<Option<Arc<dyn ObjectStore>>> {
    let Some((scheme, rest)) = location.split_once("://") else { return Ok(None) };
    let Some(kind) = KINDS.iter().find(|kind| kind.scheme == scheme) else {
        bail!("--store {scheme}://…: name a folder, or an address with s3://, az:// or gs://");
    };
    let Kind { feature, container, .. } = kind;
    let (name, prefix) = rest.split_once('/').unwrap_or((rest, ""));
    ensure!(
        !name.is_empty(),
        "--store {scheme}://: write {scheme}://{container} or {scheme}://{container}/PREFIX"
    );
    let objects = build(feature, name, prefix).with_context(|| format!("cannot use --store {scheme}://…"))?;
    match objects {
        Some(objects) => Ok(Some(objects)),
        None => bail!(
            "--store {scheme}://…: this build has no such stores; build `upload` with the feature `{feature}`"
        ),
    }
}

#[cfg(not(feature = "cloud"))]
fn build(_feature: &str, _name: &str, _prefix: &str) -> anyhow::Result<Option<Arc<dyn ObjectStore>>> {
    Ok(None)
}

#[cfg(feature = "cloud")]
fn build(feature: &str, name: &str, prefix: &str) -> anyhow::Result<Option<Arc<dyn ObjectStore>>> {
    use object_store::path::Path;
    use object_store::prefix::PrefixStore;

    let prefix = Path::parse(prefix).map_err(|_| anyhow::Error::msg("the prefix is not one of a name"))?;
    // Not for a feature that is off: what is asked for then is another build, not a setting.
    let objects: Arc<dyn ObjectStore> = match feature {
        #[cfg(feature = "s3")]
        "s3" => cloud::s3(name)?,
        #[cfg(feature = "azure")]
        "azure" => cloud::azure(name)?,
        #[cfg(feature = "google")]
        "google" => cloud::google(name)?,
        _ => return Ok(None),
    };
    Ok(Some(if prefix.parts().next().is_none() {
        objects
    } else {
        Arc::new(PrefixStore::new(objects, prefix))
    }))
}

#[cfg(feature = "cloud")]
mod cloud {
    use std::sync::Arc;
    use std::time::Duration;

    use object_store::{ObjectStore, RetryConfig};

    use crate::store::fault::said;

    /// Seconds for which the library asks again by itself where a server fails. Longer, and the client on
    /// the other side would have given up: it waits for 20.
    const RETRY_FOR: Duration = Duration::from_secs(12);

    fn retry() -> RetryConfig {
        // It fails only where another part of this process was first, which serves as well.
        let _ = rustls::crypto::ring::default_provider().install_default();
        RetryConfig { retry_timeout: RETRY_FOR, max_retries: 6, ..RetryConfig::default() }
    }

    /// Whether an address names this machine: there is nobody on the way who could read along.
    fn is_local(endpoint: Option<String>) -> bool {
        let host = endpoint.as_deref().and_then(|url| url.strip_prefix("http://")).unwrap_or_default();
        ["127.0.0.1", "localhost", "[::1]"].iter().any(|local| {
            host.strip_prefix(local).is_some_and(|rest| rest.is_empty() || rest.starts_with([':', '/']))
        })
    }

    #[cfg(feature = "s3")]
    pub fn s3(bucket: &str) -> anyhow::Result<Arc<dyn ObjectStore>> {
        use object_store::aws::{AmazonS3Builder, AmazonS3ConfigKey as Key};
        let mut builder = AmazonS3Builder::from_env().with_bucket_name(bucket).with_retry(retry());
        if is_local(builder.get_config_value(&Key::Endpoint)) {
            builder = builder.with_allow_http(true);
        }
        Ok(Arc::new(builder.build().map_err(said)?))
    }

    #[cfg(feature = "azure")]
    pub fn azure(container: &str) -> anyhow::Result<Arc<dyn ObjectStore>> {
        use object_store::azure::{AzureConfigKey as Key, MicrosoftAzureBuilder};
        let mut builder =
            MicrosoftAzureBuilder::from_env().with_container_name(container).with_retry(retry());
        if is_local(builder.get_config_value(&Key::Endpoint)) {
            builder = builder.with_allow_http(true);
        }
        Ok(Arc::new(builder.build().map_err(said)?))
    }

    #[cfg(feature = "google")]
    pub fn google(bucket: &str) -> anyhow::Result<Arc<dyn ObjectStore>> {
        use object_store::ClientOptions;
        use object_store::gcp::{GoogleCloudStorageBuilder, GoogleConfigKey as Key};
        let mut builder = GoogleCloudStorageBuilder::from_env().with_bucket_name(bucket).with_retry(retry());
        if is_local(builder.get_config_value(&Key::BaseUrl)) {
            builder = builder.with_client_options(ClientOptions::new().with_allow_http(true));
        }
        Ok(Arc::new(builder.build().map_err(said)?))
    }

    #[cfg(test)]
    mod tests {
        use super::is_local;

        /// If it broke, passports would cross a network in the clear without anybody having said so.
        #[test]
        fn only_this_machine_is_spoken_to_in_the_clear() {
            for local in ["http://127.0.0.1:9000", "http://localhost/x", "http://[::1]:1"] {
                assert!(is_local(Some(local.to_owned())), "{local}");
            }
            for remote in
                ["http://127.0.0.1.example", "http://minio:9000", "https://localhost", "http://localhosts"]
            {
                assert!(!is_local(Some(remote.to_owned())), "{remote}");
            }
            assert!(!is_local(None));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// If it broke, whoever mistyped an address would get a folder of that name, or an empty sentence.
    #[test]
    fn what_is_no_address_is_refused_in_a_sentence() {
        let refused = |location: &str| cloud(location).expect_err("refused").to_string();
        assert!(refused("ftp://bucket/prefix").contains("s3://, az:// or gs://"));
        assert!(refused("s3://").contains("s3://BUCKET/PREFIX"));
        assert!(cloud("/var/lib/panduan").expect("a folder").is_none());
    }

    /// If it broke, a small build would fail in a way that does not say what is missing.
    #[cfg(not(feature = "cloud"))]
    #[test]
    fn an_address_whose_feature_is_off_is_refused_by_its_name() {
        for (address, feature) in [("s3://b/p", "`s3`"), ("az://b/p", "`azure`"), ("gs://b/p", "`google`")] {
            let refusal = cloud(address).expect_err("refused").to_string();
            assert!(refusal.contains(feature), "{refusal}");
        }
    }
}
