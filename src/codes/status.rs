//! The tables of integer codes, with the vendor's constants and labels. Nothing is guessed.

super::codes! {
    /// State of a stack's analysis and deployment.
    ///
    /// The codes are the same in the documentation and in the vendor's Go client. For a stack with the framework `skycap` the vendor has
    /// other labels: see [`skycap_label`](StackStatus::skycap_label).
    ///
    /// Source: <https://github.com/cloud66/api-content/blob/d6e176c5b4a7af1bf9b6481f5894bd8785ab9599/v3/endpoints/stacks/get.mdx>.
    pub enum StackStatus {
        /// `STK_QUEUED` (0, "Pending analysis"): queued for analysis.
        Queued = 0 => "STK_QUEUED", "Pending analysis";
        /// `STK_SUCCESS` (1, "Deployed successfully"): the last deployment succeeded.
        Success = 1 => "STK_SUCCESS", "Deployed successfully";
        /// `STK_FAILED` (2, "Deployment failed"): the last deployment failed.
        Failed = 2 => "STK_FAILED", "Deployment failed";
        /// `STK_ANALYSING` (3, "Analyzing"): the code is being analyzed.
        Analysing = 3 => "STK_ANALYSING", "Analyzing";
        /// `STK_ANALYSED` (4, "Analyzed"): the code has been analyzed.
        Analysed = 4 => "STK_ANALYSED", "Analyzed";
        /// `STK_QUEUED_FOR_DEPLOYING` (5, "Queued for deployment"): queued for deployment.
        QueuedForDeploying = 5 => "STK_QUEUED_FOR_DEPLOYING", "Queued for deployment";
        /// `STK_DEPLOYING` (6, "Deploying"): a deployment is running.
        Deploying = 6 => "STK_DEPLOYING", "Deploying";
        /// `STK_TERMINAL_FAILURE` (7, "Unable to analyze"): the code cannot be analyzed.
        TerminalFailure = 7 => "STK_TERMINAL_FAILURE", "Unable to analyze";
    }
}

super::codes! {
    /// Health of a stack.
    ///
    /// Code 0 is a real state that the vendor calls Unknown.
    ///
    /// Source: <https://github.com/cloud66/api-content/blob/d6e176c5b4a7af1bf9b6481f5894bd8785ab9599/v3/endpoints/stacks/get.mdx>.
    pub enum StackHealth {
        /// `HLT_UNKNOWN` (0, "Unknown"): the health is not known.
        Unknown = 0 => "HLT_UNKNOWN", "Unknown";
        /// `HLT_BUILDING` (1, "Building"): being built.
        Building = 1 => "HLT_BUILDING", "Building";
        /// `HLT_PARTIAL` (2, "Impaired"): some of it works.
        Partial = 2 => "HLT_PARTIAL", "Impaired";
        /// `HLT_OK` (3, "Healthy"): healthy.
        Ok = 3 => "HLT_OK", "Healthy";
        /// `HLT_BROKEN` (4, "Failed"): failed.
        Broken = 4 => "HLT_BROKEN", "Failed";
    }
}

super::codes! {
    /// Health of a server.
    ///
    /// The documentation has no table for it; the vendor's Go client uses that of a stack's health.
    ///
    /// Source: <https://github.com/cloud66-oss/cloud66/blob/7754813ac435e39396d851ab742aa97f0573ffdf/server.go>.
    pub enum ServerHealth {
        /// `HLT_UNKNOWN` (0, "Unknown"): the health is not known.
        Unknown = 0 => "HLT_UNKNOWN", "Unknown";
        /// `HLT_BUILDING` (1, "Building"): being built.
        Building = 1 => "HLT_BUILDING", "Building";
        /// `HLT_PARTIAL` (2, "Impaired"): some of it works.
        Partial = 2 => "HLT_PARTIAL", "Impaired";
        /// `HLT_OK` (3, "Healthy"): healthy.
        Ok = 3 => "HLT_OK", "Healthy";
        /// `HLT_BROKEN` (4, "Failed"): failed.
        Broken = 4 => "HLT_BROKEN", "Failed";
    }
}

super::codes! {
    /// Result of a backup.
    ///
    /// The documentation says only that 0 is success; the table is in the vendor's Go client.
    ///
    /// Source: <https://github.com/cloud66-oss/cloud66/blob/7754813ac435e39396d851ab742aa97f0573ffdf/backups.go>.
    pub enum BackupStatus {
        /// `BCK_OK` (0, "Ok"): the backup was made.
        Ok = 0 => "BCK_OK", "Ok";
        /// `BCK_FAILED` (1, "Failed"): the backup failed.
        Failed = 1 => "BCK_FAILED", "Failed";
    }
}

super::codes! {
    /// State of restoring a backup.
    ///
    /// The table is in the vendor's Go client only.
    ///
    /// Source: <https://github.com/cloud66-oss/cloud66/blob/7754813ac435e39396d851ab742aa97f0573ffdf/backups.go>.
    pub enum RestoreStatus {
        /// `RST_NA` (0, "Not Restored"): not restored.
        NotRestored = 0 => "RST_NA", "Not Restored";
        /// `RST_RESTORING` (1, "Restoring"): being restored.
        Restoring = 1 => "RST_RESTORING", "Restoring";
        /// `RST_OK` (2, "Restored"): restored.
        Restored = 2 => "RST_OK", "Restored";
        /// `RST_FAILED` (3, "Restore Failed"): restoring failed.
        Failed = 3 => "RST_FAILED", "Restore Failed";
    }
}

