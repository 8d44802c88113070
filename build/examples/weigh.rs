//! What each crate adds to the wasm of the form, first part and rest, and of its worker: bytes before `wasm-opt`
//! and compression, counted in what the compiler wrote, which still has the names that `wasm-opt` takes off.
//!
//! ```sh
//! cargo xtask build && cargo run --package xtask --example weigh
//! ```

use std::collections::BTreeMap;
use std::fs;
use std::ops::Range;

use anyhow::{Context, Result};
use wasmparser::{KnownCustom, Name, Parser, Payload, TypeRef};

/// The programs, and where `cargo xtask build` has them made.
const PROGRAMS: [(&str, &str); 3] = [
    ("form, all that a verdict needs", "target/form/split/main.wasm"),
    ("form, the rest", "target/form/split/split_rest.wasm"),
    ("worker", "target/form/wasm32-unknown-unknown/wasm/worker.wasm"),
];

/// Crates with less than this share of a program, in thousandths, are one line together.
const SMALL: usize = 10;

fn main() -> Result<()> {
    for (program, path) in PROGRAMS {
        let wasm = fs::read(path).with_context(|| format!("cannot read {path}: run `cargo xtask build`"))?;
        println!("\n{program}: bytes, and thousandths of all");
        for line in table(&weights(&wasm)?) {
            println!("{line}");
        }
    }
    Ok(())
}

/// Bytes by crate, and of the data.
fn weights(wasm: &[u8]) -> Result<BTreeMap<String, usize>> {
    let (mut imported, mut bodies, mut names) = (0, Vec::new(), BTreeMap::new());
    let mut weights = BTreeMap::new();
    for payload in Parser::new(0).parse_all(wasm) {
        match payload? {
            Payload::ImportSection(imports) => {
                for import in imports.into_imports() {
                    imported += usize::from(matches!(import?.ty, TypeRef::Func(_)));
                }
            }
            Payload::CodeSectionEntry(body) => bodies.push(length(body.range())),
            Payload::DataSection(data) => {
                weights.insert("(data)".to_owned(), length(data.range()));
            }
            Payload::CustomSection(section) => {
                let KnownCustom::Name(subsections) = section.as_known() else { continue };
                for subsection in subsections {
                    if let Name::Function(functions) = subsection? {
                        for function in functions {
                            let function = function?;
                            names.insert(function.index as usize, function.name.to_owned());
                        }
                    }
                }
            }
            _ => {}
        }
    }
    for (at, bytes) in bodies.into_iter().enumerate() {
        let name = names.get(&(imported + at)).map_or("(unnamed)", String::as_str);
        // What tells wasm-bindgen how functions look is gone once it has looked.
        if !name.contains("__wbindgen_describe") {
            *weights.entry(crate_of(name)).or_default() += bytes;
        }
    }
    Ok(weights)
}

fn length(range: Range<u64>) -> usize {
    (range.end - range.start) as usize
}

/// The crate in the name of a function: the first path in it, that of the type for methods of a trait.
fn crate_of(name: &str) -> String {
    let name = format!("{:#}", rustc_demangle::demangle(name));
    let path = name.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '_');
    let path = ["dyn ", "mut ", "const "].iter().fold(path, |path, word| path.trim_start_matches(word));
    match path.split_once("::") {
        Some((first, _)) if first.chars().all(|c| c.is_alphanumeric() || c == '_') => first.to_owned(),
        // What the compiler and wasm-bindgen make without a path.
        _ => "(glue)".to_owned(),
    }
}

/// The lines of a table, the heaviest first.
fn table(weights: &BTreeMap<String, usize>) -> Vec<String> {
    let total: usize = weights.values().sum();
    let share = |bytes: usize| (bytes * 1000).checked_div(total).unwrap_or(0);
    let mut rows: Vec<_> = weights.iter().map(|(name, bytes)| (name.as_str(), *bytes)).collect();
    rows.sort_by_key(|(_, bytes)| std::cmp::Reverse(*bytes));
    let (large, small): (Vec<_>, Vec<_>) = rows.into_iter().partition(|(_, bytes)| share(*bytes) >= SMALL);
    let others = ("(others)", small.iter().map(|(_, bytes)| bytes).sum());
    let line = |(name, bytes): (&str, usize)| format!("{name:24}{bytes:>9}{:>6}", share(bytes));
    large.into_iter().chain([others, ("total", total)]).map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_belong_to_the_crate_of_their_type() {
        let cases = [
            ("_ZN3yew9scheduler9start_now17h0123456789abcdefE", "yew"),
            (
                "_ZN56_$LT$rules..text..Text$u20$as$u20$core..clone..Clone$GT$5clone17h0123456789abcdefE",
                "rules",
            ),
            ("__wbindgen_malloc", "(glue)"),
        ];
        for (name, owner) in cases {
            assert_eq!(crate_of(name), owner, "{name}");
        }
    }

    #[test]
    fn small_crates_are_one_line() {
        let weights = [("a", 989), ("b", 6), ("c", 5)].map(|(name, bytes)| (name.to_owned(), bytes));
        let lines = table(&weights.into());
        assert_eq!(lines.len(), 3);
        assert!(lines[1].starts_with("(others)") && lines[1].ends_with("11"), "{lines:?}");
    }
}
