//! The objects inside the payloads, one file each. They know codes, time and names, and nothing of events.

mod active_protect_action;
mod agent;
mod backup;
mod cloud_object;
mod container;
mod deploy_context;
mod deployment;
mod image;
mod job;
mod scaler;
mod server;
mod service;
mod ssl_certificate;
mod stack;
mod stack_score;
mod watched_file;

pub use active_protect_action::ActiveProtectAction;
pub use agent::Agent;
pub use backup::Backup;
pub use cloud_object::CloudObject;
pub use container::{Container, PortMapping};
pub use deploy_context::DeployContext;
pub use deployment::Deployment;
pub use image::Image;
pub use job::Job;
pub use scaler::Scaler;
pub use server::{Server, ServerNotification, ServerReference};
pub use service::{Service, ServiceContainer};
pub use ssl_certificate::SslCertificate;
pub use stack::{Considerations, Stack};
pub use stack_score::ScoreChange;
pub use watched_file::WatchedFile;
