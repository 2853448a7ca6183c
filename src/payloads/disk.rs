//! Events of disk space.

use std::fmt;

use chrono::{DateTime, Utc};

use super::{Parts, Payload, Subject, SubjectKind, Summary, payload};
use crate::json::Fields;
use crate::names::ServerUid;
use crate::time::UnixSeconds;

payload! {
    /// `free.disk.space.alert` and `free.disk.space.normal`: free disk space fell below its threshold, or is back above it.
    ///
    /// Sources: <https://developers.cloud66.com/v3/webhooks/disk/#space-alert>,
    /// <https://developers.cloud66.com/v3/webhooks/disk/#space-normal>.
    ///
    /// Serialized on its own, it has no `event_type`: see [the module](crate::payloads).
    pub struct DiskSpaceEvent {
        /// When the event was sent. Unix seconds.
        #[form(UnixSeconds)]
        pub timestamp: DateTime<Utc>,
        /// Identifier of the server; other events have the whole server here.
        pub server: Option<ServerUid>,
        /// The fields that this version does not know, and values of an unexpected type, as they were delivered.
        pub unknown: Fields,
    }
}

impl Payload for DiskSpaceEvent {
    fn parts(&self) -> Parts<'_> {
        Parts { server_uid: self.server.as_ref().map(ServerUid::as_str), ..Parts::default() }
    }

    fn subject(&self) -> Option<Subject> {
        Subject::new(SubjectKind::Server, [("uid", self.server.as_ref().map(ServerUid::as_str))])
    }

    fn describe(&self, _: &str, summary: &mut Summary<'_, '_>) -> fmt::Result {
        summary.text("server", self.server.as_ref().map(ServerUid::as_str))
    }
}
