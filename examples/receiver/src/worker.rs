//! Takes deliveries from the store, and handles them.

use std::{sync::Arc, time::Duration};

use cloud66_webhooks::WebhookEvent;
use metrics::{counter, gauge};
use tokio::{select, time::sleep, time::timeout};
use tokio_util::sync::CancellationToken;
use tracing::{error, warn};

use crate::{Config, Handler, Store, handle::Attempt, store::Delivery};

/// How often a worker looks for what is due. What has just arrived does not wait for it.
const LOOK_TIME: Duration = Duration::from_secs(1);
/// How much longer than handling a claim lasts: time to store the outcome, and for clocks that differ.
const SPARE_TIME: Duration = Duration::from_secs(20);
/// The longest distance between two attempts.
const LONGEST_WAIT: Duration = Duration::from_hours(1);

#[derive(Clone)]
pub(crate) struct Worker {
    pub(crate) store: Arc<Store>,
    pub(crate) config: Arc<Config>,
    pub(crate) handler: Handler,
    pub(crate) runtime: &'static tokio::runtime::Runtime,
}

impl Worker {
    /// Handles one delivery after the other until `stop`, and finishes the last.
    pub(crate) async fn work(self, stop: CancellationToken) {
        let lease = self.config.handle_time.saturating_add(SPARE_TIME);
        while !stop.is_cancelled() {
            let claim = self.store.claim(lease).await.inspect_err(|error| error!(%error, "cannot claim"));
            if let Ok(Some(claim)) = claim {
                // Where one is, there may be more, for another worker.
                self.store.arrived.notify_one();
                self.attempt(claim).await;
            } else {
                select! { () = stop.cancelled() => {}, () = self.store.arrived.notified() => {}, () = sleep(LOOK_TIME) => {} }
            }
        }
    }

    /// Looks after the table until `stop`.
    pub(crate) async fn housekeep(self, stop: CancellationToken) {
        while !stop.is_cancelled() {
            let kept = self.store.housekeep(self.config.keep_time).await;
            gauge!("receiver_store_is_well")
                .set(i32::from(kept.inspect_err(|error| error!("the store: {error}")).is_ok()));
            let _ = timeout(LOOK_TIME, stop.cancelled()).await;
        }
    }

    async fn attempt(&self, claim: Delivery) {
        let (id, number) = (claim.id, claim.attempts);
        // The distance to the next attempt doubles with each.
        let doublings = u32::try_from(number.saturating_sub(1)).unwrap_or(u32::MAX);
        let distance = self.config.retry_time.saturating_mul(2_u32.saturating_pow(doublings)).min(LONGEST_WAIT);
        let received = chrono::DateTime::from_timestamp_millis(claim.arrival).unwrap_or_default();
        // Parsed again, because it may have arrived under another version of the crate.
        let (state, reason, wait) = match WebhookEvent::from_slice(&claim.body) {
            Err(error) => ("unreadable", error.to_string(), Duration::ZERO),
            Ok(event) => match self.handle(Attempt { event, id, number, received }).await {
                Ok(()) => ("done", String::new(), Duration::ZERO),
                Err(reason) if number >= self.config.attempts.into() => ("failed", reason, Duration::ZERO),
                Err(reason) => ("waiting", reason, distance),
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
    async fn handle(&self, attempt: Attempt) -> Result<(), String> {
        let (run, handle_time, runtime) = (Arc::clone(&self.handler), self.config.handle_time, self.runtime);
        let too_long = |_| "the handler took too long".to_owned();
        // This ends one that waits. One that blocks its thread cannot be ended, and is given up a little later.
        let task = async move {
            timeout(handle_time, run(attempt)).await.map_err(too_long)?.map_err(|error| error.to_string())
        };
        let thread = runtime.spawn_blocking(move || runtime.block_on(task));
        let ended = timeout(handle_time.saturating_add(LOOK_TIME), thread).await.map_err(too_long)?;
        ended.unwrap_or_else(|_| Err("the handler panicked; the log has the message".to_owned()))
    }
}
