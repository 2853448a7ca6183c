//! The service of a stack: what a stack is made of when it runs in containers.

use std::fmt;

use crate::text::clean;
use crate::wire::object;

object! {
    /// A service of a stack, and its containers.
    ///
    /// Source: <https://developers.cloud66.com/v3/models/service>. `name`, `source_type`, `git_ref` and `image_name` stand in
    /// every published payload; the last two may be empty.
    pub struct Service {
        /// Name of the service.
        pub name: String,
        /// Containers of the service.
        pub containers: Vec<ServiceContainer>,
        /// Where the service's image comes from, for example `git` or `image`.
        pub source_type: String,
        /// Branch or tag from which the image is built. May be empty.
        pub git_ref: String,
        /// Name of the Docker image. May be empty.
        pub image_name: String,
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
    }
}

/// `service web`, as it stands in the line for an operator.
impl fmt::Display for Service {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "service {}", clean(&self.name))
    }
}

object! {
    /// A container in the list of its service: less than a `Container`, and with an `id`.
    ///
    /// Source: the example payloads of `service.build.*`.
    #[derive(Default)]
    pub struct ServiceContainer {
        /// Identifier of the container.
        pub id: Option<String>,
        /// State of the container in words, for example `running`.
        pub status: Option<String>,
        /// Identifier of the server that the container runs on.
        pub server_uid: Option<String>,
    }
}
