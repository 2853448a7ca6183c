//! Events of cloud resources.

use std::fmt;

use chrono::{DateTime, Utc};

use super::{Evidence, Parts, Payload, Subject, SubjectKind, Summary, first_text, is_failure, payload};
use crate::json::Fields;
use crate::objects::CloudObject;
use crate::time::UnixSeconds;

payload! {
    /// `cloud_object.delete.ok` and `cloud_object.delete.fail`: a cloud resource was deleted, or could not be.
    ///
    /// Sources: <https://developers.cloud66.com/v3/webhooks/cloud-object/#delete-ok>,
    /// <https://developers.cloud66.com/v3/webhooks/cloud-object/#delete-fail>.
    ///
    /// Serialized on its own, it has no `event_type`: see [the module](crate::payloads).
    pub struct CloudObjectEvent {
        /// When the event was sent. Unix seconds.
        #[form(UnixSeconds)]
        pub timestamp: DateTime<Utc>,
        /// The resource.
        pub cloud_object_delete_queue: CloudObject,
        /// The fields that this version does not know, and values of an unexpected type, as they were delivered.
        pub unknown: Fields,
    }
}

impl Payload for CloudObjectEvent {
    fn parts(&self) -> Parts<'_> {
        Parts {
            cloud_object: Some(&self.cloud_object_delete_queue),
            account_id: self.cloud_object_delete_queue.account_id,
            ..Parts::default()
        }
    }

    fn reason(&self, event_type: &str) -> Option<&str> {
        first_text([&self.cloud_object_delete_queue.error_message]).filter(|_| is_failure(event_type))
    }

    fn subject(&self) -> Option<Subject> {
        Subject::new(SubjectKind::CloudObject, [("id", Some(&*self.cloud_object_delete_queue.id.to_string()))])
    }

    fn evidence(&self, event_type: &str) -> Vec<Evidence<'_>> {
        vec![Evidence::word("status", self.cloud_object_delete_queue.status.as_deref(), event_type)]
    }

    fn describe(&self, _: &str, summary: &mut Summary<'_, '_>) -> fmt::Result {
        summary.part(&self.cloud_object_delete_queue)
    }
}
