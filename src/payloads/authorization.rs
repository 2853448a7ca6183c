//! Events of applications that may use an account.

use std::fmt;

use chrono::{DateTime, Utc};

use super::{Payload, Subject, SubjectKind, Summary, payload};
use crate::json::Fields;
use crate::time::UnixSeconds;

payload! {
    /// `app.auth` and `app.deauth`: an OAuth application was authorized to use the account, or no longer is.
    ///
    /// Sources: <https://developers.cloud66.com/v3/webhooks/auth/#app-auth>,
    /// <https://developers.cloud66.com/v3/webhooks/auth/#app-deauth>.
    ///
    /// Serialized on its own, it has no `event_type`: see [the module](crate::payloads).
    pub struct AuthorizationEvent {
        /// When the event was sent. Unix seconds.
        #[form(UnixSeconds)]
        pub timestamp: DateTime<Utc>,
        /// E-mail address of the user. Personal data.
        pub user: Option<String>,
        /// Identifier of the application. It names the application, and gives no access.
        pub app: Option<String>,
        /// The fields that this version does not know, and values of an unexpected type, as they were delivered.
        pub unknown: Fields,
    }
}

impl Payload for AuthorizationEvent {
    fn subject(&self) -> Option<Subject> {
        Subject::new(SubjectKind::OauthApplication, [("app", self.app.as_deref())])
    }

    fn describe(&self, _: &str, summary: &mut Summary<'_, '_>) -> fmt::Result {
        // The first characters are enough to recognize it by.
        let start = self.app.as_ref().map(|app| format!("{app:.12}"));
        summary.bare(start.as_deref())
    }
}
