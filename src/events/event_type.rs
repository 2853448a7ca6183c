//! The type of an event, with its group and severity, and how it is read without the payload.

use std::borrow::Cow;

use super::event_table;
use super::outline::level;
use crate::codes::words;
use crate::json::Node;
use crate::wire::{EVENT_TYPE, Value};

/// Makes [`EventType`] from the table. The row
///
/// ```ignore
/// ManagedBackupFail = "managed_backup.fail": BackupEvent, Backup "backup/#managed-backup-fail", Alert resolves [], "Managed backup failed";
/// ```
///
/// expands to the line `ManagedBackupFail = "managed_backup.fail";` for [`words!`], with all of the row in its documentation, and to an
/// arm of each method below.
macro_rules! event_types {
    ($(
        $(#[doc = $doc:literal])*
        $variant:ident = $name:literal: $payload:ident, $group:ident $page:literal, $severity:ident resolves [$($resolves:ident),*], $headline:literal;
    )*) => {
        words! {
            /// The type of an event, the field `event_type`.
            ///
            /// The list is open: a type that this version does not know is kept as delivered.
            ///
            /// ```
            /// use cloud66_webhooks::{EventType, Severity};
            ///
            /// let event_type = EventType::from("managed_backup.fail");
            /// assert_eq!(event_type, EventType::ManagedBackupFail);
            /// assert_eq!(event_type.severity(), Some(Severity::Alert));
            ///
            /// let newer = EventType::from("managed_backup.paused");
            /// assert_eq!(newer.as_str(), "managed_backup.paused");
            /// assert!(!newer.is_recognized());
            /// ```
            ///
            /// Each variant lists its name in JSON, its severity, its group, the alerts that it resolves, its payload, and the vendor's page
            /// about it.
            pub enum EventType {
                $(
                    $(#[doc = $doc])*
                    #[doc = ""]
                    #[doc = concat!("`", $name, "`")]
                    #[doc = concat!("· [", stringify!($severity), "](Severity::", stringify!($severity), ")")]
                    #[doc = concat!("· [", stringify!($group), "](EventGroup::", stringify!($group), ")")]
                    $( #[doc = concat!("· resolves [`", stringify!($resolves), "`](Self::", stringify!($resolves), ")")] )*
                    #[doc = concat!("· [`", stringify!($payload), "`](crate::payloads::", stringify!($payload), ")")]
                    #[doc = concat!("· [vendor's page](https://developers.cloud66.com/v3/webhooks/", $page, ")")]
                    $variant = $name;
                )*
            }
        }

        impl EventType {
            /// The group of the event in the vendor's documentation. `None` for a type that this version does not know.
            #[must_use]
            pub fn group(&self) -> Option<EventGroup> {
                match self {
                    $( Self::$variant => Some(EventGroup::$group), )*
                    Self::Unrecognized(_) => None,
                }
            }

            /// Whether the event is an alert, a recovery, a success or a notice. `None` for a type that this version does not know.
            #[must_use]
            pub fn severity(&self) -> Option<Severity> {
                match self {
                    $( Self::$variant => Some(Severity::$severity), )*
                    Self::Unrecognized(_) => None,
                }
            }

            /// The event types whose alerts an event of this type ends, if it is about the same
            /// [subject](crate::WebhookEvent::subject).
            ///
            /// These are the counterparts that the vendor documents. No counterpart is documented for `stack.redeploy.hook.fail`,
            /// `application.health_check.failed`, `server.ip.change.fail`, `container.down`, `process.down`,
            /// `ssl_certificate.expire.soon`, `active.protect.change`, `managed_backup.fail`, `backup.verification.failed` and
            /// `account.suspended`.
            ///
            /// ```
            /// use cloud66_webhooks::EventType;
            ///
            /// assert_eq!(EventType::ServerBackon.resolves(), [EventType::ServerStopped]);
            /// let failed = EventType::ManagedBackupFail;
            /// assert!(EventType::all().all(|event| !event.resolves().contains(&failed)));
            /// ```
            #[must_use]
            pub fn resolves(&self) -> &'static [EventType] {
                match self {
                    $( Self::$variant => &[$( EventType::$resolves ),*], )*
                    Self::Unrecognized(_) => &[],
                }
            }

            /// What happened, in a few words, such as `Managed backup failed`. `None` for a type that this version does not know.
            #[must_use]
            pub fn headline(&self) -> Option<&'static str> {
                match self {
                    $( Self::$variant => Some($headline), )*
                    Self::Unrecognized(_) => None,
                }
            }

            /// The URL of the vendor's documentation. `None` for a type that this version does not know.
            ///
            /// ```
            /// use cloud66_webhooks::EventType;
            ///
            /// let page = "https://developers.cloud66.com/v3/webhooks/server/#backon";
            /// assert_eq!(EventType::ServerBackon.documentation(), Some(page));
            /// ```
            #[must_use]
            pub fn documentation(&self) -> Option<&'static str> {
                match self {
                    $( Self::$variant => Some(concat!("https://developers.cloud66.com/v3/webhooks/", $page)), )*
                    Self::Unrecognized(_) => None,
                }
            }
        }
    };
}

