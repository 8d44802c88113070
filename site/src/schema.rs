//! JSON Schemas of the content's TOML files, made from the types that read them: an editor's program
//! (Even Better TOML, Taplo) completes and explains keys by them.

use rules::toml::{Key, Shape};
use serde_json::{Map, Value, json};

use crate::content::{settings, topics};

/// The schemas: file name and text.
pub fn files() -> Vec<(String, String)> {
    let file = |(name, shape): (&str, Shape)| {
        let mut schema = schema(&shape);
        let entries = schema.as_object_mut().expect("a file is a table");
        // Draft 7 is the newest that both programs know.
        entries.insert("$schema".to_owned(), "http://json-schema.org/draft-07/schema#".into());
        entries.insert("title".to_owned(), format!("{name}.toml").into());
        entries.insert("definitions".to_owned(), json!({ "condition": condition() }));
        let text = serde_json::to_string_pretty(&schema).expect("texts and numbers are always JSON");
        (format!("{name}.schema.json"), text + "\n")
    };
    let own = [("site", settings::shape()), ("topics", topics::shape())];
    rules::shapes().into_iter().chain(own).map(file).collect()
}

fn schema(shape: &Shape) -> Value {
    match shape {
        Shape::Text => json!({ "type": "string" }),
        Shape::Day => json!({ "type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$" }),
        Shape::Boolean => json!({ "type": "boolean" }),
        Shape::Integer(least, most) => integer(*least, *most),
        Shape::OneOf(words) => json!({ "enum": words }),
        Shape::Translated => json!({
            "type": "object",
            "properties": { "id": { "type": "string" }, "en": { "type": "string" } },
            "required": ["id", "en"],
            "additionalProperties": false,
        }),
        Shape::Condition => json!({ "$ref": "#/definitions/condition" }),
        Shape::Answer => json!({ "type": ["string", "boolean"] }),
        Shape::List(of) => json!({ "type": "array", "items": schema(of) }),
        Shape::Named(of) => json!({ "type": "object", "additionalProperties": schema(of) }),
        Shape::Table(keys) => table(keys),
    }
}

/// JSON Schema has no sizes of integers; TOML's own bounds need not be said.
fn integer(least: i128, most: i128) -> Value {
    let mut schema = json!({ "type": "integer" });
    if let Ok(least) = i64::try_from(least) {
        schema["minimum"] = least.into();
    }
    if let Ok(most) = i64::try_from(most) {
        schema["maximum"] = most.into();
    }
    schema
}

fn table(keys: &[Key]) -> Value {
    let property = |key: &Key| {
        let mut schema = schema(&key.shape);
        // Draft 7 passes over what stands beside a reference.
        if schema.get("$ref").is_some() {
            schema = json!({ "allOf": [schema] });
        }
        schema["description"] = key.about.trim().into();
        (key.name.to_owned(), schema)
    };
    let required: Vec<_> = keys.iter().filter(|key| key.is_required).map(|key| key.name).collect();
    json!({
        "type": "object",
        "properties": keys.iter().map(property).collect::<Map<_, _>>(),
        "required": required,
        "additionalProperties": false,
    })
}

/// A table is *all of*; each other key is a question.
fn condition() -> Value {
    let condition = json!({ "$ref": "#/definitions/condition" });
    let conditions = json!({ "type": "array", "items": condition });
    let moment = json!({ "type": "string" });
    json!({
        "description": "When something applies: `question = \"option\"`, `question = [\"one\", \"another\"]`, \
                        `question = true`, `question = { before = \"today + 30 days\" }`; all of them have to \
                        hold.",
        "type": "object",
        "minProperties": 1,
        "properties": { "all": conditions, "any": conditions, "not": condition },
        "additionalProperties": { "anyOf": [
            { "type": ["string", "boolean"] },
            { "type": "array", "items": { "type": "string" } },
            {
                "type": "object",
                "properties": {
                    "before": moment, "on_or_before": moment, "after": moment, "on_or_after": moment,
                },
                "additionalProperties": false,
                "minProperties": 1,
            },
        ] },
    })
}
