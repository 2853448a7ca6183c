//! The one table of event types. Everything that enumerates them comes from it, and nothing else lists them.

/// Hands the table to the macro `$callback`.
///
/// A row is the documentation of the variant, then
///
/// ```ignore
/// ManagedBackupFail = "managed_backup.fail": BackupEvent, Backup "managed-backup-fail", BadNews, "Managed backup failed";
/// ```
///
/// variant, event type on the wire, payload, group with the anchor on its page of the documentation, severity, and the
/// headline of its line for an operator. The sample of a row is `samples/<event type>.json`.
macro_rules! event_table {
    ($callback:ident) => {
        $callback! {
            /// A stack was created.
            StackCreated = "stack.created": StackEvent, Application "created", Notice, "Stack created";
            /// The servers of a stack were set up.
            StackProvisionOk = "stack.provision.ok": ProvisionEvent, Application "provision-ok", Success, "Stack provisioned";
            /// The servers of a stack could not be set up.
            StackProvisionFail = "stack.provision.fail": ProvisionEvent, Application "provision-fail", BadNews, "Stack provisioning failed";
            /// A stack was deployed again.
            StackRedeployOk = "stack.redeploy.ok": DeployEvent, Application "redeploy-ok", Success, "Stack redeployed";
            /// A stack could not be deployed again.
            StackRedeployFail = "stack.redeploy.fail": DeployEvent, Application "redeploy-fail", BadNews, "Stack redeployment failed";
            /// A deployment began.
            StackDeployStarted = "stack.deploy.started": DeployEvent, Application "deploy-started", Notice, "Deployment started";
            /// The score of a stack went up or down.
            StackStackscoreChanged = "stack.stackscore.changed": StackScoreEvent, Application "stackscore-changed", Notice, "Stack score changed";
            /// A redeployment hook could not be carried out.
            StackRedeployHookFail = "stack.redeploy.hook.fail": RedeployHookEvent, Application "redeploy-hook-fail", BadNews, "Redeployment hook failed";
            /// An update of the application waits for its turn.
            ApplicationUpdatePending = "application.update.pending": UpdateEvent, Application "update-pending", Notice, "Application update queued";
            /// An update of the application began.
            ApplicationUpdateStarted = "application.update.started": UpdateEvent, Application "update-started", Notice, "Application update started";
            /// An update of the application succeeded.
            ApplicationUpdateSucceeded = "application.update.succeeded": UpdateEvent, Application "update-succeeded", Success, "Application updated";
            /// An update of the application failed.
            ApplicationUpdateFailed = "application.update.failed": UpdateEvent, Application "update-failed", BadNews, "Application update failed";
            /// The application did not pass its health check.
            ApplicationHealthCheckFailed = "application.health_check.failed": StackEvent, Application "health-check-failed", BadNews, "Health check failed";
            /// An integration, a monitoring service for example, was set up.
            ApplicationIntegrationConfigured = "application.integration.configured": IntegrationEvent, Application "integration-configured", Notice, "Integration configured";
            /// An integration was taken away.
            ApplicationIntegrationRemoved = "application.integration.removed": IntegrationEvent, Application "integration-removed", Notice, "Integration removed";
            /// A server no longer answers.
            ServerStopped = "server.stopped": ServerEvent, Server "stopped", BadNews, "Server stopped";
            /// A server that was away answers again.
            ServerBackon = "server.backon": ServerEvent, Server "backon", Recovery, "Server back on";
            /// A server did not get the IP address that it was to have.
            ServerIpChangeFail = "server.ip.change.fail": IpChangeEvent, Server "ip-change-fail", BadNews, "Change of IP address failed";
            /// A container stopped running or does not answer.
            ContainerDown = "container.down": ContainerEvent, Container "down", BadNews, "Container down";
            /// A monitored process stopped running.
            ProcessDown = "process.down": ProcessEvent, Process "down", BadNews, "Process down";
            /// A web process began to run.
            WebProcessStarted = "web.process.started": WebProcessEvent, Process "web-started", Success, "Web process started";
            /// A web process no longer runs.
            WebProcessStopped = "web.process.stopped": WebProcessEvent, Process "web-stopped", BadNews, "Web process stopped";
            /// Nobody can tell whether a web process runs.
            WebProcessUnknown = "web.process.unknown": WebProcessEvent, Process "web-unknown", BadNews, "Web process in an unknown state";
            /// Free disk space fell below its threshold.
            FreeDiskSpaceAlert = "free.disk.space.alert": DiskSpaceEvent, Disk "space-alert", BadNews, "Disk space low";
            /// There is enough free disk space again.
            FreeDiskSpaceNormal = "free.disk.space.normal": DiskSpaceEvent, Disk "space-normal", Recovery, "Disk space back to normal";
            /// A service was built.
            ServiceBuildOk = "service.build.ok": BuildEvent, Service "build-ok", Success, "Service built";
            /// A service could not be built.
            ServiceBuildFail = "service.build.fail": BuildEvent, Service "build-fail", BadNews, "Service build failed";
            /// A cloud resource, a load balancer for example, was deleted.
            CloudObjectDeleteOk = "cloud_object.delete.ok": CloudObjectEvent, CloudObject "delete-ok", Success, "Cloud resource deleted";
            /// A cloud resource could not be deleted, and may go on costing money.
            CloudObjectDeleteFail = "cloud_object.delete.fail": CloudObjectEvent, CloudObject "delete-fail", BadNews, "Deletion of a cloud resource failed";
            /// An SSL certificate was installed.
            SslCertificateInstallOk = "ssl_certificate.install.ok": SslCertificateEvent, Ssl "install-ok", Success, "SSL certificate installed";
            /// An SSL certificate could not be installed.
            SslCertificateInstallFail = "ssl_certificate.install.fail": SslCertificateEvent, Ssl "install-fail", BadNews, "SSL certificate installation failed";
            /// An SSL certificate is about to expire, typically in 30 days.
            SslCertificateExpireSoon = "ssl_certificate.expire.soon": SslCertificateEvent, Ssl "expire-soon", BadNews, "SSL certificate expires soon";
            /// An OAuth application may use the account.
            AppAuth = "app.auth": AuthorizationEvent, Auth "app-auth", Notice, "Application authorized";
            /// An OAuth application may no longer use the account.
            AppDeauth = "app.deauth": AuthorizationEvent, Auth "app-deauth", Notice, "Application authorization revoked";
            /// ActiveProtect banned an address from a server.
            ActiveProtectBlock = "active.protect.block": BlockEvent, ActiveProtect "block", Notice, "Address blocked";
            /// A file that ActiveProtect watches was changed.
            ActiveProtectChange = "active.protect.change": FileChangeEvent, ActiveProtect "change", BadNews, "Watched file changed";
            /// Somebody downloaded the SSH key of a server.
            SshKeyDownloaded = "ssh_key.downloaded": SshKeyEvent, Ssh "key-downloaded", Notice, "SSH key downloaded";
            /// A managed backup could not be made.
            ManagedBackupFail = "managed_backup.fail": BackupEvent, Backup "managed-backup-fail", BadNews, "Managed backup failed";
            /// A backup did not pass its verification: it may be damaged or incomplete.
            BackupVerificationFailed = "backup.verification.failed": BackupEvent, Backup "verification-failed", BadNews, "Backup verification failed";
            /// Replication of a database works again.
            DbSlaveOk = "db.slave.ok": ReplicationEvent, Database "slave-ok", Recovery, "Database replication recovered";
            /// Replication of a database failed or fell behind.
            DbSlaveFailed = "db.slave.failed": ReplicationEvent, Database "slave-failed", BadNews, "Database replication failed";
            /// A payment was made.
            PaymentDone = "payment.done": PaymentEvent, Payment "payment-done", Success, "Payment made";
            /// A payment could not be made.
            PaymentFail = "payment.fail": PaymentEvent, Payment "payment-fail", BadNews, "Payment failed";
            /// An account was suspended, over a payment or for another reason.
            AccountSuspended = "account.suspended": AccountEvent, Account "suspended", BadNews, "Account suspended";
            /// A scheduled job failed.
            JobFail = "job.fail": JobEvent, Job "fail", BadNews, "Job failed";
            /// A job that had failed works again.
            JobBackon = "job.backon": JobEvent, Job "backon", Recovery, "Job back on";
            /// A stack could not be scaled.
            AutoscalingFailed = "autoscaling.failed": AutoscalingEvent, Autoscaling "failed", BadNews, "Autoscaling failed";
            /// A stack was scaled up or down.
            AutoscalingActions = "autoscaling.actions": AutoscalingEvent, Autoscaling "actions", Success, "Autoscaling done";
        }
    };
}
pub(crate) use event_table;
