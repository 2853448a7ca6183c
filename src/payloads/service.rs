//! Events of a service's build.

use std::fmt;

use chrono::{DateTime, Utc};

use super::{Evidence, Parts, Payload, Subject, SubjectKind, Summary, first_text, is_failure, payload, verdict};
use crate::json::Fields;
use crate::objects::{Image, NestedOrInline, Service, Stack};
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
        #[form(NestedOrInline)]
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

impl BuildEvent {
    /// What the image says about its build: a word such as `failed`, or else a message.
    fn build_result(&self) -> (Option<&str>, Option<&str>) {
        let result = self.image.as_ref().and_then(|image| first_text([&image.build_result]));
        if result.and_then(verdict).is_some() { (result, None) } else { (None, result) }
    }

    fn outcome(&self, event_type: &str) -> Evidence<'_> {
        Evidence::word("outcome", self.build_outcome.as_deref(), event_type)
    }
}

impl Payload for BuildEvent {
    fn parts(&self) -> Parts<'_> {
        Parts { stack: Some(&self.stack), service: Some(&self.service), ..Parts::default() }
    }

    fn evidence(&self, event_type: &str) -> Vec<Evidence<'_>> {
        let (result, message) = self.build_result();
        vec![self.outcome(event_type).with(message), Evidence::word("build result", result, event_type)]
    }

    fn reason(&self, event_type: &str) -> Option<&str> {
        let (_, message) = self.build_result();
        self.outcome(event_type).with(message).reason().filter(|_| is_failure(event_type))
    }

    fn subject(&self) -> Option<Subject> {
        let parts = [("stack_uid", Some(&*self.stack.uid)), ("name", Some(&*self.service.name))];
        Subject::new(SubjectKind::Service, parts)
    }

    fn describe(&self, _: &str, summary: &mut Summary<'_, '_>) -> fmt::Result {
        summary.part(&format_args!("{:#}", self.service))?;
        summary.part(&self.stack)?;
        summary.text("git ref", self.service.git_ref.as_deref())
    }
}
