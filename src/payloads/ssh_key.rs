//! Events of SSH keys.

use std::fmt;

use chrono::{DateTime, Utc};

use super::{Line, Payload};
use crate::ServerName;
use crate::objects::Stack;
use crate::wire::payload;

payload! {
    /// Somebody downloaded the SSH key of a server.
    ///
    /// Source: <https://developers.cloud66.com/v3/webhooks/ssh/#key-downloaded>.
    pub struct SshKeyEvent {
        /// When the event was sent. Unix seconds.
        pub timestamp: DateTime<Utc>,
        #[flat]
        /// The stack. Its fields stand among those of the event.
        pub stack: Stack,
        /// Name of the server; other events have the whole server, or its uid, under this key.
        pub server: Option<ServerName>,
        /// E-mail address of who downloaded the key. Personal data.
        pub user_email: Option<String>,
    }
}

impl Payload for SshKeyEvent {
    fn stack(&self) -> Option<&Stack> {
        Some(&self.stack)
    }

    fn describe(&self, line: &mut Line<'_, '_>) -> fmt::Result {
        line.part(&self.stack)?;
        line.named("server", self.server.as_ref())
    }
}
