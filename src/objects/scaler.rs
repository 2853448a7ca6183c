//! The scaler: what decides how many servers a group has.

use std::fmt;

use crate::text::clean;
use crate::wire::object;

object! {
    /// The rule by which a group of servers is scaled.
    ///
    /// The documentation of `autoscaling.*` mentions it, and only superseded examples show it.
    #[derive(Default)]
    pub struct Scaler {
        /// Name of the group of servers.
        pub server_group: Option<String>,
        /// What is measured.
        pub metric: Option<String>,
        /// Fewest servers.
        pub min_count: Option<i64>,
        /// Most servers.
        pub max_count: Option<i64>,
        /// Measure above which servers are added.
        pub scale_up_threshold: Option<i64>,
        /// Measure below which servers are removed.
        pub scale_down_threshold: Option<i64>,
        /// Servers that there are.
        pub current_count: Option<i64>,
        /// Servers that there shall be.
        pub target_count: Option<i64>,
        /// What is done.
        pub action: Option<String>,
    }
}

/// `server group web from 2 to 3`, as it stands in the line for an operator.
impl fmt::Display for Scaler {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("server group ")?;
        write!(formatter, "{}", clean(self.server_group.as_deref().unwrap_or("(unnamed)")))?;
        match (self.current_count, self.target_count) {
            (Some(current), Some(target)) => write!(formatter, " from {current} to {target}"),
            _ => Ok(()),
        }
    }
}
