//! What the whole guide is, for whoever saves it: `/LANG/offline.json`, with a line for each page and file.
//!
//! Made after the site was written, because it says what each weighs on the way: the length of the variant in
//! brotli, which is there by then.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use package::Sha256;
use rules::Lang;
use serde_json::json;

use crate::fingerprint;
use crate::hashed::HASH_DIGITS;
use crate::memory::Made;
use crate::write::File;

/// The fingerprint of all that the lists are made of.
pub fn stamp(made: &BTreeMap<String, Made>) -> u64 {
    let parts = made.iter().map(|(path, made)| (path, made.bytes, made.brotli));
    fingerprint::of(("offline", parts.collect::<Vec<_>>()))
}

/// The lists, for a site that was written into `out`, with the paths of its files in order.
///
/// # Errors
/// A file that a page names is not there, or one cannot be read.
pub fn files<'p>(out: &Path, paths: impl Iterator<Item = &'p str> + Clone) -> Result<Vec<File>> {
    Lang::ALL.into_iter().map(|lang| file(out, paths.clone(), lang)).collect()
}

fn file<'p>(out: &Path, paths: impl Iterator<Item = &'p str> + Clone, lang: Lang) -> Result<File> {
    let below = format!("{}/", lang.tag());
    let is_page =
        |path: &&str| *path == "index.html" || (path.starts_with(&below) && path.ends_with("/index.html"));
    let mut weight = Weight::default();
    let mut needed = BTreeSet::new();
    let mut pages = Vec::new();
    for path in paths.clone().filter(is_page) {
        let bytes = fs::read(out.join(path)).with_context(|| format!("cannot read {path}"))?;
        needed.extend(needs(&String::from_utf8_lossy(&bytes)));
        let address = format!("/{}", path.strip_suffix("index.html").unwrap_or(path));
        let digest = Sha256::of(&bytes).hex();
        pages.push(json!([address, &digest[..HASH_DIGITS], weight.add(out, path)?]));
    }
    // What a search fetches as it is typed.
    let searched = paths.filter(|path| path.starts_with(&format!("{below}cari/")) && path.ends_with(".json"));
    needed.extend(searched.map(|path| format!("/{path}")));
    let mut others = BTreeMap::new();
    for path in needed {
        let load = weight.add(out, &path[1..])?;
        others.insert(path, load);
    }
    let others: Vec<_> = others.iter().map(|(path, load)| json!([path, load])).collect();
    let release = Sha256::of(json!([pages, others]).to_string().as_bytes()).hex();
    let Weight { load, stored } = weight;
    let release = &release[..HASH_DIGITS];
    let list = json!({ "release": release, "load": load, "stored": stored, "pages": pages, "files": others });
    Ok(File { path: format!("{below}offline.json"), bytes: list.to_string().into_bytes() })
}

/// What a page needs to be the same without a connection: its scripts, and what it lists for its form
/// ([`super::keep_tag`]). The service worker reads pages in the same way.
fn needs(page: &str) -> BTreeSet<String> {
    let values = |start: &str| {
        let found = page.split(start).skip(1).filter_map(|rest| Some(rest.split_once('"')?.0));
        found.flat_map(|value| value.split(' ')).map(str::to_owned).collect::<Vec<_>>()
    };
    [values("<script src=\""), values("<meta name=\"keep\" content=\"")].concat().into_iter().collect()
}

/// Bytes of what was counted so far.
#[derive(Default)]
struct Weight {
    /// As they are loaded: in brotli, where there is such a variant.
    load: u64,
    /// As they are stored on the device.
    stored: u64,
}

impl Weight {
    /// Counts a file, and gives how many bytes are loaded for it.
    fn add(&mut self, out: &Path, path: &str) -> Result<u64> {
        let plain = out.join(path);
        let stored = fs::metadata(&plain).with_context(|| format!("a page needs /{path}"))?.len();
        let load = fs::metadata(plain.with_added_extension("br")).map_or(stored, |variant| variant.len());
        self.load += load;
        self.stored += stored;
        Ok(load)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compress::Variants;
    use crate::write;

    fn page(path: &str, text: &str) -> File {
        File { path: path.to_owned(), bytes: text.as_bytes().to_vec() }
    }

    /// Writes a site with variants, and gives its lists.
    fn lists(out: &Path, site: &[File]) -> Result<Vec<File>> {
        write::add(out, site)?;
        site.iter().try_for_each(|file| Variants::of(&file.bytes).write(&out.join(&file.path)))?;
        files(out, site.iter().map(|file| &*file.path))
    }

    /// If it broke, a saved guide would lack pages or files, or a reader would be told a wrong size.
    #[test]
    fn a_list_has_the_pages_of_its_language_and_what_these_need() {
        let out = tempfile::tempdir().expect("a temporary folder");
        let script = "let a = 1;".repeat(50);
        let site = [
            page("index.html", "<p>"),
            page("id/index.html", "<script src=\"/a-0123456789abcdef.js\" defer></script>"),
            page("id/404.html", "<p>"),
            page("en/index.html", "<meta name=\"keep\" content=\"/a-0123456789abcdef.js /offices.json\">"),
            page("a-0123456789abcdef.js", &script),
            page("offices.json", "{}"),
        ];
        let [id, en] = &lists(out.path(), &site).expect("made")[..] else { panic!("two lists") };
        assert_eq!((&*id.path, &*en.path), ("id/offline.json", "en/offline.json"));
        let [id, en] =
            [id, en].map(|file| serde_json::from_slice::<serde_json::Value>(&file.bytes).expect("JSON"));
        let of = |list: &serde_json::Value, part: &str| {
            let entries = list[part].as_array().expect("a list").iter();
            entries.map(|entry| entry[0].as_str().expect("a path").to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(of(&id, "pages"), ["/", "/id/"]);
        assert_eq!(of(&id, "files"), ["/a-0123456789abcdef.js"]);
        assert_eq!(of(&en, "files"), ["/a-0123456789abcdef.js", "/offices.json"]);
        let stored = site[0].bytes.len() + site[1].bytes.len() + script.len();
        assert_eq!(id["stored"].as_u64(), Some(stored as u64));
        assert!(id["load"].as_u64() < id["stored"].as_u64(), "{id}");
        assert_ne!(id["release"], en["release"]);
    }

    /// If it broke, a guide would be published whose form does not start.
    #[test]
    fn a_file_that_is_named_and_not_there_is_an_error() {
        let out = tempfile::tempdir().expect("a temporary folder");
        let site = [page("id/index.html", "<script src=\"/gone-0123456789abcdef.js\" defer></script>")];
        let error = lists(out.path(), &site).expect_err("a file is missing");
        assert!(error.to_string().contains("/gone-0123456789abcdef.js"), "{error}");
    }
}
