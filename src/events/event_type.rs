//! What kind of event a delivery reports: the type, its group and its severity. Nothing of payloads.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};

use super::event_table;
use crate::codes::words;
use crate::wire::{EVENT_TYPE, LeafSeed, Problem, Scalar, Segment, Trace};

/// Makes [`EventType`] from the table. The row
///
/// ```ignore
/// ManagedBackupFail = "managed_backup.fail": BackupEvent, Backup "managed-backup-fail", BadNews, "Managed backup failed";
/// ```
///
/// expands to a line `ManagedBackupFail = "managed_backup.fail";` for [`words!`], and to an arm of each method below.
macro_rules! event_types {
    ($(
        $(#[doc = $doc:literal])*
        $variant:ident = $name:literal: $payload:ident, $group:ident $anchor:literal, $severity:ident, $headline:literal;
    )*) => {
        words! {
            /// What kind of event a delivery reports, `event_type` on the wire.
            ///
            /// The list is open: a type that this version does not know is kept as it came.
            ///
            /// ```
            /// use cloud66_webhooks::{EventType, Severity};
            ///
            /// let event_type = EventType::from("managed_backup.fail");
            /// assert_eq!(event_type, EventType::ManagedBackupFail);
            /// assert_eq!(event_type.severity(), Some(Severity::BadNews));
            ///
            /// let newer = EventType::from("managed_backup.paused");
            /// assert_eq!(newer.as_str(), "managed_backup.paused");
            /// assert!(!newer.is_recognized());
            /// ```
            pub enum EventType {
                $( $(#[doc = $doc])* $variant = $name; )*
            }
        }

        impl EventType {
            /// The group that the documentation puts the event in; `None` for a type that this version does not know.
            #[must_use]
            pub fn group(&self) -> Option<EventGroup> {
                match self {
                    $( Self::$variant => Some(EventGroup::$group), )*
                    Self::Unrecognized(_) => None,
                }
            }

            /// What the event means to an operator; `None` for a type that this version does not know.
            #[must_use]
            pub fn severity(&self) -> Option<Severity> {
                match self {
                    $( Self::$variant => Some(Severity::$severity), )*
                    Self::Unrecognized(_) => None,
                }
            }

            /// What happened, in a few words; `None` for a type that this version does not know.
            #[must_use]
            pub fn headline(&self) -> Option<&'static str> {
                match self {
                    $( Self::$variant => Some($headline), )*
                    Self::Unrecognized(_) => None,
                }
            }

            /// Where the vendor documents the event; `None` for a type that this version does not know.
            #[must_use]
            pub fn documentation(&self) -> Option<String> {
                let anchor = match self {
                    $( Self::$variant => $anchor, )*
                    Self::Unrecognized(_) => return None,
                };
                Some(format!("https://developers.cloud66.com/v3/webhooks/{}/#{anchor}", self.group()?))
            }
        }
    };
}

event_table!(event_types);

impl EventType {
    /// The event type of a delivery, without reading the rest: for routers and queues.
    ///
    /// It stops behind `event_type`, which stands near the beginning of every published payload, and promises nothing about
    /// the body, which may be cut off or no JSON at all from there on. `None` if it finds no event type.
    ///
    /// ```
    /// use cloud66_webhooks::EventType;
    ///
    /// let body = br#"{"timestamp":1757011079,"event_type":"server.stopped","uid":"#;
    /// assert_eq!(EventType::peek(body), Some(EventType::ServerStopped));
    /// assert_eq!(EventType::peek(b"{}"), None);
    /// ```
    #[must_use]
    pub fn peek(body: &[u8]) -> Option<Self> {
        seek(&mut serde_json::Deserializer::from_slice(body), &mut Trace::default()).ok()
    }
}

/// Reads an object up to its event type.
pub(crate) fn seek<'de, R: serde_json::de::Read<'de>>(
    deserializer: &mut serde_json::Deserializer<R>,
    trace: &mut Trace,
) -> Result<EventType, serde_json::Error> {
    struct Seeker<'t> {
        found: &'t mut Option<EventType>,
        trace: &'t mut Trace,
    }

    impl<'de> Visitor<'de> for Seeker<'_> {
        type Value = ();

        fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
            formatter.write_str("an object")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
            while let Some(is_tag) = map.next_key_seed(IsEventType)? {
                if is_tag {
                    return match map.next_value_seed(LeafSeed { trace: self.trace, read: event_type_of }) {
                        Ok(event_type) => {
                            // The rest is left unread, which serde_json takes for an error; what was found counts.
                            *self.found = Some(event_type);
                            Ok(())
                        }
                        Err(error) => {
                            self.trace.inside(Segment::Name(EVENT_TYPE.to_owned()));
                            Err(error)
                        }
                    };
                }
                map.next_value::<IgnoredAny>()?;
            }
            Err(self.trace.fail_at(EVENT_TYPE, Problem::Missing))
        }
    }

    let mut found = None;
    let read = deserializer.deserialize_map(Seeker { found: &mut found, trace });
    match (found, read) {
        (Some(event_type), _) => Ok(event_type),
        (None, Err(error)) => Err(error),
        (None, Ok(())) => Err(trace.stop()),
    }
}

