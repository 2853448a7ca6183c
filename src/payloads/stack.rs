//! Events of a stack as a whole: created, provisioned, deployed, updated, rated, integrated.

use std::collections::BTreeMap;
use std::fmt;

use chrono::{DateTime, Utc};

use super::evidence::agreement;
use super::{Evidence, Parts, Payload, Subject, SubjectKind, Summary, first_text, is_failure, payload};
use crate::codes::{StackHealth, StackStatus};
use crate::json::Fields;
use crate::objects::{DeployContext, Inline, NestedOrInline, ScoreChange, Stack};
use crate::text::clean;
use crate::time::UnixSeconds;

const DEPLOY_STARTED: &str = "stack.deploy.started";

/// More areas than that do not fit a line.
const MOST_AREAS: usize = 5;

/// Why a deployment failed.
fn failed_deployment<'a>(context: Option<&'a DeployContext>, event_type: &str) -> Option<&'a str> {
    first_text([&context?.error_message]).filter(|_| is_failure(event_type))
}

/// How a deployment ended, as its context says.
fn outcome(context: Option<&DeployContext>, event_type: &str) -> Evidence<'static> {
    Evidence::word("outcome", context.and_then(|context| context.outcome.as_ref()?.meaning()), event_type)
}

/// How a deployment was triggered.
fn trigger(context: Option<&DeployContext>) -> Option<&str> {
    context?.triggered_via.as_ref()?.meaning()
}

payload! {
    /// `stack.created` and `application.health_check.failed`: a stack was created, or did not pass its health check.
    ///
    /// The documentation names no field but those of the stack.
    ///
    /// Sources: <https://developers.cloud66.com/v3/webhooks/application/#created>,
    /// <https://developers.cloud66.com/v3/webhooks/application/#health-check-failed>.
    ///
    /// Serialized on its own, it has no `event_type`: see [the module](crate::payloads).
    pub struct StackEvent {
        /// When the event was sent. Unix seconds.
        #[form(UnixSeconds)]
        pub timestamp: DateTime<Utc>,
        /// The stack. Its fields are among those of the event.
        #[form(Inline)]
        pub stack: Stack,
        /// The fields that this version does not know, and values of an unexpected type, as they were delivered.
        pub unknown: Fields,
    }
}

impl Payload for StackEvent {
    fn parts(&self) -> Parts<'_> {
        Parts { stack: Some(&self.stack), ..Parts::default() }
    }

    // That a stack was created says nothing about its health.
    fn evidence(&self, event_type: &str) -> Vec<Evidence<'_>> {
        let agrees = match self.stack.health {
            _ if !is_failure(event_type) => return Vec::new(),
            Some(StackHealth::Ok) => Some(false),
            Some(StackHealth::Broken) => Some(true),
            _ => None,
        };
        vec![Evidence::new("health", self.stack.health, agrees)]
    }

    fn describe(&self, event_type: &str, summary: &mut Summary<'_, '_>) -> fmt::Result {
        if is_failure(event_type) { summary.part(&self.stack) } else { summary.part(&format_args!("{:#}", self.stack)) }
    }
}

payload! {
    /// `stack.provision.ok` and `stack.provision.fail`: a stack was provisioned, or could not be.
    ///
    /// Sources: <https://developers.cloud66.com/v3/webhooks/application/#provision-ok>,
    /// <https://developers.cloud66.com/v3/webhooks/application/#provision-fail>.
    ///
    /// Serialized on its own, it has no `event_type`: see [the module](crate::payloads).
    pub struct ProvisionEvent {
        /// When the event was sent. Unix seconds.
        #[form(UnixSeconds)]
        pub timestamp: DateTime<Utc>,
        /// The stack. Its fields are among those of the event.
        #[form(Inline)]
        pub stack: Stack,
        /// The deployment, documented in the outcome layout.
        pub deploy_context: Option<DeployContext>,
        /// The fields that this version does not know, and values of an unexpected type, as they were delivered.
        pub unknown: Fields,
    }
}

impl Payload for ProvisionEvent {
    fn parts(&self) -> Parts<'_> {
        Parts { stack: Some(&self.stack), deploy_context: self.deploy_context.as_ref(), ..Parts::default() }
    }

    fn reason(&self, event_type: &str) -> Option<&str> {
        failed_deployment(self.deploy_context.as_ref(), event_type)
    }

    // Not the status of the stack, which is that of its last deployment.
    fn evidence(&self, event_type: &str) -> Vec<Evidence<'_>> {
        vec![outcome(self.deploy_context.as_ref(), event_type)]
    }

    fn describe(&self, _: &str, summary: &mut Summary<'_, '_>) -> fmt::Result {
        summary.part(&format_args!("{:#}", self.stack))?;
        summary.text("via", trigger(self.deploy_context.as_ref()))
    }
}

