//! Events of disk space.

use std::fmt;

use chrono::{DateTime, Utc};

use super::{Line, Payload};
use crate::ServerUid;
use crate::wire::payload;

payload! {
    /// Disk space fell below its threshold, or is back above it.
    ///
    /// Source: <https://developers.cloud66.com/v3/webhooks/disk/#space-alert>.
    pub struct DiskSpaceEvent {
        /// When the event was sent. Unix seconds.
        pub timestamp: DateTime<Utc>,
        /// Identifier of the server; other events have the whole server under this key.
        pub server: Option<ServerUid>,
    }
}

impl Payload for DiskSpaceEvent {
    fn server_uid(&self) -> Option<&str> {
        self.server.as_ref().map(ServerUid::as_str)
    }

    fn describe(&self, line: &mut Line<'_, '_>) -> fmt::Result {
        line.named("server", self.server.as_ref())
    }
}
