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

use cloud66_webhooks::WebhookEvent;
use futures_util::future::BoxFuture;
use tokio::{net::TcpListener, time::timeout};
use tokio_util::sync::CancellationToken;

pub use config::{Config, HELP};
pub use store::{Delivery, Store};

/// Any error, with a message for whoever reads the log.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;
/// What handles an event: `handle::handle`, and others in tests.
pub type Handler = Arc<dyn Fn(WebhookEvent) -> BoxFuture<'static, Result<(), Failure>> + Send + Sync>;

/// Receives and handles until `stop`, then finishes what is in progress.
///
/// What is still in progress after `stop_time` keeps its lease, and is tried again when that ends. An error means that a part
/// ended that should not: let the process end too, and its supervisor start it again.
pub async fn run(
    config: Config,
    listener: TcpListener,
    handler: Handler,
    stop: impl Future<Output = ()>,
) -> Result<(), Failure> {
    let store = Arc::new(Store::open(&config.database_url).await?);
    let (config, stopping) = (Arc::new(config), CancellationToken::new());
    let server = server::serve(listener, server::app(&config.secret, Arc::clone(&store)), stopping.clone());
    let worker = worker::Worker { store, config: Arc::clone(&config), handler }.work(stopping.clone());
    let (mut server, mut worker) = (tokio::spawn(server), tokio::spawn(worker));
    tokio::select! {
        () = stop => stopping.cancel(),
        ended = &mut server => return Err(format!("the server ended: {ended:?}").into()),
        ended = &mut worker => return Err(format!("the worker ended: {ended:?}").into()),
    }
    if timeout(config.stop_time, async { tokio::join!(server, worker) }).await.is_err() {
        tracing::warn!("the time to stop is over: what is in progress is tried again when its lease ends");
    }
    Ok(())
}
