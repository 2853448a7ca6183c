//! The service of a stack that runs in containers.

use std::fmt;

use chrono::{DateTime, Utc};

use super::{PortMapping, object};
use crate::codes::{ContainerHealth, OrText};
use crate::json::Fields;
use crate::names::IpAddress;
use crate::text::{clean, write_noun};

object! {
    /// A service of a stack, and its containers.
    ///
    /// Source: <https://developers.cloud66.com/v3/models/service>. Only `name` is in every published
    /// service: the API's of 2014 to 2024 have nothing else but `containers`.
    pub struct Service {
        /// Name of the service.
        pub name: String,
        /// Containers of the service.
        pub containers: Vec<ServiceContainer>,
        /// Where the service's image comes from, for example `git` or `image`.
        pub source_type: Option<String>,
        /// Branch or tag from which the image is built. May be empty.
        pub git_ref: Option<String>,
        /// Name of the Docker image. May be empty.
        pub image_name: Option<String>,
        /// Identifier of the Docker image. May be empty.
        pub image_uid: Option<String>,
        /// Tag of the Docker image. May be empty.
        pub image_tag: Option<String>,
        /// Command that the containers run.
        pub command: Option<String>,
        /// Command that builds the image.
        pub build_command: Option<String>,
        /// Command that is run when the service is deployed.
        pub deploy_command: Option<String>,
        /// Command through which the service is run.
        pub wrap_command: Option<String>,
        /// How many containers there should be. Documented for stacks on Kubernetes.
        pub desired_count: Option<i64>,
        /// The fields that this version does not know, and values of an unexpected type, as they were delivered.
        pub unknown: Fields,
    }
}

/// For example `service web`. `{:#}` leaves out the first word.
impl fmt::Display for Service {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_noun(formatter, "service ")?;
        write!(formatter, "{}", clean(&self.name))
    }
}

object! {
    /// A container of a service.
    ///
    /// The webhooks are documented with `id`, `status` and `server_uid` alone; the API has whole containers, without `id`. So this
    /// is a [`Container`](super::Container) of which nothing is required, with an `id`.
    ///
    /// Sources: the example payloads of `service.build.*`, <https://developers.cloud66.com/v3/models/service>.
    #[derive(Default)]
    pub struct ServiceContainer {
        /// Identifier of the container. In webhooks; the API has `uid`.
        pub id: Option<String>,
        /// State of the container in words, for example `running`.
        pub status: Option<String>,
        /// Identifier that Docker gave the container.
        pub uid: Option<String>,
        /// Name of the container.
        pub name: Option<String>,
        /// Identifier of the server that the container runs on.
        pub server_uid: Option<String>,
        /// Name of the server that the container runs on.
        pub server_name: Option<String>,
        /// Name of the service that the container belongs to.
        pub service_name: Option<String>,
        /// Docker image of the container.
        pub image: Option<String>,
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
        /// The fields that this version does not know, and values of an unexpected type, as they were delivered.
        pub unknown: Fields,
    }
}
