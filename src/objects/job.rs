//! The scheduled job.

use std::fmt;

use chrono::{DateTime, Utc};

use super::object;
use crate::codes::{JobStatus, OrText};
use crate::json::{Fields, Untyped};
use crate::text::{clean, write_noun};

object! {
    /// A scheduled job of a stack.
    ///
    /// Source: <https://developers.cloud66.com/v3/models/job>. Only `uid` and `name` are required: without
    /// them the event says nothing.
    pub struct Job {
        /// Identifier of the job.
        pub uid: String,
        /// Name of the job.
        pub name: String,
        /// Kind of the job, for example `backup`.
        pub r#type: Option<String>,
        /// When the job runs, as a cron expression.
        pub cron: Option<String>,
        /// State of the job. A word in the documentation, such as `active`; an integer code in the vendor's Go client.
        pub status: Option<OrText<JobStatus>>,
        /// Whether the job is paused.
        pub paused: Option<bool>,
        /// Settings of the job, any JSON: not documented further.
        pub params: Option<Untyped>,
        /// When the job was created.
        pub created_at: Option<DateTime<Utc>>,
        /// When the job was last changed.
        pub updated_at: Option<DateTime<Utc>>,
        /// The fields that this version does not know, and values of an unexpected type, as they were delivered.
        pub unknown: Fields,
    }
}

/// For example `job daily-backup`. `{:#}` leaves out the first word.
impl fmt::Display for Job {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_noun(formatter, "job ")?;
        write!(formatter, "{}", clean(&self.name))
    }
}
