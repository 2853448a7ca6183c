//! An untyped delivery: all of its fields, as delivered.

use chrono::{DateTime, Utc};
use serde::de::{Deserialize, DeserializeSeed, Deserializer, MapAccess};
use serde::ser::{Serialize, Serializer};

use super::EventType;
use super::event_type::HeadName;
use crate::fields::{Fields, Keeper, Names, Scalar, json_string};
use crate::path::{Problem, Trace};
use crate::time::from_unix_seconds;
use crate::wire::{EVENT_TYPE, read_unknown};

pub(crate) const TIMESTAMP: &str = "timestamp";

/// An untyped delivery: every field as delivered, including `timestamp` and `event_type`.
///
/// [`WebhookEvent::Unrecognized`](crate::WebhookEvent::Unrecognized) holds one for an event whose type this version does not know,
/// and [`ParseError::raw`](crate::ParseError::raw) one for what could be read of a malformed delivery. It serializes to the JSON
/// that it was read from. `WebhookEvent::try_from(raw)` reads it again, for example with a later version of this crate that knows
/// the type.
///
/// ```
/// use cloud66_webhooks::{EventType, RawEvent, WebhookEvent, chrono::Utc};
///
/// let mut raw = RawEvent::new(&EventType::FreeDiskSpaceAlert, Utc::now());
/// raw.fields.insert("server", "web-1");
/// let event = WebhookEvent::try_from(raw)?;
/// assert_eq!(event.server_uid(), Some("web-1"));
/// # Ok::<(), cloud66_webhooks::ParseError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct RawEvent {
    /// All fields of the delivery.
    pub fields: Fields,
}

impl RawEvent {
    /// A delivery with this type and timestamp, in whole seconds, and no other fields.
    #[must_use]
    pub fn new(event_type: &EventType, timestamp: DateTime<Utc>) -> Self {
        let mut fields = Fields::new();
        fields.insert(TIMESTAMP, timestamp.timestamp());
        fields.insert(EVENT_TYPE, event_type.as_str());
        Self { fields }
    }

    /// The event type, if there is one and it is a string. An unrecognized event that was read always has one.
    #[must_use]
    pub fn event_type(&self) -> Option<EventType> {
        self.fields.get(EVENT_TYPE)?.as_str().map(EventType::from)
    }

    /// The event type as it is between the quotes in JSON.
    pub(crate) fn name(&self) -> &str {
        let json = self.fields.json(EVENT_TYPE).unwrap_or_default();
        json.strip_prefix('"').and_then(|json| json.strip_suffix('"')).unwrap_or_default()
    }

    /// When the event was sent, if there is a timestamp and it is valid. An unrecognized event that was read always has one.
    #[must_use]
    pub fn timestamp(&self) -> Option<DateTime<Utc>> {
        from_unix_seconds(&Scalar::of_json(self.fields.json(TIMESTAMP)?)).ok()
    }

    /// An unrecognized event with what has been read up to its event type.
    pub(crate) fn found(
        timestamp: Option<DateTime<Utc>>,
        decimal: Option<String>,
        event_type: &EventType,
        others: &Fields,
    ) -> Self {
        // Room for a small event, so that its text need not move as it grows.
        let mut fields = Fields::with_capacity(512);
        if let Some(json) = decimal.or_else(|| Some(timestamp?.timestamp().to_string())) {
            fields.push(TIMESTAMP, &json);
        }
        for (name, json) in others.entries() {
            fields.push(name, json);
        }
        fields.push(EVENT_TYPE, &json_string(event_type.as_str()));
        Self { fields }
    }

    /// Reads the fields one by one.
    pub(crate) fn read<'de, A: MapAccess<'de>>(&mut self, mut map: A, trace: &mut Trace) -> Result<(), A::Error> {
        let (mut name, mut names) = (String::new(), Names::default());
        while let Some(head_name) = map.next_key_seed(HeadName(&mut name))? {
            read_unknown(&mut map, head_name.unwrap_or(&name), &mut self.fields, &mut names, trace)?;
        }
        Ok(())
    }

