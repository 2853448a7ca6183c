//! The table of event types. Everything that lists them is generated from it.

/// Hands the table to the macro `$callback`.
///
/// A row is the documentation of the variant, then
///
/// ```ignore
/// ServerBackon = "server.backon": ServerEvent, Server "server/#backon", Recovery resolves [ServerStopped], "Server back online";
/// ```
///
/// variant, event type, payload, group with the page of the vendor's documentation, severity with the alerts that the event resolves
/// for the same subject, and the headline of its line. The sample of a row is `samples/<event type>.json`.
///
/// An event resolves what the vendor documents as its counterpart, and nothing that is only likely: a certificate that was
/// installed need not be the one that expires soon. [`EventType::resolves`](crate::EventType::resolves) names the alerts without
/// a counterpart.
macro_rules! event_table {
    ($callback:ident) => {
        $callback! {
            /// A stack was created.
            StackCreated = "stack.created": StackEvent, Application "application/#created", Notice resolves [], "Stack created";
            /// The servers of a stack were set up.
            StackProvisionOk = "stack.provision.ok": ProvisionEvent, Application "application/#provision-ok", Success resolves [StackProvisionFail], "Stack provisioned";
            /// The servers of a stack could not be set up.
            StackProvisionFail = "stack.provision.fail": ProvisionEvent, Application "application/#provision-fail", Alert resolves [], "Stack provisioning failed";
            /// A stack was redeployed.
            StackRedeployOk = "stack.redeploy.ok": DeployEvent, Application "application/#redeploy-ok", Success resolves [StackRedeployFail], "Stack redeployed";
            /// A stack could not be redeployed.
            StackRedeployFail = "stack.redeploy.fail": DeployEvent, Application "application/#redeploy-fail", Alert resolves [], "Stack redeployment failed";
            /// A deployment started.
            StackDeployStarted = "stack.deploy.started": DeployEvent, Application "application/#deploy-started", Notice resolves [], "Deployment started";
            /// The score of a stack changed.
            StackStackscoreChanged = "stack.stackscore.changed": StackScoreEvent, Application "application/#stackscore-changed", Notice resolves [], "Stack score changed";
            /// A redeployment hook could not be executed.
            StackRedeployHookFail = "stack.redeploy.hook.fail": RedeployHookEvent, Application "application/#redeploy-hook-fail", Alert resolves [], "Redeployment hook failed";
            /// An update of the application is queued.
            ApplicationUpdatePending = "application.update.pending": UpdateEvent, Application "application/#update-pending", Notice resolves [], "Application update queued";
            /// An update of the application started.
            ApplicationUpdateStarted = "application.update.started": UpdateEvent, Application "application/#update-started", Notice resolves [], "Application update started";
            /// An update of the application succeeded.
            ApplicationUpdateSucceeded = "application.update.succeeded": UpdateEvent, Application "application/#update-succeeded", Success resolves [ApplicationUpdateFailed], "Application updated";
            /// An update of the application failed.
            ApplicationUpdateFailed = "application.update.failed": UpdateEvent, Application "application/#update-failed", Alert resolves [], "Application update failed";
            /// The health check of the application failed.
            ApplicationHealthCheckFailed = "application.health_check.failed": StackEvent, Application "application/#health-check-failed", Alert resolves [], "Application health check failed";
            /// An integration, such as a monitoring service, was configured.
            ApplicationIntegrationConfigured = "application.integration.configured": IntegrationEvent, Application "application/#integration-configured", Notice resolves [], "Integration configured";
            /// An integration was removed.
            ApplicationIntegrationRemoved = "application.integration.removed": IntegrationEvent, Application "application/#integration-removed", Notice resolves [], "Integration removed";
            /// A server stopped responding.
            ServerStopped = "server.stopped": ServerEvent, Server "server/#stopped", Alert resolves [], "Server stopped";
            /// A server that had stopped responding is back online.
            ServerBackon = "server.backon": ServerEvent, Server "server/#backon", Recovery resolves [ServerStopped], "Server back online";
            /// The IP address of a server could not be changed.
            ServerIpChangeFail = "server.ip.change.fail": IpChangeEvent, Server "server/#ip-change-fail", Alert resolves [], "Server IP address change failed";
            /// A container stopped running or no longer responds.
            ContainerDown = "container.down": ContainerEvent, Container "container/#down", Alert resolves [], "Container down";
            /// A monitored process stopped running.
            ProcessDown = "process.down": ProcessEvent, Process "process/#down", Alert resolves [], "Process down";
            /// A web process started.
            WebProcessStarted = "web.process.started": WebProcessEvent, Process "process/#web-started", Success resolves [WebProcessStopped, WebProcessUnknown], "Web process started";
            /// A web process stopped.
            WebProcessStopped = "web.process.stopped": WebProcessEvent, Process "process/#web-stopped", Alert resolves [], "Web process stopped";
            /// The state of a web process cannot be determined.
            WebProcessUnknown = "web.process.unknown": WebProcessEvent, Process "process/#web-unknown", Alert resolves [], "Web process state unknown";
            /// Free disk space fell below its threshold.
            FreeDiskSpaceAlert = "free.disk.space.alert": DiskSpaceEvent, Disk "disk/#space-alert", Alert resolves [], "Disk space low";
            /// Free disk space is back above its threshold.
            FreeDiskSpaceNormal = "free.disk.space.normal": DiskSpaceEvent, Disk "disk/#space-normal", Recovery resolves [FreeDiskSpaceAlert], "Disk space back to normal";
            /// A service was built.
            ServiceBuildOk = "service.build.ok": BuildEvent, Service "service/#build-ok", Success resolves [ServiceBuildFail], "Service built";
            /// A service could not be built.
            ServiceBuildFail = "service.build.fail": BuildEvent, Service "service/#build-fail", Alert resolves [], "Service build failed";
            /// A cloud resource, such as a load balancer, was deleted.
            CloudObjectDeleteOk = "cloud_object.delete.ok": CloudObjectEvent, CloudObject "cloud-object/#delete-ok", Success resolves [CloudObjectDeleteFail], "Cloud resource deleted";
            /// A cloud resource could not be deleted, and may continue to cost money.
            CloudObjectDeleteFail = "cloud_object.delete.fail": CloudObjectEvent, CloudObject "cloud-object/#delete-fail", Alert resolves [], "Cloud resource deletion failed";
            /// An SSL certificate was installed.
            SslCertificateInstallOk = "ssl_certificate.install.ok": SslCertificateEvent, Ssl "ssl/#install-ok", Success resolves [SslCertificateInstallFail], "SSL certificate installed";
            /// An SSL certificate could not be installed.
            SslCertificateInstallFail = "ssl_certificate.install.fail": SslCertificateEvent, Ssl "ssl/#install-fail", Alert resolves [], "SSL certificate installation failed";
            /// An SSL certificate expires soon, typically in 30 days.
            SslCertificateExpireSoon = "ssl_certificate.expire.soon": SslCertificateEvent, Ssl "ssl/#expire-soon", Alert resolves [], "SSL certificate expires soon";
            /// An OAuth application was authorized to use the account.
            AppAuth = "app.auth": AuthorizationEvent, Auth "auth/#app-auth", Notice resolves [], "OAuth application authorized";
            /// The authorization of an OAuth application was revoked.
            AppDeauth = "app.deauth": AuthorizationEvent, Auth "auth/#app-deauth", Notice resolves [], "OAuth application authorization revoked";
            /// ActiveProtect blocked an IP address on a server.
            ActiveProtectBlock = "active.protect.block": BlockEvent, ActiveProtect "active-protect/#block", Notice resolves [], "IP address blocked";
            /// A file that ActiveProtect watches has changed.
            ActiveProtectChange = "active.protect.change": FileChangeEvent, ActiveProtect "active-protect/#change", Alert resolves [], "Watched file changed";
            /// The SSH key of a server was downloaded.
            SshKeyDownloaded = "ssh_key.downloaded": SshKeyEvent, Ssh "ssh/#key-downloaded", Notice resolves [], "SSH key downloaded";
            /// A managed backup failed.
            ManagedBackupFail = "managed_backup.fail": BackupEvent, Backup "backup/#managed-backup-fail", Alert resolves [], "Managed backup failed";
            /// The verification of a backup failed: it may be damaged or incomplete.
            BackupVerificationFailed = "backup.verification.failed": BackupEvent, Backup "backup/#verification-failed", Alert resolves [], "Backup verification failed";
            /// Replication of a database works again.
            DbSlaveOk = "db.slave.ok": ReplicationEvent, Database "database/#slave-ok", Recovery resolves [DbSlaveFailed], "Database replication recovered";
            /// Replication of a database failed or fell behind.
            DbSlaveFailed = "db.slave.failed": ReplicationEvent, Database "database/#slave-failed", Alert resolves [], "Database replication failed";
            /// A payment succeeded.
            PaymentDone = "payment.done": PaymentEvent, Payment "payment/#payment-done", Success resolves [PaymentFail], "Payment succeeded";
            /// A payment failed.
            PaymentFail = "payment.fail": PaymentEvent, Payment "payment/#payment-fail", Alert resolves [], "Payment failed";
            /// An account was suspended, over billing or for another reason.
            AccountSuspended = "account.suspended": AccountEvent, Account "account/#suspended", Alert resolves [], "Account suspended";
            /// A scheduled job failed.
            JobFail = "job.fail": JobEvent, Job "job/#fail", Alert resolves [], "Job failed";
            /// A job that had failed succeeded again.
            JobBackon = "job.backon": JobEvent, Job "job/#backon", Recovery resolves [JobFail], "Job recovered";
            /// A stack could not be scaled.
            AutoscalingFailed = "autoscaling.failed": AutoscalingEvent, Autoscaling "autoscaling/#failed", Alert resolves [], "Autoscaling failed";
            /// A stack was scaled up or down.
            AutoscalingActions = "autoscaling.actions": AutoscalingEvent, Autoscaling "autoscaling/#actions", Success resolves [AutoscalingFailed], "Autoscaling completed";
        }
    };
}
pub(crate) use event_table;
