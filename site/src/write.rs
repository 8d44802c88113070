//! Writing the site: each file with its compressed variants, and only what has changed. The only file
//! of this crate that writes.

use std::collections::BTreeSet;
use std::fs;
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use brotli::enc::BrotliEncoderParams;
use flate2::{Compression, write::GzEncoder};

/// A file of the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Its path in the output folder, with `/` between the parts.
    pub path: String,
    /// What is in it.
    pub bytes: Vec<u8>,
}

/// Names that end so are worth compressing.
const COMPRESSIBLE: [&str; 11] =
    [".bin", ".html", ".json", ".xml", ".txt", ".svg", ".css", ".js", ".wasm", ".ics", ".webmanifest"];

/// Where the paths of the files are kept that were written last time.
const WRITTEN: &str = ".written-by-site";

/// Writes `files` below `out`, and the compressed variants of everything there that lacks them: the
/// scripts and the wasm that Trunk put there included. What an earlier call wrote and this one does not
/// is removed: a page that was taken out of the content is not published any longer. Gives the number
/// of files that changed.
///
/// # Errors
/// A file or folder cannot be read or written.
pub fn write(out: &Path, files: &[File]) -> Result<usize> {
    let changed = add(out, files)?;
    remove_others(out, files)?;
    compress_below(out)?;
    Ok(changed)
}

/// Writes `files` below `out` and leaves everything else there as it is. Gives the number of files that
/// changed.
///
/// # Errors
/// A file or folder cannot be written.
pub fn add(out: &Path, files: &[File]) -> Result<usize> {
    let mut changed = 0;
    for file in files {
        let path = out.join(&file.path);
        if fs::read(&path).is_ok_and(|present| present == file.bytes) {
            continue;
        }
        let folder = path.parent().unwrap_or(out);
        fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
        // Times are too coarse to tell a variant of a moment ago from one of this file.
        variants(&path).iter().try_for_each(|variant| remove(variant))?;
        put(&path, &file.bytes)?;
        changed += 1;
    }
    Ok(changed)
}

/// Removes what is on the list of the last call and not among `files`, and makes the new list.
fn remove_others(out: &Path, files: &[File]) -> Result<()> {
    let list = out.join(WRITTEN);
    let paths: BTreeSet<_> = files.iter().map(|file| file.path.as_str()).collect();
    let before = fs::read_to_string(&list).unwrap_or_default();
    for path in before.lines().filter(|path| !paths.contains(path)) {
        let path = out.join(path);
        remove(&path)?;
        variants(&path).iter().try_for_each(|variant| remove(variant))?;
    }
    let lines: String = paths.into_iter().flat_map(|path| [path, "\n"]).collect();
    if lines == before { Ok(()) } else { put(&list, lines.as_bytes()) }
}

/// Removes a file, if it is there.
fn remove(path: &Path) -> Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => {
            Err(error).with_context(|| format!("cannot remove {}", path.display()))
        }
        _ => Ok(()),
    }
}

fn compress_below(folder: &Path) -> Result<()> {
    let entries = fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    for entry in entries {
        let path = entry?.path();
        if path.is_dir() {
            compress_below(&path)?;
        } else if COMPRESSIBLE.iter().any(|end| path.to_string_lossy().ends_with(end)) {
            compress(&path)?;
        }
    }
    Ok(())
}

/// Writes `.br` and `.gz` next to a file, unless they are there and younger than it.
///
/// # Errors
/// A file cannot be read or written.
pub fn compress(path: &Path) -> Result<()> {
    let variants = variants(path);
    let written = fs::metadata(path)?.modified()?;
    let fresh = |variant: &PathBuf| {
        fs::metadata(variant).and_then(|variant| variant.modified()).is_ok_and(|time| time >= written)
    };
    if variants.iter().all(fresh) {
        return Ok(());
    }
    let bytes = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    put(&variants[0], &brotli(&bytes))?;
    put(&variants[1], &gzip(&bytes))
}

/// Where the compressed variants of a file are: in brotli, in gzip.
fn variants(path: &Path) -> [PathBuf; 2] {
    [".br", ".gz"].map(|end| {
        let mut name = path.as_os_str().to_owned();
        name.push(end);
        PathBuf::from(name)
    })
}

fn put(path: &Path, bytes: &[u8]) -> Result<()> {
    fs::write(path, bytes).with_context(|| format!("cannot write {}", path.display()))
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

#[cfg(test)]
mod tests {
    use super::*;

    fn page(text: &str) -> File {
        File { path: "id/index.html".to_owned(), bytes: text.repeat(100).into_bytes() }
    }

    #[test]
    fn what_did_not_change_is_not_written_again() {
        let out = tempfile::tempdir().expect("a temporary folder");
        assert_eq!(write(out.path(), &[page("a")]).expect("written"), 1);
        assert_eq!(write(out.path(), &[page("a")]).expect("written"), 0);
        assert_eq!(write(out.path(), &[page("b")]).expect("written"), 1);
    }

    #[test]
    fn what_is_no_longer_part_of_the_site_goes_and_what_others_put_there_stays() {
        let out = tempfile::tempdir().expect("a temporary folder");
        let other = File { path: "id/old/index.html".to_owned(), bytes: b"old".to_vec() };
        write(out.path(), &[page("a"), other]).expect("written");
        fs::write(out.path().join("form.js"), "f").expect("written");
        write(out.path(), &[page("a")]).expect("written");

        for gone in ["id/old/index.html", "id/old/index.html.br", "id/old/index.html.gz"] {
            assert!(!out.path().join(gone).exists(), "{gone}");
        }
        for kept in ["id/index.html", "id/index.html.br", "form.js"] {
            assert!(out.path().join(kept).exists(), "{kept}");
        }
    }

    #[test]
    fn compressed_variants_follow_their_file_also_one_that_somebody_else_wrote() {
        let out = tempfile::tempdir().expect("a temporary folder");
        fs::write(out.path().join("form.wasm"), "w".repeat(1000)).expect("written");
        write(out.path(), &[page("a")]).expect("written");
        write(out.path(), &[page("b")]).expect("written");

        assert!(out.path().join("form.wasm.br").exists());
        assert!(out.path().join("form.wasm.gz").exists());
        let mut plain = Vec::new();
        let compressed = fs::read(out.path().join("id/index.html.br")).expect("a variant");
        brotli::BrotliDecompress(&mut &compressed[..], &mut plain).expect("brotli");
        assert_eq!(plain, page("b").bytes);
    }
}