payload! {
    /// `stack.redeploy.ok`, `stack.redeploy.fail` and `stack.deploy.started`: a deployment succeeded, failed, or started.
    ///
    /// Sources: <https://developers.cloud66.com/v3/webhooks/application/#redeploy-ok>,
    /// <https://developers.cloud66.com/v3/webhooks/application/#redeploy-fail>,
    /// <https://developers.cloud66.com/v3/webhooks/application/#deploy-started>.
    ///
    /// Serialized on its own, it has no `event_type`: see [the module](crate::payloads).
    pub struct DeployEvent {
        /// When the event was sent. Unix seconds.
        #[form(UnixSeconds)]
        pub timestamp: DateTime<Utc>,
        /// The stack. Deliveries of 2015 have its fields among those of the event.
        #[form(NestedOrInline)]
        pub stack: Stack,
        /// The deployment, documented in the settings layout. The vendor's earlier pages have the outcome layout.
        pub deploy_context: Option<DeployContext>,
        /// The fields that this version does not know, and values of an unexpected type, as they were delivered.
        pub unknown: Fields,
    }
}

impl Payload for DeployEvent {
    fn parts(&self) -> Parts<'_> {
        Parts { stack: Some(&self.stack), deploy_context: self.deploy_context.as_ref(), ..Parts::default() }
    }

    fn reason(&self, event_type: &str) -> Option<&str> {
        failed_deployment(self.deploy_context.as_ref(), event_type)
    }

    fn evidence(&self, event_type: &str) -> Vec<Evidence<'_>> {
        let mut evidence = vec![outcome(self.deploy_context.as_ref(), event_type)];
        let succeeded = match self.stack.status {
            Some(StackStatus::Success) => Some(true),
            Some(StackStatus::Failed) => Some(false),
            _ => None,
        };
        // A status that is neither is about what the stack does now.
        if let Some(agrees) = agreement(event_type, succeeded) {
            evidence.push(Evidence::new("stack status", self.stack.status_label(), Some(agrees)));
        }
        evidence
    }

    fn describe(&self, event_type: &str, summary: &mut Summary<'_, '_>) -> fmt::Result {
        // The headline of a redeployment names the stack, that of a deployment does not.
        if event_type == DEPLOY_STARTED {
            summary.part(&self.stack)?;
        } else {
            summary.part(&format_args!("{:#}", self.stack))?;
        }
        summary.text("via", trigger(self.deploy_context.as_ref()))?;
        let deploy_type = self.deploy_context.as_ref().and_then(|context| context.deploy_type.as_ref()?.meaning());
        let is_said = |deploy_type: &&str| event_type.split('.').any(|word| word.eq_ignore_ascii_case(deploy_type));
        summary.text("type", deploy_type.filter(|deploy_type| !is_said(deploy_type)))
    }
}

payload! {
    /// `stack.stackscore.changed`: the score of a stack changed.
    ///
    /// Source: <https://developers.cloud66.com/v3/webhooks/application/#stackscore-changed>.
    ///
    /// Serialized on its own, it has no `event_type`: see [the module](crate::payloads).
    pub struct StackScoreEvent {
        /// When the event was sent. Unix seconds.
        #[form(UnixSeconds)]
        pub timestamp: DateTime<Utc>,
        /// The stack. Its fields are among those of the event.
        #[form(Inline)]
        pub stack: Stack,
        /// How the score changed, by area. Mentioned in the documentation; the example lacks it.
        pub diff: Option<BTreeMap<String, ScoreChange>>,
        /// The fields that this version does not know, and values of an unexpected type, as they were delivered.
        pub unknown: Fields,
    }
}

impl Payload for StackScoreEvent {
    fn parts(&self) -> Parts<'_> {
        Parts { stack: Some(&self.stack), ..Parts::default() }
    }

    fn describe(&self, _: &str, summary: &mut Summary<'_, '_>) -> fmt::Result {
        summary.part(&format_args!("{:#}", self.stack))?;
        let Some(diff) = &self.diff else { return Ok(()) };
        for (area, ScoreChange { change, from, to, .. }) in diff.iter().take(MOST_AREAS) {
            let area = clean(area);
            match (first_text([from]), first_text([to]), first_text([change])) {
                (Some(from), Some(to), _) => {
                    summary.part(&format_args!("{area} from {} to {}", clean(from), clean(to)))?;
                }
                (_, _, Some(change)) => summary.part(&format_args!("{area} {}", clean(change)))?,
                _ => summary.part(&area)?,
            }
        }
        match diff.len().saturating_sub(MOST_AREAS) {
            0 => Ok(()),
            more => summary.part(&format_args!("{more} more")),
        }
    }
}

