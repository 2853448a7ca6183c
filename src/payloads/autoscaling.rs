//! Events of autoscaling.

use std::fmt;

use chrono::{DateTime, Utc};

use super::{Parts, Payload, Summary, first_text, payload};
use crate::json::Fields;
use crate::objects::{Inline, Scaler, Stack};
use crate::time::UnixSeconds;

payload! {
    /// `autoscaling.actions` and `autoscaling.failed`: a stack was scaled, or could not be.
    ///
    /// Sources: <https://developers.cloud66.com/v3/webhooks/autoscaling/#failed>,
    /// <https://developers.cloud66.com/v3/webhooks/autoscaling/#actions>.
    ///
    /// Serialized on its own, it has no `event_type`: see [the module](crate::payloads).
    pub struct AutoscalingEvent {
        /// When the event was sent. Unix seconds.
        #[form(UnixSeconds)]
        pub timestamp: DateTime<Utc>,
        /// The stack. Its fields are among those of the event.
        #[form(Inline)]
        pub stack: Stack,
        /// The rule that scales. Mentioned in the documentation; no example has it.
        pub scaler: Option<Scaler>,
        /// What was done, in words. Mentioned in the documentation; no example has it.
        pub action_message: Option<String>,
        /// The fields that this version does not know, and values of an unexpected type, as they were delivered.
        pub unknown: Fields,
    }
}

impl Payload for AutoscalingEvent {
    fn parts(&self) -> Parts<'_> {
        Parts { stack: Some(&self.stack), ..Parts::default() }
    }

    fn reason(&self, _: &str) -> Option<&str> {
        first_text([&self.action_message])
    }

    fn describe(&self, _: &str, summary: &mut Summary<'_, '_>) -> fmt::Result {
        summary.part(&self.stack)?;
        match &self.scaler {
            Some(scaler) => summary.part(scaler),
            None => Ok(()),
        }
    }
}
