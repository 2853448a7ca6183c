//! Sends each event where somebody wants it: `cargo run --example route [-- FILE...]`, without a file for all samples.
//!
//! It prints one JSON object per event, ready for a pager, a chat or a ticket system. The rules ask for group and severity and
//! name no event type, so that a type which a later version of the crate adds is routed as well.

use std::io::{self, Write};

use cloud66_webhooks::{EventGroup, Sample, Severity, WebhookEvent};
use serde::Serialize;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Channel {
    /// Wakes somebody up.
    Page,
    /// Takes a page back.
    Resolve,
    /// Waits for office hours.
    Ticket,
    /// For those who watch over access.
    Security,
    /// For whoever wants to read along.
    Chat,
}

#[derive(Debug, Serialize)]
struct Message {
    channel: Channel,
    /// A page and its end have the same key.
    key: String,
    text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    documentation: Option<String>,
}

fn channel(event: &WebhookEvent) -> Channel {
    let event_type = event.event_type();
    // A type that this version does not know has neither: somebody should see what it is.
    let (Some(group), Some(severity)) = (event_type.group(), event_type.severity()) else { return Channel::Ticket };
    let is_production =
        event.stack().and_then(|stack| stack.environment.as_deref()).is_none_or(|name| name == "production");
    match (severity, group) {
        (_, EventGroup::ActiveProtect | EventGroup::Auth | EventGroup::Ssh) => Channel::Security,
        // A web process that runs again is told as one that was started.
        (Severity::Recovery, _) | (Severity::Success, EventGroup::Process) => Channel::Resolve,
        // What users of the application notice, or what is gone if nobody acts.
        (
            Severity::BadNews,
            EventGroup::Application
            | EventGroup::Server
            | EventGroup::Container
            | EventGroup::Process
            | EventGroup::Disk
            | EventGroup::Database
            | EventGroup::Backup
            | EventGroup::Account,
        ) if is_production => Channel::Page,
        (Severity::BadNews, _) => Channel::Ticket,
        _ => Channel::Chat,
    }
}

fn message(event: &WebhookEvent) -> Message {
    let event_type = event.event_type();
    let job = || event.job().map(|job| job.name.as_str());
    let about = event.server_uid().or_else(|| event.stack_uid()).or_else(job).unwrap_or("account");
    let group = event_type.group().map_or("unrecognized", EventGroup::as_str);
    Message {
        channel: channel(event),
        key: format!("{group}/{about}"),
        text: event.to_string(),
        documentation: event_type.documentation(),
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let files: Vec<String> = std::env::args().skip(1).collect();
    let mut events: Vec<WebhookEvent> = Vec::new();
    for file in &files {
        events.push(WebhookEvent::from_slice(&std::fs::read(file)?).map_err(|error| format!("{file}: {error}"))?);
    }
    if files.is_empty() {
        events.extend(Sample::all().map(|sample| sample.event()));
    }
    for event in &events {
        writeln!(io::stdout(), "{}", serde_json::to_string(&message(event))?)?;
    }
    Ok(())
}
