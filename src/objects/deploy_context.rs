//! The settings of a deployment: one of the two layouts that the key `deploy_context` has.

use chrono::{DateTime, Utc};

use crate::wire::object;

object! {
    /// The settings with which a deployment is made.
    ///
    /// The same key has another layout in `stack.provision.*`, see `Deployment`.
    /// Source: <https://developers.cloud66.com/v3/models/deploy-context>. Only `triggered_by` is sure.
    pub struct DeployContext {
        /// Number of the deploy context.
        pub id: Option<i64>,
        /// Number of the stack.
        pub stack_id: Option<i64>,
        /// Identifier of the deploy context, of the form `dc-a1b2c3d4e5f6`.
        pub uid: Option<String>,
        /// Kind of the deploy context, for example `kubernetes`.
        pub r#type: Option<String>,
        /// When the deploy context was created.
        pub created_at: Option<DateTime<Utc>>,
        /// When the deploy context was last changed.
        pub updated_at: Option<DateTime<Utc>>,
        /// Whether packages and components of the servers are upgraded.
        pub apply_infrastructure_upgrades: Option<bool>,
        /// Whether security patches are applied.
        pub apply_security_upgrades: Option<bool>,
        /// Number of the action that tracks the deployment's progress.
        pub async_action_id: Option<i64>,
        /// Who authorized the deployment. Personal data.
        pub authorized_by: Option<String>,
        /// Whether Docker is upgraded with the infrastructure.
        pub auto_update_docker_versions: Option<bool>,
        /// How servers are taken, for example `rolling`, `parallel` or `serial`.
        pub deploy_strategy: Option<String>,
        /// What is done, for example `redeploy`, `build`, `scale` or `revert`.
        pub deploy_type: Option<String>,
        /// Number of the deployment profile in use.
        pub deployment_profile_id: Option<i64>,
        /// Whether infrastructure upgrades may cause downtime.
        pub force_infrastructure_upgrades: Option<bool>,
        /// Number of the deployment at GitHub that triggered this one.
        pub github_deployment_id: Option<i64>,
        /// Whether servers are restarted if upgrades ask for it.
        pub reboot_servers: Option<bool>,
        /// Who triggered the deployment. Personal data.
        pub triggered_by: String,
        /// How the deployment was triggered, for example `web`, `api`, `webhook` or `git`.
        pub triggered_via: Option<String>,
        /// Whether advanced settings are in use.
        pub is_advanced: Option<bool>,
        /// Number of the scaler that asked for the deployment.
        pub scaler_id: Option<i64>,
        /// Whether snapshots of the servers are taken first.
        pub take_server_snapshots: Option<bool>,
    }
}
