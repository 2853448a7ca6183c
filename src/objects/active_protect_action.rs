//! What `ActiveProtect` did about an address.

use chrono::{DateTime, Utc};

use crate::wire::object;
use crate::{IpAddress, ServerUid};

object! {
    /// A ban of an address that looked like an attack.
    ///
    /// Source: <https://developers.cloud66.com/v3/models/activeprotect-action>. Without `address` the event means nothing.
    pub struct ActiveProtectAction {
        /// Identifier of the server on which it happened.
        pub server: Option<ServerUid>,
        /// IP address that was banned.
        pub address: IpAddress,
        /// Country of the address. Absent for a private one.
        pub country: Option<String>,
        /// ISO code of the country. Absent for a private address.
        pub country_code: Option<String>,
        /// What was attacked, for example `SSH`.
        pub attack: Option<String>,
        /// Port that was attacked.
        pub port: Option<i64>,
        /// Whether the address is banned now.
        pub banned: Option<bool>,
        /// When it happened.
        pub action_date: Option<DateTime<Utc>>,
    }
}
