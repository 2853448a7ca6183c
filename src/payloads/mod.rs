//! The payloads of the events. Event types whose fields are the same share a payload type.
//!
//! A payload does not know its event type. Serialized on its own, it has no `event_type`, so it cannot be read as an event: wrap it
//! in its event first, as in `WebhookEvent::ManagedBackupFail(payload.into())`. Deserialized on its own, it accepts any
//! `event_type` and drops it: read a [`WebhookEvent`](crate::WebhookEvent) and match on it instead.
//!
//! For the same reason, a `WebhookEvent` is not `From<BackupEvent>`, which is the payload of two event types: write the variant, and
//! where an event type is at hand, match on it.
//!
//! ```
//! use cloud66_webhooks::WebhookEvent;
//!
//! let event: WebhookEvent = r#"{
//!     "timestamp": 1640995200, "event_type": "free.disk.space.alert", "server": "abc"
//! }"#.parse()?;
//! let WebhookEvent::FreeDiskSpaceAlert(payload) = event else { unreachable!() };
//! assert!(serde_json::to_value(&payload)?.get("event_type").is_none());
//!
//! let event = WebhookEvent::FreeDiskSpaceAlert(payload);
//! assert_eq!(serde_json::to_value(&event)?["event_type"], "free.disk.space.alert");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod account;
mod active_protect;
mod authorization;
mod autoscaling;
mod backup;
mod cloud_object;
mod container;
mod database;
mod disk;
mod evidence;
mod job;
mod process;
mod server;
mod service;
mod ssh_key;
mod ssl_certificate;
mod stack;
mod subject;

pub use account::{AccountEvent, PaymentEvent};
pub use active_protect::{BlockEvent, FileChangeEvent};
pub use authorization::AuthorizationEvent;
pub use autoscaling::AutoscalingEvent;
pub use backup::BackupEvent;
pub use cloud_object::CloudObjectEvent;
pub use container::ContainerEvent;
pub use database::ReplicationEvent;
pub use disk::DiskSpaceEvent;
pub use job::JobEvent;
pub use process::{ProcessEvent, WebProcessEvent};
pub use server::{IpChangeEvent, ServerEvent};
pub use service::BuildEvent;
pub use ssh_key::SshKeyEvent;
pub use ssl_certificate::SslCertificateEvent;
pub use stack::{
    DeployEvent, IntegrationEvent, ProvisionEvent, RedeployHookEvent, StackEvent, StackScoreEvent, UpdateEvent,
};
pub use subject::{Subject, SubjectKind};

use std::fmt::{self, Display};

use evidence::{Evidence, is_failure, verdict};

use crate::json::Node;
use crate::objects::{Backup, CloudObject, Container, DeployContext, Job, Server, Service, SslCertificate, Stack};
use crate::text::{clean, clean_part, if_any, is_blank};
use crate::wire::{Object, Value};

/// The payload of an event, for [`Sample::payload`](crate::Sample::payload). The trait is sealed: only the types of this module
/// implement it.
pub trait EventPayload: Sealed {}

mod sealed {
    pub trait Sealed: Sized {
        /// The name of the type, by which its sample is found.
        const NAME: &'static str;

        /// What the JSON says, if it can be typed.
        fn from_sample(json: &str) -> Option<Self>;
    }
}
pub(crate) use sealed::Sealed;

/// Reads a sample. A test of this crate reads every sample, and reports what is wrong.
pub(crate) fn read_sample<P: Value>(json: &str) -> Option<P> {
    P::read(&Node::of_text(json).ok()?).ok()
}

/// Declares the payload of an event. `payload! { pub struct BackupEvent { .. } }` expands to what
/// [`object!`](crate::objects::object) makes of it, and to an [`EventPayload`]. Its first field is `timestamp`, in the form
/// [`UnixSeconds`](crate::time::UnixSeconds), which takes `event_type` too.
macro_rules! payload {
    ($(#[doc = $doc:literal])* pub struct $name:ident $fields:tt) => {
        $crate::objects::object! { $(#[doc = $doc])* pub struct $name $fields }

        impl $crate::payloads::EventPayload for $name {}

        impl $crate::payloads::Sealed for $name {
            const NAME: &'static str = stringify!($name);

            fn from_sample(json: &str) -> Option<Self> {
                $crate::payloads::read_sample(json)
            }
        }
    };
}
pub(crate) use payload;

/// The objects that an event carries, and the identifiers that it has without their object.
#[derive(Default)]
pub(crate) struct Parts<'a> {
    pub(crate) stack: Option<&'a Stack>,
    pub(crate) backup: Option<&'a Backup>,
    pub(crate) server: Option<&'a Server>,
    pub(crate) container: Option<&'a Container>,
    pub(crate) job: Option<&'a Job>,
    pub(crate) certificate: Option<&'a SslCertificate>,
    pub(crate) service: Option<&'a Service>,
    pub(crate) cloud_object: Option<&'a CloudObject>,
    pub(crate) deploy_context: Option<&'a DeployContext>,
    stack_uid: Option<&'a str>,
    server_uid: Option<&'a str>,
    account_id: Option<i64>,
}

impl<'a> Parts<'a> {
    /// The event's own uid of a stack, or else that of its stack, or else that of its server's stack.
    pub(crate) fn stack_uid(&self) -> Option<&'a str> {
        let of_stack = self.stack.map(|stack| &*stack.uid);
        self.stack_uid.or(of_stack).or_else(|| self.server?.stack_uid.as_deref())
    }

    /// The uid of the server, or else the event's own uid of one.
    pub(crate) fn server_uid(&self) -> Option<&'a str> {
        self.server.map(|server| &*server.uid).or(self.server_uid)
    }

    /// The account of the stack, or else the event's own.
    pub(crate) fn account_id(&self) -> Option<i64> {
        self.stack.map_or(self.account_id, |stack| stack.account_id)
    }
}

