//! Events of processes on a server.

use std::fmt;

use chrono::{DateTime, Utc};

use super::{Parts, Payload, Subject, SubjectKind, Summary, first_text, non_blank, payload};
use crate::json::Fields;
use crate::names::{ServerUid, StackUid};
use crate::objects::ServerReference;
use crate::time::UnixSeconds;

payload! {
    /// `process.down`: a monitored process stopped running.
    ///
    /// Source: <https://developers.cloud66.com/v3/webhooks/process/#down>.
    ///
    /// Serialized on its own, it has no `event_type`: see [the module](crate::payloads).
    pub struct ProcessEvent {
        /// When the event was sent. Unix seconds.
        #[form(UnixSeconds)]
        pub timestamp: DateTime<Utc>,
        /// Name of the process.
        pub process_name: Option<String>,
        /// The server, by uid and name only.
        pub server: Option<ServerReference>,
        /// The fields that this version does not know, and values of an unexpected type, as they were delivered.
        pub unknown: Fields,
    }
}

impl Payload for ProcessEvent {
    fn parts(&self) -> Parts<'_> {
        Parts { server_uid: self.server.as_ref().and_then(|server| server.uid.as_deref()), ..Parts::default() }
    }

    // The same name on two servers is two processes, so without a server there is no subject.
    fn subject(&self) -> Option<Subject> {
        let server = self.server.as_ref()?;
        let server = match first_text([&server.uid]) {
            Some(uid) => ("server_uid", Some(uid)),
            None => ("server_name", Some(first_text([&server.name])?)),
        };
        Subject::new(SubjectKind::Process, [server, ("process_name", Some(first_text([&self.process_name])?))])
    }

    fn describe(&self, _: &str, summary: &mut Summary<'_, '_>) -> fmt::Result {
        summary.bare(self.process_name.as_deref())?;
        summary.text("server", self.server.as_ref().and_then(|server| first_text([&server.name, &server.uid])))
    }
}

payload! {
    /// `web.process.started`, `web.process.stopped` and `web.process.unknown`: a web process started, stopped, or its state is
    /// unknown.
    ///
    /// Sources: <https://developers.cloud66.com/v3/webhooks/process/#web-started>,
    /// <https://developers.cloud66.com/v3/webhooks/process/#web-stopped>,
    /// <https://developers.cloud66.com/v3/webhooks/process/#web-unknown>.
    ///
    /// Serialized on its own, it has no `event_type`: see [the module](crate::payloads).
    pub struct WebProcessEvent {
        /// When the event was sent. Unix seconds.
        #[form(UnixSeconds)]
        pub timestamp: DateTime<Utc>,
        /// Identifier of the stack; other events have the whole stack here.
        pub stack: Option<StackUid>,
        /// Identifier of the server; other events have the whole server here.
        pub server: Option<ServerUid>,
        /// The fields that this version does not know, and values of an unexpected type, as they were delivered.
        pub unknown: Fields,
    }
}

impl Payload for WebProcessEvent {
    fn parts(&self) -> Parts<'_> {
        Parts {
            stack_uid: self.stack.as_ref().map(StackUid::as_str),
            server_uid: self.server.as_ref().map(ServerUid::as_str),
            ..Parts::default()
        }
    }

    // A stack has a web process on each of its servers, so one uid is not enough.
    fn subject(&self) -> Option<Subject> {
        let stack = non_blank(self.stack.as_ref().map(StackUid::as_str))?;
        let server = non_blank(self.server.as_ref().map(ServerUid::as_str))?;
        Subject::new(SubjectKind::WebProcess, [("stack_uid", Some(stack)), ("server_uid", Some(server))])
    }

    fn describe(&self, _: &str, summary: &mut Summary<'_, '_>) -> fmt::Result {
        summary.text("stack", self.stack.as_ref().map(StackUid::as_str))?;
        summary.text("server", self.server.as_ref().map(ServerUid::as_str))
    }
}
