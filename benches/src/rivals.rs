//! What one would write instead of taking the crate: plain structs with serde's derives, over the same documented fields.
//!
//! What they do not do, and the crate does: fields and codes that nobody documented, and event types that are not listed, are
//! dropped or fail the delivery; a date is read in one form only; `3.0` is no integer; an error has no path and nothing of the
//! event in it; a secret is shown by `Debug`. They are given every advantage: only the event types measured here are listed,
//! status codes are bare integers, and where nothing else is said unknown fields are dropped.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The same structs twice: as they stand, and with a field for what is unknown.
macro_rules! model {
    ($($unknown:tt)*) => {
        /// Tagged as the documentation has it, by serde's derive.
        #[derive(Debug, Deserialize, Serialize)]
        #[serde(tag = "event_type")]
        #[allow(clippy::large_enum_variant, reason = "a box costs an allocation, and the rival shall have none too many")]
        pub enum Tagged {
            #[serde(rename = "managed_backup.fail")]
            ManagedBackupFail(BackupEvent),
            #[serde(rename = "backup.verification.failed")]
            BackupVerificationFailed(BackupEvent),
            #[serde(rename = "stack.created")]
            StackCreated(StackEvent),
            #[serde(rename = "free.disk.space.alert")]
            FreeDiskSpaceAlert(DiskSpaceEvent),
            #[serde(rename = "free.disk.space.normal")]
            FreeDiskSpaceNormal(DiskSpaceEvent),
        }

        #[derive(Debug, Deserialize, Serialize)]
        pub struct BackupEvent {
            #[serde(with = "chrono::serde::ts_seconds")]
            pub timestamp: DateTime<Utc>,
            pub stack: Stack,
            pub backup: Backup,
            $($unknown)*
        }

        #[derive(Debug, Deserialize, Serialize)]
        pub struct StackEvent {
            #[serde(with = "chrono::serde::ts_seconds")]
            pub timestamp: DateTime<Utc>,
            #[serde(flatten)]
            pub stack: Stack,
        }

        #[derive(Debug, Deserialize, Serialize)]
        pub struct DiskSpaceEvent {
            #[serde(with = "chrono::serde::ts_seconds")]
            pub timestamp: DateTime<Utc>,
            #[serde(skip_serializing_if = "Option::is_none")]
            pub server: Option<String>,
            $($unknown)*
        }

        #[derive(Debug, Deserialize, Serialize)]
        pub struct Stack {
            pub uid: String,
            pub name: String,
            #[serde(skip_serializing_if = "Option::is_none")]
            pub account_id: Option<i64>,
            #[serde(skip_serializing_if = "Option::is_none")]
            pub git: Option<String>,
            #[serde(skip_serializing_if = "Option::is_none")]
            pub git_branch: Option<String>,
            #[serde(skip_serializing_if = "Option::is_none")]
            pub environment: Option<String>,
            #[serde(skip_serializing_if = "Option::is_none")]
            pub cloud: Option<String>,
            #[serde(skip_serializing_if = "Option::is_none")]
            pub fqdn: Option<String>,
            #[serde(skip_serializing_if = "Option::is_none")]
            pub language: Option<String>,
            #[serde(skip_serializing_if = "Option::is_none")]
            pub framework: Option<String>,
            #[serde(skip_serializing_if = "Option::is_none")]
            pub status: Option<i64>,
            #[serde(skip_serializing_if = "Option::is_none")]
            pub health: Option<i64>,
            #[serde(default, with = "crate::rivals::spaced", skip_serializing_if = "Option::is_none")]
            pub last_activity: Option<DateTime<Utc>>,
            #[serde(skip_serializing_if = "Option::is_none")]
            pub last_activity_iso: Option<DateTime<Utc>>,
            #[serde(skip_serializing_if = "Option::is_none")]
            pub maintenance_mode: Option<bool>,
            #[serde(skip_serializing_if = "Option::is_none")]
            pub has_loadbalancer: Option<bool>,
            #[serde(skip_serializing_if = "Option::is_none")]
            pub created_at: Option<DateTime<Utc>>,
            #[serde(skip_serializing_if = "Option::is_none")]
            pub updated_at: Option<DateTime<Utc>>,
            #[serde(skip_serializing_if = "Option::is_none")]
            pub deploy_directory: Option<String>,
            #[serde(skip_serializing_if = "Option::is_none")]
            pub cloud_status: Option<String>,
            #[serde(skip_serializing_if = "Option::is_none")]
            pub backend: Option<String>,
            #[serde(skip_serializing_if = "Option::is_none")]
            pub version: Option<String>,
            #[serde(skip_serializing_if = "Option::is_none")]
            pub revision: Option<String>,
            #[serde(skip_serializing_if = "Option::is_none")]
            pub is_busy: Option<bool>,
            #[serde(skip_serializing_if = "Option::is_none")]
            pub account_name: Option<String>,
            #[serde(skip_serializing_if = "Option::is_none")]
            pub is_cluster: Option<bool>,
            #[serde(skip_serializing_if = "Option::is_none")]
            pub is_inside_cluster: Option<bool>,
            #[serde(skip_serializing_if = "Option::is_none")]
            pub cluster_name: Option<String>,
            #[serde(skip_serializing_if = "Option::is_none")]
            pub application_address: Option<String>,
            #[serde(skip_serializing_if = "Option::is_none")]
            pub configstore_namespace: Option<String>,
            #[serde(default, skip_serializing_if = "Vec::is_empty")]
            pub namespaces: Vec<String>,
            #[serde(skip_serializing_if = "Option::is_none")]
            pub considerations: Option<Considerations>,
            #[serde(skip_serializing_if = "Option::is_none")]
            pub redeploy_hook: Option<String>,
            #[serde(skip_serializing_if = "Option::is_none")]
            pub created_at_iso: Option<DateTime<Utc>>,
            #[serde(skip_serializing_if = "Option::is_none")]
            pub updated_at_iso: Option<DateTime<Utc>>,
            $($unknown)*
        }

        #[derive(Debug, Deserialize, Serialize)]
        pub struct Considerations {
            #[serde(default, skip_serializing_if = "Vec::is_empty")]
            pub warnings: Vec<String>,
            #[serde(default, skip_serializing_if = "Vec::is_empty")]
            pub notices: Vec<String>,
        }

        #[derive(Debug, Deserialize, Serialize)]
        pub struct Backup {
            pub id: i64,
            #[serde(skip_serializing_if = "Option::is_none")]
            pub server_uid: Option<String>,
            pub db_type: String,
            pub database_name: String,
            #[serde(skip_serializing_if = "Option::is_none")]
            pub file_base: Option<String>,
            #[serde(skip_serializing_if = "Option::is_none")]
            pub backup_date_iso: Option<DateTime<Utc>>,
            #[serde(skip_serializing_if = "Option::is_none")]
            pub backup_status: Option<i64>,
            #[serde(skip_serializing_if = "Option::is_none")]
            pub backup_result: Option<String>,
            #[serde(skip_serializing_if = "Option::is_none")]
            pub restore_status: Option<i64>,
            #[serde(skip_serializing_if = "Option::is_none")]
            pub restore_result: Option<String>,
            #[serde(skip_serializing_if = "Option::is_none")]
            pub created_at_iso: Option<DateTime<Utc>>,
            #[serde(skip_serializing_if = "Option::is_none")]
            pub updated_at_iso: Option<DateTime<Utc>>,
            #[serde(skip_serializing_if = "Option::is_none")]
            pub verify_status: Option<i64>,
            #[serde(skip_serializing_if = "Option::is_none")]
            pub verify_result: Option<String>,
            #[serde(skip_serializing_if = "Option::is_none")]
            pub storage_path: Option<String>,
            #[serde(skip_serializing_if = "Option::is_none")]
            pub skip_tables: Option<String>,
            #[serde(skip_serializing_if = "Option::is_none")]
            pub backup_size: Option<u64>,
            #[serde(skip_serializing_if = "Option::is_none")]
            pub file_name: Option<String>,
            #[serde(skip_serializing_if = "Option::is_none")]
            pub logical_backup: Option<bool>,
            #[serde(skip_serializing_if = "Option::is_none")]
            pub backup_date: Option<DateTime<Utc>>,
            $($unknown)*
        }
    };
}

