//! Events of `ActiveProtect`, which guards servers.

use std::fmt;

use chrono::{DateTime, Utc};

use super::{Line, Payload};
use crate::objects::{ActiveProtectAction, Server, WatchedFile};
use crate::text::clean;
use crate::wire::{NestedOrFlat, payload};

payload! {
    /// An address was banned from a server.
    ///
    /// Source: <https://developers.cloud66.com/v3/webhooks/active-protect/#block>.
    pub struct BlockEvent {
        /// When the event was sent. Unix seconds.
        pub timestamp: DateTime<Utc>,
        #[form(NestedOrFlat)]
        /// The server.
        pub server: Server,
        /// The ban.
        pub activeprotect_action: ActiveProtectAction,
    }
}

impl Payload for BlockEvent {
    fn server(&self) -> Option<&Server> {
        Some(&self.server)
    }

    fn describe(&self, line: &mut Line<'_, '_>) -> fmt::Result {
        let action = &self.activeprotect_action;
        line.part(&self.server)?;
        line.part(format_args!("address {}", action.address))?;
        line.text("country", action.country.as_ref())?;
        line.text("attack", action.attack.as_ref())
    }
}

payload! {
    /// A watched file of a server changed.
    ///
    /// Source: <https://developers.cloud66.com/v3/webhooks/active-protect/#change>.
    pub struct FileChangeEvent {
        /// When the event was sent. Unix seconds.
        pub timestamp: DateTime<Utc>,
        #[form(NestedOrFlat)]
        /// The server.
        pub server: Server,
        /// The file.
        pub watched_file: WatchedFile,
    }
}

impl Payload for FileChangeEvent {
    fn server(&self) -> Option<&Server> {
        Some(&self.server)
    }

    fn describe(&self, line: &mut Line<'_, '_>) -> fmt::Result {
        line.part(&self.server)?;
        line.part(format_args!("file {}", clean(&self.watched_file.file_path)))
    }
}
