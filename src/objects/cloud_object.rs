//! The cloud resource that is to be deleted.

use std::fmt;

use chrono::{DateTime, Utc};

use crate::text::clean;
use crate::wire::object;

object! {
    /// A cloud resource on its way to deletion; the vendor calls the object `cloud_object_delete_queue`.
    ///
    /// Source: <https://developers.cloud66.com/v3/webhooks/cloud-object/>. `id` and `object_type` say what was to be deleted;
    /// without them the event means nothing.
    pub struct CloudObject {
        /// Number of the entry in the queue.
        pub id: i64,
        /// Kind of the resource, for example `load_balancer`.
        pub object_type: String,
        /// Identifier of the resource in the cloud's network.
        pub network_object_id: Option<String>,
        /// Name of the resource.
        pub object_name: Option<String>,
        /// Number of the stack that the resource belonged to.
        pub stack_id: Option<i64>,
        /// Name of the stack that the resource belonged to.
        pub stack_name: Option<String>,
        /// Identifier of the account.
        pub account_id: Option<i64>,
        /// E-mail address of the account. Personal data.
        pub account_email: Option<String>,
        /// Cloud provider, for example `aws`.
        pub cloud_symbol: Option<String>,
        /// Identifier of the resource at the cloud provider.
        pub vendor_id: Option<String>,
        /// How the deletion ended, for example `deleted` or `failed`.
        pub status: Option<String>,
        /// When the entry was created.
        pub created_at: Option<DateTime<Utc>>,
        /// When the entry was last changed.
        pub updated_at: Option<DateTime<Utc>>,
        /// What went wrong, in events of failure.
        pub error_message: Option<String>,
    }
}

/// `load_balancer c66_abc123 of stack Awesome Stack`, as it stands in the line for an operator.
impl fmt::Display for CloudObject {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", clean(&self.object_type))?;
        match &self.object_name {
            Some(name) => write!(formatter, " {}", clean(name))?,
            None => write!(formatter, " {}", self.id)?,
        }
        match &self.stack_name {
            Some(stack) => write!(formatter, " of stack {}", clean(stack)),
            None => Ok(()),
        }
    }
}