payload! {
    /// `stack.redeploy.hook.fail`: a redeployment hook could not be executed.
    ///
    /// Source: <https://developers.cloud66.com/v3/webhooks/application/#redeploy-hook-fail>.
    ///
    /// Serialized on its own, it has no `event_type`: see [the module](crate::payloads).
    pub struct RedeployHookEvent {
        /// When the event was sent. Unix seconds.
        #[form(UnixSeconds)]
        pub timestamp: DateTime<Utc>,
        /// The stack. Its fields are among those of the event.
        #[form(Inline)]
        pub stack: Stack,
        /// Why it failed. Mentioned in the documentation; the example lacks it.
        pub reason: Option<String>,
        /// The fields that this version does not know, and values of an unexpected type, as they were delivered.
        pub unknown: Fields,
    }
}

impl Payload for RedeployHookEvent {
    fn parts(&self) -> Parts<'_> {
        Parts { stack: Some(&self.stack), ..Parts::default() }
    }

    fn reason(&self, _: &str) -> Option<&str> {
        first_text([&self.reason])
    }

    fn describe(&self, _: &str, summary: &mut Summary<'_, '_>) -> fmt::Result {
        summary.part(&self.stack)
    }
}

payload! {
    /// `application.update.pending`, `application.update.started`, `application.update.succeeded` and `application.update.failed`:
    /// an update of the application is queued, started, succeeded or failed.
    ///
    /// Sources: <https://developers.cloud66.com/v3/webhooks/application/#update-pending>,
    /// <https://developers.cloud66.com/v3/webhooks/application/#update-started>,
    /// <https://developers.cloud66.com/v3/webhooks/application/#update-succeeded>,
    /// <https://developers.cloud66.com/v3/webhooks/application/#update-failed>.
    ///
    /// Serialized on its own, it has no `event_type`: see [the module](crate::payloads).
    pub struct UpdateEvent {
        /// When the event was sent. Unix seconds.
        #[form(UnixSeconds)]
        pub timestamp: DateTime<Utc>,
        /// The stack. Its fields are among those of the event.
        #[form(Inline)]
        pub stack: Stack,
        /// Kind of the update, for example `docker_image`. Mentioned in the documentation; the example lacks it.
        pub type_symbol: Option<String>,
        /// The fields that this version does not know, and values of an unexpected type, as they were delivered.
        pub unknown: Fields,
    }
}

impl Payload for UpdateEvent {
    fn parts(&self) -> Parts<'_> {
        Parts { stack: Some(&self.stack), ..Parts::default() }
    }

    fn describe(&self, _: &str, summary: &mut Summary<'_, '_>) -> fmt::Result {
        summary.part(&self.stack)?;
        summary.text("type", self.type_symbol.as_deref())
    }
}

payload! {
    /// `application.integration.configured` and `application.integration.removed`: an integration of the stack was configured or
    /// removed.
    ///
    /// Sources: <https://developers.cloud66.com/v3/webhooks/application/#integration-configured>,
    /// <https://developers.cloud66.com/v3/webhooks/application/#integration-removed>.
    ///
    /// Serialized on its own, it has no `event_type`: see [the module](crate::payloads).
    pub struct IntegrationEvent {
        /// When the event was sent. Unix seconds.
        #[form(UnixSeconds)]
        pub timestamp: DateTime<Utc>,
        /// The stack. Its fields are among those of the event.
        #[form(Inline)]
        pub stack: Stack,
        /// Name of the integration, for example `Datadog`. Mentioned in the documentation; the example lacks it.
        pub integration_name: Option<String>,
        /// The fields that this version does not know, and values of an unexpected type, as they were delivered.
        pub unknown: Fields,
    }
}

impl Payload for IntegrationEvent {
    fn parts(&self) -> Parts<'_> {
        Parts { stack: Some(&self.stack), ..Parts::default() }
    }

    fn subject(&self) -> Option<Subject> {
        match first_text([&self.integration_name]) {
            Some(name) => {
                let parts = [("stack_uid", Some(&*self.stack.uid)), ("integration_name", Some(name))];
                Subject::new(SubjectKind::Integration, parts)
            }
            None => Subject::stack(&self.stack.uid),
        }
    }

    fn describe(&self, _: &str, summary: &mut Summary<'_, '_>) -> fmt::Result {
        summary.bare(self.integration_name.as_deref())?;
        summary.part(&self.stack)
    }
}
