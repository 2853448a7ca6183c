//! The event enum: reading by its tag, writing, and what all events have in common.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, Serializer};
use serde_json::{Map, Value};

use super::drift::drift_object;
use super::error::ParseError;
use super::event_type::{HeadName, read_event_type, seek};
use super::raw::TIMESTAMP;
use super::{EventType, RawEvent, event_table};
use crate::drift::{Drift, DriftCollector};
use crate::fields::{Fields, Names, Scalar, inexact};
use crate::objects::{Backup, CloudObject, Container, DeployContext, Job, Server, Service, SslCertificate, Stack};
use crate::path::{Problem, Trace};
use crate::payloads::{self, Line, Payload, Subject};
use crate::time::{self, from_unix_seconds};
use crate::wire::{EVENT_TYPE, Field, Object, Place, Reading, Tagged, ValueSeed, read_json, read_unknown};

/// Makes the enum. The row
///
/// ```ignore
/// ManagedBackupFail = "managed_backup.fail": BackupEvent, ...;
/// ```
///
/// expands to the variant `ManagedBackupFail(Box<BackupEvent>)`.
macro_rules! webhook_event {
    ($(
        $(#[doc = $doc:literal])*
        $variant:ident = $name:literal: $payload:ident, $group:ident $anchor:literal, $severity:ident resolves [$($resolves:ident),*], $headline:literal;
    )*) => {
        /// A delivery of a Cloud 66 webhook.
        ///
        /// In JSON, it is an object with `timestamp`, `event_type` and the fields of that event type, which determines the
        /// variant. The documentation of [`EventType`] has more about each.
        ///
        /// ```
        /// use cloud66_webhooks::WebhookEvent;
        ///
        /// let event: WebhookEvent = r#"{
        ///     "timestamp": 1757011079,
        ///     "event_type": "managed_backup.fail",
        ///     "stack": {"uid": "stack-1", "name": "shop", "environment": "production"},
        ///     "backup": {
        ///         "id": 7, "db_type": "mysql", "database_name": "orders", "backup_status": 1
        ///     }
        /// }"#.parse()?;
        ///
        /// assert_eq!(
        ///     event.to_string(),
        ///     "Managed backup failed: stack shop (production), database orders (mysql), \
        ///      at 2025-09-04 18:37:59 UTC",
        /// );
        /// let WebhookEvent::ManagedBackupFail(failed) = event else { unreachable!() };
        /// assert_eq!(failed.backup.verify_status, None);
        /// # Ok::<(), cloud66_webhooks::ParseError>(())
        /// ```
        ///
        /// # Payloads are boxed
        ///
        /// Some payloads take more than a kilobyte. In a box, all are cheap to move, queue and return. A field is reached through the
        /// box, as above. A pattern does not reach through it, so name the payload inside it first, and match on that:
        ///
        /// ```
        /// use cloud66_webhooks::payloads::{BackupEvent, PaymentEvent};
        /// use cloud66_webhooks::{Backup, DbType, WebhookEvent};
        ///
        /// fn handle(event: WebhookEvent) -> Option<String> {
        ///     if let WebhookEvent::ManagedBackupFail(failed) = &event {
        ///         let BackupEvent { stack, backup, .. } = &**failed;
        ///         return match backup {
        ///             Backup { db_type: DbType::Mysql, database_name, .. } => {
        ///                 Some(format!("dump {database_name} of {} again", stack.name))
        ///             }
        ///             _ => None,
        ///         };
        ///     }
        ///     if let WebhookEvent::PaymentFail(failed) = event {
        ///         let PaymentEvent { reason, .. } = *failed;
        ///         return reason;
        ///     }
        ///     None
        /// }
        /// # let body = br#"{"timestamp": 1, "event_type": "payment.fail", "reason": "expired"}"#;
        /// # let event = WebhookEvent::from_slice(body)?;
        /// # assert_eq!(handle(event), Some("expired".to_owned()));
        /// # Ok::<(), cloud66_webhooks::ParseError>(())
        /// ```
        ///
        /// To make an event of a payload, name its type and box the payload: `WebhookEvent::ManagedBackupFail(payload.into())`.
        #[derive(Clone, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum WebhookEvent {
            $(
                $(#[doc = $doc])*
                ///
                #[doc = concat!("`", $name, "` in JSON.")]
                $variant(Box<payloads::$payload>),
            )*
            /// An event of a type that this version does not know, with all of its fields. A malformed event of a known type
            /// never ends up here: it is a [`ParseError`].
            Unrecognized(RawEvent),
        }
    };
}

event_table!(webhook_event);

/// Makes the matches over all events. The row above expands to an arm in each, such as
/// `Self::ManagedBackupFail(event) => event.timestamp`.
macro_rules! matches_of_webhook_event {
    ($(
        $(#[doc = $doc:literal])*
        $variant:ident = $name:literal: $payload:ident, $group:ident $anchor:literal, $severity:ident resolves [$($resolves:ident),*], $headline:literal;
    )*) => {
        impl WebhookEvent {
            /// The type of this event.
            #[must_use]
            pub fn event_type(&self) -> EventType {
                match self {
                    $( Self::$variant(_) => EventType::$variant, )*
                    Self::Unrecognized(raw) => raw.event_type().unwrap_or_else(|| EventType::from("")),
                }
            }

            /// When the event was sent.
            ///
            /// Every event that was read has a timestamp. For an unrecognized event that you constructed without one, this is
            /// the Unix epoch, and [`RawEvent::timestamp`] is `None`.
            #[must_use]
            pub fn timestamp(&self) -> DateTime<Utc> {
                match self {
                    $( Self::$variant(event) => event.timestamp, )*
                    Self::Unrecognized(raw) => raw.timestamp().unwrap_or(DateTime::UNIX_EPOCH),
                }
            }

            /// The event type of a known event. Empty for an unrecognized one.
            fn known_name(&self) -> &'static str {
                match self {
                    $( Self::$variant(_) => $name, )*
                    Self::Unrecognized(_) => "",
                }
            }

            /// The payload of a known event, or the fields of an unrecognized one.
            fn parts(&self) -> Result<&dyn Payload, &RawEvent> {
                match self {
                    $( Self::$variant(event) => Ok(&**event), )*
                    Self::Unrecognized(raw) => Err(raw),
                }
            }

            /// An event of this type into which nothing has been read yet, made in its box: `Box::new` would copy it there.
            fn blank(event_type: &EventType) -> Self {
                match event_type {
                    $( EventType::$variant => Self::$variant(Box::write(Box::new_uninit(), Field::blank())), )*
                    EventType::Unrecognized(_) => Self::Unrecognized(RawEvent::default()),
                }
            }

            /// The same, to read to.
            fn parts_mut(&mut self) -> Result<&mut dyn Object, &mut RawEvent> {
                match self {
                    $( Self::$variant(event) => Ok(&mut **event), )*
                    Self::Unrecognized(raw) => Err(raw),
                }
            }
        }
    };
}

event_table!(matches_of_webhook_event);

impl WebhookEvent {
    fn payload(&self) -> Option<&dyn Payload> {
        self.parts().ok()
    }

    /// Reads the body of a delivery from a string. This is the same as [`str::parse`], and needs no import of [`FromStr`].
    ///
    /// # Errors
    ///
    /// The same as for [`from_slice`](WebhookEvent::from_slice).
    #[allow(clippy::should_implement_trait, reason = "it is implemented too")]
    pub fn from_str(text: &str) -> Result<Self, ParseError> {
        text.parse()
    }

    /// The event type as a string, such as `managed_backup.fail`. In that of an unrecognized event, the characters that JSON
    /// escapes are escaped.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Unrecognized(raw) => raw.name(),
            known => known.known_name(),
        }
    }

    /// Reads the body of a delivery.
    ///
    /// # Errors
    ///
    /// If the body is not a JSON object with an event type and a timestamp, if a required field of its type is missing or has an
    /// unexpected type, or if there is a duplicate field. The error says where, and still has the event type, the timestamp and
    /// all fields that could be read.
    ///
    /// # Examples
    ///
    /// ```
    /// use cloud66_webhooks::WebhookEvent;
    ///
    /// let body = br#"{"timestamp": 1640995200, "event_type": "payment.done"}"#;
    /// assert_eq!(WebhookEvent::from_slice(body)?.name(), "payment.done");
    ///
    /// let body = br#"{"event_type": "payment.done"}"#;
    /// assert_eq!(
    ///     WebhookEvent::from_slice(body).unwrap_err().to_string(),
    ///     "payment.done: timestamp: missing field at line 1 column 30",
    /// );
    /// # Ok::<(), cloud66_webhooks::ParseError>(())
    /// ```
    pub fn from_slice(body: &[u8]) -> Result<Self, ParseError> {
        match std::str::from_utf8(body) {
            Ok(text) => text.parse(),
            Err(error) => Err(ParseError::not_utf8(body, error)),
        }
    }

    /// The stack, if the event carries one.
    #[must_use]
    pub fn stack(&self) -> Option<&Stack> {
        self.payload()?.carried().stack
    }

    /// The backup, if the event carries one.
    #[must_use]
    pub fn backup(&self) -> Option<&Backup> {
        self.payload()?.carried().backup
    }

    /// The server, if the event carries one. Other events carry only its uid: see [`server_uid`](WebhookEvent::server_uid).
    #[must_use]
    pub fn server(&self) -> Option<&Server> {
        self.payload()?.carried().server
    }

    /// The container, if the event carries one.
    #[must_use]
    pub fn container(&self) -> Option<&Container> {
        self.payload()?.carried().container
    }

    /// The job, if the event carries one.
    #[must_use]
    pub fn job(&self) -> Option<&Job> {
        self.payload()?.carried().job
    }

    /// The uid of the stack, if the event carries the stack or its uid.
    #[must_use]
    pub fn stack_uid(&self) -> Option<&str> {
        self.payload()?.carried().stack_uid()
    }

    /// The uid of the server, if the event carries the server or its uid.
    #[must_use]
    pub fn server_uid(&self) -> Option<&str> {
        self.payload()?.carried().server_uid()
    }

    /// The identifier of the account, if the event carries it.
    #[must_use]
    pub fn account_id(&self) -> Option<i64> {
        self.payload()?.carried().account_id()
    }

    /// The certificate, if the event carries one.
    #[must_use]
    pub fn certificate(&self) -> Option<&SslCertificate> {
        self.payload()?.carried().certificate
    }

    /// The service, if the event carries one.
    #[must_use]
    pub fn service(&self) -> Option<&Service> {
        self.payload()?.carried().service
    }

    /// The cloud resource, if the event carries one.
    #[must_use]
    pub fn cloud_object(&self) -> Option<&CloudObject> {
        self.payload()?.carried().cloud_object
    }

    /// The deployment, if the event carries one.
    #[must_use]
    pub fn deploy_context(&self) -> Option<&DeployContext> {
        self.payload()?.carried().deploy_context
    }

    /// Why it happened, in the vendor's words, if there are any. A blank string counts as none.
    ///
    /// Which field that is depends on the event type: `error_message`, `reason`, `detail`, `backup_result`, `verify_result` or
    /// another. An event that reports no failure may have a reason as well, but not that of a deployment or a backup: it may be left
    /// over from the failure before. The string is as delivered, so it may contain line breaks, and anything that somebody wrote into it.
    ///
    /// A message that belongs to a code is a reason only if the code does not contradict the event. The documented
    /// `managed_backup.fail` has the status Ok with "Backup completed successfully": that is no reason, so this is `None`, and
    /// `Display` quotes it instead. The code decides, and never the wording of a message.
    ///
    /// ```
    /// use cloud66_webhooks::WebhookEvent;
    ///
    /// let event: WebhookEvent = r#"{
    ///     "timestamp": 1640995200, "event_type": "payment.fail", "reason": "card expired"
    /// }"#.parse()?;
    /// assert_eq!(event.reason(), Some("card expired"));
    /// # Ok::<(), cloud66_webhooks::ParseError>(())
    /// ```
    #[must_use]
    pub fn reason(&self) -> Option<&str> {
        self.payload()?.reason(self.known_name())
    }

    /// What the event is about, such as a server, to match an alert with the event that ends it: the two have equal subjects.
    ///
    /// Events about different things have different subjects, as far as their payloads tell these apart. `None` if the payload
    /// does not say enough, or if this version does not know the event type.
    ///
    /// ```
    /// use cloud66_webhooks::WebhookEvent;
    ///
    /// let event: WebhookEvent = r#"{
    ///     "timestamp": 1640995200, "event_type": "free.disk.space.alert", "server": "abc"
    /// }"#.parse()?;
    /// assert_eq!(event.subject().unwrap().to_string(), "server/uid=abc");
    /// # Ok::<(), cloud66_webhooks::ParseError>(())
    /// ```
    #[must_use]
    pub fn subject(&self) -> Option<Subject> {
        self.payload()?.subject(self.known_name())
    }

    /// What this version does not know about the delivery: unknown fields, values of an unexpected type and unrecognized codes.
    /// If it does not know the event type, that is the only entry. For a documented delivery, the list is empty.
    ///
    /// Log it to learn early that the vendor has changed something. At most 100 entries are listed; if there are more,
    /// [`Drift::More`] follows them.
    ///
    /// ```
    /// use cloud66_webhooks::WebhookEvent;
    ///
    /// let event: WebhookEvent = r#"{
    ///     "timestamp": 1640995200, "event_type": "free.disk.space.alert",
    ///     "server": "web-1", "mount": "/var"
    /// }"#.parse()?;
    /// let drift: Vec<String> = event.drift().iter().map(ToString::to_string).collect();
    /// assert_eq!(drift, ["unknown field `mount`"]);
    /// # Ok::<(), cloud66_webhooks::ParseError>(())
    /// ```
    #[must_use]
    pub fn drift(&self) -> Vec<Drift> {
        let mut drift = DriftCollector::default();
        match self.parts() {
            Ok(object) => drift_object(object, &mut drift),
            Err(_) => drift.event_type(self.event_type().as_str()),
        }
        drift.finish()
    }
}