    /// Whether it can be an unrecognized event. Like every other, it has a timestamp; if not, `trace` says why.
    pub(crate) fn check(&self, trace: &mut Trace) -> Result<(), ()> {
        let json = self.fields.json(TIMESTAMP).unwrap_or_default();
        let mut scalar = Scalar::of_json(json);
        let digits;
        if let (Scalar::Digits(_), Ok(value)) = (scalar, json.parse::<f64>()) {
            trace.decimal = Some(json.to_owned());
            digits = trace.inexact_digits(value);
            scalar = digits.as_deref().map_or(scalar, Scalar::Digits);
        }
        let problem = match from_unix_seconds(&scalar) {
            Ok(_) => return Ok(()),
            Err(_) if json.is_empty() => Problem::Missing,
            Err(problem) => problem,
        };
        trace.note(TIMESTAMP, problem);
        Err(())
    }

    /// What can be read of a string, up to the last complete field. It never fails.
    pub(crate) fn salvage(text: &str) -> Self {
        Self { fields: salvage_fields(text.trim_start_matches(BYTE_ORDER_MARK), 1) }
    }
}

/// JSON may not begin with it, but what follows it is worth keeping.
pub(super) const BYTE_ORDER_MARK: char = '\u{feff}';

/// The fields of an object that can be read, up to where the text cannot. Of duplicate fields, the first one counts.
fn salvage_fields(text: &str, levels: usize) -> Fields {
    struct Salvage<'t, 'f> {
        text: &'t str,
        levels: usize,
        fields: &'f mut Fields,
    }

    impl<'de> serde::de::Visitor<'de> for Salvage<'_, '_> {
        type Value = ();

        fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            formatter.write_str("an object")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
            let mut names = Names::default();
            while let Some(name) = map.next_key::<String>()? {
                // As text first, so that one value which cannot be read costs nothing but itself.
                let raw = map.next_value::<&serde_json::value::RawValue>()?.get();
                if is_whole(raw, self.text)
                    && self.fields.is_new(&name, &mut names)
                    && let Some(json) = salvage_value(raw, self.levels)
                {
                    self.fields.push(&name, &json);
                }
            }
            Ok(())
        }
    }

    let mut fields = Fields::new();
    // An error only says where the readable part ends.
    let _ = serde_json::Deserializer::from_str(text).deserialize_map(Salvage { text, levels, fields: &mut fields });
    fields
}

/// Whether a value ends in the text where it seems to end. A number may have lost digits, unless it is followed by what has to follow,
/// or by the next field and only the comma is missing.
fn is_whole(raw: &str, text: &str) -> bool {
    let end = raw.as_bytes().as_ptr_range().end.addr().checked_sub(text.as_ptr().addr());
    let behind = end.and_then(|end| text.get(end..)).unwrap_or_default();
    let next = behind.trim_start_matches([' ', '\n', '\r', '\t']);
    !raw.ends_with(|c: char| c.is_ascii_digit())
        || next.starts_with([',', '}'])
        || next.starts_with('"') && next.len() < behind.len()
}

/// Down to this depth, a value that cannot be read is left out by itself. A deeper one costs the value at this depth around it.
const DEEPEST: usize = 8;

/// The value without those of its fields that cannot be read. `None` if it is an array or a scalar that cannot be read.
fn salvage_value(raw: &str, levels: usize) -> Option<String> {
    let mut trace = Trace::below(levels);
    let keeper = Keeper::lenient(&mut trace);
    if let Ok(json) = keeper.keep(|keeper| keeper.deserialize(&mut serde_json::Deserializer::from_str(raw))) {
        return Some(json);
    }
    // Each level is read once more, so this bounds the time.
    let is_object = raw.starts_with('{') && levels < DEEPEST;
    is_object.then(|| salvage_fields(raw, levels.saturating_add(1)).to_json())
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
crate::schema::json_schema_of!(RawEvent: _generator => crate::schema::any_object());
