//! Events of a service's build.

use std::fmt;

use chrono::{DateTime, Utc};

use super::{Carried, Line, Payload, Subject, SubjectKind, adds_to, first_text, is_failure, payload};
use crate::fields::Fields;
use crate::objects::{Image, NestedOrFlat, Service, Stack};
use crate::time::UnixSeconds;

payload! {
    /// `service.build.ok` and `service.build.fail`: a service was built, or could not be.
    ///
    /// Sources: <https://developers.cloud66.com/v3/webhooks/service/#build-ok>,
    /// <https://developers.cloud66.com/v3/webhooks/service/#build-fail>.
    ///
    /// Serialized on its own, it has no `event_type`: see [the module](crate::payloads).
    pub struct BuildEvent {
        /// When the event was sent. Unix seconds.
        #[form(UnixSeconds)]
        pub timestamp: DateTime<Utc>,
        /// The stack.
        #[form(NestedOrFlat)]
        pub stack: Stack,
        /// The service that was built.
        pub service: Service,
        /// How the build ended: `success` or `failed`. Mentioned in the documentation; no example has it.
        pub build_outcome: Option<String>,
        /// The image of the build. Mentioned in the documentation; no example has it.
        pub image: Option<Image>,
        /// The fields that this version does not know, and values of an unexpected type, as they were delivered.
        pub unknown: Fields,
    }
}

impl Payload for BuildEvent {
    fn carried(&self) -> Carried<'_> {
        Carried { stack: Some(&self.stack), service: Some(&self.service), ..Carried::default() }
    }

    fn reason(&self, event_type: &str) -> Option<&str> {
        let image = self.image.as_ref()?;
        first_text([&image.build_result]).filter(|result| is_failure(event_type) && adds_to(event_type, result))
    }

    fn subject(&self, _: &str) -> Option<Subject> {
        let parts = [("stack_uid", Some(&*self.stack.uid)), ("name", Some(&*self.service.name))];
        Subject::new(SubjectKind::Service, parts)
    }

    fn describe(&self, event_type: &str, line: &mut Line<'_, '_>) -> fmt::Result {
        line.part(format_args!("{:#}", self.service))?;
        line.part(&self.stack)?;
        line.text("git ref", self.service.git_ref.as_deref())?;
        line.text("outcome", self.build_outcome.as_deref().filter(|outcome| adds_to(event_type, outcome)))
    }
}
