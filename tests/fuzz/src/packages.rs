//! Packages: ZIP files, bags in them, applications in these.

use std::path::Path;
use std::sync::LazyLock;

use crc::{CRC_32_ISO_HDLC, Crc};
use package::{Accepted, PackageLimits, PackageReader, Problem, Sha256};
use upload::load::{Definitions, Source};

/// The real services, so that an application can be one.
pub static DEFINITIONS: LazyLock<Definitions> = LazyLock::new(|| {
    let content = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../content");
    Source::Content(content).load().expect("the content of this very workspace")
});

static CRC: Crc<u32> = Crc::<u32>::new(&CRC_32_ISO_HDLC);

/// Small ones, so that a fuzzer reaches them.
const LIMITS: PackageLimits = PackageLimits { max_bytes: 64 * 1024, max_files: 8 };

/// Any bytes: the verdict is the same in whatever pieces they come, and what is accepted is a package of
/// these very bytes.
pub fn package(bytes: &[u8]) {
    let verdict = verify(std::iter::once(bytes));
    assert_eq!(verify(crate::pieces(bytes)), verdict, "verified in pieces");
    match verdict {
        Ok(accepted) => assert_eq!(accepted.sha256, Sha256::of(bytes)),
        Err(problems) => assert!(!problems.is_empty(), "refused for no reason"),
    }
}

/// Bytes with the checksums of a ZIP file put right, and, by the first bit, the digests of the bag as well:
/// so that a fuzzer gets behind them.
pub fn bag(bytes: &[u8]) {
    let Some((flags, zip)) = bytes.split_first() else { return };
    let mut entries = entries(zip);
    if flags & 1 == 1 {
        for manifest in ["manifest-sha256.txt", "tagmanifest-sha256.txt"] {
            mend_manifest(manifest, &mut entries);
        }
    }
    package(&written(&entries));
}

/// Whether these bytes are a package that the rules accept.
pub fn is_accepted(bytes: &[u8]) -> bool {
    verify(std::iter::once(bytes)).is_ok()
}

fn verify<'a>(pieces: impl Iterator<Item = &'a [u8]>) -> Result<Accepted, Vec<Problem>> {
    let mut reader = PackageReader::new(LIMITS);
    for piece in pieces {
        if reader.update(piece).is_break() {
            break;
        }
    }
    reader.verify(|id| DEFINITIONS.services.get(id).map(|known| known.known()), None)
}

/// Name and data.
type Entry = (Vec<u8>, Vec<u8>);

/// What looks like the entries of a ZIP file, whatever their headers claim besides.
fn entries(mut zip: &[u8]) -> Vec<Entry> {
    let mut entries = Vec::new();
    while let Some((header, rest)) = zip.split_first_chunk::<30>()
        && header.starts_with(b"PK\x03\x04")
        && entries.len() < 16
    {
        let claimed = u32::from_le_bytes([header[22], header[23], header[24], header[25]]) as usize;
        let (name, rest) = rest.split_at(usize::from(header[26]).min(rest.len()));
        let (data, rest) = rest.split_at(claimed.min(rest.len()));
        entries.push((name.to_owned(), data.to_owned()));
        zip = rest;
    }
    entries
}

/// Puts the digests right of those files that a manifest names and that are there.
fn mend_manifest(manifest: &str, entries: &mut [Entry]) {
    let mended = |(name, text): &Entry, entries: &[Entry]| -> Option<Vec<u8>> {
        let folder = str::from_utf8(name).ok()?.strip_suffix(manifest)?;
        let lines = str::from_utf8(text).ok()?.lines().map(|line| {
            let Some((_, path)) = line.split_once("  ") else { return line.to_owned() + "\n" };
            let full = [folder, path].concat();
            let found = entries.iter().find(|(name, _)| *name == full.as_bytes());
            let digest = Sha256::of(found.map_or(b"", |(_, data)| data));
            format!("{digest}  {path}\n")
        });
        Some(lines.collect::<String>().into_bytes())
    };
    for index in 0..entries.len() {
        if let Some(text) = mended(&entries[index], entries) {
            entries[index].1 = text;
        }
    }
}

/// The ZIP file of these entries, in the form that packages have: see `package/src/zip.rs`.
fn written(entries: &[Entry]) -> Vec<u8> {
    let (mut zip, mut central) = (Vec::new(), Vec::new());
    for (name, data) in entries {
        let length = (data.len() as u32).to_le_bytes();
        let mut common = vec![10, 0, 0, 0, 0, 0, 0, 0, 0x21, 0];
        common.extend(CRC.checksum(data).to_le_bytes());
        common.extend([length, length].concat());
        common.extend([name.len() as u8, 0, 0, 0]);
        central.extend([&b"PK\x01\x02\x0A\0"[..], &common, &[0; 10]].concat());
        central.extend((zip.len() as u32).to_le_bytes());
        central.extend(name);
        zip.extend([b"PK\x03\x04", &common[..], name, data].concat());
    }
    let (start, count) = (zip.len() as u32, [entries.len() as u8, 0]);
    zip.extend(&central);
    zip.extend([b"PK\x05\x06\0\0\0\0", &count[..], &count].concat());
    zip.extend((central.len() as u32).to_le_bytes());
    zip.extend(start.to_le_bytes());
    zip.extend([0; 2]);
    zip
}
