//! The texts that make a folder a BagIt 1.0 bag (RFC 8493), in the one form that packages have.
//!
//! Each is a function of the day and the payload. The manifests are also parsed, so that a verifier can
//! say which file is not what it should be; the other two it makes again and compares.

use std::fmt::Write as _;

use rules::Date;

use crate::digest::{Digest, Sha256};

/// The bag declaration (RFC 8493, 2.1.1).
pub const BAGIT: &str = "bagit.txt";
/// Bag metadata (2.2.2).
pub const BAG_INFO: &str = "bag-info.txt";
/// The payload manifest (2.1.3).
pub const MANIFEST: &str = "manifest-sha256.txt";
/// The tag manifest (2.2.1), which covers the three above.
pub const TAG_MANIFEST: &str = "tagmanifest-sha256.txt";

/// The text of the bag declaration.
pub const BAGIT_TEXT: &str = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n";

/// The text of the bag metadata. No names of people and no clock: `Bagging-Date` is the day for which
/// the application was decided, and `Payload-Oxum` (octets and number of the payload's files) catches
/// a lost file cheaply.
pub fn bag_info(today: Date, octets: u64, files: usize) -> String {
    format!("Bagging-Date: {today}\nPayload-Oxum: {octets}.{files}\n")
}

/// The four tag files, in the order in which a package carries them: name and text. A file of the
/// payload is its path in the bag, beginning with `data/`, and its digest.
pub fn tag_files(today: Date, payload: &[(&str, Digest)]) -> [(&'static str, String); 4] {
    let bagit = BAGIT_TEXT.to_owned();
    let octets = payload.iter().map(|(_, digest)| digest.bytes).sum();
    let bag_info = bag_info(today, octets, payload.len());
    let payload_manifest = manifest(payload.iter().map(|(path, digest)| (*path, digest.sha256)));
    let tag_manifest = manifest(
        [(BAGIT, &bagit), (BAG_INFO, &bag_info), (MANIFEST, &payload_manifest)]
            .map(|(path, text)| (path, Sha256::of(text.as_bytes()))),
    );
    [(BAGIT, bagit), (BAG_INFO, bag_info), (MANIFEST, payload_manifest), (TAG_MANIFEST, tag_manifest)]
}

/// One line for each file: digest, two spaces, path. Paths here never need the percent-encoding of
/// RFC 8493 2.1.3, since a package's names are plain.
fn manifest<'a>(files: impl IntoIterator<Item = (&'a str, Sha256)>) -> String {
    let mut text = String::new();
    for (path, sha256) in files {
        writeln!(text, "{sha256}  {path}").expect("writing to a String cannot fail");
    }
    text
}

/// Reads a manifest of that form: paths and digests in the order of its lines.
pub fn parse_manifest(text: &str) -> Option<Vec<(&str, Sha256)>> {
    let lines = text.strip_suffix('\n')?.split('\n');
    lines
        .map(|line| {
            let (digest, path) = line.split_once("  ")?;
            Some((path, Sha256::parse(digest)?))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files() -> [(&'static str, String); 4] {
        let today = Date::new(2026, 11, 21).expect("a day that exists");
        tag_files(
            today,
            &[
                ("data/application.json", Digest::of(b"abc")),
                ("data/documents/passport-1.jpg", Digest::of(b"123456789")),
            ],
        )
    }

    #[test]
    fn tag_files_are_those_of_rfc_8493() {
        let [bagit, bag_info, manifest, tag_manifest] = files().map(|(_, text)| text);
        assert_eq!(bagit, "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n");
        assert_eq!(bag_info, "Bagging-Date: 2026-11-21\nPayload-Oxum: 12.2\n");
        assert_eq!(
            manifest,
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  data/application.json\n\
             15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225  data/documents/passport-1.jpg\n"
        );
        assert_eq!(tag_manifest.lines().count(), 3);
        let covered = format!("{}  manifest-sha256.txt", Sha256::of(manifest.as_bytes()));
        assert_eq!(tag_manifest.lines().last(), Some(covered.as_str()));
    }

    #[test]
    fn manifest_is_read_back_and_another_spelling_is_not() {
        let [_, _, (_, manifest), _] = files();
        let read = parse_manifest(&manifest).expect("our own manifest");
        assert_eq!(read[0], ("data/application.json", Sha256::of(b"abc")));
        assert_eq!(read.len(), 2);
        for wrong in [
            "",
            "\n",
            manifest.trim_end(),
            &manifest.to_uppercase(),
            &manifest.replace("  ", " *"),
            &manifest.replace('\n', "\r\n").replace("  ", "\t"),
        ] {
            assert_eq!(parse_manifest(wrong), None, "{wrong:?}");
        }
    }
}
