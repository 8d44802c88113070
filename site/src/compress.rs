//! Compressed variants of files, `.br` and `.gz` beside each: made once, sent often.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use brotli::enc::BrotliEncoderParams;
use flate2::{Compression, write::GzEncoder};
use rayon::prelude::*;

use crate::write::{put, remove};

/// Names that end so are worth compressing.
const COMPRESSIBLE: [&str; 11] =
    [".bin", ".html", ".json", ".xml", ".txt", ".svg", ".css", ".js", ".wasm", ".ics", ".webmanifest"];

/// Whether a file is worth compressing, by its name.
pub fn is_compressible(path: &str) -> bool {
    COMPRESSIBLE.iter().any(|end| path.ends_with(end))
}

/// Where the compressed variants of a file are: in brotli, in gzip.
pub fn variants(path: &Path) -> [PathBuf; 2] {
    [".br", ".gz"].map(|end| {
        let mut name = path.as_os_str().to_owned();
        name.push(end);
        PathBuf::from(name)
    })
}

/// Removes the variants of a file, if it has any.
///
/// # Errors
/// One is there and cannot be removed.
pub fn remove_variants(path: &Path) -> Result<()> {
    variants(path).iter().try_for_each(|variant| remove(variant))
}

/// A file, compressed.
pub struct Variants {
    /// In brotli.
    pub brotli: Vec<u8>,
    gzip: Vec<u8>,
}

impl Variants {
    /// Compresses the bytes of a file.
    pub fn of(bytes: &[u8]) -> Self {
        Self { brotli: brotli(bytes), gzip: gzip(bytes) }
    }

    /// Writes them beside the file.
    ///
    /// # Errors
    /// One cannot be written.
    pub fn write(&self, path: &Path) -> Result<()> {
        let [in_brotli, in_gzip] = variants(path);
        put(&in_brotli, &self.brotli)?;
        put(&in_gzip, &self.gzip).map(drop)
    }
}

/// Compresses the files at these paths below `out` that others put there, such as the form's wasm, unless their
/// variants are there and not older than they.
///
/// # Errors
/// A file cannot be read or written.
pub fn compress_others(out: &Path, paths: &[PathBuf]) -> Result<()> {
    paths.par_iter().try_for_each(|path| {
        let path = out.join(path);
        let written = fs::metadata(&path)?.modified()?;
        let is_fresh = |variant: &PathBuf| {
            fs::metadata(variant).and_then(|variant| variant.modified()).is_ok_and(|time| time >= written)
        };
        if variants(&path).iter().all(is_fresh) {
            return Ok(());
        }
        let bytes = fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
        Variants::of(&bytes).write(&path)
    })
}

/// The bytes in brotli, at the quality for what is compressed once and sent often.
pub fn brotli(bytes: &[u8]) -> Vec<u8> {
    let mut compressed = Vec::new();
    let params = BrotliEncoderParams { quality: 11, size_hint: bytes.len(), ..Default::default() };
    brotli::BrotliCompress(&mut &bytes[..], &mut compressed, &params)
        .expect("memory can always be read and written");
    compressed
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).expect("memory can always be written");
    encoder.finish().expect("memory can always be written")
}
