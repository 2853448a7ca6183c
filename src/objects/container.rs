//! The Docker container.

use std::fmt;

use chrono::{DateTime, Utc};

use super::object;
use crate::codes::{ContainerHealth, OrText};
use crate::json::Fields;
use crate::names::IpAddress;
use crate::text::{clean, if_any, write_noun};

object! {
    /// A Docker container on one of a stack's servers.
    ///
    /// Source: <https://developers.cloud66.com/v3/models/container>. Only `service_name` and `image` are
    /// in every published container: the API's containers have no `name`, and some no `ports`.
    pub struct Container {
        /// Identifier that Docker gave the container.
        pub uid: Option<String>,
        /// Name of the container. Absent in the API's objects.
        pub name: Option<String>,
        /// Identifier of the server that the container runs on.
        pub server_uid: Option<String>,
        /// Name of the server that the container runs on.
        pub server_name: Option<String>,
        /// Name of the service that the container belongs to.
        pub service_name: String,
        /// Docker image of the container.
        pub image: String,
        /// Command that the container runs.
        pub command: Option<String>,
        /// When the container was started.
        pub started_at: Option<DateTime<Utc>>,
        /// Ports of the container. May be empty.
        pub ports: Vec<PortMapping>,
        /// Private IP address.
        pub private_ip: Option<IpAddress>,
        /// IP address in Docker's network.
        pub docker_ip: Option<IpAddress>,
        /// Health of the container. An integer code, or a word such as `unhealthy` in older payloads.
        ///
        /// The documented example of a container that is down has 1 here, which is [`Up`](ContainerHealth::Up).
        pub health_state: Option<OrText<ContainerHealth>>,
        /// Message about the container's health.
        pub health_message: Option<String>,
        /// Source of the information about the container's health.
        pub health_source: Option<String>,
        /// Whether the container's output is captured.
        pub capture_output: Option<bool>,
        /// Whether the container is restarted when the stack is deployed.
        pub restart_on_deploy: Option<bool>,
        /// When the record of the container was created.
        pub created_at: Option<DateTime<Utc>>,
        /// When the record of the container was last changed.
        pub updated_at: Option<DateTime<Utc>>,
        /// State of the container in words, for example `running`.
        pub status: Option<String>,
        /// The fields that this version does not know, and values of an unexpected type, as they were delivered.
        pub unknown: Fields,
    }
}

/// For example `container web-app-container (service web)`. `{:#}` leaves out the first word.
///
/// Without a name it is the beginning of the uid, as Docker shows it, and without that `container of service web`.
impl fmt::Display for Container {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_noun(formatter, "container ")?;
        let service = clean(&self.service_name);
        // As many characters of the uid as Docker shows.
        let start = self.uid.as_ref().map(|uid| format!("{uid:.12}"));
        match if_any(self.name.as_deref()).or(if_any(start.as_deref())) {
            Some(name) => write!(formatter, "{name} (service {service})"),
            None if formatter.alternate() => write!(formatter, "service {service}"),
            None => write!(formatter, "of service {service}"),
        }
    }
}

object! {
    /// How a port of a container is reached.
    ///
    /// Source: the example payload of `container.down`.
    #[derive(Default)]
    pub struct PortMapping {
        /// Port in the container.
        pub container: Option<i64>,
        /// Port on which it is reached by HTTP.
        pub http: Option<i64>,
        /// Port on which it is reached by HTTPS.
        pub https: Option<i64>,
        /// The fields that this version does not know, and values of an unexpected type, as they were delivered.
        pub unknown: Fields,
    }
}
