//! The server, whole and as the short reference that some events carry.

use std::collections::BTreeMap;
use std::fmt;

use chrono::{DateTime, Utc};

use crate::codes::ServerHealth;
use crate::text::clean;
use crate::wire::object;
use crate::{Fields, IpAddress, Secret, Untyped};

object! {
    /// A server, in a cloud or of the user's own.
    ///
    /// Source: <https://developers.cloud66.com/v3/models/server>. Only `uid` and `name` stand in every published payload.
    pub struct Server {
        /// Identifier of the server, unique in Cloud 66.
        pub uid: String,
        /// Identifier of the server at its cloud provider.
        pub vendor_uid: Option<String>,
        /// Name of the server.
        pub name: String,
        /// External IP address.
        pub address: Option<IpAddress>,
        /// Linux distribution, for example `ubuntu`.
        pub distro: Option<String>,
        /// Version of the distribution, as text.
        pub distro_version: Option<String>,
        /// DNS name of the server.
        pub dns_record: Option<String>,
        /// User name for access by SSH.
        pub user_name: Option<String>,
        /// Kind of the server: its cloud provider, or that it is the user's own.
        pub server_type: Option<String>,
        /// What the server does, for example `web`, `db` or `docker`.
        pub server_roles: Vec<String>,
        /// Identifier of the group that the server belongs to.
        pub server_group_id: Option<i64>,
        /// Identifier of the stack that the server belongs to.
        pub stack_uid: Option<String>,
        /// Whether the Cloud 66 agent is installed.
        pub has_agent: Option<bool>,
        /// Parameters of the server, not documented further.
        pub params: Option<Fields>,
        /// When the server was created.
        pub created_at: Option<DateTime<Utc>>,
        /// When the server was last changed.
        pub updated_at: Option<DateTime<Utc>>,
        /// Region of the cloud provider.
        pub region: Option<String>,
        /// Availability zone in the region.
        pub availability_zone: Option<String>,
        /// External IPv4 address.
        pub ext_ipv4: Option<IpAddress>,
        /// Internal IPv4 address.
        pub int_ipv4: Option<IpAddress>,
        /// External IPv6 address.
        pub ext_ipv6: Option<IpAddress>,
        /// Internal IPv6 address.
        pub int_ipv6: Option<IpAddress>,
        /// Health of the server. An integer code, with the meanings of a stack's health.
        pub health_state: Option<ServerHealth>,
        /// Whether users have SSH keys of their own on the server.
        pub personal_key: Option<bool>,
        /// Whether the server is reached through a deploy gateway.
        pub has_deploy_gateway: Option<bool>,
        /// Address of the deploy gateway.
        pub deploy_gateway_address: Option<String>,
        /// User name at the deploy gateway.
        pub deploy_gateway_user_name: Option<String>,
        /// Secret private key for access by SSH. The API gives it out on request only; no webhook is documented with it.
        pub ssh_private_key: Option<Secret>,
        /// Notifications about the server, by name. Known from the vendor's Go client.
        pub notifications: Option<BTreeMap<String, ServerNotification>>,
        /// Whether the server is a Kubernetes master. Known from the vendor's Go client.
        pub is_kubernetes_master: Option<bool>,
    }
}

/// `server web-server-01`, as it stands in the line for an operator.
impl fmt::Display for Server {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "server {}", clean(&self.name))
    }
}

object! {
    /// A notification about a server.
    ///
    /// Source: the vendor's Go client.
    #[derive(Default)]
    pub struct ServerNotification {
        /// What is notified. It may be anything.
        pub value: Option<Untyped>,
        /// Why there is a notification.
        pub reason: Option<String>,
        /// Since when.
        pub asof: Option<DateTime<Utc>>,
    }
}

object! {
    /// A server by uid and name only.
    ///
    /// Source: <https://developers.cloud66.com/v3/webhooks/process/>.
    pub struct ServerReference {
        /// Identifier of the server, unique in Cloud 66.
        pub uid: String,
        /// Name of the server.
        pub name: String,
    }
}

/// `server web-server-01`, as it stands in the line for an operator.
impl fmt::Display for ServerReference {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "server {}", clean(&self.name))
    }
}
