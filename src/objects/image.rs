//! The Docker image that a build made.

use chrono::{DateTime, Utc};

use super::{CodeMeaning, object};
use crate::codes::OrText;
use crate::json::Fields;

object! {
    /// The Docker image of a build.
    ///
    /// The documentation of `service.build.*` mentions it, and only a superseded example shows it.
    #[derive(Default)]
    pub struct Image {
        /// Identifier of the image.
        pub uid: Option<String>,
        /// Name of the service that the image is for.
        pub service_name: Option<String>,
        /// Name of the image.
        pub image_name: Option<String>,
        /// Tag of the image.
        pub image_tag: Option<String>,
        /// How the build ended.
        pub build_result: Option<String>,
        /// Who triggered the build. Personal data.
        pub triggered_by: Option<String>,
        /// How the build was triggered. A string, or a code with its meaning as in a deployment.
        pub triggered_via: Option<OrText<CodeMeaning>>,
        /// When the image was made.
        pub created_at: Option<DateTime<Utc>>,
        /// The fields that this version does not know, and values of an unexpected type, as they were delivered.
        pub unknown: Fields,
    }
}
