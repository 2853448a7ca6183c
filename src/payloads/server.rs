//! Events of a server, as its agent reports them.

use std::fmt;

use chrono::{DateTime, Utc};

use super::{Parts, Payload, Subject, SubjectKind, Summary, payload};
use crate::json::Fields;
use crate::names::IpAddress;
use crate::objects::{Agent, Inline};
use crate::time::UnixSeconds;

/// The agent, whose uid every event of a server has, and not the server, whose uid may be absent.
fn agent_subject(agent: &Agent) -> Option<Subject> {
    Subject::new(SubjectKind::Agent, [("uid", Some(&*agent.uid))])
}

payload! {
    /// `server.stopped` and `server.backon`: a server stopped answering, or answers again.
    ///
    /// Sources: <https://developers.cloud66.com/v3/webhooks/server/#stopped>,
    /// <https://developers.cloud66.com/v3/webhooks/server/#backon>.
    ///
    /// Serialized on its own, it has no `event_type`: see [the module](crate::payloads).
    pub struct ServerEvent {
        /// When the event was sent. Unix seconds.
        #[form(UnixSeconds)]
        pub timestamp: DateTime<Utc>,
        /// The agent of the server. Its fields are among those of the event.
        #[form(Inline)]
        pub agent: Agent,
        /// The fields that this version does not know, and values of an unexpected type, as they were delivered.
        pub unknown: Fields,
    }
}

impl Payload for ServerEvent {
    fn parts(&self) -> Parts<'_> {
        Parts { server_uid: self.agent.server_uid(), ..Parts::default() }
    }

    fn subject(&self) -> Option<Subject> {
        agent_subject(&self.agent)
    }

    fn describe(&self, _: &str, summary: &mut Summary<'_, '_>) -> fmt::Result {
        summary.part(&format_args!("{:#}", self.agent))
    }
}

payload! {
    /// `server.ip.change.fail`: the IP address of a server could not be changed.
    ///
    /// Source: <https://developers.cloud66.com/v3/webhooks/server/#ip-change-fail>.
    ///
    /// Serialized on its own, it has no `event_type`: see [the module](crate::payloads).
    pub struct IpChangeEvent {
        /// When the event was sent. Unix seconds.
        #[form(UnixSeconds)]
        pub timestamp: DateTime<Utc>,
        /// The agent of the server. Its fields are among those of the event.
        #[form(Inline)]
        pub agent: Agent,
        /// The address that the server was supposed to get.
        pub new_ext_ipv4: Option<IpAddress>,
        /// The fields that this version does not know, and values of an unexpected type, as they were delivered.
        pub unknown: Fields,
    }
}

impl Payload for IpChangeEvent {
    fn parts(&self) -> Parts<'_> {
        Parts { server_uid: self.agent.server_uid(), ..Parts::default() }
    }

    fn subject(&self) -> Option<Subject> {
        agent_subject(&self.agent)
    }

    fn describe(&self, _: &str, summary: &mut Summary<'_, '_>) -> fmt::Result {
        summary.part(&format_args!("{:#}", self.agent))?;
        summary.text("new address", self.new_ext_ipv4.as_ref().map(IpAddress::as_str))
    }
}