/// Drops what is unknown.
pub mod dropping {
    use super::*;
    model! {}
}

/// Keeps what is unknown, at the price that serde's `flatten` has.
pub mod keeping {
    use super::*;
    model! {
        #[serde(flatten)]
        pub unknown: Map<String, Value>,
    }
}

/// The documented backup event with exactly the fields of its example, all required, and dates of type `D`: a [`Date`](required::Date),
/// or a `String` to see what is left if writing a date costs nothing.
pub mod required {
    use super::*;
    use serde::Serializer;

    #[derive(Debug, Deserialize, Serialize)]
    #[serde(tag = "event_type")]
    pub enum Tagged<D = Date> {
        #[serde(rename = "managed_backup.fail")]
        ManagedBackupFail(BackupEvent<D>),
    }

    #[derive(Debug, Deserialize, Serialize)]
    pub struct BackupEvent<D = Date> {
        #[serde(with = "chrono::serde::ts_seconds")]
        pub timestamp: DateTime<Utc>,
        pub stack: Stack<D>,
        pub backup: Backup<D>,
    }

    #[derive(Debug, Deserialize, Serialize)]
    pub struct Stack<D = Date> {
        pub uid: String,
        pub name: String,
        pub account_id: i64,
        pub git: String,
        pub git_branch: String,
        pub environment: String,
        pub cloud: String,
        pub fqdn: String,
        pub language: String,
        pub framework: String,
        pub status: i64,
        pub health: i64,
        pub last_activity: D,
        pub last_activity_iso: D,
        pub maintenance_mode: bool,
        pub has_loadbalancer: bool,
        pub created_at: D,
        pub updated_at: D,
        pub deploy_directory: String,
        pub cloud_status: String,
        pub backend: String,
        pub version: String,
        pub revision: String,
        pub is_busy: bool,
        pub account_name: String,
        pub is_cluster: bool,
        pub is_inside_cluster: bool,
        pub cluster_name: String,
        pub application_address: String,
        pub configstore_namespace: String,
        pub namespaces: Vec<String>,
        pub considerations: Considerations,
        pub redeploy_hook: String,
    }

