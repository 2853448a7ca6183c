//! All documented events as plain structs with serde's derives, internally tagged: what one would write instead of taking
//! the crate. Every object has every field that the crate's model has at 3c665d3, in the same order, required where it is there.
//!
//! `benches/compile` copies this file into a crate of its own and measures what that costs to compile. Codes are bare integers,
//! identifiers and secrets plain texts, unknown fields are dropped.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(tag = "event_type")]
#[allow(clippy::large_enum_variant, reason = "a box costs an allocation, and the rival shall have none too many")]
pub enum Event {
    #[serde(rename = "stack.created")]
    StackCreated(StackEvent),
    #[serde(rename = "stack.provision.ok")]
    StackProvisionOk(ProvisionEvent),
    #[serde(rename = "stack.provision.fail")]
    StackProvisionFail(ProvisionEvent),
    #[serde(rename = "stack.redeploy.ok")]
    StackRedeployOk(DeployEvent),
    #[serde(rename = "stack.redeploy.fail")]
    StackRedeployFail(DeployEvent),
    #[serde(rename = "stack.deploy.started")]
    StackDeployStarted(DeployEvent),
    #[serde(rename = "stack.stackscore.changed")]
    StackStackscoreChanged(StackScoreEvent),
    #[serde(rename = "stack.redeploy.hook.fail")]
    StackRedeployHookFail(RedeployHookEvent),
    #[serde(rename = "application.update.pending")]
    ApplicationUpdatePending(UpdateEvent),
    #[serde(rename = "application.update.started")]
    ApplicationUpdateStarted(UpdateEvent),
    #[serde(rename = "application.update.succeeded")]
    ApplicationUpdateSucceeded(UpdateEvent),
    #[serde(rename = "application.update.failed")]
    ApplicationUpdateFailed(UpdateEvent),
    #[serde(rename = "application.health_check.failed")]
    ApplicationHealthCheckFailed(StackEvent),
    #[serde(rename = "application.integration.configured")]
    ApplicationIntegrationConfigured(IntegrationEvent),
    #[serde(rename = "application.integration.removed")]
    ApplicationIntegrationRemoved(IntegrationEvent),
    #[serde(rename = "server.stopped")]
    ServerStopped(ServerEvent),
    #[serde(rename = "server.backon")]
    ServerBackon(ServerEvent),
    #[serde(rename = "server.ip.change.fail")]
    ServerIpChangeFail(IpChangeEvent),
    #[serde(rename = "container.down")]
    ContainerDown(ContainerEvent),
    #[serde(rename = "process.down")]
    ProcessDown(ProcessEvent),
    #[serde(rename = "web.process.started")]
    WebProcessStarted(WebProcessEvent),
    #[serde(rename = "web.process.stopped")]
    WebProcessStopped(WebProcessEvent),
    #[serde(rename = "web.process.unknown")]
    WebProcessUnknown(WebProcessEvent),
    #[serde(rename = "free.disk.space.alert")]
    FreeDiskSpaceAlert(DiskSpaceEvent),
    #[serde(rename = "free.disk.space.normal")]
    FreeDiskSpaceNormal(DiskSpaceEvent),
    #[serde(rename = "service.build.ok")]
    ServiceBuildOk(BuildEvent),
    #[serde(rename = "service.build.fail")]
    ServiceBuildFail(BuildEvent),
    #[serde(rename = "cloud_object.delete.ok")]
    CloudObjectDeleteOk(CloudObjectEvent),
    #[serde(rename = "cloud_object.delete.fail")]
    CloudObjectDeleteFail(CloudObjectEvent),
    #[serde(rename = "ssl_certificate.install.ok")]
    SslCertificateInstallOk(SslCertificateEvent),
    #[serde(rename = "ssl_certificate.install.fail")]
    SslCertificateInstallFail(SslCertificateEvent),
    #[serde(rename = "ssl_certificate.expire.soon")]
    SslCertificateExpireSoon(SslCertificateEvent),
    #[serde(rename = "app.auth")]
    AppAuth(AuthorizationEvent),
    #[serde(rename = "app.deauth")]
    AppDeauth(AuthorizationEvent),
    #[serde(rename = "active.protect.block")]
    ActiveProtectBlock(BlockEvent),
    #[serde(rename = "active.protect.change")]
    ActiveProtectChange(FileChangeEvent),
    #[serde(rename = "ssh_key.downloaded")]
    SshKeyDownloaded(SshKeyEvent),
    #[serde(rename = "managed_backup.fail")]
    ManagedBackupFail(BackupEvent),
    #[serde(rename = "backup.verification.failed")]
    BackupVerificationFailed(BackupEvent),
    #[serde(rename = "db.slave.ok")]
    DbSlaveOk(ReplicationEvent),
    #[serde(rename = "db.slave.failed")]
    DbSlaveFailed(ReplicationEvent),
    #[serde(rename = "payment.done")]
    PaymentDone(PaymentEvent),
    #[serde(rename = "payment.fail")]
    PaymentFail(PaymentEvent),
    #[serde(rename = "account.suspended")]
    AccountSuspended(AccountEvent),
    #[serde(rename = "job.fail")]
    JobFail(JobEvent),
    #[serde(rename = "job.backon")]
    JobBackon(JobEvent),
    #[serde(rename = "autoscaling.failed")]
    AutoscalingFailed(AutoscalingEvent),
    #[serde(rename = "autoscaling.actions")]
    AutoscalingActions(AutoscalingEvent),
}

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct ActiveProtectAction {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub server: Option<String>,
    pub address: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country_code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attack: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub port: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub banned: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub action_date: Option<DateTime<Utc>>,
}

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct Agent {
    pub uid: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub server: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_at: Option<DateTime<Utc>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<DateTime<Utc>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_at_iso: Option<DateTime<Utc>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_at_iso: Option<DateTime<Utc>>,
}

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct Backup {
    pub id: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub server_uid: Option<String>,
    pub db_type: String,
    pub database_name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file_base: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub backup_date_iso: Option<DateTime<Utc>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub backup_status: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub backup_result: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub restore_status: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub restore_result: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_at_iso: Option<DateTime<Utc>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_at_iso: Option<DateTime<Utc>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verify_status: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verify_result: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub storage_path: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub skip_tables: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub backup_size: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub logical_backup: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub backup_date: Option<DateTime<Utc>>,
}

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct CloudObject {
    pub id: i64,
    pub object_type: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub network_object_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub object_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stack_id: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stack_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account_id: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account_email: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cloud_symbol: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vendor_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_at: Option<DateTime<Utc>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<DateTime<Utc>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error_message: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct Container {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub uid: Option<String>,
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub server_uid: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub server_name: Option<String>,
    pub service_name: String,
    pub image: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub command: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub started_at: Option<DateTime<Utc>>,
    pub ports: Vec<PortMapping>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub private_ip: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub docker_ip: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub health_state: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub health_message: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub health_source: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub capture_output: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub restart_on_deploy: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_at: Option<DateTime<Utc>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<DateTime<Utc>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct PortMapping {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub container: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub http: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub https: Option<i64>,
}

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct DeployContext {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stack_id: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub uid: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub r#type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_at: Option<DateTime<Utc>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<DateTime<Utc>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub apply_infrastructure_upgrades: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub apply_security_upgrades: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub async_action_id: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authorized_by: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub auto_update_docker_versions: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deploy_strategy: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deploy_type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deployment_profile_id: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub force_infrastructure_upgrades: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub github_deployment_id: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reboot_servers: Option<bool>,
    pub triggered_by: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub triggered_via: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_advanced: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scaler_id: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub take_server_snapshots: Option<bool>,
}

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct Deployment {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<i64>,
    pub triggered_by: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub triggered_via: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub started_at: Option<DateTime<Utc>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub finished_at: Option<DateTime<Utc>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub started_at_iso: Option<DateTime<Utc>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub finished_at_iso: Option<DateTime<Utc>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub git_hash: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deploy_session: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deploy_type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_head: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_live: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reverted: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reverted_by: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reverted_at: Option<DateTime<Utc>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reverted_at_iso: Option<DateTime<Utc>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error_message: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct Image {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub uid: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image_tag: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub build_result: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub triggered_by: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub triggered_via: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_at: Option<DateTime<Utc>>,
}

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct Job {
    pub uid: String,
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub r#type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cron: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub paused: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub params: Option<Map<String, Value>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_at: Option<DateTime<Utc>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<DateTime<Utc>>,
}

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct Scaler {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub server_group: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metric: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_count: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_count: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scale_up_threshold: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scale_down_threshold: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub current_count: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target_count: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub action: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct Server {
    pub uid: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vendor_uid: Option<String>,
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub distro: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub distro_version: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dns_record: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub server_type: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub server_roles: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub server_group_id: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stack_uid: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub has_agent: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub params: Option<Map<String, Value>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_at: Option<DateTime<Utc>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<DateTime<Utc>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub availability_zone: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ext_ipv4: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub int_ipv4: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ext_ipv6: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub int_ipv6: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub health_state: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub personal_key: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub has_deploy_gateway: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deploy_gateway_address: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deploy_gateway_user_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ssh_private_key: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notifications: Option<BTreeMap<String, ServerNotification>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_kubernetes_master: Option<bool>,
}

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct ServerNotification {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asof: Option<DateTime<Utc>>,
}

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct ServerReference {
    pub uid: String,
    pub name: String,
}

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct Service {
    pub name: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub containers: Vec<ServiceContainer>,
    pub source_type: String,
    pub git_ref: String,
    pub image_name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image_uid: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image_tag: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub command: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub build_command: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deploy_command: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wrap_command: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub desired_count: Option<i64>,
}

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct ServiceContainer {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub server_uid: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct SslCertificate {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stack_id: Option<i64>,
    pub name: String,
    pub server_names: String,
    pub lets_encrypt: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub has_intermediate_cert: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ssl_termination: Option<bool>,
    pub status: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cert_expiry: Option<DateTime<Utc>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub days_until_expiry: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error_message: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_at: Option<DateTime<Utc>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<DateTime<Utc>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub uuid: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub server_group_id: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sha256_fingerprint: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ca_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub r#type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wildcard: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dns_provider_uuid: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<DateTime<Utc>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub certificate: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub intermediate_certificate: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct Stack {
    pub uid: String,
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account_id: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub git: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub git_branch: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub environment: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cloud: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fqdn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub framework: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub health: Option<i64>,
    #[serde(default, with = "spaced", skip_serializing_if = "Option::is_none")]
    pub last_activity: Option<DateTime<Utc>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_activity_iso: Option<DateTime<Utc>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub maintenance_mode: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub has_loadbalancer: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_at: Option<DateTime<Utc>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<DateTime<Utc>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deploy_directory: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cloud_status: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub backend: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revision: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_busy: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_cluster: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_inside_cluster: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cluster_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub application_address: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub configstore_namespace: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub namespaces: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub considerations: Option<Considerations>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub redeploy_hook: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_at_iso: Option<DateTime<Utc>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_at_iso: Option<DateTime<Utc>>,
}

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct Considerations {
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notices: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct ScoreChange {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub change: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct WatchedFile {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub server: Option<String>,
    pub file_path: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_changed: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_at: Option<DateTime<Utc>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<DateTime<Utc>>,
}

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct PaymentEvent {
    #[serde(with = "chrono::serde::ts_seconds")]
    pub timestamp: DateTime<Utc>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub charged_amount: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct AccountEvent {
    #[serde(with = "chrono::serde::ts_seconds")]
    pub timestamp: DateTime<Utc>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account_name: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct BlockEvent {
    #[serde(with = "chrono::serde::ts_seconds")]
    pub timestamp: DateTime<Utc>,
    pub server: Server,
    pub activeprotect_action: ActiveProtectAction,
}

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct FileChangeEvent {
    #[serde(with = "chrono::serde::ts_seconds")]
    pub timestamp: DateTime<Utc>,
    pub server: Server,
    pub watched_file: WatchedFile,
}

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct AuthorizationEvent {
    #[serde(with = "chrono::serde::ts_seconds")]
    pub timestamp: DateTime<Utc>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub app: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct AutoscalingEvent {
    #[serde(with = "chrono::serde::ts_seconds")]
    pub timestamp: DateTime<Utc>,
    #[serde(flatten)]
    pub stack: Stack,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scaler: Option<Scaler>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub action_message: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct BackupEvent {
    #[serde(with = "chrono::serde::ts_seconds")]
    pub timestamp: DateTime<Utc>,
    pub stack: Stack,
    pub backup: Backup,
}

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct CloudObjectEvent {
    #[serde(with = "chrono::serde::ts_seconds")]
    pub timestamp: DateTime<Utc>,
    pub cloud_object_delete_queue: CloudObject,
}

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct ContainerEvent {
    #[serde(with = "chrono::serde::ts_seconds")]
    pub timestamp: DateTime<Utc>,
    #[serde(flatten)]
    pub container: Container,
}

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct ReplicationEvent {
    #[serde(with = "chrono::serde::ts_seconds")]
    pub timestamp: DateTime<Utc>,
    #[serde(flatten)]
    pub server: Server,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub db_type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct DiskSpaceEvent {
    #[serde(with = "chrono::serde::ts_seconds")]
    pub timestamp: DateTime<Utc>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub server: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct JobEvent {
    #[serde(with = "chrono::serde::ts_seconds")]
    pub timestamp: DateTime<Utc>,
    #[serde(flatten)]
    pub job: Job,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub run_data: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct ProcessEvent {
    #[serde(with = "chrono::serde::ts_seconds")]
    pub timestamp: DateTime<Utc>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub process_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub server: Option<ServerReference>,
}

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct WebProcessEvent {
    #[serde(with = "chrono::serde::ts_seconds")]
    pub timestamp: DateTime<Utc>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stack: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub server: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct ServerEvent {
    #[serde(with = "chrono::serde::ts_seconds")]
    pub timestamp: DateTime<Utc>,
    #[serde(flatten)]
    pub agent: Agent,
}

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct IpChangeEvent {
    #[serde(with = "chrono::serde::ts_seconds")]
    pub timestamp: DateTime<Utc>,
    #[serde(flatten)]
    pub agent: Agent,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub new_ext_ipv4: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct BuildEvent {
    #[serde(with = "chrono::serde::ts_seconds")]
    pub timestamp: DateTime<Utc>,
    pub stack: Stack,
    pub service: Service,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub build_outcome: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image: Option<Image>,
}

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct SshKeyEvent {
    #[serde(with = "chrono::serde::ts_seconds")]
    pub timestamp: DateTime<Utc>,
    #[serde(flatten)]
    pub stack: Stack,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub server: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_email: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct SslCertificateEvent {
    #[serde(with = "chrono::serde::ts_seconds")]
    pub timestamp: DateTime<Utc>,
    pub ssl_certificate: SslCertificate,
}

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct StackEvent {
    #[serde(with = "chrono::serde::ts_seconds")]
    pub timestamp: DateTime<Utc>,
    #[serde(flatten)]
    pub stack: Stack,
}

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct ProvisionEvent {
    #[serde(with = "chrono::serde::ts_seconds")]
    pub timestamp: DateTime<Utc>,
    #[serde(flatten)]
    pub stack: Stack,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deploy_context: Option<Deployment>,
}

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct DeployEvent {
    #[serde(with = "chrono::serde::ts_seconds")]
    pub timestamp: DateTime<Utc>,
    pub stack: Stack,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deploy_context: Option<DeployContext>,
}

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct StackScoreEvent {
    #[serde(with = "chrono::serde::ts_seconds")]
    pub timestamp: DateTime<Utc>,
    #[serde(flatten)]
    pub stack: Stack,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub diff: Option<BTreeMap<String, ScoreChange>>,
}

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct RedeployHookEvent {
    #[serde(with = "chrono::serde::ts_seconds")]
    pub timestamp: DateTime<Utc>,
    #[serde(flatten)]
    pub stack: Stack,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct UpdateEvent {
    #[serde(with = "chrono::serde::ts_seconds")]
    pub timestamp: DateTime<Utc>,
    #[serde(flatten)]
    pub stack: Stack,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub type_symbol: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct IntegrationEvent {
    #[serde(with = "chrono::serde::ts_seconds")]
    pub timestamp: DateTime<Utc>,
    #[serde(flatten)]
    pub stack: Stack,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub integration_name: Option<String>,
}

/// `2024-02-15 14:30:00 UTC`, as one finds it in chrono's documentation.
mod spaced {
    use super::*;
    use chrono::NaiveDateTime;
    use serde::{Deserializer, Serializer, de::Error};

    const FORMAT: &str = "%Y-%m-%d %H:%M:%S UTC";

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<DateTime<Utc>>, D::Error> {
        let text = Option::<String>::deserialize(deserializer)?;
        text.map(|text| NaiveDateTime::parse_from_str(&text, FORMAT).map(|time| time.and_utc()).map_err(Error::custom))
            .transpose()
    }

    pub fn serialize<S: Serializer>(instant: &Option<DateTime<Utc>>, serializer: S) -> Result<S::Ok, S::Error> {
        match instant {
            Some(instant) => serializer.collect_str(&instant.format(FORMAT)),
            None => serializer.serialize_none(),
        }
    }
}
