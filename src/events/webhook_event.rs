//! The event enum: reading by its tag, writing, and what all events have in common.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use serde::de::{Deserialize, Deserializer};
use serde::ser::{Serialize, Serializer};

use super::drift::drift_object;
use super::error::ParseError;
use super::raw::{UnrecognizedEvent, event_type_of};
use super::{EventType, RawEvent, event_table};
use crate::drift::{Drift, DriftCollector};
use crate::json::{Fields, Node, read};
use crate::objects::{Backup, CloudObject, Container, DeployContext, Job, Server, Service, SslCertificate, Stack};
use crate::path::Result;
use crate::payloads::{self, Payload, Subject, Summary};
use crate::wire::{Value, write_object};

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
        $variant:ident = $name:literal: $payload:ident, $group:ident $page:literal, $severity:ident resolves [$($resolves:ident),*], $headline:literal;
    )*) => {
        /// A delivery of a Cloud 66 webhook.
        ///
        /// In JSON, it is an object with `timestamp`, `event_type` and the fields of that event type, which determines the
        /// variant. The page of [`EventType`] says more about each.
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
        /// assert_eq!(failed.backup.verify_status, None); // not in this delivery
        /// # Ok::<(), cloud66_webhooks::ParseError>(())
        /// ```
        ///
        /// # Payloads are boxed
        ///
        /// Some payloads take more than a kilobyte. In a box, all are cheap to move, queue and return. A field is reached through the
        /// box, as above. A pattern does not reach through it, so dereference the box first, and match on the
        /// payload:
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
        /// To make an event from a payload, write its variant and box the payload: `WebhookEvent::ManagedBackupFail(payload.into())`.
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
            Unrecognized(Box<UnrecognizedEvent>),
        }
    };
}

event_table!(webhook_event);

