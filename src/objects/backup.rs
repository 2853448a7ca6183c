//! The backup of a database.

use std::fmt;

use chrono::{DateTime, Utc};

use crate::codes::{BackupStatus, DbType, RestoreStatus, VerifyStatus};
use crate::text::clean;
use crate::wire::object;

object! {
    /// A managed backup of one database.
    ///
    /// Source: <https://developers.cloud66.com/v3/models/backup>. Only `id`, `db_type` and `database_name` stand in every
    /// published payload: a backup that failed before it began has null nearly everywhere else.
    pub struct Backup {
        /// Identifier of the backup.
        pub id: i64,
        /// Identifier of the server on which the backup was made.
        pub server_uid: Option<String>,
        /// Kind of the database: `mysql`, `postgresql`, `redis` or `mongodb` are known.
        pub db_type: DbType,
        /// Name of the database.
        pub database_name: String,
        /// Name of the backup's files, without their endings. May be empty.
        pub file_base: Option<String>,
        /// When the backup was made.
        pub backup_date_iso: Option<DateTime<Utc>>,
        /// How making the backup ended. An integer code; the documented example of a failed backup has 0 here, which is success.
        pub backup_status: Option<BackupStatus>,
        /// What making the backup reported. May be empty.
        pub backup_result: Option<String>,
        /// How far restoring the backup has come. An integer code.
        pub restore_status: Option<RestoreStatus>,
        /// What restoring the backup reported.
        pub restore_result: Option<String>,
        /// When the record of the backup was created.
        pub created_at_iso: Option<DateTime<Utc>>,
        /// When the record of the backup was last changed.
        pub updated_at_iso: Option<DateTime<Utc>>,
        /// How far verifying the backup has come. An integer code; the documented example of a failed verification has 0 here, which is Not Verified.
        pub verify_status: Option<VerifyStatus>,
        /// What verifying the backup reported.
        pub verify_result: Option<String>,
        /// Where the backup's files are stored.
        pub storage_path: Option<String>,
        /// Tables that were left out, separated by commas. May be empty.
        ///
        /// [`skipped_tables`](Backup::skipped_tables) has their names.
        pub skip_tables: Option<String>,
        /// Size of the backup in bytes.
        pub backup_size: Option<u64>,
        /// Name of the backup's file. Known from the vendor's Go client.
        pub file_name: Option<String>,
        /// Whether the backup is logical (text), and not binary. Absent once the job that made it is gone. Known from the vendor's Go client.
        pub logical_backup: Option<bool>,
        /// When the backup was made. Stands in the API's objects; webhooks are documented with `backup_date_iso`.
        pub backup_date: Option<DateTime<Utc>>,
    }
}

impl Backup {
    /// The names of the tables that were left out.
    pub fn skipped_tables(&self) -> impl Iterator<Item = &str> {
        comma_separated(self.skip_tables.as_deref())
    }
}

/// The names in a list that comes as one text.
pub(super) fn comma_separated(names: Option<&str>) -> impl Iterator<Item = &str> {
    names.unwrap_or_default().split(',').map(str::trim).filter(|name| !name.is_empty())
}

/// `database myapp_production (postgresql)`, as it stands in the line for an operator.
impl fmt::Display for Backup {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "database {} ({})", clean(&self.database_name), self.db_type)
    }
}
