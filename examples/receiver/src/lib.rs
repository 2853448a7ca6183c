//! Receives Cloud 66 webhooks: the server writes each delivery to a database and answers, the worker reads it from there and
//! handles it. `README.md` says how to run it; to adapt it, start at `handle.rs`.
//!
//! The sender signs nothing, gives up after 30 s, and does not retry. So the address is the password, an answer means that
//! the delivery is on disk, and what goes wrong after that is tried again here.

mod config;
pub mod handle;
mod server;
mod store;
mod worker;

use std::sync::Arc;

use futures_util::future::BoxFuture;
use tokio::{net::TcpListener, runtime::Builder, task::JoinSet, time::timeout};
use tokio_util::sync::CancellationToken;

pub use config::{Command, Config};
pub use server::operate;
pub use store::{ACKNOWLEDGE, RETRY, STATES, Store};

/// How many events are handled at once, and so how many are in memory.
const AT_ONCE: usize = 4;
/// Any error, with a message for whoever reads the log.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;
/// What handles an event: `handle::handle`, and others in tests.
pub type Handler = Arc<dyn Fn(handle::Attempt) -> BoxFuture<'static, Result<(), Failure>> + Send + Sync>;

/// Receives and handles until `stop`, then finishes what is in progress.
///
/// What is in progress after `stop_time` keeps its lease, and is tried again when that ends. An error means that a part ended
/// that should not: let the process end too, and its supervisor start it again.
pub async fn run(
    config: Config,
    store: Arc<Store>,
    listener: TcpListener,
    handler: Handler,
    stop: CancellationToken,
) -> Result<(), Failure> {
    let (patience, close) = (config.stop_time, CancellationToken::new());
    let app = server::app(&config.secret()?, Arc::clone(&store));
    // Handlers get a runtime of their own, which is never waited for: whatever they do to its threads stops nothing here.
    let runtime = Box::leak(Box::new(Builder::new_multi_thread().worker_threads(2).enable_all().build()?));
    let worker = worker::Worker { store: Arc::clone(&store), config: Arc::new(config), handler, runtime };
    let (mut server, mut workers) = (JoinSet::new(), JoinSet::new());
    server.spawn(server::serve(listener, app, close.clone()));
    workers.spawn(worker.clone().housekeep(stop.clone()));
    for _ in 0..AT_ONCE {
        workers.spawn(worker.clone().work(stop.clone()));
    }
    tokio::select! {
        biased;
        () = stop.cancelled() => {}
        ended = server.join_next() => return Err(format!("the server ended: {ended:?}").into()),
        ended = workers.join_next() => return Err(format!("a worker ended: {ended:?}").into()),
    }
    // The listener is the last to go: who finds nobody there does not come back.
    if timeout(patience, workers.join_all()).await.is_err() {
        tracing::warn!("the time to stop is over: what is in progress is tried again when its lease ends");
    }
    close.cancel();
    let _ = timeout(patience, server.join_all()).await;
    store.close().await;
    Ok(())
}
