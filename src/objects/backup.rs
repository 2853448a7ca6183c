//! The backup of a database.

use std::fmt;

use chrono::{DateTime, Utc};

use super::object;
use crate::codes::{BackupStatus, DbType, RestoreStatus, VerifyStatus};
use crate::json::Fields;
use crate::text::{clean, comma_separated, write_noun};

object! {
    /// A managed backup of one database.
    ///
    /// Source: <https://developers.cloud66.com/v3/models/backup>. Only `id`, `db_type` and `database_name` are
    /// in every published payload: in one, of a backup that failed before it began, six of the others are null.
    pub struct Backup {
        /// Identifier of the backup.
        pub id: i64,
        /// Identifier of the server on which the backup was made.
        pub server_uid: Option<String>,
        /// Kind of the database. Known values are `mysql`, `postgresql`, `redis` and `mongodb`.
        pub db_type: DbType,
        /// Name of the database.
        pub database_name: String,
        /// Name of the backup's files, without extensions. May be empty.
        pub file_base: Option<String>,
        /// When the backup was made.
        pub backup_date_iso: Option<DateTime<Utc>>,
        /// Result of the backup, an integer code. The documented example of a failed backup has 0 here, which is success.
        pub backup_status: Option<BackupStatus>,
        /// Message of the backup. May be empty.
        pub backup_result: Option<String>,
        /// State of restoring the backup, an integer code.
        pub restore_status: Option<RestoreStatus>,
        /// Message of restoring the backup.
        pub restore_result: Option<String>,
        /// When the record of the backup was created.
        pub created_at_iso: Option<DateTime<Utc>>,
        /// When the record of the backup was last changed.
        pub updated_at_iso: Option<DateTime<Utc>>,
        /// State of verifying the backup, an integer code. The documented example of a failed verification has 0 here, which is Not Verified.
        pub verify_status: Option<VerifyStatus>,
        /// Message of verifying the backup.
        pub verify_result: Option<String>,
        /// Where the backup's files are stored.
        pub storage_path: Option<String>,
        /// Tables that were left out, separated by commas. May be empty.
        ///
        /// [`skipped_tables`](Backup::skipped_tables) has their names.
        pub skip_tables: Option<String>,
        /// Size of the backup in bytes.
        pub backup_size: Option<u64>,
        /// What went wrong. The documentation of `managed_backup.fail` promises an error message; no example has this field.
        pub error_message: Option<String>,
        /// Name of the backup's file. Known from the vendor's Go client.
        pub file_name: Option<String>,
        /// Whether the backup is logical (text) or binary. Absent once the job that made it has been deleted. Known from the vendor's Go client.
        pub logical_backup: Option<bool>,
        /// When the backup was made. In the API's objects; webhooks are documented with `backup_date_iso`.
        pub backup_date: Option<DateTime<Utc>>,
        /// The fields that this version does not know, and values of an unexpected type, as they were delivered.
        pub unknown: Fields,
    }
}

impl Backup {
    /// The names of the tables that were left out, from [`skip_tables`](Backup::skip_tables).
    ///
    /// ```
    /// use cloud66_webhooks::Backup;
    ///
    /// let json = r#"{
    ///     "id": 7, "db_type": "mysql", "database_name": "orders",
    ///     "skip_tables": "logs,cache"
    /// }"#;
    /// let backup: Backup = serde_json::from_str(json)?;
    /// assert_eq!(backup.skipped_tables().collect::<Vec<_>>(), ["logs", "cache"]);
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub fn skipped_tables(&self) -> impl Iterator<Item = &str> {
        comma_separated(self.skip_tables.as_deref().unwrap_or_default())
    }
}

/// For example `database myapp_production (postgresql)`. `{:#}` leaves out the first word.
impl fmt::Display for Backup {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_noun(formatter, "database ")?;
        write!(formatter, "{} ({})", clean(&self.database_name), self.db_type)
    }
}
