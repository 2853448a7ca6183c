//! A deployment and its outcome: the other of the two layouts that the key `deploy_context` has.

use chrono::{DateTime, Utc};

use crate::wire::object;

object! {
    /// A deployment and how it ended.
    ///
    /// It stands under the key `deploy_context` of `stack.provision.*`; other events have settings there, see `DeployContext`.
    /// Source: <https://developers.cloud66.com/v3/webhooks/application/#provision-ok>. Only `triggered_by` is sure.
    pub struct Deployment {
        /// Number of the deployment.
        pub id: Option<i64>,
        /// Who triggered the deployment. Personal data.
        pub triggered_by: String,
        /// How the deployment was triggered, for example `web`.
        pub triggered_via: Option<String>,
        /// When the deployment began.
        pub started_at: Option<DateTime<Utc>>,
        /// When the deployment ended. Absent while it runs.
        pub finished_at: Option<DateTime<Utc>>,
        /// The same instant as `started_at`.
        pub started_at_iso: Option<DateTime<Utc>>,
        /// The same instant as `finished_at`.
        pub finished_at_iso: Option<DateTime<Utc>>,
        /// How the deployment ended, for example `success`. The documented example of a failed one has that too.
        pub outcome: Option<String>,
        /// Commit that was deployed.
        pub git_hash: Option<String>,
        /// Identifier of the session in which the deployment ran.
        pub deploy_session: Option<String>,
        /// What was done, for example `build`.
        pub deploy_type: Option<String>,
        /// Whether this is the newest deployment.
        pub is_head: Option<bool>,
        /// Whether this deployment is the one in use.
        pub is_live: Option<bool>,
        /// Whether the deployment was reverted.
        pub reverted: Option<bool>,
        /// Who reverted the deployment. Only null is documented. Personal data.
        pub reverted_by: Option<String>,
        /// When the deployment was reverted. Only null is documented.
        pub reverted_at: Option<DateTime<Utc>>,
        /// The same instant as `reverted_at`. Only null is documented.
        pub reverted_at_iso: Option<DateTime<Utc>>,
        /// What went wrong, in events of failure.
        pub error_message: Option<String>,
    }
}
