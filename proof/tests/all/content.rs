//! The content of this repository.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use proof::prove;
use rules::{Library, Service, check, examples};

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

fn services() -> Vec<(String, Service)> {
    let mut found = BTreeMap::new();
    files(&content(), "", &mut found);
    let (library, _) = Library::read(found.iter().map(|(path, text)| (path.as_str(), text.as_str())));
    let services = found.iter().filter_map(|(path, text)| {
        let id = path.strip_prefix("services/")?.strip_suffix("/service.toml")?;
        let service = check::check(id, text, &library).service;
        Some((id.to_owned(), service.unwrap_or_else(|| panic!("{id} is not sound"))))
    });
    services.collect()
}

fn content() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../content")
}

/// If it broke, `site check` would have to say that it looked at a part of a real service only.
#[test]
fn every_service_is_looked_at_in_all_its_situations() {
    let services = services();
    assert!(!services.is_empty());
    for (id, service) in services {
        let path = content().join(format!("services/{id}/examples.toml"));
        let text = fs::read_to_string(path).expect("a service has examples");
        let proof = prove(&service, &examples::check(&service, &text).0);
        assert_eq!(proof.coverage.share, 1.0, "{id}");
        assert!(proof.guarded > 0, "{id}");
    }
}

/// If it broke, an editor could paste what is suggested and be told the same again.
#[test]
fn whoever_pastes_what_is_suggested_gets_there() {
    // Enough to have dated rules, months, fees and deadlines; all of them would take half a minute.
    for (id, service) in
        services().into_iter().filter(|(id, _)| id.ends_with("-itk") || id.ends_with("-itas"))
    {
        let mut text = String::new();
        let mut rounds = 0;
        loop {
            let (examples, problems) = examples::check(&service, &text);
            assert!(text.is_empty() || problems.is_empty(), "{id}: {problems:?}\n{text}");
            let proof = prove(&service, &examples);
            let suggested: Vec<_> = (proof.findings.iter())
                .filter(|finding| finding.code == "unguarded")
                .flat_map(|finding| finding.message.split("[[example]]").skip(1))
                .collect();
            if suggested.is_empty() {
                let open = proof.findings.iter().find(|finding| finding.code == "unguarded");
                assert!(open.is_none(), "{id}: {open:?}");
                break;
            }
            for example in suggested {
                let end =
                    example.find("\nThere are").or(example.find("\nAn example")).unwrap_or(example.len());
                text.push_str(&format!("[[example]]{}\n", &example[..end]));
            }
            rounds += 1;
            assert!(rounds < 10, "{id}: not after {rounds} rounds");
        }
    }
}
