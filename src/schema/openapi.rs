//! The `OpenAPI` document: the events as webhooks, with the strict schema as its components.
//!
//! It may have two keywords that a validator of JSON Schema would refuse: `discriminator`, and `x-enum-varnames` for the
//! names of codes. With them generators make a union that reads the type of the event, and constants.

use schemars::Schema;
use schemars::transform::{RecursiveTransform, Transform};
use serde_json::{Map, Value, json};

use super::parts::target;
use super::{MADE_BY, VERSION, is_event, strict};
use crate::events::{EventGroup, EventType};
use crate::samples::Sample;

const UNION: &str = "WebhookEvent";

/// The events as an `OpenAPI` 3.1 document: a webhook for each, with the documented payload as its example.
///
/// It is for documentation and for generators that take `OpenAPI`. The same payloads are valid as under [`strict`](strict()).
///
/// ```
/// use cloud66_webhooks::EventType;
///
/// let document = cloud66_webhooks::schema::openapi();
/// assert_eq!(document["webhooks"].as_object().unwrap().len(), EventType::all().len());
/// ```
#[must_use]
pub fn openapi() -> Value {
    let mut schema = strict();
    RecursiveTransform(rewrite).transform(&mut schema);
    let mut definitions = schema.remove("$defs").and_then(|found| found.as_object().cloned()).unwrap_or_default();
    let (mut webhooks, mut mapping, mut members) = (Map::new(), Map::new(), Vec::new());
    for sample in Sample::all() {
        let event_type = sample.event_type.as_str();
        let event = definitions.iter_mut().find(|(_, definition)| is_event(definition, event_type));
        let Some((name, Value::Object(definition))) = event else { continue };
        webhooks.insert(event_type.to_owned(), webhook(&sample.event_type, name, definition));
        mapping.insert(event_type.to_owned(), reference(name).into());
        members.push(json!({ "$ref": reference(name) }));
    }
    definitions.insert(
        UNION.to_owned(),
        json!({
            "title": UNION,
            "description": "Any of the documented events.",
            "oneOf": members,
            "discriminator": { "propertyName": "event_type", "mapping": mapping },
        }),
    );
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Cloud 66 webhooks",
            "summary": "What Cloud 66 sends when something happens to your stacks, servers and backups.",
            "description": format!(
                "One webhook for each event type; `event_type` in the payload says which it is. More may be added, and unknown \
                 fields too. An unofficial description. {MADE_BY}"
            ),
            "version": format!("{VERSION}.0.0"),
            "license": { "name": "MIT", "identifier": "MIT" },
        },
        "servers": [{ "url": "/", "description": "The address that you gave Cloud 66." }],
        "security": [],
        // Some tools take a document without it for none.
        "paths": {},
        "webhooks": webhooks,
        "components": { "schemas": definitions },
    })
}

/// The webhook of an event. The example moves there from the definition.
fn webhook(event_type: &EventType, name: &str, definition: &mut Map<String, Value>) -> Value {
    let example = definition.remove("examples").and_then(|examples| examples.get(0).cloned());
    json!({
        "post": {
            "operationId": name,
            "summary": event_type.headline(),
            "description": definition.get("description"),
            "tags": [event_type.group().map(EventGroup::as_str)],
            "requestBody": {
                "required": true,
                "content": { "application/json": { "schema": { "$ref": reference(name) }, "example": example } },
            },
            "responses": {
                "2XX": { "description": "The event was received. The sender waits 30 seconds, and does not read the body." },
                "default": { "description": "The event was not received. The sender does not try again." },
            },
            "externalDocs": { "url": event_type.documentation() },
        },
    })
}

fn reference(name: &str) -> String {
    format!("#/components/schemas/{name}")
}

/// Rewrites what is different in a schema of `OpenAPI`: references, and tables of codes as `enum` with names.
fn rewrite(schema: &mut Schema) {
    if let Some(reference) = target(schema.as_value()).map(reference) {
        schema.insert("$ref".to_owned(), reference.into());
    }
    if let Some(table) = table(schema) {
        schema.remove("anyOf");
        schema.ensure_object().extend(table);
    }
    if schema.get("type").is_some_and(|kind| kind == "integer") {
        schema.ensure_object().entry("format").or_insert_with(|| "int64".into());
    }
}

fn table(schema: &Schema) -> Option<Map<String, Value>> {
    let rows = schema.get("anyOf")?.as_array()?;
    let column = |name: &str| rows.iter().map(|row| row.get(name).cloned()).collect::<Option<Vec<Value>>>();
    let table = json!({
        "type": "integer",
        "enum": column("const")?,
        "x-enum-varnames": column("title")?,
        "x-enum-descriptions": column("description")?,
    });
    table.as_object().cloned()
}
