//! Objects and events with what is required of them, and nothing else.
//!
//! A validator reports the fault where it is, and quotes no value that is not required: so there is a condition for each form of a
//! delivery in place of an `anyOf`, of which Python's `jsonschema` quotes all that is in it. No condition contains a type that
//! a validator with type coercion would change a value to.

use schemars::{Schema, SchemaGenerator, json_schema};
use serde_json::{Map, Value, json};

use super::fields::{FieldSchema, Property, target};

/// The schema of the event enum: one condition for the event types of which the same is required. That way, a validator checks
/// only what is of the event's type, and reports only its errors.
pub(crate) fn any_event(
    tag: &'static str,
    payloads: Vec<(&'static str, Vec<Property>)>,
    generator: &SchemaGenerator,
) -> Schema {
    let what = "What kind of event this is. One that is not documented may have any fields.";
    let mut common = vec![Property::new(tag, what, json_schema!({ "type": "string" }))];
    let mut shapes: Vec<(Schema, Vec<&str>)> = Vec::new();
    for (event_type, fields) in payloads {
        let (timestamp, own): (Vec<_>, Vec<_>) = fields.into_iter().partition(|field| field.name == "timestamp");
        if common.len() == 1 {
            common.extend(timestamp);
        }
        if own.is_empty() {
            continue;
        }
        let mut shape = object(own, generator);
        // The type of all events is said once.
        shape.remove("type");
        match shapes.iter_mut().find(|(known, _)| *known == shape) {
            Some((_, event_types)) => event_types.push(event_type),
            None => shapes.push((shape, vec![event_type])),
        }
    }
    let conditions = shapes.into_iter().map(|(shape, event_types)| {
        let is_type = json!({ "properties": { tag: { "enum": event_types } }, "required": [tag] });
        json!({ "if": is_type, "then": shape })
    });
    let conditions: Vec<Value> = conditions.collect();
    let mut schema = object(common, generator);
    schema.insert("allOf".to_owned(), conditions.into());
    schema
}

/// An object with its required fields.
pub(super) fn object(fields: Vec<Property>, generator: &SchemaGenerator) -> Schema {
    let (mut required, mut properties, mut conditions) = (Vec::new(), Map::new(), Vec::new());
    for field in fields {
        match &field.schema {
            FieldSchema::Inline(whole) => conditions.push(inline_or_nested(&field, whole, generator)),
            FieldSchema::Nested(whole) => conditions.push(nested_or_inline(&field, whole, generator)),
            FieldSchema::Plain(schema) if !field.alias.is_empty() => conditions.push(by_either_name(&field, schema)),
            FieldSchema::Plain(schema) => {
                required.push(field.name);
                properties.insert(field.name.to_owned(), field.documented(schema.clone()));
            }
        }
    }
    let mut schema = json_schema!({ "type": "object" });
    if !required.is_empty() {
        schema.insert("required".to_owned(), json!(required));
        schema.insert("properties".to_owned(), Value::Object(properties));
    }
    if !conditions.is_empty() {
        schema.insert("allOf".to_owned(), Value::Array(conditions));
    }
    schema
}

/// A field that is required under a name.
fn required(name: &str, schema: &Schema) -> Value {
    json!({ "properties": { name: schema }, "required": [name] })
}

/// A field under its name, or where nothing is there under an older one. Null is nothing.
fn by_either_name(field: &Property, schema: &Schema) -> Value {
    json!({
        "if": { "properties": { field.name: nothing(), field.alias: { "not": nothing() } }, "required": [field.alias] },
        "then": required(field.alias, schema),
        "else": required(field.name, schema),
    })
}

/// An object that is documented nested. Its fields count among those of the event only where nothing is nested, and where the
/// first one that is required is among them.
fn nested_or_inline(field: &Property, whole: &Schema, generator: &SchemaGenerator) -> Value {
    let identity = required_of(whole, generator).next().unwrap_or_default();
    json!({
        "if": { "properties": { field.name: nothing(), identity: { "not": nothing() } }, "required": [identity] },
        "then": whole,
        "else": required(field.name, whole),
    })
}

/// An object that is documented inline. It counts nested only where none of its required fields is among those of the event.
fn inline_or_nested(field: &Property, whole: &Schema, generator: &SchemaGenerator) -> Value {
    let mut nested = Map::from_iter([(field.name.to_owned(), json!({ "type": "object" }))]);
    nested.extend(required_of(whole, generator).map(|name| (name.to_owned(), nothing())));
    json!({
        "if": { "properties": nested, "required": [field.name] },
        "then": required(field.name, whole),
        "else": whole,
    })
}

/// The required fields of the object that a schema refers to.
fn required_of<'g>(whole: &Schema, generator: &'g SchemaGenerator) -> impl Iterator<Item = &'g str> {
    let definition = target(whole.as_value()).and_then(|name| generator.definitions().get(name));
    definition
        .and_then(|definition| definition.get("required")?.as_array())
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
}

/// What is the same as an absent field.
fn nothing() -> Value {
    json!({ "const": null })
}
