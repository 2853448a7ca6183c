//! A file that `ActiveProtect` watches.

use chrono::{DateTime, Utc};

use crate::ServerUid;
use crate::wire::object;

object! {
    /// A file that is watched for changes.
    ///
    /// Source: <https://developers.cloud66.com/v3/models/watched-file>. Without `file_path` the event means nothing.
    pub struct WatchedFile {
        /// Identifier of the server.
        pub server: Option<ServerUid>,
        /// Path of the file on the server.
        pub file_path: String,
        /// Whether the file has changed since the last check. The documented example of a change has false here.
        pub is_changed: Option<bool>,
        /// Since when the file is watched.
        pub created_at: Option<DateTime<Utc>>,
        /// When the file was last checked.
        pub updated_at: Option<DateTime<Utc>>,
    }
}