/// One line for a log: what happened, to what, why, and when. It has a bounded length and no control characters, and shows no field
/// that holds a secret or personal data. The [reason](WebhookEvent::reason) is the vendor's free text, and may contain anything.
///
/// Where a code in the payload says the contrary of the event type, the line says so, and quotes the record:
///
/// ```
/// use cloud66_webhooks::{EventType, Sample};
///
/// let failed = Sample::of(&EventType::ManagedBackupFail).unwrap().event();
/// assert_eq!(
///     failed.to_string(),
///     "Managed backup failed: stack my-production-app (production), \
///      database myapp_production (postgresql); the record contradicts the event: \
///      backup status \"Ok\", \"Backup completed successfully\", \
///      at 2025-09-04 18:37:59 UTC",
/// );
/// assert_eq!(failed.reason(), None);
/// ```
impl fmt::Display for WebhookEvent {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let event_type = self.event_type();
        match event_type.headline() {
            Some(headline) => formatter.write_str(headline)?,
            None => write!(formatter, "Unrecognized event {event_type}")?,
        }
        let mut line = Line::new(formatter);
        if let Some(payload) = self.payload() {
            line.payload(payload, event_type.as_str())?;
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
        let Value::Object(fields) = value else { return Err(ParseError::not_an_object()) };
        let mut trace = Trace::default();
        match read_value(&fields, &mut trace) {
            Ok(event) => Ok(event),
            Err(_) => Err(ParseError::in_fields(Fields::from(fields).readable(), &trace)),
        }
    }
}

