//! What happens with an event. Put your code here.

use cloud66_webhooks::WebhookEvent;

use crate::Failure;

/// Handles one event.
///
/// An error, a panic, and taking longer than `RECEIVER_HANDLE_SECONDS` are all failures, and the event is tried again. So
/// this may be called more than once for an event, and while other events are handled, in any order. It must not block the
/// thread: use `tokio::task::spawn_blocking` for what does.
#[expect(clippy::unused_async, reason = "yours has something to wait for")]
pub async fn handle(event: WebhookEvent) -> Result<(), Failure> {
    tracing::info!("{event}");
    Ok(())
}
