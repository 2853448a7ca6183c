//! The strict schema: the documented events in their documented form, with examples.

use schemars::generate::SchemaSettings;
use schemars::{Schema, SchemaGenerator, json_schema};
use serde_json::{Map, Value, json};

use super::parts::{Described, FieldSchema, Fields, Property, description, target};
use super::{STRICT_ID, root};
use crate::samples::Sample;
use crate::wire::EVENT_TYPE;

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

/// The schema of an event: its payload, with the event type as a constant.
pub(crate) fn event<T: Described>(
    name: &str,
    event_type: &str,
    docs: &[&str],
    generator: &mut SchemaGenerator,
) -> Schema {
    let Fields(mut fields) = T::describe(generator);
    let tag = json_schema!({ "type": "string", "const": event_type });
    fields.insert(1.min(fields.len()), Property::new(EVENT_TYPE, "What kind of event this is.", tag));
    let mut schema = object(name, Fields(fields));
    schema.insert("title".to_owned(), name.into());
    let description = format!("{} Event type '{event_type}'.", description(docs));
    schema.insert("description".to_owned(), description.into());
    schema
}

/// An object with all its fields.
pub(super) fn object(name: &str, Fields(fields): Fields) -> Schema {
    let (mut required, mut properties, mut flat) = (Vec::new(), Map::new(), None);
    for field in fields {
        let schema = match &field.schema {
            FieldSchema::Flat(whole) => {
                flat = Some(whole.clone());
                continue;
            }
            FieldSchema::Plain(schema) | FieldSchema::Nested(schema) => schema.clone(),
        };
        if field.required {
            required.push(field.name);
        }
        properties.insert(field.name.to_owned(), field.documented(schema));
    }
    let mut own = json_schema!({ "type": "object", "properties": properties });
    if !required.is_empty() {
        own.insert("required".to_owned(), json!(required));
    }
    let Some(whole) = flat else { return own };
    // Own fields in a branch of their own: beside `allOf`, json-schema-to-typescript makes a second type of them. And no type
    // beside `allOf`, with which json-schema-to-zod would give up.
    own.insert("title".to_owned(), format!("{name}Fields").into());
    json_schema!({ "allOf": [whole, own] })
}

/// Adds examples: to each event its documented payload, and to each property its value there. Secrets get none of their own.
fn add_examples(schema: &mut Schema) {
    let Some(Value::Object(definitions)) = schema.get("$defs").cloned() else { return };
    let mut examples = Vec::new();
    for sample in Sample::all() {
        let Ok(payload) = serde_json::from_str::<Value>(sample.json) else { continue };
        let Some((name, event)) = find_event(&definitions, sample.event_type.as_str()) else { continue };
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

/// The definition of an event, and its name.
pub(super) fn find_event<'a>(definitions: &'a Map<String, Value>, event_type: &str) -> Option<(&'a String, &'a Value)> {
    let is_event = |definition: &Value| {
        let own = definition.pointer("/allOf/1").unwrap_or(definition);
        own.pointer("/properties/event_type/const").is_some_and(|constant| constant == event_type)
    };
    definitions.iter().find(|(_, definition)| is_event(definition))
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