super::codes! {
    /// State of verifying a backup.
    ///
    /// The table is in the vendor's Go client only. Its constant for 1 is spelled `VRF_VERIFING`.
    ///
    /// Source: <https://github.com/cloud66-oss/cloud66/blob/7754813ac435e39396d851ab742aa97f0573ffdf/backups.go>.
    pub enum VerifyStatus {
        /// `VRF_NA` (0, "Not Verified"): not verified.
        NotVerified = 0 => "VRF_NA", "Not Verified";
        /// `VRF_VERIFING` (1, "Verifying"): being verified.
        Verifying = 1 => "VRF_VERIFING", "Verifying";
        /// `VRF_OK` (2, "Verified"): verified.
        Verified = 2 => "VRF_OK", "Verified";
        /// `VRF_FAILED` (3, "Verification Failed"): the backup was checked, and is not usable.
        Failed = 3 => "VRF_FAILED", "Verification Failed";
        /// `VRF_INTERNAL_ISSUE` (4, "Unable to Verify"): the backup could not be checked.
        InternalIssue = 4 => "VRF_INTERNAL_ISSUE", "Unable to Verify";
    }
}

super::codes! {
    /// Health of a container.
    ///
    /// The table is in the vendor's Go client only, and has no labels. A word such as `unhealthy` is not in it; see [`OrText`](super::OrText).
    ///
    /// Source: <https://github.com/cloud66-oss/cloud66/blob/7754813ac435e39396d851ab742aa97f0573ffdf/container.go>.
    pub enum ContainerHealth {
        /// `CNT_HEALTH_UNVERIFIED` (0): not verified.
        Unverified = 0 => "CNT_HEALTH_UNVERIFIED";
        /// `CNT_HEALTH_UP` (1): up.
        Up = 1 => "CNT_HEALTH_UP";
        /// `CNT_HEALTH_DOWN` (2): down.
        Down = 2 => "CNT_HEALTH_DOWN";
        /// `CNT_HEALTH_NA` (3): not applicable.
        NotApplicable = 3 => "CNT_HEALTH_NA";
    }
}

super::codes! {
    /// Result of a job's last run.
    ///
    /// The table is in the vendor's Go client; webhooks are documented with a word instead, see [`OrText`](super::OrText).
    ///
    /// Source: <https://github.com/cloud66-oss/cloud66/blob/7754813ac435e39396d851ab742aa97f0573ffdf/job.go>.
    pub enum JobStatus {
        /// `ST_UPDATED` (0, "Updated"): updated.
        Updated = 0 => "ST_UPDATED", "Updated";
        /// `ST_STARTED` (1, "Started"): started.
        Started = 1 => "ST_STARTED", "Started";
        /// `ST_SUCCESS` (2, "Success"): succeeded.
        Success = 2 => "ST_SUCCESS", "Success";
        /// `ST_FAILED` (3, "Failed"): failed.
        Failed = 3 => "ST_FAILED", "Failed";
    }
}

super::codes! {
    /// State of an SSL certificate's installation.
    ///
    /// The table is in the vendor's Go client; webhooks are documented with a word instead, see [`OrText`](super::OrText).
    ///
    /// Source: <https://github.com/cloud66-oss/cloud66/blob/7754813ac435e39396d851ab742aa97f0573ffdf/ssl-certificate.go>.
    pub enum SslCertificateStatus {
        /// `ST_NOT_APPLICABLE` (-1, "Not Applicable"): not applicable.
        NotApplicable = -1 => "ST_NOT_APPLICABLE", "Not Applicable";
        /// `ST_NOT_INSTALLED` (0, "Not Installed"): not installed.
        NotInstalled = 0 => "ST_NOT_INSTALLED", "Not Installed";
        /// `ST_INSTALLING` (1, "Installing"): being installed.
        Installing = 1 => "ST_INSTALLING", "Installing";
        /// `ST_FAILED` (2, "Failed"): failed.
        Failed = 2 => "ST_FAILED", "Failed";
        /// `ST_INSTALLED` (3, "Installed"): installed.
        Installed = 3 => "ST_INSTALLED", "Installed";
        /// `ST_REMOVING` (4, "Removing"): being removed.
        Removing = 4 => "ST_REMOVING", "Removing";
    }
}

impl StackStatus {
    /// The label that the vendor shows for the code of a stack with the framework `skycap`, which is built and not deployed.
    ///
    /// Source: <https://github.com/cloud66-oss/cloud66/blob/7754813ac435e39396d851ab742aa97f0573ffdf/stack.go>.
    #[must_use]
    pub fn skycap_label(self) -> Option<&'static str> {
        match self {
            Self::Success => Some("Built successfully"),
            Self::Failed => Some("Build failed"),
            Self::QueuedForDeploying => Some("Queued for build"),
            Self::Deploying => Some("Building"),
            other => other.label(),
        }
    }
}
