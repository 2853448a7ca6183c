//! Events of `ActiveProtect`, which guards servers.

use std::fmt;

use chrono::{DateTime, Utc};

use super::{Evidence, Parts, Payload, Subject, SubjectKind, Summary, payload};
use crate::json::Fields;
use crate::objects::{ActiveProtectAction, NestedOrInline, Server, WatchedFile};
use crate::time::UnixSeconds;

payload! {
    /// `active.protect.block`: an IP address was banned from a server.
    ///
    /// Source: <https://developers.cloud66.com/v3/webhooks/active-protect/#block>.
    ///
    /// Serialized on its own, it has no `event_type`: see [the module](crate::payloads).
    pub struct BlockEvent {
        /// When the event was sent. Unix seconds.
        #[form(UnixSeconds)]
        pub timestamp: DateTime<Utc>,
        /// The server.
        #[form(NestedOrInline)]
        pub server: Server,
        /// The ban. Older payloads have it under `fail2ban_action`.
        #[alias("fail2ban_action")]
        pub activeprotect_action: ActiveProtectAction,
        /// The fields that this version does not know, and values of an unexpected type, as they were delivered.
        pub unknown: Fields,
    }
}

impl Payload for BlockEvent {
    fn parts(&self) -> Parts<'_> {
        Parts { server: Some(&self.server), ..Parts::default() }
    }

    fn subject(&self) -> Option<Subject> {
        Subject::new(SubjectKind::Server, [("uid", Some(&*self.server.uid))])
    }

    fn describe(&self, _: &str, summary: &mut Summary<'_, '_>) -> fmt::Result {
        let action = &self.activeprotect_action;
        summary.part(&action.address)?;
        summary.text("country", action.country.as_deref())?;
        summary.text("attack", action.attack.as_deref())?;
        summary.part(&self.server)
    }
}

payload! {
    /// `active.protect.change`: a watched file of a server changed.
    ///
    /// Source: <https://developers.cloud66.com/v3/webhooks/active-protect/#change>.
    ///
    /// Serialized on its own, it has no `event_type`: see [the module](crate::payloads).
    pub struct FileChangeEvent {
        /// When the event was sent. Unix seconds.
        #[form(UnixSeconds)]
        pub timestamp: DateTime<Utc>,
        /// The server.
        #[form(NestedOrInline)]
        pub server: Server,
        /// The file.
        pub watched_file: WatchedFile,
        /// The fields that this version does not know, and values of an unexpected type, as they were delivered.
        pub unknown: Fields,
    }
}

impl Payload for FileChangeEvent {
    fn parts(&self) -> Parts<'_> {
        Parts { server: Some(&self.server), ..Parts::default() }
    }

    fn subject(&self) -> Option<Subject> {
        let path = Some(&*self.watched_file.file_path);
        Subject::new(SubjectKind::File, [("server_uid", Some(&*self.server.uid)), ("file_path", path)])
    }

    // The documented example has false.
    fn evidence(&self, _: &str) -> Vec<Evidence<'_>> {
        let is_changed = self.watched_file.is_changed;
        vec![Evidence::new("is_changed", is_changed, is_changed)]
    }

    fn describe(&self, _: &str, summary: &mut Summary<'_, '_>) -> fmt::Result {
        summary.bare(Some(&self.watched_file.file_path))?;
        summary.part(&self.server)
    }
}