/// Makes the matches over all events. The row above expands to an arm in each, such as
/// `Self::ManagedBackupFail(event) => event.timestamp`.
macro_rules! matches_of_webhook_event {
    ($(
        $(#[doc = $doc:literal])*
        $variant:ident = $name:literal: $payload:ident, $group:ident $page:literal, $severity:ident resolves [$($resolves:ident),*], $headline:literal;
    )*) => {
        impl WebhookEvent {
            /// The type of this event.
            #[must_use]
            pub fn event_type(&self) -> &EventType {
                match self {
                    $( Self::$variant(_) => &EventType::$variant, )*
                    Self::Unrecognized(event) => event.event_type(),
                }
            }

            /// When the event was sent.
            #[must_use]
            pub fn timestamp(&self) -> DateTime<Utc> {
                match self {
                    $( Self::$variant(event) => event.timestamp, )*
                    Self::Unrecognized(event) => event.timestamp(),
                }
            }

            /// The payload of a known event, or the fields of an unrecognized one.
            fn known(&self) -> Result<&dyn Payload, &UnrecognizedEvent> {
                match self {
                    $( Self::$variant(event) => Ok(&**event), )*
                    Self::Unrecognized(event) => Err(event),
                }
            }

            fn typed(node: &Node<'_>) -> Result<Self> {
                let event_type = event_type_of(node)?;
                Ok(match event_type {
                    $( EventType::$variant => Self::$variant(boxed(node)?), )*
                    EventType::Unrecognized(_) => Self::Unrecognized(UnrecognizedEvent::read(node, event_type)?.into()),
                })
            }
        }
    };
}

event_table!(matches_of_webhook_event);

#[inline(never)] // Once for each payload, and not once for each event.
fn boxed<T: Value>(node: &Node<'_>) -> Result<Box<T>> {
    T::read(node).map(Box::new)
}

impl WebhookEvent {
    /// Reads an event from a body. A duplicate name is reported before any other fault, whose path might mean either of the two.
    fn read(node: &Node<'_>) -> Result<Self> {
        Self::typed(node).map_err(|failure| node.check_names().err().unwrap_or(failure))
    }

    fn of_fields(fields: &Fields) -> Result<Self, ParseError> {
        let event = fields.node().and_then(|node| Self::read(&node));
        // Of those that were inserted, some may be nested too deep.
        let readable = || fields.filtered(|kept| kept.value.node().is_ok());
        event.map_err(|failure| ParseError::of_value(&failure, readable().into()))
    }

    fn payload(&self) -> Option<&dyn Payload> {
        self.known().ok()
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
        std::str::from_utf8(body).map_err(|error| ParseError::not_utf8(body, error))?.parse()
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

    /// The event type as a string, such as `managed_backup.fail`.
    #[must_use]
    pub fn name(&self) -> &str {
        self.event_type().as_str()
    }

    /// The stack, if the event carries one.
    #[must_use]
    pub fn stack(&self) -> Option<&Stack> {
        self.payload()?.parts().stack
    }

    /// The backup, if the event carries one.
    #[must_use]
    pub fn backup(&self) -> Option<&Backup> {
        self.payload()?.parts().backup
    }

    /// The server, if the event carries one. Other events carry only its uid: see [`server_uid`](WebhookEvent::server_uid).
    #[must_use]
    pub fn server(&self) -> Option<&Server> {
        self.payload()?.parts().server
    }

    /// The container, if the event carries one.
    #[must_use]
    pub fn container(&self) -> Option<&Container> {
        self.payload()?.parts().container
    }

    /// The job, if the event carries one.
    #[must_use]
    pub fn job(&self) -> Option<&Job> {
        self.payload()?.parts().job
    }

    /// The uid of the stack, if the event carries the stack or its uid.
    #[must_use]
    pub fn stack_uid(&self) -> Option<&str> {
        self.payload()?.parts().stack_uid()
    }

    /// The uid of the server, if the event carries the server or its uid.
    #[must_use]
    pub fn server_uid(&self) -> Option<&str> {
        self.payload()?.parts().server_uid()
    }

    /// The identifier of the account, if the event carries it.
    #[must_use]
    pub fn account_id(&self) -> Option<i64> {
        self.payload()?.parts().account_id()
    }

    /// The certificate, if the event carries one.
    #[must_use]
    pub fn certificate(&self) -> Option<&SslCertificate> {
        self.payload()?.parts().certificate
    }

    /// The service, if the event carries one.
    #[must_use]
    pub fn service(&self) -> Option<&Service> {
        self.payload()?.parts().service
    }

    /// The cloud resource, if the event carries one.
    #[must_use]
    pub fn cloud_object(&self) -> Option<&CloudObject> {
        self.payload()?.parts().cloud_object
    }

    /// The deployment, if the event carries one.
    #[must_use]
    pub fn deploy_context(&self) -> Option<&DeployContext> {
        self.payload()?.parts().deploy_context
    }

    /// Why it happened, in the vendor's words, if there are any. A blank string counts as none.
    ///
    /// Which field that is depends on the event type: `error_message`, `reason`, `detail`, `backup_result`, `verify_result` or
    /// another. An event that reports no failure may have a reason as well, from a field of its own. The message of its deployment,
    /// build, certificate or cloud resource does not count there: it may be left over from an earlier failure. The string is as
    /// delivered, so it may contain line breaks, and anything that somebody wrote into it.
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
        self.payload()?.reason(self.name())
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
        self.payload()?.subject()
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
        match self.known() {
            Ok(object) => drift_object(object, &mut drift),
            Err(_) => drift.event_type(self.name()),
        }
        drift.finish()
    }
}

/// One line for a log: what happened, to what, why, and when. It has a bounded length and no control characters, and shows no field
/// that holds a secret or personal data. The [reason](WebhookEvent::reason) is the vendor's free text, and may contain anything.
///
/// Where a code in the payload contradicts the event type, the line says so, and quotes the record:
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
        let mut summary = Summary::new(formatter);
        if let Some(payload) = self.payload() {
            summary.payload(payload, event_type.as_str())?;
        }
        summary.end(self.timestamp())
    }
}

impl FromStr for WebhookEvent {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        match Node::of_text(text) {
            Ok(node) => Self::read(&node).map_err(|failure| ParseError::of_node(&failure, node, text)),
            Err(unreadable) => Err(ParseError::of_text(text, unreadable)),
        }
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

impl TryFrom<serde_json::Value> for WebhookEvent {
    type Error = ParseError;

    fn try_from(value: serde_json::Value) -> Result<Self, ParseError> {
        match value {
            serde_json::Value::Object(fields) => Self::of_fields(&fields.into()),
            _ => Err(ParseError::not_an_object()),
        }
    }
}

impl TryFrom<RawEvent> for WebhookEvent {
    type Error = ParseError;

    fn try_from(raw: RawEvent) -> Result<Self, ParseError> {
        Self::of_fields(raw.fields())
    }
}

/// Works with any self-describing format, as a field of your own type, and flattened into it. The error is that of the format, with
/// event type, path and reason in its message.
impl<'de> Deserialize<'de> for WebhookEvent {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        read(deserializer, |node| {
            Self::read(node).map_err(|failure| match event_type_of(node) {
                Ok(event_type) => format!("{event_type}: {failure}"),
                Err(_) => failure.to_string(),
            })
        })
    }
}

impl Serialize for WebhookEvent {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.known() {
            Ok(object) => write_object(object, Some(self.name()), serializer),
            Err(unrecognized) => unrecognized.serialize(serializer),
        }
    }
}
