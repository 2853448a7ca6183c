//! What one would write instead of taking the crate: all documented events as plain structs with serde's derives, internally
//! tagged. The benches compare with it, and the fuzz target `differential` takes the same model with types of its own.
//!
//! Every object has every documented field, required where the crate requires it. What the plain structs do not do, and the crate
//! does: unknown fields are dropped, an unknown event type or one odd value fails the delivery, a date is read in one form only,
//! an error has no path, and `Debug` shows secrets.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDateTime, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};
use serde_json::{Map, Value};

/// Calls `object!` with each object and event, and `event!` with the table of event types. Of an object there are a name, the
/// required fields, the optional ones and those that are flattened. The types `Integer`, `Size`, `Date`, `Spaced`, `Unix`,
/// `TextOrCode` and `Any` are the caller's.
#[macro_export]
macro_rules! model {
    ($object:ident, $event:ident) => {
        $object! { ActiveProtectAction { address: String } {
            server: String, country: String, country_code: String, attack: String, port: Integer, banned: bool,
            action_date: Date
        } {} }
        $object! { Agent { uid: String } {
            status: Integer, server: String, created_at: Date, updated_at: Date, created_at_iso: Date,
            updated_at_iso: Date
        } {} }
        $object! { Backup { id: Integer, db_type: String, database_name: String } {
            server_uid: String, file_base: String, backup_date_iso: Date, backup_status: Integer,
            backup_result: String, restore_status: Integer, restore_result: String, created_at_iso: Date,
            updated_at_iso: Date, verify_status: Integer, verify_result: String, storage_path: String,
            skip_tables: String, backup_size: Size, error_message: String, file_name: String, logical_backup: bool, backup_date: Date
        } {} }
        $object! { CloudObject { id: Integer, object_type: String } {
            network_object_id: String, object_name: String, stack_id: Integer, stack_name: String,
            account_id: Integer, account_email: String, cloud_symbol: String, vendor_id: String, status: String,
            created_at: Date, updated_at: Date, error_message: String
        } {} }
        $object! { Container { name: String, service_name: String, image: String, ports: Vec<PortMapping> } {
            uid: String, server_uid: String, server_name: String, command: String, started_at: Date,
            private_ip: String, docker_ip: String, health_state: Integer, health_message: String,
            health_source: String, capture_output: bool, restart_on_deploy: bool, created_at: Date, updated_at: Date,
            status: String
        } {} }
        $object! { PortMapping {} { container: Integer, http: Integer, https: Integer } {} }
        $object! { DeployContext { triggered_by: String } {
            id: Integer, stack_id: Integer, uid: String, r#type: String, created_at: Date, updated_at: Date,
            apply_infrastructure_upgrades: bool, apply_security_upgrades: bool, async_action_id: Integer,
            authorized_by: String, auto_update_docker_versions: bool, deploy_strategy: String, deploy_type: String,
            deployment_profile_id: Integer, force_infrastructure_upgrades: bool, github_deployment_id: Integer,
            reboot_servers: bool, triggered_via: String, is_advanced: bool, scaler_id: Integer,
            take_server_snapshots: bool
        } {} }
        $object! { Deployment { triggered_by: String } {
            id: Integer, triggered_via: String, started_at: Date, finished_at: Date, started_at_iso: Date,
            finished_at_iso: Date, outcome: String, git_hash: String, deploy_session: String, deploy_type: String,
            is_head: bool, is_live: bool, reverted: bool, reverted_by: String, reverted_at: Date,
            reverted_at_iso: Date, error_message: String
        } {} }
        $object! { Image {} {
            uid: String, service_name: String, image_name: String, image_tag: String, build_result: String,
            triggered_by: String, triggered_via: String, created_at: Date
        } {} }
        $object! { Job { uid: String, name: String } {
            r#type: String, cron: String, status: TextOrCode, paused: bool, params: Any, created_at: Date,
            updated_at: Date
        } {} }
        $object! { Scaler {} {
            server_group: String, metric: String, min_count: Integer, max_count: Integer,
            scale_up_threshold: Integer, scale_down_threshold: Integer, current_count: Integer,
            target_count: Integer, action: String
        } {} }
        $object! { Server { uid: String, name: String } {
            vendor_uid: String, address: String, distro: String, distro_version: String, dns_record: String,
            user_name: String, server_type: String, server_roles: Vec<String>, server_group_id: Integer,
            stack_uid: String, has_agent: bool, params: Any, created_at: Date, updated_at: Date,
            region: String, availability_zone: String, ext_ipv4: String, int_ipv4: String, ext_ipv6: String,
            int_ipv6: String, health_state: Integer, personal_key: bool, has_deploy_gateway: bool,
            deploy_gateway_address: String, deploy_gateway_user_name: String, ssh_private_key: String,
            notifications: BTreeMap<String, ServerNotification>, is_kubernetes_master: bool
        } {} }
        $object! { ServerNotification {} { value: Value, reason: String, asof: Date } {} }
        $object! { ServerReference { uid: String, name: String } {} {} }
        $object! { Service { name: String, source_type: String, git_ref: String, image_name: String } {
            containers: Vec<ServiceContainer>, image_uid: String, image_tag: String, command: String,
            build_command: String, deploy_command: String, wrap_command: String, desired_count: Integer
        } {} }
        $object! { ServiceContainer {} { id: String, status: String, server_uid: String } {} }
        $object! { SslCertificate { name: String, server_names: String, lets_encrypt: bool, status: String } {
            stack_id: Integer, has_intermediate_cert: bool, ssl_termination: bool, cert_expiry: Date,
            days_until_expiry: Integer, error_message: String, created_at: Date, updated_at: Date, uuid: String,
            server_group_id: Integer, sha256_fingerprint: String, ca_name: String, r#type: String, wildcard: bool,
            dns_provider_uuid: String, expires_at: Date, certificate: String, key: String,
            intermediate_certificate: String
        } {} }
        $object! { Stack { uid: String, name: String } {
            account_id: Integer, git: String, git_branch: String, environment: String, cloud: String, fqdn: String,
            language: String, framework: String, status: Integer, health: Integer, last_activity: Spaced,
            last_activity_iso: Date, maintenance_mode: bool, has_loadbalancer: bool, created_at: Date,
            updated_at: Date, deploy_directory: String, cloud_status: String, backend: String, version: String,
            revision: String, is_busy: bool, account_name: String, is_cluster: bool, is_inside_cluster: bool,
            cluster_name: String, application_address: String, configstore_namespace: String,
            namespaces: Vec<String>, considerations: Considerations, redeploy_hook: String, created_at_iso: Date,
            updated_at_iso: Date
        } {} }
        $object! { Considerations {} { warnings: Vec<String>, notices: Vec<String> } {} }
        $object! { ScoreChange {} { change: String, from: String, to: String } {} }
        $object! { WatchedFile { file_path: String } { server: String, is_changed: bool, created_at: Date, updated_at: Date } {} }
        $object! { PaymentEvent { timestamp: Unix } { charged_amount: String, reason: String } {} }
        $object! { AccountEvent { timestamp: Unix } { account_name: String } {} }
        $object! { BlockEvent { timestamp: Unix, server: Server, activeprotect_action: ActiveProtectAction } {} {} }
        $object! { FileChangeEvent { timestamp: Unix, server: Server, watched_file: WatchedFile } {} {} }
        $object! { AuthorizationEvent { timestamp: Unix } { user: String, app: String } {} }
        $object! { AutoscalingEvent { timestamp: Unix } { scaler: Scaler, action_message: String } { stack: Stack } }
        $object! { BackupEvent { timestamp: Unix, stack: Stack, backup: Backup } { error_message: String } {} }
        $object! { CloudObjectEvent { timestamp: Unix, cloud_object_delete_queue: CloudObject } {} {} }
        $object! { ContainerEvent { timestamp: Unix } {} { container: Container } }
        $object! { ReplicationEvent { timestamp: Unix } { db_type: String, detail: String } { server: Server } }
        $object! { DiskSpaceEvent { timestamp: Unix } { server: String } {} }
        $object! { JobEvent { timestamp: Unix } { run_data: String } { job: Job } }
        $object! { ProcessEvent { timestamp: Unix } { process_name: String, server: ServerReference } {} }
        $object! { WebProcessEvent { timestamp: Unix } { stack: String, server: String } {} }
        $object! { ServerEvent { timestamp: Unix } {} { agent: Agent } }
        $object! { IpChangeEvent { timestamp: Unix } { new_ext_ipv4: String } { agent: Agent } }
        $object! { BuildEvent { timestamp: Unix, stack: Stack, service: Service } { build_outcome: String, image: Image } {} }
        $object! { SshKeyEvent { timestamp: Unix } { server: String, user_email: String } { stack: Stack } }
        $object! { SslCertificateEvent { timestamp: Unix, ssl_certificate: SslCertificate } {} {} }
        $object! { StackEvent { timestamp: Unix } {} { stack: Stack } }
        $object! { ProvisionEvent { timestamp: Unix } { deploy_context: Deployment } { stack: Stack } }
        $object! { DeployEvent { timestamp: Unix, stack: Stack } { deploy_context: DeployContext } {} }
        $object! { StackScoreEvent { timestamp: Unix } { diff: BTreeMap<String, ScoreChange> } { stack: Stack } }
        $object! { RedeployHookEvent { timestamp: Unix } { reason: String } { stack: Stack } }
        $object! { UpdateEvent { timestamp: Unix } { type_symbol: String } { stack: Stack } }
        $object! { IntegrationEvent { timestamp: Unix } { integration_name: String } { stack: Stack } }
        $event! {
            StackCreated = "stack.created": StackEvent,
            StackProvisionOk = "stack.provision.ok": ProvisionEvent,
            StackProvisionFail = "stack.provision.fail": ProvisionEvent,
            StackRedeployOk = "stack.redeploy.ok": DeployEvent,
            StackRedeployFail = "stack.redeploy.fail": DeployEvent,
            StackDeployStarted = "stack.deploy.started": DeployEvent,
            StackStackscoreChanged = "stack.stackscore.changed": StackScoreEvent,
            StackRedeployHookFail = "stack.redeploy.hook.fail": RedeployHookEvent,
            ApplicationUpdatePending = "application.update.pending": UpdateEvent,
            ApplicationUpdateStarted = "application.update.started": UpdateEvent,
            ApplicationUpdateSucceeded = "application.update.succeeded": UpdateEvent,
            ApplicationUpdateFailed = "application.update.failed": UpdateEvent,
            ApplicationHealthCheckFailed = "application.health_check.failed": StackEvent,
            ApplicationIntegrationConfigured = "application.integration.configured": IntegrationEvent,
            ApplicationIntegrationRemoved = "application.integration.removed": IntegrationEvent,
            ServerStopped = "server.stopped": ServerEvent,
            ServerBackon = "server.backon": ServerEvent,
            ServerIpChangeFail = "server.ip.change.fail": IpChangeEvent,
            ContainerDown = "container.down": ContainerEvent,
            ProcessDown = "process.down": ProcessEvent,
            WebProcessStarted = "web.process.started": WebProcessEvent,
            WebProcessStopped = "web.process.stopped": WebProcessEvent,
            WebProcessUnknown = "web.process.unknown": WebProcessEvent,
            FreeDiskSpaceAlert = "free.disk.space.alert": DiskSpaceEvent,
            FreeDiskSpaceNormal = "free.disk.space.normal": DiskSpaceEvent,
            ServiceBuildOk = "service.build.ok": BuildEvent,
            ServiceBuildFail = "service.build.fail": BuildEvent,
            CloudObjectDeleteOk = "cloud_object.delete.ok": CloudObjectEvent,
            CloudObjectDeleteFail = "cloud_object.delete.fail": CloudObjectEvent,
            SslCertificateInstallOk = "ssl_certificate.install.ok": SslCertificateEvent,
            SslCertificateInstallFail = "ssl_certificate.install.fail": SslCertificateEvent,
            SslCertificateExpireSoon = "ssl_certificate.expire.soon": SslCertificateEvent,
            AppAuth = "app.auth": AuthorizationEvent,
            AppDeauth = "app.deauth": AuthorizationEvent,
            ActiveProtectBlock = "active.protect.block": BlockEvent,
            ActiveProtectChange = "active.protect.change": FileChangeEvent,
            SshKeyDownloaded = "ssh_key.downloaded": SshKeyEvent,
            ManagedBackupFail = "managed_backup.fail": BackupEvent,
            BackupVerificationFailed = "backup.verification.failed": BackupEvent,
            DbSlaveOk = "db.slave.ok": ReplicationEvent,
            DbSlaveFailed = "db.slave.failed": ReplicationEvent,
            PaymentDone = "payment.done": PaymentEvent,
            PaymentFail = "payment.fail": PaymentEvent,
            AccountSuspended = "account.suspended": AccountEvent,
            JobFail = "job.fail": JobEvent,
            JobBackon = "job.backon": JobEvent,
            AutoscalingFailed = "autoscaling.failed": AutoscalingEvent,
            AutoscalingActions = "autoscaling.actions": AutoscalingEvent,
        }
    };
}

