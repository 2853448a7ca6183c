//! The JSON Schemas of the events.
//!
//! | schema | is | for |
//! |---|---|---|
//! | [`strict`](strict()) | the documented events in their documented form, which is what this crate writes | generating code, checking fixtures |
//! | [`open`](open()) | what this crate reads, of any event type: only what is required | validating deliveries |
//! | [`openapi`](openapi()) | the strict schema as an `OpenAPI` document with webhooks | documentation, and generators that take `OpenAPI` |
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

mod open;
mod openapi;
pub(crate) mod parts;
mod strict;

use schemars::generate::SchemaSettings;
use schemars::{Schema, SchemaGenerator};
use serde::Serialize;

use crate::events::WebhookEvent;

pub use open::open;
pub use openapi::openapi;
pub(crate) use strict::is_event;
pub use strict::strict;

/// What generated the files, and which version of it.
const MADE_BY: &str =
    concat!("Made by the crate ", env!("CARGO_PKG_NAME"), " ", env!("CARGO_PKG_VERSION"), " from its types.");

/// The version of the schemas, `v1` in their `$id`. `schema/README.md` says when it changes.
pub const VERSION: u32 = 1;

/// The `$id` of the strict schema. It is only a name: there is nothing to fetch.
pub const STRICT_ID: &str = "https://docs.rs/cloud66-webhooks/v1/webhook-event.schema.json";

/// The `$id` of the open schema. It is only a name: there is nothing to fetch.
pub const OPEN_ID: &str = "https://docs.rs/cloud66-webhooks/v1/webhook-event.open.schema.json";

fn root(settings: SchemaSettings, id: &str, title: &str, description: &str) -> Schema {
    let generator: SchemaGenerator = settings.into_generator();
    let mut schema = generator.into_root_schema_for::<WebhookEvent>();
    for (keyword, text) in [("$id", id), ("$comment", MADE_BY), ("title", title), ("description", description)] {
        schema.insert(keyword.to_owned(), text.into());
    }
    schema
}

/// A schema, or the `OpenAPI` document, as indented JSON with sorted keys and a newline at its end.
///
/// The bytes do not depend on `serde_json`'s `preserve_order`, which any crate in a build can enable.
///
/// ```
/// use cloud66_webhooks::schema::{strict, to_json};
///
/// assert!(to_json(&strict()).starts_with("{\n"));
/// ```
#[must_use]
pub fn to_json(document: &impl Serialize) -> String {
    // Strings, numbers and maps with strings for keys: there is nothing that could fail.
    let mut document = serde_json::to_value(document).unwrap_or_default();
    document.sort_all_objects();
    format!("{document:#}\n")
}
