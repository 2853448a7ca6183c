//! The definitions of the events in the schema, under the names of their variants.

use schemars::{Schema, SchemaGenerator, json_schema};
use serde_json::{Value, json};

use super::{EventType, WebhookEvent, event_table};
use crate::definition::{Property, event, json_schema_of, target};
use crate::payloads;
use crate::time::UnixSeconds;
use crate::wire::EVENT_TYPE;

/// Makes a definition of each row of the table. The row of `ManagedBackupFail` expands to a type of that name without values,
/// whose schema is that of its payload with the event type as a constant, and to a reference to it in the list.
macro_rules! definitions {
    ($(
        $(#[doc = $doc:literal])*
        $variant:ident = $name:literal: $payload:ident, $group:ident $anchor:literal, $severity:ident resolves [$($resolves:ident),*], $headline:literal;
    )*) => {
        $(
            struct $variant;
            json_schema_of!($variant: generator =>
                event::<payloads::$payload>(stringify!($variant), (EVENT_TYPE, $name), &[$($doc),*], generator));
        )*

        impl WebhookEvent {
            /// References to the definitions of all events.
            pub(crate) fn definitions(generator: &mut schemars::SchemaGenerator) -> Vec<schemars::Schema> {
                vec![$( generator.subschema_for::<$variant>() ),*]
            }
        }
    };
}

event_table!(definitions);

/// The schema of the event enum: a union, or under the deserialize contract one condition for each documented event type. That
/// way, a validator checks only the matching one, and reports only its errors.
pub(crate) fn webhook_event(generator: &mut SchemaGenerator) -> Schema {
    let definitions = WebhookEvent::definitions(generator);
    if generator.contract().is_serialize() {
        return json_schema!({ "title": "WebhookEvent", "anyOf": definitions });
    }
    // One condition for all events with the same payload: it is the number of conditions that costs time.
    let mut payloads: Vec<(Value, Vec<String>)> = Vec::new();
    for (event_type, definition) in EventType::all().zip(&definitions) {
        let Some(payload) = payload_of(definition, generator) else { continue };
        let event_type = event_type.as_str().to_owned();
        match payloads.iter_mut().find(|(known, _)| *known == payload) {
            Some((_, event_types)) => event_types.push(event_type),
            None => payloads.push((payload, vec![event_type])),
        }
    }
    let conditions = payloads.into_iter().map(|(payload, event_types)| {
        let is_type = json!({ "properties": { EVENT_TYPE: { "enum": event_types } }, "required": [EVENT_TYPE] });
        json!({ "if": is_type, "then": payload })
    });
    let conditions: Vec<Value> = conditions.collect();
    let timestamp = Property::new(
        "timestamp",
        &["When the event was sent. Unix seconds."],
        UnixSeconds::schema::<()>("timestamp", generator),
    );
    json_schema!({
        "title": "WebhookEvent",
        "type": "object",
        "properties": {
            EVENT_TYPE: { "description": "What kind of event this is. One that is not documented may have any fields.", "type": "string" },
            timestamp.name: timestamp.documented(),
        },
        "required": ["timestamp", EVENT_TYPE],
        "allOf": conditions,
    })
}

/// The reference to the payload in the definition of an event.
fn payload_of(event: &Schema, generator: &SchemaGenerator) -> Option<Value> {
    generator.definitions().get(target(event.as_value())?)?.pointer("/allOf/0").cloned()
}
