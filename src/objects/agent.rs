//! The agent: what Cloud 66 knows of a server through the program that it runs there.

use std::fmt;

use chrono::{DateTime, Utc};

use crate::ServerUid;
use crate::text::clean;
use crate::wire::object;

object! {
    /// The Cloud 66 agent of a server.
    ///
    /// Source: <https://developers.cloud66.com/v3/webhooks/server/>; there is no page for the object. Only `uid` is sure.
    pub struct Agent {
        /// Identifier of the agent. In the documented payloads it is that of the server.
        pub uid: String,
        /// State of the agent, an integer of which no table is known.
        pub status: Option<i64>,
        /// Identifier of the server that the agent runs on.
        pub server: Option<ServerUid>,
        /// When the record of the agent was created.
        pub created_at: Option<DateTime<Utc>>,
        /// When the record of the agent was last changed.
        pub updated_at: Option<DateTime<Utc>>,
        /// The same instant as `created_at`.
        pub created_at_iso: Option<DateTime<Utc>>,
        /// The same instant as `updated_at`.
        pub updated_at_iso: Option<DateTime<Utc>>,
    }
}

impl Agent {
    /// The uid of the server that the agent runs on, if it is said. The agent's own is the same in the documented examples only.
    #[must_use]
    pub fn server_uid(&self) -> Option<&str> {
        self.server.as_ref().map(ServerUid::as_str)
    }
}

/// `server 550e8400`, or `agent 550e8400` where no server is named, as it stands in the line for an operator.
impl fmt::Display for Agent {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.server_uid() {
            Some(server) => write!(formatter, "server {}", clean(server)),
            None => write!(formatter, "agent {}", clean(&self.uid)),
        }
    }
}
