//! The scheduled job.

use std::fmt;

use chrono::{DateTime, Utc};

use crate::Fields;
use crate::codes::{JobStatus, OrText};
use crate::text::clean;
use crate::wire::object;

object! {
    /// A scheduled job of a stack.
    ///
    /// Source: <https://developers.cloud66.com/v3/models/job>. `uid` and `name` say which job; without them the event means
    /// nothing.
    pub struct Job {
        /// Identifier of the job.
        pub uid: String,
        /// Name of the job.
        pub name: String,
        /// Kind of the job, for example `backup`.
        pub r#type: Option<String>,
        /// When the job runs, as a cron expression.
        pub cron: Option<String>,
        /// State of the job. Text in the documentation, such as `active`, and an integer code in the vendor's Go client.
        pub status: Option<OrText<JobStatus>>,
        /// Whether the job is paused.
        pub paused: Option<bool>,
        /// Settings of the job, not documented further.
        pub params: Option<Fields>,
        /// When the job was created.
        pub created_at: Option<DateTime<Utc>>,
        /// When the job was last changed.
        pub updated_at: Option<DateTime<Utc>>,
    }
}

/// `job daily-backup`, as it stands in the line for an operator.
impl fmt::Display for Job {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "job {}", clean(&self.name))
    }
}
