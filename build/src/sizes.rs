//! What a reader has to download: compressed bytes of a guide page, of the apply page, of everything that
//! the form loads to give a verdict, of the rest of it, and of the worker that comes with the first document.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::pages::sorted_entries;

/// One line of the table.
struct Row {
    what: &'static str,
    file: String,
    bytes: u64,
}

/// Prints the table for a built guide.
///
/// # Errors
/// When a page or its compressed variant is missing.
pub fn print(dist: &Path) -> Result<()> {
    for line in table(&rows(dist)?) {
        println!("{line}");
    }
    Ok(())
}

fn rows(dist: &Path) -> Result<Vec<Row>> {
    let row = |what, file: &Path| -> Result<Row> {
        let name = file.strip_prefix(dist).unwrap_or(file).display().to_string();
        Ok(Row { what, file: name, bytes: brotli_bytes(file)? })
    };
    let mut rows = vec![row("guide page", &dist.join("id/index.html"))?];
    for service in folders(&dist.join("id/services"))? {
        let folder = service.join("apply");
        rows.push(row("apply page", &folder.join("index.html"))?);
        for file in sorted_entries(&folder)? {
            match file.extension().and_then(|extension| extension.to_str()) {
                Some("bin") => rows.push(row("data", &file)?),
                Some("json") => rows.push(row("data, rest", &file)?),
                _ => {}
            }
        }
    }
    let loaded = scripts(dist)?;
    for file in &loaded {
        let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let what = match (name.starts_with("worker"), has_extension(file, "wasm")) {
            (true, _) => "worker",
            (false, true) if name.starts_with("form-rest") => "wasm, rest",
            (false, true) => "wasm",
            (false, false) => "script",
        };
        rows.push(row(what, file)?);
    }
    Ok(rows)
}

/// The table with its totals: of the largest apply page, which has its styles inline, with its data and the
/// form's script and wasm; of the rest; and of the worker's.
fn table(rows: &[Row]) -> Vec<String> {
    let of = |kinds: &[&str]| {
        rows.iter().filter(|row| kinds.contains(&row.what)).map(|row| row.bytes).sum::<u64>()
    };
    let largest = |kind| rows.iter().filter(|row| row.what == kind).map(|row| row.bytes).max().unwrap_or(0);
    let total = largest("apply page") + largest("data") + of(&["script", "wasm"]);
    let rest = largest("data, rest") + of(&["wasm, rest"]);
    let width = rows.iter().map(|row| row.file.len()).max().unwrap_or(0);

    let mut lines = vec![format!("{:12}{:width$}  brotli bytes", "", "")];
    lines.extend(rows.iter().map(|row| format!("{:12}{:width$}  {:>12}", row.what, row.file, row.bytes)));
    lines.push(format!("{:12}{:width$}  {total:>12}", "verdict", "page, data, script, wasm"));
    lines.push(format!("{:12}{:width$}  {rest:>12}", "rest of form", "data, wasm"));
    lines.push(format!("{:12}{:width$}  {:>12}", "documents", "worker, with the first one", of(&["worker"])));
    lines
}

/// The size of the file as a browser gets it, which `site` writes beside it.
fn brotli_bytes(file: &Path) -> Result<u64> {
    let compressed = file.with_added_extension("br");
    let metadata =
        fs::metadata(&compressed).with_context(|| format!("no compressed file {}", compressed.display()))?;
    Ok(metadata.len())
}

fn folders(parent: &Path) -> Result<Vec<PathBuf>> {
    Ok(sorted_entries(parent)?.into_iter().filter(|path| path.is_dir()).collect())
}

/// Every script and wasm of the form, in the folders that Trunk makes for snippets too.
fn scripts(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for path in sorted_entries(folder)? {
        if path.is_dir() {
            found.extend(scripts(&path)?);
        } else if has_extension(&path, "js") || has_extension(&path, "wasm") {
            found.push(path);
        }
    }
    Ok(found)
}

fn has_extension(path: &Path, extension: &str) -> bool {
    path.extension().is_some_and(|found| found == extension)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(what: &'static str, file: &str, bytes: u64) -> Row {
        Row { what, file: file.into(), bytes }
    }

    #[test]
    fn the_total_is_what_one_applicant_downloads() {
        let lines = table(&[
            row("guide page", "id/index.html", 4_000),
            row("apply page", "id/services/a/apply/index.html", 9_000),
            row("apply page", "id/services/b/apply/index.html", 11_000),
            row("data", "id/services/a/apply/check.bin", 3_000),
            row("data", "id/services/b/apply/check.bin", 2_000),
            row("data, rest", "id/services/a/apply/rest.json", 7_000),
            row("script", "form.js", 5_000),
            row("wasm", "form.wasm", 60_000),
            row("wasm, rest", "form-rest.wasm", 70_000),
            row("worker", "worker.js", 4_000),
            row("worker", "worker_bg.wasm", 50_000),
        ]);
        let [.., total, rest, worker] = &lines[..] else { panic!("three totals") };
        assert!(total.ends_with(" 79000"), "{total}");
        assert!(rest.ends_with(" 77000"), "{rest}");
        assert!(worker.ends_with(" 54000"), "{worker}");
    }
}
