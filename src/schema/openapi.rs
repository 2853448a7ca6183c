//! The `OpenAPI` document: the events as webhooks, with the strict schema as its components.
//!
//! It may have two keywords that a validator of JSON Schema would refuse: `discriminator`, and `x-enum-varnames` for the
//! names of codes. With them generators make a union that reads the type of the event, and constants.

use serde_json::{Map, Value, json};

use super::{MADE_BY, VERSION, find_event, strict};
use crate::events::EventGroup;
use crate::samples::Sample;

const UNION: &str = "WebhookEvent";

/// The events as an `OpenAPI` 3.1 document: a webhook for each, with the documented payload as its example.
///
/// It is for documentation and for generators that take `OpenAPI`. The same payloads are valid as under [`strict`].
///
/// ```
/// use cloud66_webhooks::EventType;
///
/// let document = cloud66_webhooks::schema::openapi();
/// assert_eq!(document["webhooks"].as_object().unwrap().len(), EventType::all().len());
/// ```
#[must_use]
pub fn openapi() -> Value {
    let mut definitions = strict().remove("$defs").and_then(|found| found.as_object().cloned()).unwrap_or_default();
    for definition in definitions.values_mut() {
        rewrite(definition);
    }
    let (mut webhooks, mut mapping, mut members) = (Map::new(), Map::new(), Vec::new());
    for sample in Sample::all() {
        let Some((name, definition)) = find_event(&definitions, sample.event_type.as_str()) else { continue };
        let event_type = sample.event_type.as_str().to_owned();
        webhooks.insert(event_type.clone(), webhook(&sample, name, definition));
        mapping.insert(event_type, reference(name).into());
        members.push(json!({ "$ref": reference(name) }));
    }
    for definition in definitions.values_mut().filter_map(Value::as_object_mut) {
        // The example of an event is at its webhook.
        if definition.get("description").and_then(Value::as_str).is_some_and(|text| text.contains("Event type '")) {
            definition.remove("examples");
        }
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

fn webhook(sample: &Sample, name: &str, definition: &Value) -> Value {
    let payload: Value = serde_json::from_str(sample.json).unwrap_or_default();
    let mut post = json!({
        "operationId": name,
        "summary": sample.event_type.headline(),
        "description": definition.get("description"),
        "tags": sample.event_type.group().map(EventGroup::as_str).into_iter().collect::<Vec<_>>(),
        "requestBody": {
            "required": true,
            "content": { "application/json": { "schema": { "$ref": reference(name) }, "example": payload } },
        },
        "responses": {
            "2XX": { "description": "The event was received. The sender waits 30 seconds, and does not read the body." },
            "default": { "description": "The event was not received. The sender does not try again." },
        },
    });
    if let (Some(post), Some(url)) = (post.as_object_mut(), sample.event_type.documentation()) {
        post.insert("externalDocs".to_owned(), json!({ "url": url }));
    }
    json!({ "post": post })
}

fn reference(name: &str) -> String {
    format!("#/components/schemas/{name}")
}

/// Rewrites a schema and all that is in it: references, and tables of codes as `enum` with names.
fn rewrite(schema: &mut Value) {
    match schema {
        Value::Object(keywords) => {
            if let Some(table) = table(keywords) {
                keywords.remove("anyOf");
                keywords.extend(table);
                return;
            }
            let is_integer = keywords.get("type").is_some_and(|kind| kind == "integer");
            if is_integer {
                keywords.entry("format").or_insert_with(|| "int64".into());
            }
            for (keyword, value) in keywords.iter_mut() {
                match value {
                    Value::String(target) if keyword == "$ref" => {
                        if let Some(name) = target.strip_prefix("#/$defs/") {
                            *target = reference(name);
                        }
                    }
                    _ if keyword == "examples" => {}
                    value => rewrite(value),
                }
            }
        }
        Value::Array(elements) => elements.iter_mut().for_each(rewrite),
        _ => {}
    }
}

fn table(keywords: &Map<String, Value>) -> Option<Map<String, Value>> {
    let rows = keywords.get("anyOf")?.as_array()?;
    let column = |name: &str| rows.iter().map(|row| row.get(name).cloned()).collect::<Option<Vec<Value>>>();
    let table = json!({
        "type": "integer",
        "format": "int64",
        "enum": column("const")?,
        "x-enum-varnames": column("title")?,
        "x-enum-descriptions": column("description")?,
    });
    table.as_object().cloned()
}
