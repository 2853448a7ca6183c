//! Events of applications that may use an account.

use std::fmt;

use chrono::{DateTime, Utc};

use super::{Line, Payload};
use crate::wire::payload;

payload! {
    /// An OAuth application was authorized to use the account, or is no longer.
    ///
    /// Source: <https://developers.cloud66.com/v3/webhooks/auth/#app-auth>.
    pub struct AuthorizationEvent {
        /// When the event was sent. Unix seconds.
        pub timestamp: DateTime<Utc>,
        /// E-mail address of the user. Personal data.
        pub user: Option<String>,
        /// Identifier of the application. It names the application, and gives no access.
        pub app: Option<String>,
    }
}

impl Payload for AuthorizationEvent {
    fn describe(&self, line: &mut Line<'_, '_>) -> fmt::Result {
        // The first characters are enough to recognize it by.
        let start = self.app.as_ref().map(|app| app.chars().take(12).collect::<String>());
        line.text("application", start.as_ref())
    }
}
