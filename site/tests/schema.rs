//! The schemas by which editor programs complete: as they are committed, and held against the content by a
//! validator that others wrote.

use std::fs;
use std::path::{Path, PathBuf};

use boon::{Compiler, SchemaIndex, Schemas};
use serde_json::Value;

fn content() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../content")
}

/// A file of the content as JSON, which is what schemas are of.
fn json(text: &str) -> Value {
    let table: toml::Table = toml::from_str(text).expect("the file is TOML");
    serde_json::to_value(table).expect("TOML without dates is JSON")
}

fn compile(name: &str) -> (Schemas, SchemaIndex) {
    let path = content().join("schema").join(format!("{name}.schema.json"));
    let schema = serde_json::from_str(&fs::read_to_string(&path).expect("the schema is there"));
    let mut compiler = Compiler::new();
    compiler.add_resource("schema.json", schema.expect("the schema is JSON")).expect("added");
    let mut schemas = Schemas::new();
    let index = compiler.compile("schema.json", &mut schemas).expect("the schema is one");
    (schemas, index)
}

#[test]
fn the_committed_schemas_are_those_that_the_types_make() {
    for (name, schema) in site::schema::files() {
        let committed = fs::read_to_string(content().join("schema").join(&name)).unwrap_or_default();
        assert!(committed == schema, "{name} is old; `cargo run -p site -- schema` writes it anew");
    }
}

#[test]
fn every_file_of_the_content_fits_its_schema() {
    let mut checked = 0;
    let mut check = |name: &str, path: PathBuf| {
        let (schemas, index) = compile(name);
        let text = fs::read_to_string(&path).expect("the file is there");
        if let Err(error) = schemas.validate(&json(&text), index) {
            panic!("{}: {error:#}", path.display());
        }
        checked += 1;
    };
    for name in ["site", "sources", "fees", "figures", "topics"] {
        check(name, content().join(format!("{name}.toml")));
    }
    for folder in fs::read_dir(content().join("services")).expect("there are services") {
        let folder = folder.expect("an entry").path();
        check("service", folder.join("service.toml"));
        check("examples", folder.join("examples.toml"));
    }
    for year in fs::read_dir(content().join("holidays")).expect("there are holidays") {
        check("holidays", year.expect("an entry").path());
    }
    assert!(checked > 10, "{checked}");
}

/// If it broke, an editor's program would not underline what `site check` refuses.
#[test]
fn mistakes_do_not_fit() {
    let path = content().join("services/alih-status-itk-itas/service.toml");
    let sound = fs::read_to_string(path).expect("the service is there");
    let (schemas, index) = compile("service");
    for (old, new) in [
        ("effect = \"note\"", "effect = \"maybe\""),
        ("reviewed = \"", "revised = \""),
        ("kind = \"boolean\"", "kind = \"yes-no\""),
        ("max_files = 20", "max_files = -1"),
        ("before = \"today\"", "until = \"today\""),
    ] {
        assert!(sound.contains(old), "{old}");
        let broken = json(&sound.replacen(old, new, 1));
        assert!(schemas.validate(&broken, index).is_err(), "{new}");
    }
}
