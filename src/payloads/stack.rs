//! Events of a stack as a whole: created, provisioned, deployed, updated, rated, integrated.

use std::collections::BTreeMap;
use std::fmt;

use chrono::{DateTime, Utc};

use super::{Line, Payload};
use crate::objects::{DeployContext, Deployment, ScoreChange, Stack};
use crate::text::clean;
use crate::wire::{NestedOrFlat, payload};

payload! {
    /// An event of a stack of which nothing more is documented.
    ///
    /// Source: <https://developers.cloud66.com/v3/webhooks/application/>.
    pub struct StackEvent {
        /// When the event was sent. Unix seconds.
        pub timestamp: DateTime<Utc>,
        #[flat]
        /// The stack. Its fields stand among those of the event.
        pub stack: Stack,
    }
}

impl Payload for StackEvent {
    fn stack(&self) -> Option<&Stack> {
        Some(&self.stack)
    }

    fn describe(&self, line: &mut Line<'_, '_>) -> fmt::Result {
        line.part(&self.stack)?;
        line.named("health", self.stack.health)
    }
}

payload! {
    /// A stack was provisioned, or could not be.
    ///
    /// Source: <https://developers.cloud66.com/v3/webhooks/application/#provision-ok>.
    pub struct ProvisionEvent {
        /// When the event was sent. Unix seconds.
        pub timestamp: DateTime<Utc>,
        #[flat]
        /// The stack. Its fields stand among those of the event.
        pub stack: Stack,
        /// The deployment and how it ended.
        pub deploy_context: Option<Deployment>,
    }
}

impl Payload for ProvisionEvent {
    fn stack(&self) -> Option<&Stack> {
        Some(&self.stack)
    }

    fn describe(&self, line: &mut Line<'_, '_>) -> fmt::Result {
        line.part(&self.stack)?;
        let Some(deployment) = &self.deploy_context else { return Ok(()) };
        line.text("by way of", deployment.triggered_via.as_ref())?;
        line.text("outcome", deployment.outcome.as_ref())?;
        line.text("error", deployment.error_message.as_ref())
    }
}

payload! {
    /// A deployment began, succeeded or failed.
    ///
    /// Source: <https://developers.cloud66.com/v3/webhooks/application/#redeploy-ok>.
    pub struct DeployEvent {
        /// When the event was sent. Unix seconds.
        pub timestamp: DateTime<Utc>,
        #[form(NestedOrFlat)]
        /// The stack. Deliveries of 2015 have its fields among those of the event.
        pub stack: Stack,
        /// The settings of the deployment.
        pub deploy_context: Option<DeployContext>,
    }
}

impl Payload for DeployEvent {
    fn stack(&self) -> Option<&Stack> {
        Some(&self.stack)
    }

    fn describe(&self, line: &mut Line<'_, '_>) -> fmt::Result {
        line.part(&self.stack)?;
        let Some(context) = &self.deploy_context else { return Ok(()) };
        line.text("by way of", context.triggered_via.as_ref())?;
        line.text("type", context.deploy_type.as_ref())
    }
}

payload! {
    /// The score of a stack changed.
    ///
    /// Source: <https://developers.cloud66.com/v3/webhooks/application/#stackscore-changed>.
    pub struct StackScoreEvent {
        /// When the event was sent. Unix seconds.
        pub timestamp: DateTime<Utc>,
        #[flat]
        /// The stack. Its fields stand among those of the event.
        pub stack: Stack,
        /// How the score changed, by area. Documented, but not in the example.
        pub diff: Option<BTreeMap<String, ScoreChange>>,
    }
}

impl Payload for StackScoreEvent {
    fn stack(&self) -> Option<&Stack> {
        Some(&self.stack)
    }

    fn describe(&self, line: &mut Line<'_, '_>) -> fmt::Result {
        line.part(&self.stack)?;
        let changes = self.diff.iter().flatten();
        for (area, change) in changes.take(5) {
            let score =
                |score: &Option<String>| score.as_deref().map_or("?".to_owned(), |score| clean(score).to_string());
            line.part(format_args!("{} from {} to {}", clean(area), score(&change.from), score(&change.to)))?;
        }
        Ok(())
    }
}

payload! {
    /// A redeployment hook could not be carried out.
    ///
    /// Source: <https://developers.cloud66.com/v3/webhooks/application/#redeploy-hook-fail>.
    pub struct RedeployHookEvent {
        /// When the event was sent. Unix seconds.
        pub timestamp: DateTime<Utc>,
        #[flat]
        /// The stack. Its fields stand among those of the event.
        pub stack: Stack,
        /// Why it failed. Documented, but not in the example.
        pub reason: Option<String>,
    }
}

impl Payload for RedeployHookEvent {
    fn stack(&self) -> Option<&Stack> {
        Some(&self.stack)
    }

    fn describe(&self, line: &mut Line<'_, '_>) -> fmt::Result {
        line.part(&self.stack)?;
        line.text("reason", self.reason.as_ref())
    }
}

payload! {
    /// An update of the application is queued, runs, succeeded or failed.
    ///
    /// Source: <https://developers.cloud66.com/v3/webhooks/application/#update-pending>.
    pub struct UpdateEvent {
        /// When the event was sent. Unix seconds.
        pub timestamp: DateTime<Utc>,
        #[flat]
        /// The stack. Its fields stand among those of the event.
        pub stack: Stack,
        /// Kind of the update, for example `docker_image`. Documented, but not in the example.
        pub type_symbol: Option<String>,
    }
}

impl Payload for UpdateEvent {
    fn stack(&self) -> Option<&Stack> {
        Some(&self.stack)
    }

    fn describe(&self, line: &mut Line<'_, '_>) -> fmt::Result {
        line.part(&self.stack)?;
        line.text("type", self.type_symbol.as_ref())
    }
}

payload! {
    /// An integration of the stack was configured or removed.
    ///
    /// Source: <https://developers.cloud66.com/v3/webhooks/application/#integration-configured>.
    pub struct IntegrationEvent {
        /// When the event was sent. Unix seconds.
        pub timestamp: DateTime<Utc>,
        #[flat]
        /// The stack. Its fields stand among those of the event.
        pub stack: Stack,
        /// Name of the integration, for example `Datadog`. Documented, but not in the example.
        pub integration_name: Option<String>,
    }
}

impl Payload for IntegrationEvent {
    fn stack(&self) -> Option<&Stack> {
        Some(&self.stack)
    }

    fn describe(&self, line: &mut Line<'_, '_>) -> fmt::Result {
        line.part(&self.stack)?;
        line.text("integration", self.integration_name.as_ref())
    }
}
