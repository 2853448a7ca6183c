//! A ban by `ActiveProtect`.

use chrono::{DateTime, Utc};

use super::object;
use crate::json::Fields;
use crate::names::{IpAddress, ServerUid};

object! {
    /// A ban of an IP address that looked like the source of an attack.
    ///
    /// Source: <https://developers.cloud66.com/v3/models/activeprotect-action>. Only `address` is
    /// required: without it the event says nothing.
    pub struct ActiveProtectAction {
        /// Identifier of the server on which it happened.
        pub server: Option<ServerUid>,
        /// IP address that was banned.
        pub address: IpAddress,
        /// Country of the address. Absent for a private address.
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
        /// The fields that this version does not know, and values of an unexpected type, as they were delivered.
        pub unknown: Fields,
    }
}
