//! The event enum: reading by tag, writing, and what all events answer without a match.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use serde::de::{Deserialize, DeserializeSeed, Deserializer, IntoDeserializer, MapAccess, Visitor};
use serde::ser::{Serialize, Serializer};
use serde_json::{Map, Value};

use super::event_type::{event_type_of, seek};
use super::{EventType, RawEvent, event_table};
use crate::drift::{Drift, DriftCollector};
use crate::error::ParseError;
use crate::objects::{Backup, Container, Job, Server, Stack};
use crate::payloads::{self, Line, Payload};
use crate::wire::{EVENT_TYPE, Json, Problem, Segment, Tagged, Trace, drift_object, read_leaf, read_object, refuse};
use crate::{Fields, time};

/// Makes the enum and its matches. The row
///
/// ```ignore
/// ManagedBackupFail = "managed_backup.fail": BackupEvent, ...;
/// ```
///
/// expands to the variant `ManagedBackupFail(Box<BackupEvent>)`, to the arm that reads a `BackupEvent` for that type, and to
/// the arms that ask it for what all events share.
macro_rules! webhook_event {
    ($(
        $(#[doc = $doc:literal])*
        $variant:ident = $name:literal: $payload:ident, $group:ident $anchor:literal, $severity:ident, $headline:literal;
    )*) => {
        /// A delivery of a Cloud 66 webhook. On the wire it is an object with `timestamp`, `event_type` and the objects
        /// concerned; `event_type` says which variant it is.
        ///
        /// Payloads are boxed, so that an event is small to move, to queue and to return.
        ///
        /// ```
        /// use cloud66_webhooks::WebhookEvent;
        ///
        /// let event: WebhookEvent = r#"{
        ///     "timestamp": 1757011079,
        ///     "event_type": "managed_backup.fail",
        ///     "stack": {"uid": "stack-1", "name": "shop", "environment": "production"},
        ///     "backup": {"id": 7, "db_type": "mysql", "database_name": "orders", "backup_status": 1}
        /// }"#.parse()?;
        ///
        /// assert_eq!(
        ///     event.to_string(),
        ///     "Managed backup failed: stack shop (production), database orders (mysql), backup status Failed, \
        ///      at 2025-09-04 18:37:59 UTC",
        /// );
        /// let WebhookEvent::ManagedBackupFail(failed) = event else { unreachable!() };
        /// assert_eq!(failed.backup.verify_status, None);
        /// # Ok::<(), cloud66_webhooks::ParseError>(())
        /// ```
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub enum WebhookEvent {
            $(
                $(#[doc = $doc])*
                ///
                #[doc = concat!("`", $name, "` on the wire.")]
                $variant(Box<payloads::$payload>),
            )*
            /// An event type that this version does not know, with all of its fields. A known type is never here: if it cannot
            /// be read, that is a [`ParseError`].
            Unrecognized(RawEvent),
        }

        impl WebhookEvent {
            /// What kind of event this is.
            #[must_use]
            pub fn event_type(&self) -> EventType {
                match self {
                    $( Self::$variant(_) => EventType::$variant, )*
                    Self::Unrecognized(raw) => raw.event_type().unwrap_or_else(|| EventType::from("")),
                }
            }

            /// When the event was sent.
            ///
            /// An unrecognized event that was read has a timestamp. One that you made yourself and left without shows the
            /// Unix epoch here; ask [`RawEvent::timestamp`] to tell the two apart.
            #[must_use]
            pub fn timestamp(&self) -> DateTime<Utc> {
                match self {
                    $( Self::$variant(event) => event.timestamp, )*
                    Self::Unrecognized(raw) => raw.timestamp().unwrap_or(DateTime::UNIX_EPOCH),
                }
            }

            fn payload(&self) -> Option<&dyn Payload> {
                match self {
                    $( Self::$variant(event) => Some(&**event), )*
                    Self::Unrecognized(_) => None,
                }
            }

            fn collect_drift(&self, drift: &mut DriftCollector) {
                match self {
                    $( Self::$variant(event) => drift_object(&**event, drift), )*
                    Self::Unrecognized(_) => drift.event_type(self.event_type().as_str()),
                }
            }
        }

        /// Reads the payload that belongs to the event type.
        fn read_payload<'de, A: MapAccess<'de>>(
            event_type: &EventType,
            map: A,
            trace: &mut Trace,
        ) -> Result<WebhookEvent, A::Error> {
            match event_type {
                $( EventType::$variant => {
                    let mut place = None;
                    read_object(map, &mut place, trace)?;
                    place.map(|event| WebhookEvent::$variant(Box::new(event))).ok_or_else(|| trace.stop())
                } )*
                EventType::Unrecognized(_) => RawEvent::read(map, trace).map(WebhookEvent::Unrecognized),
            }
        }

        impl Serialize for WebhookEvent {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                match self {
                    $( Self::$variant(event) => {
                        Tagged { payload: &**event, tag: Some($name) }.serialize(serializer)
                    } )*
                    Self::Unrecognized(raw) => raw.serialize(serializer),
                }
            }
        }

        /// The definitions of the events in the schema, under the names of the variants.
        #[cfg(feature = "schemars")]
        mod definitions {
            use crate::payloads;
            use crate::schema::{definition, event};

            $( definition!($variant, generator => {
                event::<payloads::$payload>(stringify!($variant), $name, &[$($doc),*], generator)
            }); )*
        }

        #[cfg(feature = "schemars")]
        impl WebhookEvent {
            /// References to the definitions of all events.
            pub(crate) fn definitions(generator: &mut schemars::SchemaGenerator) -> Vec<schemars::Schema> {
                vec![$( generator.subschema_for::<definitions::$variant>() ),*]
            }
        }
    };
}

event_table!(webhook_event);

impl WebhookEvent {
    /// Reads the body of a delivery.
    ///
    /// # Errors
    ///
    /// If the body is not the JSON of an event, or a field of a known event is not what it is documented to be. The error says
    /// where, and still has event type, timestamp and the fields.
    pub fn from_slice(body: &[u8]) -> Result<Self, ParseError> {
        match std::str::from_utf8(body) {
            Ok(text) => text.parse(),
            Err(error) => Err(ParseError::not_utf8(body, error)),
        }
    }

    /// The stack, if the event carries one.
    #[must_use]
    pub fn stack(&self) -> Option<&Stack> {
        self.payload()?.stack()
    }

    /// The backup, if the event carries one.
    #[must_use]
    pub fn backup(&self) -> Option<&Backup> {
        self.payload()?.backup()
    }

    /// The server, if the event carries the whole of it; see [`server_uid`](WebhookEvent::server_uid) for the others.
    #[must_use]
    pub fn server(&self) -> Option<&Server> {
        self.payload()?.server()
    }

    /// The container, if the event carries one.
    #[must_use]
    pub fn container(&self) -> Option<&Container> {
        self.payload()?.container()
    }

    /// The job, if the event carries one.
    #[must_use]
    pub fn job(&self) -> Option<&Job> {
        self.payload()?.job()
    }

    /// The uid of the stack concerned, whichever way the event says it.
    #[must_use]
    pub fn stack_uid(&self) -> Option<&str> {
        self.payload()?.stack_uid()
    }

    /// The uid of the server concerned, whichever way the event says it.
    #[must_use]
    pub fn server_uid(&self) -> Option<&str> {
        self.payload()?.server_uid()
    }

    /// The identifier of the account concerned, whichever way the event says it.
    #[must_use]
    pub fn account_id(&self) -> Option<i64> {
        self.payload()?.account_id()
    }

    /// What the delivery held that this version does not know. Empty for everything that is documented.
    ///
    /// Log it: the vendor has changed something, and you know before it matters.
    ///
    /// ```
    /// use cloud66_webhooks::WebhookEvent;
    ///
    /// let event: WebhookEvent = r#"{
    ///     "timestamp": 1640995200, "event_type": "free.disk.space.alert", "server": "web-1", "mount": "/var"
    /// }"#.parse()?;
    /// let drift: Vec<String> = event.drift().iter().map(ToString::to_string).collect();
    /// assert_eq!(drift, ["unknown field `mount`"]);
    /// # Ok::<(), cloud66_webhooks::ParseError>(())
    /// ```
    #[must_use]
    pub fn drift(&self) -> Vec<Drift> {
        let mut drift = DriftCollector::default();
        self.collect_drift(&mut drift);
        drift.finish()
    }
}

/// One line for an operator: what happened, to what, how it stands, and when. Personal data, secrets and control characters
/// are not in it.
impl fmt::Display for WebhookEvent {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let event_type = self.event_type();
        match event_type.headline() {
            Some(headline) => formatter.write_str(headline)?,
            None => write!(formatter, "Unrecognized event {event_type}")?,
        }
        let mut line = Line::new(formatter);
        if let Some(payload) = self.payload() {
            payload.describe(&mut line)?;
        }
        line.end(time::show(self.timestamp()))
    }
}

