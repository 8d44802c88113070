//! The content of this repository is looked at whole.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use proof::prove;
use rules::{Library, check, examples};

fn files(folder: &Path, below: &str, found: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(folder.join(below)).expect("the folder is there") {
        let name = entry.expect("it can be listed").file_name().into_string().expect("plain names");
        let path = if below.is_empty() { name } else { format!("{below}/{name}") };
        if folder.join(&path).is_dir() {
            files(folder, &path, found);
        } else if path.ends_with(".toml") {
            found.insert(path.clone(), fs::read_to_string(folder.join(&path)).expect("it is text"));
        }
    }
}

/// If it broke, `site check` would have to say that it looked at a part of a real service only.
#[test]
fn every_service_is_looked_at_in_all_its_situations() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../content");
    let mut found = BTreeMap::new();
    files(&folder, "", &mut found);
    let (library, _) = Library::read(found.iter().map(|(path, text)| (path.as_str(), text.as_str())));
    let services = found.iter().filter_map(|(path, text)| {
        let id = path.strip_prefix("services/")?.strip_suffix("/service.toml")?;
        Some((id, check::check(id, text, &library).service?))
    });
    let mut looked_at = 0;
    for (id, service) in services {
        let text = found.get(&format!("services/{id}/examples.toml")).map_or("", String::as_str);
        let proof = prove(&service, &examples::check(&service, text).0);
        assert_eq!(proof.coverage.share, 1.0, "{id}");
        looked_at += 1;
    }
    assert!(looked_at > 0);
}
