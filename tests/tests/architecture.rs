//! The documents that describe the project describe the project that is there.

use std::collections::BTreeSet;
use std::path::Path;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("tests/ is in the workspace")
}

fn read(file: &str) -> String {
    std::fs::read_to_string(root().join(file)).expect("the file is part of the workspace")
}

/// The folders of the workspace's crates, by its Cargo.toml.
fn members() -> BTreeSet<String> {
    let manifest = read("Cargo.toml");
    let members =
        manifest.lines().find_map(|line| line.strip_prefix("members = ")).expect("it is a workspace");
    members.trim_matches(['[', ']']).split(", ").map(|member| member.trim_matches('"').to_owned()).collect()
}

/// If it broke, a newcomer would look for a crate that is gone, or miss one that is there.
#[test]
fn architecture_lists_the_crates_of_the_workspace() {
    let document = read("ARCHITECTURE.md");
    let table = document.lines().skip_while(|line| *line != "## Crates").skip(4);
    let listed: BTreeSet<String> = table
        .take_while(|line| line.starts_with('|'))
        .filter_map(|row| Some(row.split('`').nth(1)?.to_owned()))
        .collect();
    assert_eq!(listed, members());
}

/// If it broke, a reader would be sent to a file that was moved.
#[test]
fn every_file_that_the_documents_name_is_there() {
    for document in ["ARCHITECTURE.md", "README.md"] {
        let text = read(document);
        let named = text.split('`').skip(1).step_by(2).filter(|name| {
            let is_ours = members().iter().any(|member| name.starts_with(&format!("{member}/")));
            is_ours && !name.contains(['*', ' ', '<', '{'])
        });
        for name in named {
            assert!(root().join(name).exists(), "{document} names {name}");
        }
    }
}