/// What events have in common, without matching on the event.
pub(crate) trait Payload: Object {
    /// Which objects the accessors of the event return.
    fn parts(&self) -> Parts<'_> {
        Parts::default()
    }

    /// What in the payload confirms or contradicts the event type.
    fn evidence(&self, _event_type: &str) -> Vec<Evidence<'_>> {
        Vec::new()
    }

    /// What the vendor says about why it happened.
    ///
    /// A field of the event itself counts for every event type. A field of an object counts only if the event reports a failure: in
    /// a success it may be left over from the failure before. A message that belongs to a code counts unless that code contradicts
    /// the event, as [`Evidence::reason`] says.
    fn reason(&self, _event_type: &str) -> Option<&str> {
        None
    }

    /// What the event is about: its stack, unless the payload says otherwise. `None` if it cannot tell that from others.
    fn subject(&self) -> Option<Subject> {
        Subject::stack(&self.parts().stack?.uid)
    }

    /// What the headline leaves open, without the evidence and the reason. It does not repeat a noun that the headline has.
    fn describe(&self, event_type: &str, summary: &mut Summary<'_, '_>) -> fmt::Result;
}

/// The string, if it is there and not blank.
fn non_blank(text: Option<&str>) -> Option<&str> {
    text.filter(|text| !is_blank(text))
}

/// The first string that is there and not blank.
fn first_text<'a>(texts: impl IntoIterator<Item = &'a Option<String>>) -> Option<&'a str> {
    texts.into_iter().find_map(|text| non_blank(text.as_deref()))
}

/// A line that is being written: parts after a headline, then the reason, then what contradicts the event, then the timestamp.
/// `Managed backup failed: stack shop (production), database orders (mysql): got error 2013, at 2025-09-04 18:37:59 UTC`.
pub(crate) struct Summary<'a, 'b> {
    formatter: &'a mut fmt::Formatter<'b>,
    separator: &'static str,
}

impl<'a, 'b> Summary<'a, 'b> {
    pub(crate) fn new(formatter: &'a mut fmt::Formatter<'b>) -> Self {
        Self { formatter, separator: ": " }
    }

    /// Adds what follows the headline. This is what all lines have in common.
    pub(crate) fn payload(&mut self, payload: &dyn Payload, event_type: &str) -> fmt::Result {
        payload.describe(event_type, self)?;
        let evidence = payload.evidence(event_type);
        for evidence in &evidence {
            // What agrees with the event says no more than the headline.
            if evidence.agrees.is_none() {
                self.text(evidence.what, evidence.says.as_deref())?;
            }
        }
        if let Some(reason) = payload.reason(event_type) {
            self.separator = ": ";
            self.part(&clean(reason.trim()))?;
        }
        self.contradictions(&evidence)
    }

    /// Adds a part, which has to be clean.
    fn part(&mut self, part: &dyn Display) -> fmt::Result {
        write!(self.formatter, "{}{part}", self.separator)?;
        self.separator = ", ";
        Ok(())
    }

    /// Says that the record contradicts the event, and quotes what it says, if it does.
    fn contradictions(&mut self, evidence: &[Evidence<'_>]) -> fmt::Result {
        let mut separator = "; the record contradicts the event: ";
        for Evidence { what, says, message, .. } in evidence.iter().filter(|evidence| evidence.contradicts()) {
            self.separator = separator;
            self.part(&format_args!("{what} \"{}\"", clean_part(says.as_deref().unwrap_or_default())))?;
            if let Some(message) = if_any(message.map(str::trim)) {
                self.part(&format_args!("\"{message}\""))?;
            }
            separator = ", ";
        }
        Ok(())
    }

    /// Ends the line with the timestamp.
    pub(crate) fn end(self, timestamp: impl Display) -> fmt::Result {
        write!(self.formatter, "{}at {timestamp}", if self.separator == ": " { " " } else { self.separator })
    }

    /// Adds a string of the payload with what it is, if there is one.
    fn text(&mut self, what: &str, text: Option<&str>) -> fmt::Result {
        match if_any(text) {
            Some(text) => self.part(&format_args!("{what} {text}")),
            None => Ok(()),
        }
    }

    /// Adds a string of the payload for which the headline has the noun, if there is one.
    fn bare(&mut self, text: Option<&str>) -> fmt::Result {
        match if_any(text) {
            Some(text) => self.part(&text),
            None => Ok(()),
        }
    }
}
