//! The objects in the payloads, such as stacks, servers and backups.

mod active_protect_action;
mod agent;
mod backup;
mod cloud_object;
mod code_meaning;
mod container;
mod declare;
mod deploy_context;
mod image;
mod job;
mod scaler;
mod server;
mod service;
mod ssl_certificate;
mod stack;
mod stack_score;
mod watched_file;

pub(crate) use crate::wire::{Inline, NestedOrInline};
pub use active_protect_action::ActiveProtectAction;
pub use agent::Agent;
pub use backup::Backup;
pub use cloud_object::CloudObject;
pub use code_meaning::CodeMeaning;
pub use container::{Container, PortMapping};
pub(crate) use declare::{constructor, form, object};
pub use deploy_context::DeployContext;
pub use image::Image;
pub use job::Job;
pub use scaler::Scaler;
pub use server::{Server, ServerNotification, ServerReference};
pub use service::{Service, ServiceContainer};
pub use ssl_certificate::SslCertificate;
pub use stack::{Considerations, Stack};
pub use stack_score::ScoreChange;
pub use watched_file::WatchedFile;
