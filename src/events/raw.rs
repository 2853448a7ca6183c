//! A delivery that has no type: all of its fields, as they came.

use chrono::{DateTime, Utc};
use serde::de::{Deserialize, DeserializeSeed, Deserializer, MapAccess};
use serde::ser::{Serialize, Serializer};
use serde_json::Value;

use super::EventType;
use crate::Fields;
use crate::time::{from_unix_seconds, unix_seconds};
#[cfg(feature = "schemars")]
use crate::wire::Wire;
use crate::wire::{EVENT_TYPE, Json, Problem, Scalar, Segment, Trace, read_leaf};

const TIMESTAMP: &str = "timestamp";

/// A delivery without a type: every field as it came, `timestamp` and `event_type` among them.
///
/// It stands for an event type that this version does not know, in
/// [`WebhookEvent::Unrecognized`](crate::WebhookEvent::Unrecognized), and for what could be read of a delivery that could not
/// be typed, in [`ParseError::raw`](crate::ParseError::raw). It serializes to the JSON that it came from. A later version of
/// this crate may know the type: `WebhookEvent::try_from(raw)` asks.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct RawEvent {
    /// All fields of the delivery.
    pub fields: Fields,
}

impl RawEvent {
    /// A delivery of this type and instant, without further fields.
    #[must_use]
    pub fn new(event_type: &EventType, timestamp: DateTime<Utc>) -> Self {
        let mut fields = Fields::new();
        fields.insert(TIMESTAMP, timestamp.timestamp());
        fields.insert(EVENT_TYPE, event_type.as_str());
        Self { fields }
    }

    /// The event type, if there is one. An unrecognized event has one.
    #[must_use]
    pub fn event_type(&self) -> Option<EventType> {
        self.fields.get(EVENT_TYPE).and_then(Value::as_str).map(EventType::from)
    }

    /// When the event was sent, if the delivery says so. An unrecognized event does.
    #[must_use]
    pub fn timestamp(&self) -> Option<DateTime<Utc>> {
        match self.fields.get(TIMESTAMP) {
            Some(Value::Number(seconds)) => from_unix_seconds(seconds).ok(),
            _ => None,
        }
    }

    /// Reads an unrecognized event. Like every other, it has a timestamp.
    pub(crate) fn read<'de, A: MapAccess<'de>>(map: A, trace: &mut Trace) -> Result<Self, A::Error> {
        let mut fields = Fields::new();
        fields.read_all(map, trace)?;
        let timestamp = fields.get(TIMESTAMP).unwrap_or(&Value::Null);
        let read = read_leaf(timestamp, trace, |scalar| match scalar {
            Scalar::Null => Err(Problem::Missing),
            other => unix_seconds(other),
        });
        if read.is_ok() {
            return Ok(Self { fields });
        }
        trace.inside(Segment::Name(TIMESTAMP.to_owned()));
        Err(trace.stop())
    }

    /// What can be read of a text, to the last field that is complete. It never fails.
    pub(crate) fn salvage(text: &str) -> Self {
        struct Salvage<'t> {
            fields: &'t mut Fields,
            text: &'t str,
        }

        impl<'de> serde::de::Visitor<'de> for Salvage<'_> {
            type Value = ();

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
                while let Some(name) = map.next_key::<String>()? {
                    // As text first, so that one value which serde_json cannot hold costs nothing but itself.
                    let raw = map.next_value::<&serde_json::value::RawValue>()?.get();
                    let Ok(value) = Json::lenient().deserialize(&mut serde_json::Deserializer::from_str(raw)) else {
                        continue;
                    };
                    // A number with nothing behind it may have lost digits.
                    let is_at_the_end = raw.as_bytes().as_ptr_range().end == self.text.as_bytes().as_ptr_range().end;
                    let is_whole = !value.is_number() || !is_at_the_end;
                    if is_whole && !self.fields.contains(&name) {
                        self.fields.insert(name, value);
                    }
                }
                Ok(())
            }
        }

        let mut fields = Fields::new();
        // An error only says where the readable part ends.
        let _ = serde_json::Deserializer::from_str(text).deserialize_map(Salvage { fields: &mut fields, text });
        Self { fields }
    }
}

impl From<Fields> for RawEvent {
    fn from(fields: Fields) -> Self {
        Self { fields }
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

#[cfg(feature = "schemars")]
impl schemars::JsonSchema for RawEvent {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "RawEvent".into()
    }

    fn schema_id() -> std::borrow::Cow<'static, str> {
        concat!(module_path!(), "::RawEvent").into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        Fields::schema(generator)
    }
}
