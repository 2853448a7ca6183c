//! The Docker container.

use std::fmt;

use chrono::{DateTime, Utc};

use crate::IpAddress;
use crate::codes::ContainerHealth;
use crate::text::clean;
use crate::wire::{Listed, object};

object! {
    /// A Docker container on one of a stack's servers.
    ///
    /// Source: <https://developers.cloud66.com/v3/models/container>. `name`, `service_name`, `image` and `ports` are in every
    /// published webhook.
    pub struct Container {
        /// Identifier that Docker gave the container.
        pub uid: Option<String>,
        /// Name of the container.
        pub name: String,
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
        #[form(Listed)]
        /// Ports of the container. May be empty.
        pub ports: Vec<PortMapping>,
        /// Private IP address.
        pub private_ip: Option<IpAddress>,
        /// IP address in Docker's network.
        pub docker_ip: Option<IpAddress>,
        /// Health of the container. An integer code; the documented example of a container that is down has 1 here, which is up.
        pub health_state: Option<ContainerHealth>,
        /// What is said about the container's health.
        pub health_message: Option<String>,
        /// What reported the container's health.
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
    }
}

/// `container web-app-container (service web)`, as it stands in the line for an operator.
impl fmt::Display for Container {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "container {} (service {})", clean(&self.name), clean(&self.service_name))
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
    }
}
