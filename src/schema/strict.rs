//! The strict schema: the documented events in their documented form, with examples.

use schemars::Schema;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value};

use super::parts::target;
use super::{STRICT_ID, root};
use crate::samples::Sample;

/// The schema of the documented events in their documented form: for generating code and for checking fixtures.
///
/// Codes are open: any integer is valid, and those in the vendor's tables have names.
#[must_use]
pub fn strict() -> Schema {
    let mut schema = root(
        SchemaSettings::draft2020_12().for_serialize(),
        STRICT_ID,
        "WebhookEvent",
        "A delivery of a Cloud 66 webhook, one of the documented events in its documented form. For generating code and for \
         checking fixtures; validate real deliveries with the open schema.",
    );
    add_examples(&mut schema);
    schema
}

/// Adds examples: to each event its documented payload, and to each property its value there. Secrets get none of their own.
fn add_examples(schema: &mut Schema) {
    let Some(Value::Object(definitions)) = schema.get("$defs").cloned() else { return };
    let mut examples = Vec::new();
    for sample in Sample::all() {
        let Ok(payload) = serde_json::from_str::<Value>(sample.json) else { continue };
        let event = definitions.iter().find(|(_, definition)| is_event(definition, sample.event_type.as_str()));
        let Some((name, event)) = event else { continue };
        let pointer = format!("/$defs/{name}");
        collect_examples(&definitions, &pointer, event, &payload, &mut examples);
        examples.push((pointer, payload));
    }
    for (pointer, example) in examples {
        if let Some(Value::Object(property)) = schema.pointer_mut(&pointer) {
            property.entry("examples").or_insert_with(|| Value::Array(vec![example]));
        }
    }
}

/// Whether a definition is that of an event of this type.
pub(crate) fn is_event(definition: &Value, event_type: &str) -> bool {
    let own = definition.pointer("/allOf/1").unwrap_or(definition);
    own.pointer("/properties/event_type/const").is_some_and(|constant| constant == event_type)
}

/// Walks through schema and payload together; follows references, also those of `anyOf` and `allOf`.
fn collect_examples(
    definitions: &Map<String, Value>,
    pointer: &str,
    schema: &Value,
    value: &Value,
    found: &mut Vec<(String, Value)>,
) {
    if let Some(name) = target(schema) {
        if let Some(definition) = definitions.get(name) {
            collect_examples(definitions, &format!("/$defs/{name}"), definition, value, found);
        }
        return;
    }
    for keyword in ["anyOf", "allOf"] {
        for (index, branch) in schema.get(keyword).and_then(Value::as_array).into_iter().flatten().enumerate() {
            collect_examples(definitions, &format!("{pointer}/{keyword}/{index}"), branch, value, found);
        }
    }
    match value {
        Value::Object(fields) => {
            for (name, property) in schema.get("properties").and_then(Value::as_object).into_iter().flatten() {
                if let Some(value) = fields.get(name) {
                    collect_examples(definitions, &format!("{pointer}/properties/{name}"), property, value, found);
                }
            }
        }
        Value::Array(elements) => {
            if let (Some(items), Some(first)) = (schema.get("items"), elements.first()) {
                collect_examples(definitions, &format!("{pointer}/items"), items, first, found);
            }
        }
        Value::Null => {}
        scalar => {
            let is_secret = schema.get("format").is_some_and(|format| format == "password");
            // Only properties: a definition has a description too, and no value of its own.
            let is_property = pointer.rsplit('/').nth(1) == Some("properties") && schema.get("description").is_some();
            if is_property && !is_secret && schema.get("const").is_none() {
                found.push((pointer.to_owned(), scalar.clone()));
            }
        }
    }
}
