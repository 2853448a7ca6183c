//! What an event is about, as a key that an alert and its recovery share.

use std::fmt::{self, Write};

use serde::ser::{Serialize, Serializer};

use crate::text::is_blank;

/// Declares [`SubjectKind`]. `Server = "server";` expands to the variant `Server`, and to its arm of `as_str`.
macro_rules! subject_kinds {
    ($( $(#[doc = $doc:literal])* $kind:ident = $word:literal; )*) => {
        /// The kind of a [`Subject`].
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum SubjectKind {
            $( $(#[doc = $doc])* ///
            #[doc = concat!("Printed as `", $word, "`.")]
            $kind, )*
        }

        impl SubjectKind {
            /// The kind as a word, such as `cloud_object`.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self {
                    $( Self::$kind => $word, )*
                }
            }
        }
    };
}

subject_kinds! {
    /// An account. Its identifier is empty: the events about an account have none, and the name of an account is personal data.
    Account = "account";
    /// The Cloud 66 agent of a server, by its uid. Only in the documented examples is this known to be the uid of the server.
    Agent = "agent";
    /// An SSL certificate, by the number of its stack and its domain names, or else by its uuid.
    Certificate = "certificate";
    /// A cloud resource, by the number of its entry in the deletion queue.
    CloudObject = "cloud_object";
    /// A container, by its uid, or else by its server, its service, and its name or image.
    Container = "container";
    /// The database of a backup, by the stack's uid, its kind and its name.
    Database = "database";
    /// A watched file, by the uid of its server and its path.
    File = "file";
    /// An integration of a stack, by the stack's uid and the name of the integration.
    Integration = "integration";
    /// A scheduled job, by its uid.
    Job = "job";
    /// An OAuth application, by its identifier.
    OauthApplication = "oauth_application";
    /// A monitored process, by its server and name.
    Process = "process";
    /// The replica of a database, by the uid of its server.
    Replica = "replica";
    /// A server, by its uid.
    Server = "server";
    /// A service, by the stack's uid and its name.
    Service = "service";
    /// A stack, by its uid.
    Stack = "stack";
    /// The web process of a stack on a server, by both uids.
    WebProcess = "web_process";
}

impl fmt::Display for SubjectKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.as_str())
    }
}

impl Serialize for SubjectKind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// What an event is about: a kind, and an identifier that tells it from others of that kind.
///
/// An event ends the alerts that are about its subject and whose types [`EventType::resolves`](crate::EventType::resolves) lists.
/// So identify an alert by its event type together with its subject: a backup of a database can fail, and so can its verification.
///
/// An alert and the event that ends it have equal subjects, so a subject is made only of what the documented payloads of both carry.
/// What their examples lack is not part of it: the kind of a replicated database, the group of servers that is scaled, the kind of
/// an update. So a success of one group of servers also ends the alert about another group of the same stack. Apart from that,
/// different things have different subjects, as far as their payloads tell them apart.
///
/// It is printed, and serialized, as `server/uid=abc`: its kind, and its parts, each with its name. In the value of a part, `/`,
/// `%` and everything that is not visible ASCII are percent-encoded as in a URL. It is never cut off, and contains no personal data
/// and no secret.
///
/// ```
/// use cloud66_webhooks::{EventType, WebhookEvent};
///
/// let stopped: WebhookEvent = r#"{
///     "timestamp": 1640995200, "event_type": "server.stopped", "uid": "agent-1"
/// }"#.parse()?;
/// let back: WebhookEvent = r#"{
///     "timestamp": 1640995260, "event_type": "server.backon", "uid": "agent-1"
/// }"#.parse()?;
///
/// assert!(EventType::ServerBackon.resolves().contains(&EventType::ServerStopped));
/// assert_eq!(back.subject(), stopped.subject());
/// assert_eq!(back.subject().unwrap().to_string(), "agent/uid=agent-1");
/// # Ok::<(), cloud66_webhooks::ParseError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Subject {
    kind: SubjectKind,
    id: String,
}

impl Subject {
    /// The subject with these parts, each with what it is; none if all are blank. A blank part is as good as none.
    pub(crate) fn new<'a>(
        kind: SubjectKind,
        parts: impl IntoIterator<Item = (&'static str, Option<&'a str>)>,
    ) -> Option<Self> {
        let mut id = String::new();
        for (name, value) in parts {
            if let Some(value) = value.filter(|value| !is_blank(value)) {
                id.push_str(if id.is_empty() { "" } else { "/" });
                id.push_str(name);
                id.push('=');
                push_encoded(&mut id, value);
            }
        }
        (!id.is_empty()).then_some(Self { kind, id })
    }

    /// The stack with this uid.
    pub(crate) fn stack(uid: &str) -> Option<Self> {
        Self::new(SubjectKind::Stack, [("uid", Some(uid))])
    }

    /// The account that the webhook belongs to.
    pub(crate) fn account() -> Self {
        Self { kind: SubjectKind::Account, id: String::new() }
    }

    /// The kind of thing.
    #[must_use]
    pub fn kind(&self) -> SubjectKind {
        self.kind
    }

    /// The identifier, unique among subjects of this kind, such as `uid=abc`. Empty for an account.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }
}

/// For example `server/uid=abc`, or `account` where there is no identifier.
impl fmt::Display for Subject {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.id.is_empty() {
            return self.kind.fmt(formatter);
        }
        write!(formatter, "{}/{}", self.kind, self.id)
    }
}

/// The string that `Display` prints.
impl Serialize for Subject {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

fn push_encoded(id: &mut String, value: &str) {
    for byte in value.bytes() {
        if byte.is_ascii_graphic() && byte != b'/' && byte != b'%' {
            id.push(char::from(byte));
        } else {
            // Writing into a `String` cannot fail.
            let _ = write!(id, "%{byte:02X}");
        }
    }
}