impl FromStr for WebhookEvent {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        let mut trace = Trace::default();
        read_text(text, &mut trace).map_err(|error| ParseError::in_text(text, &error, &trace))
    }
}

impl TryFrom<&[u8]> for WebhookEvent {
    type Error = ParseError;

    fn try_from(body: &[u8]) -> Result<Self, ParseError> {
        Self::from_slice(body)
    }
}

impl TryFrom<&str> for WebhookEvent {
    type Error = ParseError;

    fn try_from(text: &str) -> Result<Self, ParseError> {
        text.parse()
    }
}

impl TryFrom<Value> for WebhookEvent {
    type Error = ParseError;

    fn try_from(value: Value) -> Result<Self, ParseError> {
        match value {
            Value::Object(fields) => RawEvent::from(Fields::from(fields)).try_into(),
            _ => Err(ParseError::not_an_object()),
        }
    }
}

impl TryFrom<RawEvent> for WebhookEvent {
    type Error = ParseError;

    fn try_from(raw: RawEvent) -> Result<Self, ParseError> {
        let mut trace = Trace::default();
        read_fields(raw.fields.as_map(), &mut trace).map_err(|error| ParseError::in_fields(raw, &error, &trace))
    }
}

/// Reads a text: once up to the event type, then straight into the payload.
fn read_text(text: &str, trace: &mut Trace) -> Result<WebhookEvent, serde_json::Error> {
    let event_type = seek(&mut serde_json::Deserializer::from_str(text), trace)?;
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let event = deserializer.deserialize_map(PayloadVisitor { event_type: &event_type, trace })?;
    deserializer.end()?;
    Ok(event)
}

