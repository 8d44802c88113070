//! A small sound service, to make changes in: the one in which the system tests make mistakes.

use std::path::Path;

use rules::{Library, Service, check};

fn text(path: &str) -> String {
    let base = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/tests/problems/base");
    std::fs::read_to_string(base.join(path)).expect("the content that mistakes are made in")
}

pub fn definition() -> String {
    text("services/kebun/service.toml")
}

pub fn service(definition: &str) -> Service {
    let files = ["sources.toml", "fees.toml", "holidays/2026.toml", "holidays/2027.toml"];
    let files = files.map(|path| (path, text(path)));
    let (library, _) = Library::read(files.iter().map(|(path, text)| (*path, text.as_str())));
    let check::Checked { service, problems, .. } = check::check("kebun", definition, &library);
    service.unwrap_or_else(|| panic!("{problems:?}"))
}