macro_rules! object {
    ($name:ident { $($required:ident: $type:ty),* } { $($optional:ident: $inner:ty),* } { $($flat:ident: $spread:ty),* }) => {
        #[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
        pub struct $name {
            $(pub $required: $type,)*
            $(#[serde(skip_serializing_if = "Option::is_none")]
            pub $optional: Option<$inner>,)*
            $(#[serde(flatten)]
            pub $flat: $spread,)*
        }
    };
}

macro_rules! event {
    ($($variant:ident = $wire:literal: $payload:ident,)*) => {
        #[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
        #[serde(tag = "event_type")]
        #[allow(clippy::large_enum_variant, reason = "a box costs an allocation, and the rival shall have none too many")]
        pub enum Event {
            $(#[serde(rename = $wire)]
            $variant($payload),)*
        }
    };
}

pub type Integer = i64;
pub type Size = u64;
pub type TextOrCode = String;
pub type Any = Map<String, Value>;

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(transparent)]
pub struct Unix(#[serde(with = "chrono::serde::ts_seconds")] pub DateTime<Utc>);

/// Written by `to_rfc3339`, which is faster than chrono's own `Serialize`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(transparent)]
pub struct Date(pub DateTime<Utc>);

impl Serialize for Date {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0.to_rfc3339())
    }
}

/// `2024-02-15 14:30:00 UTC`, as chrono's documentation would have one do it.
#[derive(Clone, Debug, PartialEq)]
pub struct Spaced(pub DateTime<Utc>);

const SPACED: &str = "%Y-%m-%d %H:%M:%S UTC";

impl<'de> Deserialize<'de> for Spaced {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        NaiveDateTime::parse_from_str(&text, SPACED).map(|time| Self(time.and_utc())).map_err(D::Error::custom)
    }
}

impl Serialize for Spaced {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0.format(SPACED))
    }
}

model! { object, event }
