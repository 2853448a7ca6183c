//! The tables of integer codes: constants and labels as the vendor has them, nothing guessed.

super::codes! {
    /// State of a stack's analysis and deployment.
    ///
    /// The codes are the same in the documentation and in the vendor's Go client. For a stack with the framework `skycap` the vendor has
    /// other labels: see [`skycap_label`](StackStatus::skycap_label).
    ///
    /// Source: <https://github.com/cloud66/api-content/blob/d6e176c5b4a7af1bf9b6481f5894bd8785ab9599/v3/endpoints/stacks/get.mdx>.
    pub enum StackStatus {
        /// Queued for analysis.
        Queued = 0 => "STK_QUEUED", "Pending analysis";
        /// The last deployment succeeded.
        Success = 1 => "STK_SUCCESS", "Deployed successfully";
        /// The last deployment failed.
        Failed = 2 => "STK_FAILED", "Deployment failed";
        /// The code is being analyzed.
        Analysing = 3 => "STK_ANALYSING", "Analyzing";
        /// The code has been analyzed.
        Analysed = 4 => "STK_ANALYSED", "Analyzed";
        /// Queued for deployment.
        QueuedForDeploying = 5 => "STK_QUEUED_FOR_DEPLOYING", "Queued for deployment";
        /// A deployment is running.
        Deploying = 6 => "STK_DEPLOYING", "Deploying";
        /// The code cannot be analyzed.
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
        /// The vendor does not know.
        Unknown = 0 => "HLT_UNKNOWN", "Unknown";
        /// Being built.
        Building = 1 => "HLT_BUILDING", "Building";
        /// Impaired: some of it works.
        Partial = 2 => "HLT_PARTIAL", "Impaired";
        /// Healthy.
        Ok = 3 => "HLT_OK", "Healthy";
        /// Failed.
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
        /// The vendor does not know.
        Unknown = 0 => "HLT_UNKNOWN", "Unknown";
        /// Being built.
        Building = 1 => "HLT_BUILDING", "Building";
        /// Impaired: some of it works.
        Partial = 2 => "HLT_PARTIAL", "Impaired";
        /// Healthy.
        Ok = 3 => "HLT_OK", "Healthy";
        /// Failed.
        Broken = 4 => "HLT_BROKEN", "Failed";
    }
}

super::codes! {
    /// How making a backup ended.
    ///
    /// The documentation says only that 0 is success; the table is in the vendor's Go client.
    ///
    /// Source: <https://github.com/cloud66-oss/cloud66/blob/7754813ac435e39396d851ab742aa97f0573ffdf/backups.go>.
    pub enum BackupStatus {
        /// The backup was made.
        Ok = 0 => "BCK_OK", "Ok";
        /// The backup failed.
        Failed = 1 => "BCK_FAILED", "Failed";
    }
}

super::codes! {
    /// How far restoring a backup has come.
    ///
    /// The table is in the vendor's Go client only.
    ///
    /// Source: <https://github.com/cloud66-oss/cloud66/blob/7754813ac435e39396d851ab742aa97f0573ffdf/backups.go>.
    pub enum RestoreStatus {
        /// Not restored.
        NotRestored = 0 => "RST_NA", "Not Restored";
        /// Being restored.
        Restoring = 1 => "RST_RESTORING", "Restoring";
        /// Restored.
        Restored = 2 => "RST_OK", "Restored";
        /// Restoring failed.
        Failed = 3 => "RST_FAILED", "Restore Failed";
    }
}

super::codes! {
    /// How far verifying a backup has come.
    ///
    /// The table is in the vendor's Go client only. Its constant for 1 is spelled `VRF_VERIFING`.
    ///
    /// Source: <https://github.com/cloud66-oss/cloud66/blob/7754813ac435e39396d851ab742aa97f0573ffdf/backups.go>.
    pub enum VerifyStatus {
        /// Not verified.
        NotVerified = 0 => "VRF_NA", "Not Verified";
        /// Being verified.
        Verifying = 1 => "VRF_VERIFING", "Verifying";
        /// Verified.
        Verified = 2 => "VRF_OK", "Verified";
        /// The backup was checked, and is bad.
        Failed = 3 => "VRF_FAILED", "Verification Failed";
        /// The check itself could not be made.
        InternalIssue = 4 => "VRF_INTERNAL_ISSUE", "Unable to Verify";
    }
}

super::codes! {
    /// Health of a container.
    ///
    /// The table is in the vendor's Go client only, and has no labels.
    ///
    /// Source: <https://github.com/cloud66-oss/cloud66/blob/7754813ac435e39396d851ab742aa97f0573ffdf/container.go>.
    pub enum ContainerHealth {
        /// Not verified.
        Unverified = 0 => "CNT_HEALTH_UNVERIFIED";
        /// Up.
        Up = 1 => "CNT_HEALTH_UP";
        /// Down.
        Down = 2 => "CNT_HEALTH_DOWN";
        /// Not applicable.
        NotApplicable = 3 => "CNT_HEALTH_NA";
    }
}

super::codes! {
    /// How the last run of a job ended.
    ///
    /// The table is in the vendor's Go client; webhooks are documented with text instead, see [`OrText`](super::OrText).
    ///
    /// Source: <https://github.com/cloud66-oss/cloud66/blob/7754813ac435e39396d851ab742aa97f0573ffdf/job.go>.
    pub enum JobStatus {
        /// Updated.
        Updated = 0 => "ST_UPDATED", "Updated";
        /// Started.
        Started = 1 => "ST_STARTED", "Started";
        /// Succeeded.
        Success = 2 => "ST_SUCCESS", "Success";
        /// Failed.
        Failed = 3 => "ST_FAILED", "Failed";
    }
}

super::codes! {
    /// State of an SSL certificate's installation.
    ///
    /// The table is in the vendor's Go client; webhooks are documented with text instead, see [`OrText`](super::OrText).
    ///
    /// Source: <https://github.com/cloud66-oss/cloud66/blob/7754813ac435e39396d851ab742aa97f0573ffdf/ssl-certificate.go>.
    pub enum SslCertificateStatus {
        /// Not applicable.
        NotApplicable = -1 => "ST_NOT_APPLICABLE", "Not Applicable";
        /// Not installed.
        NotInstalled = 0 => "ST_NOT_INSTALLED", "Not Installed";
        /// Being installed.
        Installing = 1 => "ST_INSTALLING", "Installing";
        /// Failed.
        Failed = 2 => "ST_FAILED", "Failed";
        /// Installed.
        Installed = 3 => "ST_INSTALLED", "Installed";
        /// Being removed.
        Removing = 4 => "ST_REMOVING", "Removing";
    }
}

impl StackStatus {
    /// What the vendor shows for the code on a stack with the framework `skycap`, which is built and not deployed.
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
