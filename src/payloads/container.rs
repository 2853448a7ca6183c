//! Events of a container.

use std::fmt;

use chrono::{DateTime, Utc};

use super::{Evidence, Parts, Payload, Subject, SubjectKind, Summary, first_text, payload};
use crate::codes::{ContainerHealth, OrText};
use crate::json::Fields;
use crate::objects::{Container, Inline};
use crate::time::UnixSeconds;

payload! {
    /// `container.down`: a container stopped running.
    ///
    /// Source: <https://developers.cloud66.com/v3/webhooks/container/#down>.
    ///
    /// Serialized on its own, it has no `event_type`: see [the module](crate::payloads).
    pub struct ContainerEvent {
        /// When the event was sent. Unix seconds.
        #[form(UnixSeconds)]
        pub timestamp: DateTime<Utc>,
        /// The container. Its fields are among those of the event.
        #[form(Inline)]
        pub container: Container,
        /// The fields that this version does not know, and values of an unexpected type, as they were delivered.
        pub unknown: Fields,
    }
}

impl ContainerEvent {
    /// The health of the container, with the message that belongs to it.
    fn health(&self) -> Evidence<'_> {
        // The vendor's table has no labels. What is not checked, or not known to this version, says nothing.
        let (says, agrees) = match self.container.health_state.as_ref().and_then(OrText::code) {
            Some(ContainerHealth::Up) => (Some("Up"), Some(false)),
            _ => (None, None),
        };
        Evidence::new("health", says, agrees).with(self.container.health_message.as_deref())
    }
}

impl Payload for ContainerEvent {
    fn parts(&self) -> Parts<'_> {
        Parts { container: Some(&self.container), server_uid: self.container.server_uid.as_deref(), ..Parts::default() }
    }

    fn evidence(&self, _: &str) -> Vec<Evidence<'_>> {
        let health = self.health();
        // A container that is down may be running and not respond, unless its health says that it does.
        let status = self.container.status.as_deref();
        let is_running = status.is_some_and(|status| status.trim().eq_ignore_ascii_case("running"));
        let agrees = if is_running && health.contradicts() { Some(false) } else { None };
        vec![health, Evidence::new("status", status, agrees)]
    }

    fn reason(&self, _: &str) -> Option<&str> {
        self.health().reason()
    }

    fn subject(&self) -> Option<Subject> {
        let Container { uid, name, server_uid, server_name, service_name, image, .. } = &self.container;
        if let Some(uid) = first_text([uid]) {
            return Subject::new(SubjectKind::Container, [("uid", Some(uid))]);
        }
        let server =
            first_text([server_uid]).map_or(("server_name", server_name.as_deref()), |uid| ("server_uid", Some(uid)));
        let name = first_text([name]).map_or(("image", Some(&**image)), |name| ("name", Some(name)));
        Subject::new(SubjectKind::Container, [server, ("service_name", Some(service_name)), name])
    }

    fn describe(&self, _: &str, summary: &mut Summary<'_, '_>) -> fmt::Result {
        let Container { server_name, server_uid, .. } = &self.container;
        summary.part(&format_args!("{:#}", self.container))?;
        summary.text("server", first_text([server_name, server_uid]))
    }
}
