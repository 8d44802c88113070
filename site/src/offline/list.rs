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

use super::HASH_DIGITS;
use crate::write::{self, File};

/// The lists, for a site that was written into `out` as `files`.
///
/// # Errors
/// A file that a page names is not there.
pub fn files(out: &Path, files: &[File]) -> Result<Vec<File>> {
    Lang::ALL.into_iter().map(|lang| file(out, files, lang)).collect()
}

/// Puts the lists into the site, with their compressed variants.
///
/// # Errors
/// The same, or one cannot be written.
pub fn write(out: &Path, files: &[File]) -> Result<()> {
    let lists = self::files(out, files)?;
    write::add(out, &lists)?;
    lists.iter().try_for_each(|list| write::compress(&out.join(&list.path)))
}

fn file(out: &Path, files: &[File], lang: Lang) -> Result<File> {
    let below = format!("{}/", lang.tag());
    let is_page =
        |path: &str| path == "index.html" || (path.starts_with(&below) && path.ends_with("/index.html"));
    let mut weight = Weight::default();
    let mut needed = BTreeSet::new();
    let mut pages = Vec::new();
    for file in files.iter().filter(|file| is_page(&file.path)) {
        needed.extend(needs(&String::from_utf8_lossy(&file.bytes)));
        let address = format!("/{}", file.path.strip_suffix("index.html").unwrap_or(&file.path));
        let digest = Sha256::of(&file.bytes).hex();
        pages.push(json!([address, &digest[..HASH_DIGITS], weight.add(out, &file.path)?]));
    }
    // What a search fetches as it is typed.
    let searched = files
        .iter()
        .filter(|file| file.path.starts_with(&format!("{below}cari/")) && file.path.ends_with(".json"));
    needed.extend(searched.map(|file| format!("/{}", file.path)));
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
    use crate::write::write;

    fn page(path: &str, text: &str) -> File {
        File { path: path.to_owned(), bytes: text.as_bytes().to_vec() }
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
        write(out.path(), &site).expect("written");
        let [id, en] = &files(out.path(), &site).expect("made")[..] else { panic!("two lists") };
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
        write(out.path(), &site).expect("written");
        let error = files(out.path(), &site).expect_err("a file is missing");
        assert!(error.to_string().contains("/gone-0123456789abcdef.js"), "{error}");
    }
}
