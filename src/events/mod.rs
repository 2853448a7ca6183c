//! Event types and the event enum, made from the one table.

mod event_type;
mod raw;
mod table;
mod webhook_event;

pub use event_type::{EventGroup, EventType, Severity};
pub use raw::RawEvent;
pub(crate) use table::event_table;
pub use webhook_event::WebhookEvent;
