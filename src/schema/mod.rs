//! The JSON Schemas of the events.
//!
//! | schema | is | for |
//! |---|---|---|
//! | [`strict`] | the documented events in their documented form, which is what this crate writes | generating code, checking fixtures |
//! | [`open`] | everything that this crate reads: other event types, older forms, words for codes | validating at run time |
//! | [`openapi`] | the strict schema as an `OpenAPI` document with webhooks | documentation, and generators that take `OpenAPI` |
//!
//! The first two are draft 2020-12 with standard keywords only. All three are files in the folder `schema` of the repository and of
//! the package. The types implement `schemars::JsonSchema`, which follows the generator's contract: strict for serialization, open
//! for deserialization.
//!
//! ```
//! let schema = cloud66_webhooks::schema::strict();
//! assert_eq!(schema.get("title").unwrap(), "WebhookEvent");
//! assert!(schema.pointer("/$defs/ManagedBackupFail").is_some());
//! ```

mod compact;
mod openapi;
mod output;

use schemars::generate::SchemaSettings;
use schemars::{Schema, SchemaGenerator};
use serde_json::{Map, Value};

use crate::definition::target;
use crate::events::WebhookEvent;
use crate::samples::Sample;

pub use openapi::openapi;
pub use output::to_json;

/// What generated the files, and which version of it.
const MADE_BY: &str =
    concat!("Made by the crate ", env!("CARGO_PKG_NAME"), " ", env!("CARGO_PKG_VERSION"), " from its types.");

/// The version of the schemas, `v1` in their `$id`. `schema/README.md` says when it changes.
pub const VERSION: u32 = 1;

/// The `$id` of the strict schema. It is only a name: there is nothing to fetch.
pub const STRICT_ID: &str = "https://docs.rs/cloud66-webhooks/v1/webhook-event.schema.json";

/// The `$id` of the open schema. It is only a name: there is nothing to fetch.
pub const OPEN_ID: &str = "https://docs.rs/cloud66-webhooks/v1/webhook-event.open.schema.json";

/// The schema of the documented events in their documented form: for generating code and for checking fixtures.
///
/// Codes are open: any integer is valid, and those in the vendor's tables have names.
#[must_use]
pub fn strict() -> Schema {
    let mut schema = root(
        SchemaSettings::draft2020_12().for_serialize().into_generator(),
        STRICT_ID,
        "WebhookEvent",
        "A delivery of a Cloud 66 webhook, one of the documented events in its documented form. For generating code and for \
         checking fixtures; validate real deliveries with the open schema.",
    );
    add_examples(&mut schema);
    schema
}

/// The schema of everything that this crate reads: for validating deliveries at run time, and not for generating code.
///
/// An event of an undocumented type may have any fields. One of a documented type must have a valid payload of that type.
#[must_use]
pub fn open() -> Schema {
    let mut schema = root(
        SchemaSettings::draft2020_12().for_deserialize().into_generator(),
        OPEN_ID,
        "AnyWebhookEvent",
        "A delivery of a Cloud 66 webhook, in any form that has been published, or of an event type that is not documented \
         yet. For validating at run time; generate code from the strict schema.",
    );
    compact::compact(&mut schema);
    schema
}

fn root(generator: SchemaGenerator, id: &str, title: &str, description: &str) -> Schema {
    let mut schema = generator.into_root_schema_for::<WebhookEvent>();
    for (keyword, text) in [("$id", id), ("$comment", MADE_BY), ("title", title), ("description", description)] {
        schema.insert(keyword.to_owned(), text.into());
    }
    schema
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

/// The strict definition of an event, and its name.
fn find_event<'a>(definitions: &'a Map<String, Value>, event_type: &str) -> Option<(&'a String, &'a Value)> {
    definitions.iter().find(|(_, definition)| event_type_of(definition) == Some(event_type))
}

/// The event type in the strict definition of an event.
fn event_type_of(definition: &Value) -> Option<&str> {
    let constant = |pointer: &str| definition.pointer(pointer).and_then(Value::as_str);
    constant("/properties/event_type/const").or_else(|| constant("/allOf/1/properties/event_type/const"))
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
