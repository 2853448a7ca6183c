//! Deliveries without a type: all of their fields, as delivered.

use chrono::{DateTime, Utc};
use serde::de::{Deserialize, Deserializer};
use serde::ser::{Serialize, Serializer};
use serde_json::Value as JsonValue;

use super::EventType;
use crate::json::{Fields, Node};
use crate::path::{Failure, Problem, Result};
use crate::time;
use crate::wire::{EVENT_TYPE, Members, Value};

pub(crate) const TIMESTAMP: &str = "timestamp";

/// An untyped delivery: every field as delivered, including `timestamp` and `event_type`.
///
/// [`ParseError::raw`](crate::ParseError::raw) has what could be read of a malformed delivery, and an [`UnrecognizedEvent`] is one
/// whose type this version does not know. A raw event serializes to the JSON that it was read from. `WebhookEvent::try_from(raw)`
/// reads it again, for example with a later version of this crate that knows the type.
///
/// ```
/// use cloud66_webhooks::{EventType, RawEvent, WebhookEvent, chrono::Utc};
///
/// let mut raw = RawEvent::new(&EventType::FreeDiskSpaceAlert, Utc::now());
/// raw.insert("server", "web-1");
/// let event = WebhookEvent::try_from(raw)?;
/// assert_eq!(event.server_uid(), Some("web-1"));
/// # Ok::<(), cloud66_webhooks::ParseError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RawEvent {
    event_type: Option<EventType>,
    timestamp: Option<DateTime<Utc>>,
    fields: Fields,
}

impl RawEvent {
    /// A delivery with this type and timestamp, in whole seconds, and no other fields.
    #[must_use]
    pub fn new(event_type: &EventType, timestamp: DateTime<Utc>) -> Self {
        let mut fields = Fields::new();
        fields.insert(TIMESTAMP, timestamp.timestamp());
        fields.insert(EVENT_TYPE, event_type.as_str());
        fields.into()
    }

    /// The event type, if there is one and it is a string.
    #[must_use]
    pub fn event_type(&self) -> Option<&EventType> {
        self.event_type.as_ref()
    }

    /// When the event was sent, if there is a timestamp and it is valid.
    #[must_use]
    pub fn timestamp(&self) -> Option<DateTime<Utc>> {
        self.timestamp
    }

    /// All fields of the delivery.
    #[must_use]
    pub fn fields(&self) -> &Fields {
        &self.fields
    }

    /// Converts the delivery into its fields.
    #[must_use]
    pub fn into_fields(self) -> Fields {
        self.fields
    }

    /// Sets a field, which becomes the last one, and returns its previous value.
    pub fn insert(&mut self, name: impl Into<String>, value: impl Into<JsonValue>) -> Option<JsonValue> {
        let mut fields = std::mem::take(&mut self.fields);
        let had = fields.insert(name, value);
        *self = fields.into();
        had
    }

    /// What could be read of a body: the members of an object, and nothing of any other value.
    pub(super) fn of(mut node: Node<'_>) -> Self {
        node.drop_duplicates();
        Fields::of_object(&node).map(Self::from).unwrap_or_default()
    }
}

impl From<Fields> for RawEvent {
    fn from(fields: Fields) -> Self {
        let value = |name| fields.json(name).and_then(|value| value.node().ok());
        let event_type = value(EVENT_TYPE).and_then(|node| EventType::read(&node).ok());
        let timestamp = value(TIMESTAMP).and_then(|node| time::read(&node).ok());
        Self { event_type, timestamp, fields }
    }
}

impl Serialize for RawEvent {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.fields.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for RawEvent {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Fields::deserialize(deserializer).map(Self::from)
    }
}

/// An event of a type that this version does not know, with all of its fields.
///
/// You cannot construct one for a known event type: read it from a delivery, or convert a [`RawEvent`] into a
/// [`WebhookEvent`](crate::WebhookEvent).
///
/// ```
/// use cloud66_webhooks::{EventType, RawEvent, WebhookEvent, chrono::Utc};
///
/// let raw = RawEvent::new(&EventType::from("event.of.tomorrow"), Utc::now());
/// let event = WebhookEvent::try_from(raw)?;
/// let WebhookEvent::Unrecognized(unrecognized) = &event else { unreachable!() };
/// assert_eq!(unrecognized.fields().get("event_type").unwrap(), "event.of.tomorrow");
/// # Ok::<(), cloud66_webhooks::ParseError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnrecognizedEvent {
    event_type: EventType,
    timestamp: DateTime<Utc>,
    fields: Fields,
}

impl UnrecognizedEvent {
    /// The event type, as delivered.
    #[must_use]
    pub fn event_type(&self) -> &EventType {
        &self.event_type
    }

    /// When the event was sent.
    #[must_use]
    pub fn timestamp(&self) -> DateTime<Utc> {
        self.timestamp
    }

    /// All fields of the delivery, with its event type and timestamp.
    #[must_use]
    pub fn fields(&self) -> &Fields {
        &self.fields
    }

    /// Converts the event into the delivery.
    #[must_use]
    pub fn into_raw(self) -> RawEvent {
        RawEvent { event_type: Some(self.event_type), timestamp: Some(self.timestamp), fields: self.fields }
    }

    pub(super) fn read(node: &Node<'_>, event_type: EventType) -> Result<Self> {
        Ok(Self {
            event_type,
            timestamp: Members::of(node)?.required(TIMESTAMP, time::read)?,
            fields: Fields::of_object(node)?,
        })
    }
}

impl Serialize for UnrecognizedEvent {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.fields.serialize(serializer)
    }
}

/// The event type of a body.
pub(super) fn event_type_of(node: &Node<'_>) -> Result<EventType> {
    let member = node.members()?.iter().find(|member| member.name == EVENT_TYPE && !member.value.is_null());
    member.ok_or_else(|| Failure::at(EVENT_TYPE, Problem::Missing))?.typed(EventType::read)
}

#[cfg(feature = "schemars")]
crate::schema::parts::json_schema_of!(RawEvent: _generator => crate::schema::parts::any_object());
