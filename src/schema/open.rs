//! The open schema: what is required, and nothing else.

use schemars::Schema;
use schemars::generate::SchemaSettings;

use super::{OPEN_ID, root};

/// The schema of what this crate reads: valid is what [`WebhookEvent`](crate::WebhookEvent) accepts. It is for validating deliveries
/// at run time, and not for generating code.
///
/// It asks only for what is required. An event of an undocumented type may have any fields beside `event_type` and `timestamp`.
#[must_use]
pub fn open() -> Schema {
    root(
        SchemaSettings::draft2020_12().for_deserialize(),
        OPEN_ID,
        "AnyWebhookEvent",
        "A delivery of a Cloud 66 webhook that can be read: it has what is required of its event type, or is of an event type \
         that is not documented yet. What is not required may have any value. For validating deliveries; generate code from the \
         strict schema.",
    )
}
