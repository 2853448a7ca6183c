//! Events of backups.

use std::fmt;

use chrono::{DateTime, Utc};

use super::{Evidence, Parts, Payload, Subject, SubjectKind, Summary, first_text, payload};
use crate::codes::{BackupStatus, VerifyStatus};
use crate::json::Fields;
use crate::objects::{Backup, NestedOrInline, Stack};
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
        #[form(NestedOrInline)]
        pub stack: Stack,
        /// The backup. Its codes may contradict the event: the documented examples show those of a backup that went well.
        pub backup: Backup,
        /// What went wrong. The documentation mentions it without naming the field, and the example lacks it.
        pub error_message: Option<String>,
        /// The fields that this version does not know, and values of an unexpected type, as they were delivered.
        pub unknown: Fields,
    }
}

impl BackupEvent {
    /// The code that says how the backup or its verification ended, with the message that belongs to it.
    fn result(&self, event_type: &str) -> Evidence<'_> {
        let Backup { backup_status, backup_result, verify_status, verify_result, .. } = &self.backup;
        if event_type == VERIFICATION_FAILED {
            let agrees = match verify_status {
                Some(VerifyStatus::Failed) => Some(true),
                // It has not been verified, is being verified, or has been, but did not fail.
                Some(VerifyStatus::NotVerified | VerifyStatus::Verifying | VerifyStatus::Verified) => Some(false),
                _ => None,
            };
            Evidence::new("verify status", *verify_status, agrees).with(verify_result.as_deref())
        } else {
            let agrees = match backup_status {
                Some(BackupStatus::Failed) => Some(true),
                Some(BackupStatus::Ok) => Some(false),
                _ => None,
            };
            Evidence::new("backup status", *backup_status, agrees).with(backup_result.as_deref())
        }
    }
}

impl Payload for BackupEvent {
    fn parts(&self) -> Parts<'_> {
        Parts {
            stack: Some(&self.stack),
            backup: Some(&self.backup),
            server_uid: self.backup.server_uid.as_deref(),
            ..Parts::default()
        }
    }

    // The documented examples have status Ok with "Backup completed successfully", and Not Verified with "Backup verified
    // successfully". These say what contradicts the event, and not why it failed.
    fn evidence(&self, event_type: &str) -> Vec<Evidence<'_>> {
        vec![self.result(event_type)]
    }

    fn reason(&self, event_type: &str) -> Option<&str> {
        let result = self.result(event_type).reason();
        let backup = first_text([&self.backup.error_message]);
        // The error of the backup need not be that of its verification.
        let rest = if event_type == VERIFICATION_FAILED { result.or(backup) } else { backup.or(result) };
        first_text([&self.error_message]).or(rest)
    }

    // Each backup has an id of its own. What fails again is the backup of a database.
    fn subject(&self) -> Option<Subject> {
        let Backup { db_type, database_name, .. } = &self.backup;
        let parts = [
            ("stack_uid", Some(&*self.stack.uid)),
            ("db_type", Some(db_type.as_str())),
            ("database_name", Some(database_name)),
        ];
        Subject::new(SubjectKind::Database, parts)
    }

    fn describe(&self, _: &str, summary: &mut Summary<'_, '_>) -> fmt::Result {
        summary.part(&self.stack)?;
        summary.part(&self.backup)
    }
}
