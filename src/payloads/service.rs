//! Events of a service's build.

use std::fmt;

use chrono::{DateTime, Utc};

use super::{Line, Payload};
use crate::objects::{Image, Service, Stack};
use crate::wire::{NestedOrFlat, payload};

payload! {
    /// A service was built, or could not be.
    ///
    /// Source: <https://developers.cloud66.com/v3/webhooks/service/#build-ok>.
    pub struct BuildEvent {
        /// When the event was sent. Unix seconds.
        pub timestamp: DateTime<Utc>,
        #[form(NestedOrFlat)]
        /// The stack.
        pub stack: Stack,
        /// The service that was built.
        pub service: Service,
        /// How the build ended: `success` or `failed`. Documented, but not in the examples.
        pub build_outcome: Option<String>,
        /// The image of the build. Documented, but not in the examples.
        pub image: Option<Image>,
    }
}

impl Payload for BuildEvent {
    fn stack(&self) -> Option<&Stack> {
        Some(&self.stack)
    }

    fn describe(&self, line: &mut Line<'_, '_>) -> fmt::Result {
        line.part(&self.stack)?;
        line.part(&self.service)?;
        line.text("git", Some(&self.service.git_ref))?;
        line.text("outcome", self.build_outcome.as_ref())
    }
}
