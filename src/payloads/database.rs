//! Events of database replication.

use std::fmt;

use chrono::{DateTime, Utc};

use super::{Line, Payload};
use crate::codes::DbType;
use crate::objects::Server;
use crate::wire::payload;

payload! {
    /// Replication of a database failed or fell behind, or works again.
    ///
    /// Source: <https://developers.cloud66.com/v3/webhooks/database/#slave-ok>.
    pub struct ReplicationEvent {
        /// When the event was sent. Unix seconds.
        pub timestamp: DateTime<Utc>,
        #[flat]
        /// The server of the replica. Its fields stand among those of the event.
        pub server: Server,
        /// Kind of the database. Documented, but not in the examples.
        pub db_type: Option<DbType>,
        /// What went wrong. Documented, but not in the examples.
        pub detail: Option<String>,
    }
}

impl Payload for ReplicationEvent {
    fn server(&self) -> Option<&Server> {
        Some(&self.server)
    }

    fn describe(&self, line: &mut Line<'_, '_>) -> fmt::Result {
        line.part(&self.server)?;
        line.named("database", self.db_type.as_ref())?;
        line.text("detail", self.detail.as_ref())
    }
}
