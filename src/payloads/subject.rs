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
    /// The Cloud 66 agent, by its uid, if the payload does not say on which server it runs.
    Agent = "agent";
    /// The application of a stack, by the stack's uid and the kind of update, if one is named.
    Application = "application";
    /// An SSL certificate, by its uuid, or else by the number of its stack and its domain names.
    Certificate = "certificate";
    /// A cloud resource, by the number of its entry in the queue of deletions.
    CloudObject = "cloud_object";
    /// A container, by its uid, or else by its server, service and name.
    Container = "container";
    /// A database: that of a backup by stack, kind and name, that of a replica by server and kind.
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
    /// A server, by its uid.
    Server = "server";
    /// A group of servers that is scaled, by the stack's uid and the name of the group.
    ServerGroup = "server_group";
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
/// An alert and its recovery have equal subjects. Two different servers, jobs or databases never do, as far as the payload tells
/// them apart. An event ends those alerts that are about its subject and whose types
/// [`EventType::resolves`](crate::EventType::resolves) lists. So identify an alert by its event type together with its subject: one
/// server can be down and out of disk space at once.
///
/// It is printed, and serialized, as `server/abc`. In the identifier, `/` separates parts. Within a part, `/`, `%` and everything
/// that is not visible ASCII are percent-encoded as in a URL. It is never cut off, and contains no personal data and no secret.
///
/// ```
/// use cloud66_webhooks::{EventType, WebhookEvent};
///
/// let stopped: WebhookEvent = r#"{
///     "timestamp": 1640995200, "event_type": "server.stopped", "uid": "agent-1", "server": "abc"
/// }"#.parse()?;
/// let back: WebhookEvent = r#"{
///     "timestamp": 1640995260, "event_type": "server.backon", "uid": "agent-1", "server": "abc"
/// }"#.parse()?;
///
/// assert!(EventType::ServerBackon.resolves().contains(&EventType::ServerStopped));
/// assert_eq!(back.subject(), stopped.subject());
/// assert_eq!(back.subject().unwrap().to_string(), "server/abc");
/// # Ok::<(), cloud66_webhooks::ParseError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Subject {
    kind: SubjectKind,
    id: String,
}

impl Subject {
    /// The subject with these parts, each in its place; none if all are blank. A blank part is as good as none.
    pub(crate) fn new<'a>(kind: SubjectKind, parts: impl IntoIterator<Item = Option<&'a str>>) -> Option<Self> {
        let mut id = String::new();
        for part in parts {
            push_encoded(&mut id, part.filter(|part| !is_blank(part)).unwrap_or_default());
            id.push('/');
        }
        id.truncate(id.trim_end_matches('/').len());
        (!id.is_empty()).then_some(Self { kind, id })
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

    /// The identifier, unique among subjects of this kind. Empty for an account.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }
}

/// `server/abc`, or `account` where there is no identifier.
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

fn push_encoded(id: &mut String, part: &str) {
    for byte in part.bytes() {
        if byte.is_ascii_graphic() && byte != b'/' && byte != b'%' {
            id.push(char::from(byte));
        } else {
            // Writing into a `String` cannot fail.
            let _ = write!(id, "%{byte:02X}");
        }
    }
}
