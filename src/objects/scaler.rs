//! The scaler: the rule that decides how many servers a group has.

use std::fmt;

use super::object;
use crate::json::Fields;
use crate::text::if_any;

object! {
    /// The rule by which a group of servers is scaled.
    ///
    /// The documentation of `autoscaling.*` mentions it, and only superseded examples show it.
    #[derive(Default)]
    pub struct Scaler {
        /// Name of the group of servers.
        pub server_group: Option<String>,
        /// Metric that the rule watches.
        pub metric: Option<String>,
        /// Smallest number of servers.
        pub min_count: Option<i64>,
        /// Largest number of servers.
        pub max_count: Option<i64>,
        /// Value of the metric above which servers are added.
        pub scale_up_threshold: Option<i64>,
        /// Value of the metric below which servers are removed.
        pub scale_down_threshold: Option<i64>,
        /// Current number of servers.
        pub current_count: Option<i64>,
        /// Number of servers to scale to.
        pub target_count: Option<i64>,
        /// What the rule does.
        pub action: Option<String>,
        /// The fields that this version does not know, and values of an unexpected type, as they were delivered.
        pub unknown: Fields,
    }
}

/// For example `server group web from 2 to 3`.
impl fmt::Display for Scaler {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match if_any(self.server_group.as_deref()) {
            Some(group) => write!(formatter, "server group {group}")?,
            None => formatter.write_str("server group (unnamed)")?,
        }
        match (self.current_count, self.target_count) {
            (Some(current), Some(target)) => write!(formatter, " from {current} to {target}"),
            _ => Ok(()),
        }
    }
}