/// Reads fields that are in memory, where any of them can be looked up first.
fn read_value(fields: &Map<String, Value>, trace: &mut Trace) -> Result<WebhookEvent, serde_json::Error> {
    let json = fields.get(EVENT_TYPE).map_or_else(|| "null".to_owned(), Value::to_string);
    match read_tag(&json, trace) {
        Ok(event_type) => fields.deserialize_map(EventVisitor { start: Start::Known(event_type), trace }),
        Err(()) => Err(trace.stop()),
    }
}

impl TryFrom<RawEvent> for WebhookEvent {
    type Error = ParseError;

    fn try_from(raw: RawEvent) -> Result<Self, ParseError> {
        let mut trace = Trace::default();
        match read_raw(&raw, &mut trace) {
            Ok(event) => Ok(event),
            Err(()) => Err(ParseError::in_fields(raw.fields.readable(), &trace)),
        }
    }
}

/// The event type of fields that are in memory.
fn read_tag(json: &str, trace: &mut Trace) -> Result<EventType, ()> {
    let mut event_type: Option<EventType> = None;
    read_json(json, Place::Optional(&mut event_type), true, trace).inspect_err(|()| trace.inside(EVENT_TYPE))?;
    event_type.ok_or_else(|| trace.note(EVENT_TYPE, Problem::Missing))
}

