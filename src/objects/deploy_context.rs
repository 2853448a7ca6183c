//! The deployment: one field with two layouts, and one type for both.

use chrono::{DateTime, Utc};

use super::{CodeMeaning, object};
use crate::codes::OrText;
use crate::json::Fields;

object! {
    /// A deployment: its settings, or its outcome.
    ///
    /// The field `deploy_context` has two layouts, and this type has the fields of both.
    ///
    /// * The *settings* of a deployment, from `stack_id` to `take_server_snapshots`. `stack.redeploy.ok`,
    ///   `stack.redeploy.fail` and `stack.deploy.started` are documented with these.
    /// * The *outcome* of a deployment, from `started_at` to `error_message`. `stack.provision.*` is documented with this, and so
    ///   was every event on the vendor's earlier pages.
    ///
    /// `id`, `triggered_by`, `triggered_via` and `deploy_type` are in both. Nothing is required.
    ///
    /// Sources: <https://developers.cloud66.com/v3/models/deploy-context> for the settings,
    /// <https://developers.cloud66.com/v3/webhooks/application/#provision-ok> for the outcome.
    #[derive(Default)]
    pub struct DeployContext {
        /// Numeric identifier of the deployment settings or of the deployment, depending on the layout.
        pub id: Option<i64>,
        /// Who triggered the deployment. Personal data.
        pub triggered_by: Option<String>,
        /// How the deployment was triggered, for example `web`, `api`, `webhook` or `git`. A string in webhooks, a code with its meaning in the API.
        pub triggered_via: Option<OrText<CodeMeaning>>,
        /// What is done, for example `redeploy`, `build`, `scale` or `revert`. A string in webhooks, a code with its meaning in the API.
        pub deploy_type: Option<OrText<CodeMeaning>>,
        /// Numeric identifier of the stack. Settings layout.
        pub stack_id: Option<i64>,
        /// Identifier of the settings, of the form `dc-a1b2c3d4e5f6`. Settings layout.
        pub uid: Option<String>,
        /// Kind of the deployment, for example `kubernetes`. Settings layout.
        pub r#type: Option<String>,
        /// When the settings were created. Settings layout.
        pub created_at: Option<DateTime<Utc>>,
        /// When the settings were last changed. Settings layout.
        pub updated_at: Option<DateTime<Utc>>,
        /// Whether packages and components of the servers are upgraded. Settings layout.
        pub apply_infrastructure_upgrades: Option<bool>,
        /// Whether security patches are applied. Settings layout.
        pub apply_security_upgrades: Option<bool>,
        /// Numeric identifier of the action that tracks the deployment's progress. Settings layout.
        pub async_action_id: Option<i64>,
        /// Who authorized the deployment. Personal data. Settings layout.
        pub authorized_by: Option<String>,
        /// Whether Docker is upgraded with the infrastructure. Settings layout.
        pub auto_update_docker_versions: Option<bool>,
        /// How the deployment proceeds across servers, for example `rolling`, `parallel` or `serial`. Settings layout.
        pub deploy_strategy: Option<String>,
        /// Numeric identifier of the deployment profile in use. Settings layout.
        pub deployment_profile_id: Option<i64>,
        /// Whether infrastructure upgrades may cause downtime. Settings layout.
        pub force_infrastructure_upgrades: Option<bool>,
        /// Numeric identifier of the deployment at GitHub that triggered this one. Settings layout.
        pub github_deployment_id: Option<i64>,
        /// Whether servers are rebooted if upgrades require it. Settings layout.
        pub reboot_servers: Option<bool>,
        /// Whether advanced settings are in use. Settings layout.
        pub is_advanced: Option<bool>,
        /// Numeric identifier of the scaler that requested the deployment. Settings layout.
        pub scaler_id: Option<i64>,
        /// Whether snapshots of the servers are taken first. Settings layout.
        pub take_server_snapshots: Option<bool>,
        /// When the deployment started. Outcome layout.
        pub started_at: Option<DateTime<Utc>>,
        /// When the deployment finished. Absent while it runs. Outcome layout.
        pub finished_at: Option<DateTime<Utc>>,
        /// The same timestamp as `started_at`. Outcome layout.
        pub started_at_iso: Option<DateTime<Utc>>,
        /// The same timestamp as `finished_at`. Outcome layout.
        pub finished_at_iso: Option<DateTime<Utc>>,
        /// How the deployment ended, for example `success`. A string in webhooks, a code with its meaning in the API. Outcome layout.
        ///
        /// The documented example of a failed provisioning has `success` here.
        pub outcome: Option<OrText<CodeMeaning>>,
        /// Commit that was deployed. Outcome layout.
        pub git_hash: Option<String>,
        /// Identifier of the session in which the deployment ran. Outcome layout.
        pub deploy_session: Option<String>,
        /// Whether this is the newest deployment. Outcome layout.
        pub is_head: Option<bool>,
        /// Whether this deployment is the one in use. Outcome layout.
        pub is_live: Option<bool>,
        /// Whether the deployment was reverted. Outcome layout.
        pub reverted: Option<bool>,
        /// Who reverted the deployment. Personal data. Only documented as null. Outcome layout.
        pub reverted_by: Option<String>,
        /// When the deployment was reverted. Only documented as null. Outcome layout.
        pub reverted_at: Option<DateTime<Utc>>,
        /// The same timestamp as `reverted_at`. Only documented as null. Outcome layout.
        pub reverted_at_iso: Option<DateTime<Utc>>,
        /// What went wrong. Outcome layout, in events that report a failure.
        pub error_message: Option<String>,
        /// The fields that this version does not know, and values of an unexpected type, as they were delivered.
        pub unknown: Fields,
    }
}
