//! Events of autoscaling.

use std::fmt;

use chrono::{DateTime, Utc};

use super::{Line, Payload};
use crate::objects::{Scaler, Stack};
use crate::wire::payload;

payload! {
    /// A stack was scaled, or could not be.
    ///
    /// Source: <https://developers.cloud66.com/v3/webhooks/autoscaling/#failed>.
    pub struct AutoscalingEvent {
        /// When the event was sent. Unix seconds.
        pub timestamp: DateTime<Utc>,
        #[flat]
        /// The stack. Its fields stand among those of the event.
        pub stack: Stack,
        /// The rule that scaled. Documented, but not in the examples.
        pub scaler: Option<Scaler>,
        /// What was done, in words. Documented, but not in the examples.
        pub action_message: Option<String>,
    }
}

impl Payload for AutoscalingEvent {
    fn stack(&self) -> Option<&Stack> {
        Some(&self.stack)
    }

    fn describe(&self, line: &mut Line<'_, '_>) -> fmt::Result {
        line.part(&self.stack)?;
        if let Some(scaler) = &self.scaler {
            line.part(scaler)?;
        }
        line.text("action", self.action_message.as_ref())
    }
}
