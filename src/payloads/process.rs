//! Events of processes on a server.

use std::fmt;

use chrono::{DateTime, Utc};

use super::{Line, Payload};
use crate::objects::ServerReference;
use crate::wire::payload;
use crate::{ServerUid, StackUid};

payload! {
    /// A monitored process stopped running.
    ///
    /// Source: <https://developers.cloud66.com/v3/webhooks/process/#down>.
    pub struct ProcessEvent {
        /// When the event was sent. Unix seconds.
        pub timestamp: DateTime<Utc>,
        /// Name of the process.
        pub process_name: Option<String>,
        /// The server, by uid and name only.
        pub server: Option<ServerReference>,
    }
}

impl Payload for ProcessEvent {
    fn server_uid(&self) -> Option<&str> {
        self.server.as_ref().map(|server| server.uid.as_str())
    }

    fn describe(&self, line: &mut Line<'_, '_>) -> fmt::Result {
        line.text("process", self.process_name.as_ref())?;
        line.named("on", self.server.as_ref())
    }
}

payload! {
    /// A web process started, stopped, or is in a state that nobody knows.
    ///
    /// Source: <https://developers.cloud66.com/v3/webhooks/process/#web-started>.
    pub struct WebProcessEvent {
        /// When the event was sent. Unix seconds.
        pub timestamp: DateTime<Utc>,
        /// Identifier of the stack; other events have the whole stack under this key.
        pub stack: Option<StackUid>,
        /// Identifier of the server; other events have the whole server under this key.
        pub server: Option<ServerUid>,
    }
}

impl Payload for WebProcessEvent {
    fn stack_uid(&self) -> Option<&str> {
        self.stack.as_ref().map(StackUid::as_str)
    }

    fn server_uid(&self) -> Option<&str> {
        self.server.as_ref().map(ServerUid::as_str)
    }

    fn describe(&self, line: &mut Line<'_, '_>) -> fmt::Result {
        line.named("stack", self.stack.as_ref())?;
        line.named("server", self.server.as_ref())
    }
}
