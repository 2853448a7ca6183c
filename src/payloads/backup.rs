//! Events of backups.

use std::fmt;

use chrono::{DateTime, Utc};

use super::{Carried, Line, Payload, Subject, SubjectKind, first_text, payload};
use crate::codes::{BackupStatus, VerifyStatus};
use crate::fields::Fields;
use crate::objects::{Backup, NestedOrFlat, Stack};
use crate::time::UnixSeconds;

const VERIFICATION_FAILED: &str = "backup.verification.failed";

payload! {
    /// `managed_backup.fail` and `backup.verification.failed`: a backup failed, or its verification.
    ///
    /// Sources: <https://developers.cloud66.com/v3/webhooks/backup/#managed-backup-fail>,
    /// <https://developers.cloud66.com/v3/webhooks/backup/#verification-failed>.
    ///
    /// Serialized on its own, it has no `event_type`: see [the module](crate::payloads).
    pub struct BackupEvent {
        /// When the event was sent. Unix seconds.
        #[form(UnixSeconds)]
        pub timestamp: DateTime<Utc>,
        /// The stack.
        #[form(NestedOrFlat)]
        pub stack: Stack,
        /// The backup. Its codes may contradict the event: the documented examples show those of a backup that went well.
        pub backup: Backup,
        /// What went wrong. The documentation mentions it without naming the field, and the example lacks it.
        pub error_message: Option<String>,
        /// The fields that this version does not know, and values of an unexpected type, as they were delivered.
        pub unknown: Fields,
    }
}

impl Payload for BackupEvent {
    fn carried(&self) -> Carried<'_> {
        Carried {
            stack: Some(&self.stack),
            backup: Some(&self.backup),
            server_uid: self.backup.server_uid.as_deref(),
            ..Carried::default()
        }
    }

    // The documented examples have "Backup completed successfully" here. What the vendor delivers is shown as it is: the status
    // of the same record is no evidence against it.
    fn reason(&self, event_type: &str) -> Option<&str> {
        let Backup { error_message, backup_result, verify_result, .. } = &self.backup;
        if event_type == VERIFICATION_FAILED {
            first_text([&self.error_message, verify_result, error_message])
        } else {
            first_text([&self.error_message, error_message, backup_result])
        }
    }

    // Each backup has an id of its own. What fails again is the backup of a database.
    fn subject(&self, _: &str) -> Option<Subject> {
        let Backup { db_type, database_name, .. } = &self.backup;
        let parts = [
            ("stack_uid", Some(&*self.stack.uid)),
            ("db_type", Some(db_type.as_str())),
            ("database_name", Some(database_name)),
        ];
        Subject::new(SubjectKind::Database, parts)
    }

    fn describe(&self, event_type: &str, line: &mut Line<'_, '_>) -> fmt::Result {
        line.part(&self.stack)?;
        line.part(&self.backup)?;
        // A code that says no more than the headline is left out.
        if event_type == VERIFICATION_FAILED {
            line.named("verify status", self.backup.verify_status.filter(|status| *status != VerifyStatus::Failed))
        } else {
            line.named("backup status", self.backup.backup_status.filter(|status| *status != BackupStatus::Failed))
        }
    }
}
