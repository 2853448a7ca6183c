//! Event types and the event enum, made from the one table.

#[cfg(feature = "schemars")]
mod definitions;
mod drift;
mod error;
mod event_type;
mod outline;
mod raw;
mod table;
mod webhook_event;

pub use error::{ParseError, ParseErrorKind};
pub use event_type::{EventGroup, EventType, ParseLabelError, Severity};
pub use raw::{RawEvent, UnrecognizedEvent};
pub(crate) use table::event_table;
pub use webhook_event::WebhookEvent;
