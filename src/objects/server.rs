//! The server, complete and as a short reference.

use std::collections::BTreeMap;
use std::fmt;

use chrono::{DateTime, Utc};

use super::object;
use crate::codes::ServerHealth;
use crate::json::{Fields, Untyped};
use crate::names::IpAddress;
use crate::secret::Secret;
use crate::text::{clean, if_any, write_noun};

object! {
    /// A server, in a cloud or the user's own.
    ///
    /// Source: <https://developers.cloud66.com/v3/models/server>. Only `uid` and `name` are in every published payload.
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
        /// Version of the distribution, a string.
        pub distro_version: Option<String>,
        /// DNS name of the server.
        pub dns_record: Option<String>,
        /// User name for access by SSH.
        pub user_name: Option<String>,
        /// Kind of the server: its cloud provider, or the user's own server.
        pub server_type: Option<String>,
        /// What the server does, for example `web`, `db` or `docker`.
        pub server_roles: Vec<String>,
        /// Identifier of the group that the server belongs to.
        pub server_group_id: Option<i64>,
        /// Identifier of the stack that the server belongs to.
        pub stack_uid: Option<String>,
        /// Whether the Cloud 66 agent is installed.
        pub has_agent: Option<bool>,
        /// Parameters of the server. An object in the documentation, any JSON in the vendor's Go client.
        pub params: Option<Untyped>,
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
        /// Whether each user has their own SSH key on the server.
        pub personal_key: Option<bool>,
        /// Whether the server is reached through a deploy gateway.
        pub has_deploy_gateway: Option<bool>,
        /// Address of the deploy gateway.
        pub deploy_gateway_address: Option<String>,
        /// User name at the deploy gateway.
        pub deploy_gateway_user_name: Option<String>,
        /// Secret private key for access by SSH. The API returns it only on request, and no webhook is documented with it.
        pub ssh_private_key: Option<Secret>,
        /// Notifications about the server, by name. Known from the vendor's Go client.
        pub notifications: Option<BTreeMap<String, ServerNotification>>,
        /// Whether the server is a Kubernetes master. Known from the vendor's Go client.
        pub is_kubernetes_master: Option<bool>,
        /// The fields that this version does not know, and values of an unexpected type, as they were delivered.
        pub unknown: Fields,
    }
}

/// For example `server web-server-01`. `{:#}` leaves out the first word.
impl fmt::Display for Server {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_noun(formatter, "server ")?;
        write!(formatter, "{}", clean(&self.name))
    }
}

object! {
    /// A notification about a server.
    ///
    /// Source: the vendor's Go client.
    #[derive(Default)]
    pub struct ServerNotification {
        /// Value of the notification, any JSON.
        pub value: Option<Untyped>,
        /// Reason for the notification.
        pub reason: Option<String>,
        /// When the notification was issued.
        pub asof: Option<DateTime<Utc>>,
        /// The fields that this version does not know, and values of an unexpected type, as they were delivered.
        pub unknown: Fields,
    }
}

object! {
    /// A reference to a server, by uid and name.
    ///
    /// Source: <https://developers.cloud66.com/v3/webhooks/process/>.
    #[derive(Default)]
    pub struct ServerReference {
        /// Identifier of the server, unique in Cloud 66.
        pub uid: Option<String>,
        /// Name of the server.
        pub name: Option<String>,
        /// The fields that this version does not know, and values of an unexpected type, as they were delivered.
        pub unknown: Fields,
    }
}

/// For example `server web-server-01`, with the uid where there is no name. `{:#}` leaves out the first word.
impl fmt::Display for ServerReference {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_noun(formatter, "server ")?;
        match if_any(self.name.as_deref()).or(if_any(self.uid.as_deref())) {
            Some(name) => write!(formatter, "{name}"),
            None => formatter.write_str("(unnamed)"),
        }
    }
}