fn read_raw(raw: &RawEvent, trace: &mut Trace) -> Result<WebhookEvent, ()> {
    let event_type = read_tag(raw.fields.json(EVENT_TYPE).unwrap_or("null"), trace)?;
    let fields = raw.fields.checked(trace)?;
    let mut event = WebhookEvent::blank(&event_type);
    let mut reading = Reading::default();
    match event.parts_mut() {
        Ok(object) => {
            trace.enter_unchecked();
            reading.held(&fields, object, trace)?;
            if !reading.finish(object, trace) {
                return Err(());
            }
            trace.leave();
        }
        Err(unrecognized) => {
            unrecognized.fields = fields;
            unrecognized.check(trace)?;
        }
    }
    Ok(event)
}

/// Reads JSON text. It is read again in the rare case that a decimal in it was rounded to an integer.
fn read_text(text: &str, trace: &mut Trace) -> Result<WebhookEvent, serde_json::Error> {
    let event = read_rounded(text, trace);
    let inexact = trace.decimal.as_ref().and_then(|_| inexact(text));
    if inexact.is_none() {
        return event;
    }
    drop(event);
    *trace = Trace::anew(inexact);
    read_rounded(text, trace)
}

/// Reads JSON text with its decimals rounded: in one pass if its first fields are `timestamp` and `event_type`, as documented.
/// Otherwise it is read again with a guess at its event type, and if that fails, up to its event type first.
fn read_rounded(text: &str, trace: &mut Trace) -> Result<WebhookEvent, serde_json::Error> {
    let mut gave_up = false;
    let start = Start::Documented { gave_up: &mut gave_up };
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let mut event = deserializer.deserialize_map(EventVisitor { start, trace: &mut *trace });
    if gave_up {
        *trace = Trace::anew(trace.inexact.take());
        if let Some(event) = read_guessed(text, trace) {
            return Ok(event);
        }
        *trace = Trace::anew(trace.inexact.take());
        let start = Start::Known(seek(text, trace)?);
        deserializer = serde_json::Deserializer::from_str(text);
        event = deserializer.deserialize_map(EventVisitor { start, trace });
    }
    deserializer.end().and(Ok(event?))
}