/// The event type that stands under its key.
pub(crate) fn event_type_of(scalar: Scalar<'_>) -> Result<EventType, Problem> {
    match scalar {
        Scalar::Text(text) => Ok(EventType::from(&*text)),
        Scalar::Null => Err(Problem::Missing),
        other => Err(other.unexpected("a text")),
    }
}

/// Tells `event_type` from other keys, without an allocation.
struct IsEventType;

impl<'de> DeserializeSeed<'de> for IsEventType {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for IsEventType {
    type Value = bool;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a key")
    }

    fn visit_str<E>(self, key: &str) -> Result<bool, E> {
        Ok(key == EVENT_TYPE)
    }
}

/// The groups into which the vendor's documentation sorts the events: one page each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum EventGroup {
    /// Stacks, and the applications on them.
    Application,
    /// Servers.
    Server,
    /// Containers.
    Container,
    /// Processes.
    Process,
    /// Disk space.
    Disk,
    /// Builds of services.
    Service,
    /// Cloud resources.
    CloudObject,
    /// SSL certificates.
    Ssl,
    /// OAuth applications.
    Auth,
    /// `ActiveProtect`.
    ActiveProtect,
    /// SSH keys.
    Ssh,
    /// Backups.
    Backup,
    /// Database replication.
    Database,
    /// Payments.
    Payment,
    /// Accounts.
    Account,
    /// Scheduled jobs.
    Job,
    /// Autoscaling.
    Autoscaling,
}

impl EventGroup {
    /// The name of the group's page in the documentation.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Application => "application",
            Self::Server => "server",
            Self::Container => "container",
            Self::Process => "process",
            Self::Disk => "disk",
            Self::Service => "service",
            Self::CloudObject => "cloud-object",
            Self::Ssl => "ssl",
            Self::Auth => "auth",
            Self::ActiveProtect => "active-protect",
            Self::Ssh => "ssh",
            Self::Backup => "backup",
            Self::Database => "database",
            Self::Payment => "payment",
            Self::Account => "account",
            Self::Job => "job",
            Self::Autoscaling => "autoscaling",
        }
    }
}

impl fmt::Display for EventGroup {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.as_str())
    }
}

/// What an event means to an operator. This is the crate's own judgement of the vendor's list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Severity {
    /// Something is worth knowing, and neither good nor bad.
    Notice,
    /// Something that was asked for went well.
    Success,
    /// Something that was bad is good again.
    Recovery,
    /// Something failed, stopped, or soon will: somebody should look at it.
    BadNews,
}

impl fmt::Display for Severity {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(match self {
            Self::Notice => "notice",
            Self::Success => "success",
            Self::Recovery => "recovery",
            Self::BadNews => "bad news",
        })
    }
}
