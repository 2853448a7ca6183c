//! The stack: what Cloud 66 deploys, and what most events are about.

use std::fmt;

use chrono::{DateTime, Utc};

use super::object;
use crate::codes::{StackHealth, StackStatus};
use crate::json::Fields;
use crate::secret::{RepositoryAddress, Secret};
use crate::text::{clean, if_any, write_noun};
use crate::time::Spaced;

object! {
    /// A stack: one application in one environment, with its servers and services.
    ///
    /// Source: <https://developers.cloud66.com/v3/models/stack>. Only `uid` and `name` are in every published payload.
    pub struct Stack {
        /// Identifier of the stack, unique in Cloud 66.
        pub uid: String,
        /// Name of the stack, as its users gave it.
        pub name: String,
        /// Identifier of the account that owns the stack.
        pub account_id: Option<i64>,
        /// Address of the source repository. Absent for a stack made of images only.
        ///
        /// It may contain a credential, which `Debug` and `Display` hide.
        pub git: Option<RepositoryAddress>,
        /// Branch, tag or commit that is deployed. Absent for a stack made of images only.
        pub git_branch: Option<String>,
        /// Environment, for example `production`. May be empty.
        pub environment: Option<String>,
        /// Cloud provider, for example `aws`, or `no_cloud` for the user's own servers. Older payloads have display names such as `DigitalOcean`.
        pub cloud: Option<String>,
        /// Fully qualified domain name of the stack.
        pub fqdn: Option<String>,
        /// Main programming language, for example `ruby`.
        pub language: Option<String>,
        /// Framework, for example `rails`, `nodejs`, `docker` or `skycap`.
        pub framework: Option<String>,
        /// State of the stack's analysis and deployment, an integer code. In the event of a failure it may still be the code of success.
        pub status: Option<StackStatus>,
        /// Health of the stack, an integer code. 0 is a state of its own, called Unknown.
        pub health: Option<StackHealth>,
        /// When something last happened on the stack.
        ///
        /// Written as `2024-02-15 14:30:00 UTC`.
        #[form(Spaced)]
        pub last_activity: Option<DateTime<Utc>>,
        /// The same timestamp as `last_activity`, in RFC 3339.
        pub last_activity_iso: Option<DateTime<Utc>>,
        /// Whether the stack shows its maintenance page.
        pub maintenance_mode: Option<bool>,
        /// Whether the stack has a load balancer.
        pub has_loadbalancer: Option<bool>,
        /// When the stack was created.
        pub created_at: Option<DateTime<Utc>>,
        /// When the stack was last changed.
        pub updated_at: Option<DateTime<Utc>>,
        /// Directory on the servers to which the application is deployed.
        pub deploy_directory: Option<String>,
        /// State of the stack's cloud resources. Known values are `deployed`, `partial` and `healthy`.
        pub cloud_status: Option<String>,
        /// What runs the application, for example `kubernetes` or `nginx`.
        pub backend: Option<String>,
        /// Version of Cloud 66's stack implementation, a string.
        pub version: Option<String>,
        /// Revision number of the stack, a string.
        pub revision: Option<String>,
        /// Whether an operation is running on the stack.
        pub is_busy: Option<bool>,
        /// Name and e-mail address of the account's owner. Personal data.
        pub account_name: Option<String>,
        /// Whether the stack is itself a Kubernetes cluster.
        pub is_cluster: Option<bool>,
        /// Whether the stack runs inside a cluster stack.
        pub is_inside_cluster: Option<bool>,
        /// Name of the cluster that the stack runs in. Absent for a stack outside of clusters.
        pub cluster_name: Option<String>,
        /// Address under which the application is reached.
        pub application_address: Option<String>,
        /// Namespace of the stack in the configuration store, a UUID.
        pub configstore_namespace: Option<String>,
        /// Kubernetes namespaces that the stack uses. May be empty.
        pub namespaces: Vec<String>,
        /// Warnings and notices about the stack. May be an empty object.
        pub considerations: Option<Considerations>,
        /// Secret URL that redeploys the stack: whoever has it can do so.
        pub redeploy_hook: Option<Secret>,
        /// When the stack was created. In the API's objects; webhooks are documented with `created_at`.
        pub created_at_iso: Option<DateTime<Utc>>,
        /// When the stack was last changed. In the API's objects; webhooks are documented with `updated_at`.
        pub updated_at_iso: Option<DateTime<Utc>>,
        /// The fields that this version does not know, and values of an unexpected type, as they were delivered.
        pub unknown: Fields,
    }
}

impl Stack {
    /// The label that the vendor shows for [`status`](Stack::status). A stack with the framework `skycap` is built and not
    /// deployed, so the vendor has other labels for it.
    ///
    /// ```
    /// use cloud66_webhooks::Stack;
    ///
    /// let json = r#"{"uid": "stack-1", "name": "shop", "status": 2}"#;
    /// let mut stack: Stack = serde_json::from_str(json)?;
    /// assert_eq!(stack.status_label(), Some("Deployment failed"));
    /// stack.framework = Some("skycap".to_owned());
    /// assert_eq!(stack.status_label(), Some("Build failed"));
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    #[must_use]
    pub fn status_label(&self) -> Option<&'static str> {
        let status = self.status?;
        if self.framework.as_deref() == Some("skycap") { status.skycap_label() } else { status.label() }
    }
}

/// For example `stack my-production-app (production)`. `{:#}` leaves out the first word.
impl fmt::Display for Stack {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_noun(formatter, "stack ")?;
        write!(formatter, "{}", clean(&self.name))?;
        match if_any(self.environment.as_deref()) {
            Some(environment) => write!(formatter, " ({environment})"),
            None => Ok(()),
        }
    }
}

object! {
    /// Warnings and notices about a stack.
    ///
    /// Source: the example payloads.
    #[derive(Default)]
    pub struct Considerations {
        /// Warnings.
        pub warnings: Vec<String>,
        /// Notices.
        pub notices: Vec<String>,
        /// The fields that this version does not know, and values of an unexpected type, as they were delivered.
        pub unknown: Fields,
    }
}
