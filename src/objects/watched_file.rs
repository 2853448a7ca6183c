//! A file that `ActiveProtect` watches.

use chrono::{DateTime, Utc};

use super::object;
use crate::json::Fields;
use crate::names::ServerUid;

object! {
    /// A file that is watched for changes.
    ///
    /// Source: <https://developers.cloud66.com/v3/models/watched-file>. Only `file_path` is required:
    /// without it the event says nothing.
    pub struct WatchedFile {
        /// Identifier of the server.
        pub server: Option<ServerUid>,
        /// Path of the file on the server.
        pub file_path: String,
        /// Whether the file has changed since the last check. The documented example of a change has false here.
        pub is_changed: Option<bool>,
        /// When watching the file began.
        pub created_at: Option<DateTime<Utc>>,
        /// When the file was last checked.
        pub updated_at: Option<DateTime<Utc>>,
        /// The fields that this version does not know, and values of an unexpected type, as they were delivered.
        pub unknown: Fields,
    }
}
