//! What happens with an event. Put your code here.

use chrono::{DateTime, Utc};
use cloud66_webhooks::WebhookEvent;

use crate::Failure;

/// An event to handle, and which attempt this is.
pub struct Attempt {
    /// What Cloud 66 says.
    pub event: WebhookEvent,
    /// The number of the delivery. It stays the same for all attempts, so it tells what was done before.
    pub id: i64,
    /// 1 at first, and again after `receiver retry`.
    pub number: i64,
    /// When the delivery came.
    pub received: DateTime<Utc>,
}

/// Handles one event.
///
/// An error, a panic, and taking longer than `RECEIVER_HANDLE_TIME` are all failures, and the event is tried again. So
/// this may be called more than once for an event, and while other events are handled, in any order. It may block: it has a
/// thread of its own. One that blocks for longer than it may take goes on beside the next attempt, until it returns.
///
/// The sender's payloads have no id of their own. A user who has it send an event again makes a second delivery with another
/// `id` here and the same body; where that matters, compare the event's type, time, and subject.
#[expect(clippy::unused_async, reason = "yours has something to wait for")]
pub async fn handle(attempt: Attempt) -> Result<(), Failure> {
    tracing::info!(id = attempt.id, attempt = attempt.number, "{}", attempt.event);
    Ok(())
}