/// Reads fields that are in memory.
fn read_fields(fields: &Map<String, Value>, trace: &mut Trace) -> Result<WebhookEvent, serde_json::Error> {
    let event_type = event_type_in(fields.get(EVENT_TYPE), trace)?;
    fields.deserialize_map(PayloadVisitor { event_type: &event_type, trace })
}

/// The event type of fields that are in memory.
fn event_type_in<E: serde::de::Error>(value: Option<&Value>, trace: &mut Trace) -> Result<EventType, E> {
    let value = value.unwrap_or(&Value::Null);
    read_leaf(value, trace, event_type_of).map_err(|_| {
        trace.inside(Segment::Name(EVENT_TYPE.to_owned()));
        trace.stop()
    })
}

struct PayloadVisitor<'a> {
    event_type: &'a EventType,
    trace: &'a mut Trace,
}

impl<'de> Visitor<'de> for PayloadVisitor<'_> {
    type Value = WebhookEvent;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<WebhookEvent, A::Error> {
        read_payload(self.event_type, map, self.trace)
    }
}

/// For `serde_json::from_value`, for a field of your own type, also flattened, and for other self-describing formats.
///
/// The input passes once, so what stands before `event_type` is held as generic values until then. In the documented order
/// that is the timestamp only.
impl<'de> Deserialize<'de> for WebhookEvent {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct EventVisitor<'t> {
            trace: &'t mut Trace,
            found: &'t mut Option<EventType>,
        }

        impl<'de> Visitor<'de> for EventVisitor<'_> {
            type Value = WebhookEvent;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an object with an event_type")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<WebhookEvent, A::Error> {
                let mut held = Vec::new();
                while let Some(name) = map.next_key::<String>()? {
                    let value = match map.next_value_seed(Json::strict(self.trace)) {
                        Ok(value) => value,
                        Err(error) => {
                            self.trace.inside(Segment::Name(name));
                            return Err(error);
                        }
                    };
                    if name != EVENT_TYPE {
                        held.push((name, value));
                        continue;
                    }
                    let event_type = event_type_in(Some(&value), self.trace)?;
                    *self.found = Some(event_type.clone());
                    held.push((name, value));
                    let map = Resumed { held: held.into_iter(), value: None, rest: map };
                    return read_payload(&event_type, map, self.trace);
                }
                Err(self.trace.fail_at(EVENT_TYPE, Problem::Missing))
            }

            refuse!("an object": bool i64 u64 f64 str bytes unit seq);
        }

        let (mut trace, mut found) = (Trace::default(), None);
        let event = deserializer.deserialize_any(EventVisitor { trace: &mut trace, found: &mut found });
        event.map_err(|error| match found {
            Some(event_type) => trace.explain_as(&format_args!("{event_type}: "), error),
            None => trace.explain(error),
        })
    }
}

/// A map of which some entries were read before.
struct Resumed<A> {
    held: std::vec::IntoIter<(String, Value)>,
    value: Option<Value>,
    rest: A,
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Resumed<A> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, A::Error> {
        match self.held.next() {
            Some((name, value)) => {
                self.value = Some(value);
                seed.deserialize(name.into_deserializer()).map(Some)
            }
            None => self.rest.next_key_seed(seed),
        }
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, A::Error> {
        match self.value.take() {
            Some(value) => seed.deserialize(value).map_err(serde::de::Error::custom),
            None => self.rest.next_value_seed(seed),
        }
    }
}

#[cfg(feature = "schemars")]
impl schemars::JsonSchema for WebhookEvent {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "WebhookEvent".into()
    }

    fn schema_id() -> std::borrow::Cow<'static, str> {
        concat!(module_path!(), "::WebhookEvent").into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        crate::schema::webhook_event(generator)
    }
}
