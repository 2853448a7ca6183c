//! Takes deliveries from the store, and handles them.

use std::{panic::AssertUnwindSafe, sync::Arc, time::Duration};

use cloud66_webhooks::WebhookEvent;
use futures_util::FutureExt;
use metrics::{counter, gauge};
use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval, timeout};
use tokio_util::sync::CancellationToken;
use tracing::{error, warn};

use crate::{Config, Handler, store::Delivery, store::Store};

/// How many events are handled at once, and so how many are in memory.
const AT_ONCE: usize = 4;
/// How often the worker looks for what is due. What has just arrived does not wait for it.
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
}

impl Worker {
    /// Works until `stopping`, and then until what it is at is finished.
    pub(crate) async fn work(self, stopping: CancellationToken) {
        let lease = self.config.handle_time.saturating_add(SPARE_TIME);
        let (mut attempts, mut look) = (JoinSet::new(), interval(LOOK_TIME));
        look.set_missed_tick_behavior(MissedTickBehavior::Delay);
        while !stopping.is_cancelled() {
            let claims = self.store.claim(AT_ONCE.saturating_sub(attempts.len()), lease).await;
            for claim in claims.inspect_err(|error| error!(%error, "cannot claim")).unwrap_or_default() {
                attempts.spawn(self.clone().attempt(claim));
            }
            // Whatever happens first is a reason to look again.
            tokio::select! {
                () = stopping.cancelled() => {}
                Some(_) = attempts.join_next() => while attempts.try_join_next().is_some() {},
                () = self.store.arrived.notified(), if attempts.len() < AT_ONCE => {}
                _ = look.tick() => self.housekeep().await.unwrap_or_else(|error| error!(%error, "cannot clean up")),
            }
        }
        while attempts.join_next().await.is_some() {}
    }

    async fn housekeep(&self) -> sqlx::Result<()> {
        for state in ["waiting", "claimed", "failed", "unreadable"] {
            gauge!("receiver_deliveries", "state" => state).set(self.store.count(state).await?);
        }
        self.store.purge(self.config.keep_time).await
    }

    async fn attempt(self, claim: Delivery) {
        // The distance to the next attempt doubles with each.
        let doublings = u32::try_from(claim.attempts.saturating_sub(1)).unwrap_or(u32::MAX);
        let distance = self.config.retry_time.saturating_mul(2_u32.saturating_pow(doublings)).min(LONGEST_WAIT);
        // Parsed again, because it may have arrived under another version of the crate.
        let (state, reason, wait) = match WebhookEvent::from_slice(&claim.body) {
            Err(error) => ("unreadable", error.to_string(), Duration::ZERO),
            Ok(event) => match self.handle(event).await {
                Ok(()) => ("done", String::new(), Duration::ZERO),
                Err(reason) if claim.attempts >= self.config.attempts => ("failed", reason, Duration::ZERO),
                Err(reason) => ("waiting", reason, distance),
            },
        };
        counter!("receiver_attempts_total", "then" => state).increment(1);
        if state != "done" {
            warn!(reason, attempts = claim.attempts, "an attempt failed: {state}");
        }
        // Without this mark the lease ends, and the event is handled again.
        let stored = self.store.finish(&claim, state, &reason, wait).await;
        stored.unwrap_or_else(|error| error!(%error, "cannot store that a delivery is {state}"));
    }

    /// Handles an event. An error is converted to a string in here, because its `Display` may panic too.
    async fn handle(&self, event: WebhookEvent) -> Result<(), String> {
        let handled = async { (self.handler)(event).await.map_err(|error| error.to_string()) };
        match timeout(self.config.handle_time, AssertUnwindSafe(handled).catch_unwind()).await {
            Ok(Ok(result)) => result,
            Ok(Err(_)) => Err("the handler panicked; the log has the message".to_owned()),
            Err(_) => Err("the handler took too long".to_owned()),
        }
    }
}
