//! Opens and closes alerts: `cargo run --example route [-- FILE...]`, without a file for all samples.
//!
//! It prints one JSON object per event, for a pager or a ticket system. An alert has a key made of its event type and its
//! subject, and is closed only by an event that resolves this type for this subject: `server.backon` of one server closes
//! `server.stopped` of that server and nothing else. The rules name no event type, so they also cover those that a later
//! version of the crate adds.

use std::io::{self, Write};

use cloud66_webhooks::chrono::{DateTime, Utc};
use cloud66_webhooks::{EventType, Severity, WebhookEvent};
use serde::Serialize;

#[derive(Serialize)]
struct Message {
    #[serde(flatten)]
    action: Action,
    /// When the event was sent. Deliveries can overtake each other, so do not let an older event close a newer alert.
    at: DateTime<Utc>,
    text: String,
    /// Why it happened, in the vendor's words. It is also in the text, shortened to fit a line.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    documentation: Option<&'static str>,
}

#[derive(Serialize)]
#[serde(tag = "action", rename_all = "snake_case")]
enum Action {
    Open {
        urgency: Urgency,
        /// The same for repeated alerts. An alert without a key is always a new one: the delivery does not say what it is about.
        key: Option<String>,
        /// The event types that close it. If there are none, the vendor documents no counterpart, and a person closes it.
        closed_by: Vec<EventType>,
    },
    /// Closes the open alerts with these keys. Usually there are none.
    Close { keys: Vec<String> },
    /// Worth knowing; there is nothing to do.
    Tell,
}

#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum Urgency {
    /// Wakes somebody.
    Page,
    /// Waits for office hours.
    Ticket,
}

fn action(event: &WebhookEvent) -> Action {
    let event_type = event.event_type();
    // Payloads do not identify the account. If your receiver serves several accounts, add an identifier of your own to the key.
    let subject = event.subject();
    let key = |alert: &EventType| subject.as_ref().map(|subject| format!("{alert} {subject}"));
    match event_type.severity() {
        Some(Severity::Alert) => Action::Open {
            urgency: if is_production(event) { Urgency::Page } else { Urgency::Ticket },
            key: key(event_type),
            closed_by: EventType::all().filter(|other| other.resolves().contains(event_type)).collect(),
        },
        Some(_) => match event_type.resolves().iter().filter_map(key).collect::<Vec<_>>() {
            keys if keys.is_empty() => Action::Tell,
            keys => Action::Close { keys },
        },
        // This version does not know the event type: somebody should look at it once.
        None => Action::Open { urgency: Urgency::Ticket, key: Some(event_type.to_string()), closed_by: Vec::new() },
    }
}

/// Whether the event concerns production, or does not say.
fn is_production(event: &WebhookEvent) -> bool {
    let environment = event.stack().and_then(|stack| stack.environment.as_deref());
    environment.is_none_or(|environment| matches!(environment.trim(), "" | "production"))
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    for body in bodies()? {
        let event = WebhookEvent::from_slice(&body)?;
        let message = Message {
            action: action(&event),
            at: event.timestamp(),
            text: event.to_string(),
            reason: event.reason().map(str::to_owned),
            documentation: event.event_type().documentation(),
        };
        writeln!(io::stdout(), "{}", serde_json::to_string(&message)?)?;
    }
    Ok(())
}

fn bodies() -> io::Result<Vec<Vec<u8>>> {
    let mut files = std::env::args_os().skip(1).peekable();
    if files.peek().is_none() {
        return Ok(cloud66_webhooks::Sample::all().map(|sample| sample.json.into()).collect());
    }
    files.map(std::fs::read).collect()
}