    #[derive(Debug, Deserialize, Serialize)]
    pub struct Considerations {
        pub warnings: Vec<String>,
        pub notices: Vec<String>,
    }

    #[derive(Debug, Deserialize, Serialize)]
    pub struct Backup<D = Date> {
        pub id: i64,
        pub server_uid: String,
        pub db_type: String,
        pub database_name: String,
        pub file_base: String,
        pub backup_date_iso: D,
        pub backup_status: i64,
        pub backup_result: String,
        pub restore_status: i64,
        pub restore_result: String,
        pub created_at_iso: D,
        pub updated_at_iso: D,
        pub verify_status: i64,
        pub verify_result: String,
        pub storage_path: String,
        pub skip_tables: String,
        pub backup_size: u64,
    }

    /// Written by `to_rfc3339`, which is faster than chrono's own `Serialize`.
    #[derive(Debug, Deserialize)]
    #[serde(transparent)]
    pub struct Date(pub DateTime<Utc>);

    impl Serialize for Date {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.collect_str(&self.0.to_rfc3339())
        }
    }
}

/// `2024-02-15 14:30:00 UTC`, as one finds it in chrono's documentation.
pub mod spaced {
    use super::*;
    use chrono::NaiveDateTime;
    use serde::{Deserializer, Serializer, de::Error};

    const FORMAT: &str = "%Y-%m-%d %H:%M:%S UTC";

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<DateTime<Utc>>, D::Error> {
        let text = Option::<String>::deserialize(deserializer)?;
        text.map(|text| NaiveDateTime::parse_from_str(&text, FORMAT).map(|time| time.and_utc()).map_err(Error::custom))
            .transpose()
    }

    pub fn serialize<S: Serializer>(instant: &Option<DateTime<Utc>>, serializer: S) -> Result<S::Ok, S::Error> {
        match instant {
            Some(instant) => serializer.collect_str(&instant.format(FORMAT)),
            None => serializer.serialize_none(),
        }
    }
}
