//! Takes deliveries from the store, and handles them.

use std::{sync::Arc, time::Duration};

use cloud66_webhooks::WebhookEvent;
use metrics::counter;
use tokio::{runtime::Runtime, time::timeout};
use tokio_util::sync::CancellationToken;
use tracing::{error, warn};

use crate::store::{Delivery, LOOK_TIME};
use crate::{Receiver, handle::Attempt};

impl Receiver {
    /// Handles one delivery after the other until `stop`, and finishes the last.
    pub(crate) async fn work(&self, runtime: &'static Runtime, stop: &CancellationToken) {
        // It is longer than handling by the time to store the outcome, and for clocks that differ.
        let lease = self.config.handle_time.saturating_add(Duration::from_secs(20));
        while !stop.is_cancelled() {
            match self.store.claim(lease).await.inspect_err(|error| error!(%error, "cannot claim")) {
                Ok(Some(claim)) => self.attempt(runtime, claim).await,
                _ => drop(timeout(LOOK_TIME, stop.cancelled()).await),
            }
        }
    }

    async fn attempt(&self, runtime: &'static Runtime, claim: Delivery) {
        let (id, number) = (claim.id, claim.attempts);
        // The distance to the next attempt doubles with each, up to an hour.
        let doublings = u32::try_from(number.saturating_sub(1)).unwrap_or(u32::MAX);
        let distance = self.config.retry_time.saturating_mul(2_u32.saturating_pow(doublings));
        let received = chrono::DateTime::from_timestamp_millis(claim.arrival).unwrap_or_default();
        // Parsed again, because it may have arrived under another version of the crate.
        let (state, reason, wait) = match WebhookEvent::from_slice(&claim.body) {
            Err(error) => ("unreadable", error.to_string(), Duration::ZERO),
            Ok(event) => match self.handle(runtime, Attempt { event, id, number, received }).await {
                Ok(()) => ("done", String::new(), Duration::ZERO),
                Err(reason) if number >= self.config.attempts.into() => ("failed", reason, Duration::ZERO),
                Err(reason) => ("waiting", reason, distance.min(Duration::from_hours(1))),
            },
        };
        counter!("receiver_attempts_total", "then" => state).increment(1);
        if state != "done" {
            warn!(id, attempt = number, event_type = claim.event_type, reason, "an attempt failed: {state}");
        }
        // Without this mark the lease ends, and the event is handled again.
        let stored = self.store.finish(&claim, state, &reason, wait).await;
        stored.unwrap_or_else(|error| error!(id, %error, "cannot store that a delivery is {state}"));
    }

    /// Handles an event on a thread of its own, which it may block. An error is converted to a string there, because its
    /// `Display` may panic too.
    async fn handle(&self, runtime: &'static Runtime, attempt: Attempt) -> Result<(), String> {
        let (run, time) = (Arc::clone(&self.handler), self.config.handle_time);
        let too_long = |_| "the handler took too long".to_owned();
        // This ends one that waits. One that blocks its thread cannot be ended, and is given up a little later.
        let work = async move { timeout(time, run(attempt)).await.map_err(too_long)?.map_err(|it| it.to_string()) };
        let thread = runtime.spawn_blocking(move || runtime.block_on(work));
        let ended = timeout(time.saturating_add(LOOK_TIME), thread).await.map_err(too_long)?;
        ended.unwrap_or_else(|_| Err("the handler panicked; the log has the message".to_owned()))
    }
}
