//! Typed payloads of Cloud 66 webhooks.
#![cfg_attr(docsrs, feature(doc_cfg))]

mod codes;
mod drift;
mod error;
mod events;
mod fields;
mod names;
pub mod objects;
pub mod payloads;
mod samples;
#[cfg(feature = "schemars")]
pub mod schema;
mod secret;
mod text;
pub mod time;
mod wire;

pub use codes::{
    BackupStatus, ContainerHealth, DbType, JobStatus, OrText, RestoreStatus, ServerHealth, SslCertificateStatus,
    StackHealth, StackStatus, VerifyStatus,
};
pub use drift::Drift;
pub use error::ParseError;
pub use events::{EventGroup, EventType, RawEvent, Severity, WebhookEvent};
pub use fields::Fields;
pub use names::{IpAddress, ServerName, ServerUid, StackUid};
pub use objects::{Backup, Stack};
pub use samples::Sample;
pub use secret::{RepositoryAddress, Secret};
