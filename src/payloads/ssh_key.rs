//! Events of SSH keys.

use std::fmt;

use chrono::{DateTime, Utc};

use super::{Parts, Payload, Summary, payload};
use crate::json::Fields;
use crate::names::ServerName;
use crate::objects::{Inline, Stack};
use crate::time::UnixSeconds;

payload! {
    /// `ssh_key.downloaded`: the SSH key of a server was downloaded.
    ///
    /// Source: <https://developers.cloud66.com/v3/webhooks/ssh/#key-downloaded>.
    ///
    /// Serialized on its own, it has no `event_type`: see [the module](crate::payloads).
    pub struct SshKeyEvent {
        /// When the event was sent. Unix seconds.
        #[form(UnixSeconds)]
        pub timestamp: DateTime<Utc>,
        /// The stack. Its fields are among those of the event.
        #[form(Inline)]
        pub stack: Stack,
        /// Name of the server; other events have the whole server or its uid here.
        pub server: Option<ServerName>,
        /// E-mail address of the user who downloaded the key. Personal data.
        pub user_email: Option<String>,
        /// The fields that this version does not know, and values of an unexpected type, as they were delivered.
        pub unknown: Fields,
    }
}

// It is about its stack: the server has a name only, and the subject of a server is its uid.
impl Payload for SshKeyEvent {
    fn parts(&self) -> Parts<'_> {
        Parts { stack: Some(&self.stack), ..Parts::default() }
    }

    fn describe(&self, _: &str, summary: &mut Summary<'_, '_>) -> fmt::Result {
        summary.part(&self.stack)?;
        summary.text("server", self.server.as_ref().map(ServerName::as_str))
    }
}
