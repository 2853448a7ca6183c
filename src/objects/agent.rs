//! The agent: Cloud 66's program on a server.

use std::fmt;

use chrono::{DateTime, Utc};

use super::object;
use crate::json::Fields;
use crate::names::ServerUid;
use crate::text::{clean, if_any};

object! {
    /// The Cloud 66 agent of a server.
    ///
    /// Source: <https://developers.cloud66.com/v3/webhooks/server/>. The object has no page of
    /// its own. Only `uid` is required.
    pub struct Agent {
        /// Identifier of the agent. In the documented payloads it is that of the server.
        pub uid: String,
        /// State of the agent, an integer code. No table of its meanings is published.
        pub status: Option<i64>,
        /// Identifier of the server that the agent runs on.
        pub server: Option<ServerUid>,
        /// When the record of the agent was created.
        pub created_at: Option<DateTime<Utc>>,
        /// When the record of the agent was last changed.
        pub updated_at: Option<DateTime<Utc>>,
        /// The same timestamp as `created_at`.
        pub created_at_iso: Option<DateTime<Utc>>,
        /// The same timestamp as `updated_at`.
        pub updated_at_iso: Option<DateTime<Utc>>,
        /// The fields that this version does not know, and values of an unexpected type, as they were delivered.
        pub unknown: Fields,
    }
}

impl Agent {
    /// The uid of the server that the agent runs on, if the payload has it.
    ///
    /// The uid of the agent is no substitute: only in the documented examples are the two known to be equal.
    #[must_use]
    pub fn server_uid(&self) -> Option<&str> {
        self.server.as_ref().map(ServerUid::as_str)
    }
}

/// For example `server 550e8400`, or `agent 550e8400` where no server is named. `{:#}` leaves out the word `server`.
impl fmt::Display for Agent {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match if_any(self.server_uid()) {
            Some(server) if formatter.alternate() => write!(formatter, "{server}"),
            Some(server) => write!(formatter, "server {server}"),
            None => write!(formatter, "agent {}", clean(&self.uid)),
        }
    }
}