event_table!(event_types);

impl EventType {
    /// Reads the event type of a delivery, and nothing after it. This is for routers and queues.
    ///
    /// `event_type` is near the beginning of every published payload. The rest of the body is not checked: it may be cut off
    /// or malformed. `None` if there is no event type.
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
        let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
        // Other fields may have invalid UTF-8.
        let text = std::str::from_utf8(body).map_or_else(|_| String::from_utf8_lossy(body), Cow::Borrowed);
        let (_, value) = level(&text, Some(EVENT_TYPE)).pop().filter(|(name, _)| name == EVENT_TYPE)?;
        let event_type = Self::read(&Node::of_text(value).ok()?).ok()?;
        let is_damaged = matches!(text, Cow::Owned(_)) && event_type.as_str().contains(char::REPLACEMENT_CHARACTER);
        (!is_damaged).then_some(event_type)
    }
}

/// Declares an enum of words that this crate has chosen itself. `labels! { pub enum Severity("severity") { Alert = "alert"; } }`
/// expands to the enum, to `as_str`, `Display`, `FromStr` and serde's traits, and to the list of its values.
macro_rules! labels {
    (
        $(#[doc = $doc:literal])*
        $(#[derive($($derive:ident),*)])?
        pub enum $name:ident($what:literal) {
            $( $(#[doc = $variant_doc:literal])* $variant:ident = $word:literal; )*
        }
    ) => {
        $(#[doc = $doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash $($(, $derive)*)?)]
        #[non_exhaustive]
        pub enum $name {
            $( $(#[doc = $variant_doc])* $variant, )*
        }

        impl $name {
            /// All values.
            pub fn all() -> impl ExactSizeIterator<Item = Self> + DoubleEndedIterator {
                [$( Self::$variant ),*].into_iter()
            }

            /// The value as a string, which [`FromStr`](std::str::FromStr) reads.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self {
                    $( Self::$variant => $word, )*
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.pad(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::events::ParseLabelError;

            fn from_str(word: &str) -> Result<Self, Self::Err> {
                Self::all().find(|value| value.as_str() == word).ok_or($crate::events::ParseLabelError($what))
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                <String as serde::Deserialize>::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}

pub(super) use labels;

/// The error for a string that is not a label of this crate, such as a [`Severity`].
///
/// ```
/// use cloud66_webhooks::Severity;
///
/// assert_eq!("fatal".parse::<Severity>().unwrap_err().to_string(), "unknown severity");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown {0}")]
pub struct ParseLabelError(pub(super) &'static str);

labels! {
    /// The groups of events in the vendor's documentation, one page each.
    ///
    /// ```
    /// use cloud66_webhooks::{EventGroup, EventType};
    ///
    /// assert_eq!(EventType::ManagedBackupFail.group(), Some(EventGroup::Backup));
    /// assert_eq!("cloud-object".parse(), Ok(EventGroup::CloudObject));
    /// ```
    pub enum EventGroup("event group") {
        /// Stacks, and the applications on them.
        Application = "application";
        /// Servers.
        Server = "server";
        /// Containers.
        Container = "container";
        /// Processes.
        Process = "process";
        /// Disk space.
        Disk = "disk";
        /// Builds of services.
        Service = "service";
        /// Cloud resources.
        CloudObject = "cloud-object";
        /// SSL certificates.
        Ssl = "ssl";
        /// OAuth applications.
        Auth = "auth";
        /// `ActiveProtect`.
        ActiveProtect = "active-protect";
        /// SSH keys.
        Ssh = "ssh";
        /// Backups.
        Backup = "backup";
        /// Database replication.
        Database = "database";
        /// Payments.
        Payment = "payment";
        /// Accounts.
        Account = "account";
        /// Scheduled jobs.
        Job = "job";
        /// Autoscaling.
        Autoscaling = "autoscaling";
    }
}

labels! {
    /// What an event means to the person on call. This is the crate's own judgement; the vendor has no severities.
    ///
    /// ```
    /// use cloud66_webhooks::{EventType, Severity};
    ///
    /// assert_eq!(EventType::DbSlaveFailed.severity(), Some(Severity::Alert));
    /// assert_eq!(EventType::DbSlaveOk.severity(), Some(Severity::Recovery));
    /// assert_eq!("alert".parse(), Ok(Severity::Alert));
    /// ```
    pub enum Severity("severity") {
        /// Something failed or stopped, or soon will: somebody should look at it.
        Alert = "alert";
        /// Something that was failing or down works again.
        Recovery = "recovery";
        /// Something that was requested succeeded.
        Success = "success";
        /// Something worth knowing, neither good nor bad.
        Notice = "notice";
    }
}
