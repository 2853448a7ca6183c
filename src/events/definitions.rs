//! The events in the schema: their definitions, under the names of their variants, and the union.

use schemars::{Schema, SchemaGenerator, json_schema};

use super::{WebhookEvent, event_table};
use crate::payloads;
use crate::schema::parts::{Property, any_event, event, json_schema_of};
use crate::wire::{EVENT_TYPE, properties};

/// Makes a definition of each row of the table. The row of `ManagedBackupFail` expands to a type of that name without values,
/// whose schema is that of its payload with the event type as a constant, and to entries in the two lists.
macro_rules! definitions {
    ($(
        $(#[doc = $doc:literal])*
        $variant:ident = $name:literal: $payload:ident, $group:ident $page:literal, $severity:ident resolves [$($resolves:ident),*], $headline:literal;
    )*) => {
        $(
            struct $variant;
            json_schema_of!($variant: generator =>
                event(stringify!($variant), (EVENT_TYPE, $name), &[$($doc),*], properties::<payloads::$payload>(generator)));
        )*

        /// References to the definitions of all events.
        fn references(generator: &mut SchemaGenerator) -> Vec<Schema> {
            vec![$( generator.subschema_for::<$variant>() ),*]
        }

        /// All event types with the fields of their payloads.
        fn payloads(generator: &mut SchemaGenerator) -> Vec<(&'static str, Vec<Property>)> {
            vec![$( ($name, properties::<payloads::$payload>(generator)) ),*]
        }
    };
}

event_table!(definitions);

json_schema_of!(WebhookEvent: generator => {
    let mut schema = if generator.contract().is_deserialize() {
        any_event(EVENT_TYPE, payloads(generator), generator)
    } else {
        json_schema!({ "anyOf": references(generator) })
    };
    schema.insert("title".to_owned(), "WebhookEvent".into());
    schema
});
