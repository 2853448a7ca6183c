//! The cloud resource to be deleted.

use std::fmt;

use chrono::{DateTime, Utc};

use super::object;
use crate::json::Fields;
use crate::text::{clean, if_any};

object! {
    /// A cloud resource that is queued for deletion. The vendor calls it `cloud_object_delete_queue`.
    ///
    /// Source: <https://developers.cloud66.com/v3/webhooks/cloud-object/>. Only `id` and `object_type`
    /// are required: without them the event says nothing.
    pub struct CloudObject {
        /// Numeric identifier of the entry in the queue.
        pub id: i64,
        /// Kind of the resource, for example `load_balancer`.
        pub object_type: String,
        /// Identifier of the resource in the cloud's network.
        pub network_object_id: Option<String>,
        /// Name of the resource.
        pub object_name: Option<String>,
        /// Numeric identifier of the stack that the resource belonged to.
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
        /// The fields that this version does not know, and values of an unexpected type, as they were delivered.
        pub unknown: Fields,
    }
}

/// For example `load_balancer c66_abc123 of stack Awesome Stack`.
impl fmt::Display for CloudObject {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", clean(&self.object_type))?;
        match if_any(self.object_name.as_deref()) {
            Some(name) => write!(formatter, " {name}")?,
            None => write!(formatter, " {}", self.id)?,
        }
        match if_any(self.stack_name.as_deref()) {
            Some(stack) => write!(formatter, " of stack {stack}"),
            None => Ok(()),
        }
    }
}
