//! Events of a container.

use std::fmt;

use chrono::{DateTime, Utc};

use super::{Line, Payload};
use crate::objects::Container;
use crate::wire::payload;

payload! {
    /// A container stopped running.
    ///
    /// Source: <https://developers.cloud66.com/v3/webhooks/container/#down>.
    pub struct ContainerEvent {
        /// When the event was sent. Unix seconds.
        pub timestamp: DateTime<Utc>,
        #[flat]
        /// The container. Its fields stand among those of the event.
        pub container: Container,
    }
}

impl Payload for ContainerEvent {
    fn container(&self) -> Option<&Container> {
        Some(&self.container)
    }

    fn server_uid(&self) -> Option<&str> {
        self.container.server_uid.as_deref()
    }

    fn describe(&self, line: &mut Line<'_, '_>) -> fmt::Result {
        line.part(&self.container)?;
        line.text("server", self.container.server_name.as_ref())?;
        line.text("status", self.container.status.as_ref())
    }
}
