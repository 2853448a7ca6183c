//! Events of a server, as its agent reports them.

use std::fmt;

use chrono::{DateTime, Utc};

use super::{Line, Payload};
use crate::IpAddress;
use crate::objects::Agent;
use crate::wire::payload;

payload! {
    /// A server stopped answering, or answers again.
    ///
    /// Source: <https://developers.cloud66.com/v3/webhooks/server/#stopped>.
    pub struct ServerEvent {
        /// When the event was sent. Unix seconds.
        pub timestamp: DateTime<Utc>,
        #[flat]
        /// The agent of the server. Its fields stand among those of the event.
        pub agent: Agent,
    }
}

impl Payload for ServerEvent {
    fn server_uid(&self) -> Option<&str> {
        self.agent.server_uid()
    }

    fn describe(&self, line: &mut Line<'_, '_>) -> fmt::Result {
        line.part(&self.agent)
    }
}

payload! {
    /// The IP address of a server could not be changed.
    ///
    /// Source: <https://developers.cloud66.com/v3/webhooks/server/#ip-change-fail>.
    pub struct IpChangeEvent {
        /// When the event was sent. Unix seconds.
        pub timestamp: DateTime<Utc>,
        #[flat]
        /// The agent of the server. Its fields stand among those of the event.
        pub agent: Agent,
        /// The address that the server did not get.
        pub new_ext_ipv4: Option<IpAddress>,
    }
}

impl Payload for IpChangeEvent {
    fn server_uid(&self) -> Option<&str> {
        self.agent.server_uid()
    }

    fn describe(&self, line: &mut Line<'_, '_>) -> fmt::Result {
        line.part(&self.agent)?;
        line.named("address", self.new_ext_ipv4.as_ref())
    }
}
