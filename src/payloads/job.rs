//! Events of scheduled jobs.

use std::fmt;

use chrono::{DateTime, Utc};

use super::{Line, Payload};
use crate::objects::Job;
use crate::wire::payload;

payload! {
    /// A scheduled job failed, or works again.
    ///
    /// Source: <https://developers.cloud66.com/v3/webhooks/job/#fail>.
    pub struct JobEvent {
        /// When the event was sent. Unix seconds.
        pub timestamp: DateTime<Utc>,
        #[flat]
        /// The job. Its fields stand among those of the event.
        pub job: Job,
        /// What the run reported. Documented, but not in the example.
        pub run_data: Option<String>,
    }
}

impl Payload for JobEvent {
    fn job(&self) -> Option<&Job> {
        Some(&self.job)
    }

    // What a job printed may hold anything, so it is not in the line.
    fn describe(&self, line: &mut Line<'_, '_>) -> fmt::Result {
        line.part(&self.job)?;
        line.text("type", self.job.r#type.as_ref())?;
        line.named("status", self.job.status.as_ref())
    }
}
