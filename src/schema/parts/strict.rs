//! Objects and events as they are documented.

use schemars::{Schema, json_schema};
use serde_json::{Map, json};

use super::fields::{FieldSchema, Property, description};

/// The schema of an event: its payload, with the event type as a constant.
pub(crate) fn event(
    name: &str,
    (tag, event_type): (&'static str, &str),
    docs: &[&str],
    mut fields: Vec<Property>,
) -> Schema {
    let constant = json_schema!({ "type": "string", "const": event_type });
    fields.insert(1.min(fields.len()), Property::new(tag, "What kind of event this is.", constant));
    let mut schema = object(name, fields);
    schema.insert("title".to_owned(), name.into());
    let description = format!("{} Event type '{event_type}'.", description(docs));
    schema.insert("description".to_owned(), description.into());
    schema
}

/// An object with all its fields.
pub(super) fn object(name: &str, fields: Vec<Property>) -> Schema {
    let (mut required, mut properties, mut inline) = (Vec::new(), Map::new(), None);
    for field in fields {
        let schema = match &field.schema {
            FieldSchema::Inline(whole) => {
                inline = Some(whole.clone());
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
    let Some(whole) = inline else { return own };
    // Own fields in a branch of their own: beside `allOf`, json-schema-to-typescript makes a second type of them. And no type
    // beside `allOf`, with which json-schema-to-zod would give up.
    own.insert("title".to_owned(), format!("{name}Fields").into());
    json_schema!({ "allOf": [whole, own] })
}
