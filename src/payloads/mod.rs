//! The payloads, one file per family. They know objects, and nothing of event types: several events share a payload.
//!
//! So a payload that is read alone, and not as a [`WebhookEvent`](crate::WebhookEvent), takes any `event_type` and forgets it.

mod account;
mod active_protect;
mod authorization;
mod autoscaling;
mod backup;
mod cloud_object;
mod container;
mod database;
mod disk;
mod job;
mod process;
mod server;
mod service;
mod ssh_key;
mod ssl_certificate;
mod stack;

pub use account::{AccountEvent, PaymentEvent};
pub use active_protect::{BlockEvent, FileChangeEvent};
pub use authorization::AuthorizationEvent;
pub use autoscaling::AutoscalingEvent;
pub use backup::BackupEvent;
pub use cloud_object::CloudObjectEvent;
pub use container::ContainerEvent;
pub use database::ReplicationEvent;
pub use disk::DiskSpaceEvent;
pub use job::JobEvent;
pub use process::{ProcessEvent, WebProcessEvent};
pub use server::{IpChangeEvent, ServerEvent};
pub use service::BuildEvent;
pub use ssh_key::SshKeyEvent;
pub use ssl_certificate::SslCertificateEvent;
pub use stack::{
    DeployEvent, IntegrationEvent, ProvisionEvent, RedeployHookEvent, StackEvent, StackScoreEvent, UpdateEvent,
};

use std::fmt::{self, Display};

use crate::objects::{Backup, Container, Job, Server, Stack};
use crate::text::clean;

/// What events share, asked without matching.
pub(crate) trait Payload {
    fn stack(&self) -> Option<&Stack> {
        None
    }

    fn backup(&self) -> Option<&Backup> {
        None
    }

    fn server(&self) -> Option<&Server> {
        None
    }

    fn container(&self) -> Option<&Container> {
        None
    }

    fn job(&self) -> Option<&Job> {
        None
    }

    fn stack_uid(&self) -> Option<&str> {
        self.stack().map(|stack| stack.uid.as_str()).or_else(|| self.server()?.stack_uid.as_deref())
    }

    fn server_uid(&self) -> Option<&str> {
        self.server().map(|server| server.uid.as_str())
    }

    fn account_id(&self) -> Option<i64> {
        self.stack()?.account_id
    }

    /// What an operator wants to know behind the headline.
    fn describe(&self, line: &mut Line<'_, '_>) -> fmt::Result;
}

/// A line in the making: parts behind a headline, `Managed backup failed: stack x (production), database y (mysql)`.
pub(crate) struct Line<'a, 'b> {
    formatter: &'a mut fmt::Formatter<'b>,
    separator: &'static str,
}

impl<'a, 'b> Line<'a, 'b> {
    pub(crate) fn new(formatter: &'a mut fmt::Formatter<'b>) -> Self {
        Self { formatter, separator: ": " }
    }

    /// Adds a part, which has to be clean.
    pub(crate) fn part(&mut self, part: impl Display) -> fmt::Result {
        write!(self.formatter, "{}{part}", self.separator)?;
        self.separator = ", ";
        Ok(())
    }

    /// Ends the line with the instant.
    pub(crate) fn end(self, instant: impl Display) -> fmt::Result {
        write!(self.formatter, "{}at {instant}", if self.separator == ": " { " " } else { self.separator })
    }

    /// Adds a part with what it is, if there is a value.
    fn named(&mut self, what: &str, part: Option<impl Display>) -> fmt::Result {
        match part {
            Some(part) => self.part(format_args!("{what} {part}")),
            None => Ok(()),
        }
    }

    /// Adds text of the payload with what it is, if there is any.
    fn text(&mut self, what: &str, text: Option<&String>) -> fmt::Result {
        self.named(what, text.filter(|text| !text.is_empty()).map(|text| clean(text)))
    }
}
