//! Events of database replication.

use std::fmt;

use chrono::{DateTime, Utc};

use super::{Parts, Payload, Subject, SubjectKind, Summary, first_text, payload};
use crate::codes::DbType;
use crate::json::Fields;
use crate::objects::{Inline, Server};
use crate::time::UnixSeconds;

payload! {
    /// `db.slave.failed` and `db.slave.ok`: replication of a database failed or fell behind, or works again.
    ///
    /// Sources: <https://developers.cloud66.com/v3/webhooks/database/#slave-failed>,
    /// <https://developers.cloud66.com/v3/webhooks/database/#slave-ok>.
    ///
    /// Serialized on its own, it has no `event_type`: see [the module](crate::payloads).
    pub struct ReplicationEvent {
        /// When the event was sent. Unix seconds.
        #[form(UnixSeconds)]
        pub timestamp: DateTime<Utc>,
        /// The server of the replica. Its fields are among those of the event.
        #[form(Inline)]
        pub server: Server,
        /// Kind of the database. Mentioned in the documentation; no example has it.
        pub db_type: Option<DbType>,
        /// What went wrong. Mentioned in the documentation; no example has it.
        pub detail: Option<String>,
        /// The fields that this version does not know, and values of an unexpected type, as they were delivered.
        pub unknown: Fields,
    }
}

impl Payload for ReplicationEvent {
    fn parts(&self) -> Parts<'_> {
        Parts { server: Some(&self.server), ..Parts::default() }
    }

    fn reason(&self, _: &str) -> Option<&str> {
        first_text([&self.detail])
    }

    fn subject(&self) -> Option<Subject> {
        Subject::new(SubjectKind::Replica, [("server_uid", Some(&*self.server.uid))])
    }

    fn describe(&self, _: &str, summary: &mut Summary<'_, '_>) -> fmt::Result {
        summary.bare(self.db_type.as_ref().map(DbType::as_str))?;
        summary.part(&self.server)
    }
}
