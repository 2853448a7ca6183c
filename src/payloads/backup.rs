//! Events of backups.

use std::fmt;

use chrono::{DateTime, Utc};

use super::{Line, Payload};
use crate::objects::{Backup, Stack};
use crate::wire::{NestedOrFlat, payload};

payload! {
    /// A backup failed, or its verification.
    ///
    /// Source: <https://developers.cloud66.com/v3/webhooks/backup/#managed-backup-fail>.
    pub struct BackupEvent {
        /// When the event was sent. Unix seconds.
        pub timestamp: DateTime<Utc>,
        #[form(NestedOrFlat)]
        /// The stack.
        pub stack: Stack,
        /// The backup. Its codes may contradict the event: the documented examples show those of a backup that went well.
        pub backup: Backup,
    }
}

impl Payload for BackupEvent {
    fn stack(&self) -> Option<&Stack> {
        Some(&self.stack)
    }

    fn backup(&self) -> Option<&Backup> {
        Some(&self.backup)
    }

    fn server_uid(&self) -> Option<&str> {
        self.backup.server_uid.as_deref()
    }

    fn describe(&self, line: &mut Line<'_, '_>) -> fmt::Result {
        line.part(&self.stack)?;
        line.part(&self.backup)?;
        line.named("backup status", self.backup.backup_status)?;
        line.named("verify status", self.backup.verify_status)
    }
}
