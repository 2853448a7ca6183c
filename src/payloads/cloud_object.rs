//! Events of cloud resources.

use std::fmt;

use chrono::{DateTime, Utc};

use super::{Line, Payload};
use crate::objects::CloudObject;
use crate::wire::payload;

payload! {
    /// A cloud resource was deleted, or could not be.
    ///
    /// Source: <https://developers.cloud66.com/v3/webhooks/cloud-object/#delete-ok>.
    pub struct CloudObjectEvent {
        /// When the event was sent. Unix seconds.
        pub timestamp: DateTime<Utc>,
        /// The resource.
        pub cloud_object_delete_queue: CloudObject,
    }
}

impl Payload for CloudObjectEvent {
    fn account_id(&self) -> Option<i64> {
        self.cloud_object_delete_queue.account_id
    }

    fn describe(&self, line: &mut Line<'_, '_>) -> fmt::Result {
        let object = &self.cloud_object_delete_queue;
        line.part(object)?;
        line.text("status", object.status.as_ref())?;
        line.text("error", object.error_message.as_ref())
    }
}