/// Reads JSON text whose event type does not come first. The last text that looks like one is the guess, which is checked when
/// the event type is reached. If that fails, for whatever reason, the text has to be read in order.
fn read_guessed(text: &str, trace: &mut Trace) -> Option<WebhookEvent> {
    let (_, behind) = text.rsplit_once(r#""event_type""#)?;
    let value = behind.trim_ascii_start().strip_prefix(':')?.trim_ascii_start().strip_prefix('"')?;
    let (name, _) = value.split_once('"')?;
    let start = Start::Guessed(EventType::recognize(name)?);
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let event = deserializer.deserialize_map(EventVisitor { start, trace }).ok()?;
    deserializer.end().ok()?;
    Some(event)
}

/// How the event type is found, which says how to read the other fields.
enum Start<'a> {
    /// It was looked up before.
    Known(EventType),
    /// It may be wrong, and is checked when it is reached.
    Guessed(EventType),
    /// Only a timestamp may come before it, as documented. Otherwise reading gives up, and the input is read again.
    Documented { gave_up: &'a mut bool },
    /// The input passes only once, so what comes before it is held back. `found` is for the error's message.
    Anywhere { found: &'a mut Option<EventType> },
}

struct EventVisitor<'a> {
    start: Start<'a>,
    trace: &'a mut Trace,
}

/// Reads up to the event type, and keeps what comes before it. If `gave_up` is given, only a timestamp may.
fn read_head<'de, A: MapAccess<'de>>(
    map: &mut A,
    held: &mut Held,
    gave_up: Option<&mut bool>,
    trace: &mut Trace,
) -> Result<EventType, A::Error> {
    let mut names = Names::default();
    let mut name = String::new();
    while let Some(head_name) = map.next_key_seed(HeadName(&mut name))? {
        match head_name {
            Some(EVENT_TYPE) => return read_event_type(map, trace),
            // Every event has it in the same place, so it can be read before the event type is known.
            Some(TIMESTAMP) if held.timestamp.is_none() => {
                let mut place = Place::Spelled(held.timestamp.insert(DateTime::UNIX_EPOCH), from_unix_seconds);
                let mut seed = ValueSeed { place: &mut place, is_required: true, trace: &mut *trace };
                if let Err(error) = map.next_value_seed(&mut seed) {
                    // If the event type is missing too, that is the error to report. Reading again finds out.
                    if let Some(gave_up) = gave_up {
                        *gave_up = true;
                    }
                    trace.inside(TIMESTAMP);
                    return Err(error);
                }
                // An unrecognized event keeps a decimal as delivered.
                held.decimal.clone_from(&trace.decimal);
                if held.decimal.is_some()
                    && let Some(gave_up) = gave_up
                {
                    *gave_up = true;
                    return Err(trace.stop());
                }
            }
            Some(TIMESTAMP) => return Err(trace.fail_at(TIMESTAMP, Problem::Duplicate)),
            _ => {
                if let Some(gave_up) = gave_up {
                    *gave_up = true;
                    return Err(trace.stop());
                }
                read_unknown(map, &name, &mut held.fields, &mut names, trace)?;
            }
        }
    }
    Err(trace.fail_at(EVENT_TYPE, Problem::Missing))
}

/// What comes before the event type.
#[derive(Default)]
struct Held {
    timestamp: Option<DateTime<Utc>>,
    /// The timestamp as it came, if that was a decimal.
    decimal: Option<String>,
    fields: Fields,
}

/// The `Visitor` methods for values that are not an object. A line `visit_bool(_: bool) Boolean(false);` expands to
///
/// ```ignore
/// fn visit_bool<E: de::Error>(self, _: bool) -> Result<Self::Value, E> {
///     Err(self.trace.fail(Scalar::Boolean(false).unexpected("an object")))
/// }
/// ```
///
/// serde's own defaults would quote the value that was found, and no error of this crate does.
macro_rules! refuse {
    ($($visit:ident($(_: $type:ty)?) $scalar:ident $(($value:literal))?;)*) => { $(
        fn $visit<E: serde::de::Error>(self $(, _: $type)?) -> Result<Self::Value, E> {
            Err(self.trace.fail(Scalar::$scalar $(($value))?.unexpected("an object")))
        }
    )* };
}

impl<'de> Visitor<'de> for EventVisitor<'_> {
    type Value = WebhookEvent;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<WebhookEvent, A::Error> {
        let Self { start, trace } = self;
        trace.enter()?;
        let is_found = matches!(start, Start::Documented { .. } | Start::Anywhere { .. });
        let is_guess = matches!(start, Start::Guessed(_));
        let mut held = Held::default();
        let event_type = match start {
            Start::Known(event_type) | Start::Guessed(event_type) => event_type,
            Start::Documented { gave_up } => read_head(&mut map, &mut held, Some(gave_up), trace)?,
            Start::Anywhere { found } => found.insert(read_head(&mut map, &mut held, None, trace)?).clone(),
        };
        let mut event = WebhookEvent::blank(&event_type);
        let name = event.known_name();
        let is_complete = match event.parts_mut() {
            Ok(object) => {
                let mut reading = Reading::default();
                if is_found {
                    reading.found_head(held.timestamp, object);
                }
                if is_guess {
                    reading.expected_tag = name;
                }
                reading.held(&held.fields, object, trace).map_err(|()| trace.stop())?;
                drop(held);
                reading.fields(map, object, trace)?;
                reading.finish(object, trace)
            }
            Err(unrecognized) => {
                if is_found {
                    *unrecognized = RawEvent::found(held.timestamp, held.decimal.take(), &event_type, &held.fields);
                }
                drop(held);
                unrecognized.read(map, trace)?;
                unrecognized.check(trace).is_ok()
            }
        };
        trace.leave();
        if is_complete { Ok(event) } else { Err(trace.stop()) }
    }

    refuse! {
        visit_bool(_: bool) Boolean(false); visit_i64(_: i64) Integer(0); visit_u64(_: u64) Integer(0);
        visit_i128(_: i128) Integer(0); visit_u128(_: u128) Integer(0); visit_f64(_: f64) Integer(0);
        visit_str(_: &str) Text(""); visit_bytes(_: &[u8]) Bytes; visit_unit() Null; visit_none() Null;
    }

    fn visit_seq<A: SeqAccess<'de>>(self, _: A) -> Result<WebhookEvent, A::Error> {
        Err(self.trace.fail(Scalar::Array.unexpected("an object")))
    }
}

/// Works with any self-describing format, as a field of your own type, and flattened into it.
///
/// Fields before `event_type`, other than the timestamp, are buffered as JSON text. In the documented order there are none. The error
/// is that of the format, with event type, path and reason in its message where the [limits](crate::guide::limits) name no exception.
impl<'de> Deserialize<'de> for WebhookEvent {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut trace = Trace::default();
        let mut found = None;
        let start = Start::Anywhere { found: &mut found };
        let event = deserializer.deserialize_any(EventVisitor { start, trace: &mut trace });
        event.map_err(|error| match found {
            Some(event_type) => trace.explain_as(&format_args!("{event_type}: "), error),
            None => trace.explain(error),
        })
    }
}

impl Serialize for WebhookEvent {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.parts() {
            Ok(object) => Tagged { object, tag: Some(self.known_name()) }.serialize(serializer),
            Err(raw) => raw.serialize(serializer),
        }
    }
}
