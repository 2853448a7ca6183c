//! Events of scheduled jobs.

use std::fmt;

use chrono::{DateTime, Utc};

use super::evidence::agreement;
use super::{Evidence, Parts, Payload, Subject, SubjectKind, Summary, first_text, payload};
use crate::codes::{JobStatus, OrText};
use crate::json::Fields;
use crate::objects::{Inline, Job};
use crate::time::UnixSeconds;

payload! {
    /// `job.fail` and `job.backon`: a scheduled job failed, or works again.
    ///
    /// Sources: <https://developers.cloud66.com/v3/webhooks/job/#fail>,
    /// <https://developers.cloud66.com/v3/webhooks/job/#backon>.
    ///
    /// Serialized on its own, it has no `event_type`: see [the module](crate::payloads).
    pub struct JobEvent {
        /// When the event was sent. Unix seconds.
        #[form(UnixSeconds)]
        pub timestamp: DateTime<Utc>,
        /// The job. Its fields are among those of the event.
        #[form(Inline)]
        pub job: Job,
        /// What the run reported. Mentioned in the documentation; the example lacks it.
        pub run_data: Option<String>,
        /// The fields that this version does not know, and values of an unexpected type, as they were delivered.
        pub unknown: Fields,
    }
}

impl Payload for JobEvent {
    fn parts(&self) -> Parts<'_> {
        Parts { job: Some(&self.job), ..Parts::default() }
    }

    fn reason(&self, _: &str) -> Option<&str> {
        first_text([&self.run_data])
    }

    fn subject(&self) -> Option<Subject> {
        Subject::new(SubjectKind::Job, [("uid", Some(&*self.job.uid))])
    }

    // The status is that of the schedule in webhooks, and that of the last run in the vendor's Go client: only the latter counts.
    fn evidence(&self, event_type: &str) -> Vec<Evidence<'_>> {
        let code = self.job.status.as_ref().and_then(OrText::code);
        let succeeded = match code {
            Some(JobStatus::Success) => Some(true),
            Some(JobStatus::Failed) => Some(false),
            _ => return Vec::new(),
        };
        vec![Evidence::new("status", code, agreement(event_type, succeeded))]
    }

    fn describe(&self, _: &str, summary: &mut Summary<'_, '_>) -> fmt::Result {
        summary.part(&format_args!("{:#}", self.job))?;
        summary.text("type", self.job.r#type.as_deref())
    }
}
